"""A debate in a browser from the editor's draft to the sealed report, and a signature; three languages."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import expect

from eservices.cases.paper.verification import verify
from eservices.participation.models import Period, Process
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official
from tests.cast import citizen, official
from tests.factories import FILING_MOMENT, relay_all

TEXT = "Уводи се зона тридесет.\n\nПаркирање у зони је бесплатно."
TODAY, LAST = FILING_MOMENT.strftime("%d.%m.%Y."), "30.03.2026."


@pytest.fixture
def ready(town: Municipality, people: None) -> Municipality:
    """Kragujevac with an editor of participation and somebody who takes part."""
    official("urednik", "Уна", "Уредић", "participation-editor", town)
    citizen("jovana", "Јована", "Примеровић")
    User.objects.update(is_demo=True)
    return town


def the_process(place: Municipality) -> Process:
    with municipality_scope(place.pk):
        return Process.objects.prefetch_related("periods").get()


def prepare(editor: Official, place: Municipality) -> Process:
    """From an empty form to the public call."""
    editor.to_desk("urednik@primer.example")
    editor.open("/admin/participation/process/add/")
    editor.page.locator('[name="kind"]').select_option("debate")
    for name, value in {"title": "Мирније улице", "summary": "Шта мислите о зони?"}.items():
        editor.page.locator(f'[name="{name}"]').fill(value)
    editor.page.locator('[name="periods-0-phase"]').select_option("open")
    editor.page.locator('[name="periods-0-first"]').fill(TODAY)
    editor.page.locator('[name="periods-0-last"]').fill(LAST)
    editor.press('[name="_save"]')
    editor.reads("Прво објавите текст.")
    editor.look_around("participation: board of a draft")
    editor.press('main a[href$="/tekst/"]')
    editor.page.locator('[name="text"]').fill(TEXT)
    editor.look_around("participation: text at the desk")
    editor.press("main form button.desk-button--go")
    editor.press('form[action$="/korak/announce/"] button')
    editor.reads("Отворено")
    return the_process(place)


def take_part(person: Citizen, process: Process) -> None:
    """From the list of all municipalities to a comment on a paragraph, wrongly filled at first."""
    person.is_known_as(User.objects.get(email="jovana@primer.example"))
    person.open("/ucesce/")
    person.look_around("participation: all municipalities")
    person.press('main .portal-card a:has-text("Мирније улице")')
    person.look_around("participation: process")
    person.photograph("participation-process", height=1800)
    person.press("main .portal-paragraph__talk a >> nth=1")
    person.press("#request button.govuk-button")
    person.reads("Напишите коментар.")
    person.look("participation: discussion, wrong")
    person.give({"side": "against", "text": "А шта је са посетиоцима?", "signed": "short"})
    person.press("#request button.govuk-button")
    person.reads("Јована П.")
    person.look_around("participation: discussion")
    person.photograph("participation-discussion", height=1500)
    person.open(f"/kragujevac/ucesce/{process.code}/")
    person.press('form[action$="/prati/"] button')
    person.reads("Пратите овај поступак")


def answer(editor: Official) -> None:
    """The remark gets its official answer."""
    editor.page.reload()
    editor.press('main a[href$="/primedbe/"]')
    editor.look_around("participation: remarks at the desk")
    editor.press('main a[href$="/odgovor/"]')
    editor.page.locator('[name="stance"][value="partly"]').check()
    editor.page.locator('[name="text"]').fill("Посетиоци паркирају два сата бесплатно.")
    editor.look_around("participation: answer at the desk")
    editor.press("main form button.desk-button--go")


def test_a_debate_goes_from_draft_to_report(arrives: Arrives, ready: Municipality) -> None:
    editor: Official = arrives(Official, size=DESKTOP)
    process = prepare(editor, ready)
    person: Citizen = arrives(Citizen)
    take_part(person, process)
    answer(editor)
    person.open(f"/kragujevac/ucesce/{process.code}/razgovor/")
    person.look("participation: discussion of the whole")
    with municipality_scope(ready.pk):  # the last day has passed
        Period.objects.update(first=date(2026, 3, 1), last=date(2026, 3, 19))
    editor.open(f"/admin/participation/process/{process.pk}/tabla/")
    editor.press('main a[href$="/izvestaj/"]')
    editor.page.locator('[name="text"]').fill("Зона се уводи, посетиоци паркирају два сата.")
    editor.press("main form button.desk-button--go")
    head: Official = arrives(Official, size=DESKTOP)
    head.to_desk("dragan@primer.example")
    head.open(f"/admin/participation/process/{process.pk}/tabla/")
    head.look_around("participation: board with a report")
    head.photograph("participation-board", height=1600)
    head.press('form[action$="/korak/publish_report/"] button')
    relay_all()
    person.open(f"/kragujevac/ucesce/{process.code}/")
    person.look_around("participation: process, reported")
    assert verify(person.download('main a[href$="/izvestaj.pdf"]')).good


@pytest.mark.parametrize("language", ["sr-latn", "en"])
def test_an_initiative_begins_in_every_language(arrives: Arrives, ready: Municipality, language: str) -> None:
    person: Citizen = arrives(Citizen, language=language)
    person.typed |= {"Пешачка зона", "Тражимо пешачку зону.", "Улица се затвара.", "Јована Примеровић"}
    person.is_known_as(User.objects.get(email="jovana@primer.example"))
    person.open("/kragujevac/ucesce/")
    person.look("participation: municipality")
    person.press("main a.govuk-button--start")
    person.press("#request button.govuk-button")
    person.look("participation: draft, wrong")
    person.give(
        {"title": "Пешачка зона", "aim": "act", "summary": "Тражимо пешачку зону.", "text": "Улица се затвара."}
    )
    person.press("#request button.govuk-button")
    expect(person.page).to_have_url(re.compile(r"/kragujevac/ucesce/\w{8}/$"))
    person.look("participation: own draft")
    for path in ("/ucesce/", f"{person.page.url}verzije/"):
        person.open(path)
        person.look(f"participation: {path.rpartition('ucesce')[2][-9:]}")
    with municipality_scope(ready.pk):
        assert not Period.objects.exists()
