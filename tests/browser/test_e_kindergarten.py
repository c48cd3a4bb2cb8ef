"""A parent files for a place; the commission ranks, somebody else publishes; the parent reads why, and signs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from eservices.services.e_kindergarten import demo
from eservices.services.e_kindergarten.models import Application, Competition
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official
from tests.cast import citizen, official
from tests.factories import relay_all

SERVICE_PAGE = "/kragujevac/usluge/e-kindergarten/"
SLUG = "e-kindergarten"


@pytest.fixture
def competition(town: Municipality, people: None) -> Competition:
    """An open competition with one place a group, a family that filed before, and the people who come."""
    earlier = citizen("ranije", "Ивана", "Пробић")
    citizen("ivana", "Ивана", "Примерић")
    official("komisija", "Зорана", "Комисић", "clerk", town, [SLUG])
    User.objects.update(is_demo=True)
    with municipality_scope(town.pk):
        house = demo.institution(town)
        row = demo.competition(house, "upis", "Редован упис", scheme="kikinda-2018", opens=-5, closes=10, places=1)
        demo.answer_of_registers(demo.file_one(row, 1, earlier), None)
    return row


def give(person: Citizen, fields: dict[str, Any]) -> None:
    """Fill in a question; some of its fields are lists to choose from."""
    lists = {name for name in fields if person.page.locator(f'#request select[name="{name}"]').count()}
    for name in sorted(lists):
        person.page.locator(f'#request select[name="{name}"]').select_option(str(fields[name]))
    person.give({name: value for name, value in fields.items() if name not in lists})


def file(person: Citizen, competition: Competition) -> None:
    """From the start page to the confirmation; every question is looked at."""
    person.is_known_as(User.objects.get(email="ivana@primer.example"))
    person.open(SERVICE_PAGE)
    person.look_around("kindergarten: start")
    person.press('main form[action$="/zahtev/"] button')
    with municipality_scope(competition.municipality_id):
        answers: dict[str, dict[str, Any]] = demo.answers(competition, 0)
    order = [step for step in answers if step != "second-parent"]
    order.insert(order.index("other-parent") + 1, "second-parent")
    for step in order:
        expect(person.page).to_have_url(re.compile(rf"/{step}/(\?.*)?$"))
        person.look(f"kindergarten: {step}")
        if step == "wishes":
            person.photograph("kindergarten-wishes", height=1100)
        give(person, {name: value for name, value in answers[step].items() if value not in ("", None, [])})
        person.go_on()
    person.look("kindergarten: check answers")
    person.press('main form[action$="/podnesi/"] button[type="submit"]:not([form]):not([name="language"])')
    expect(person.page).to_have_url(re.compile(r"/podneto/$"))
    person.look_around("kindergarten: filed")


def move_back(competition: Competition, **moments: Any) -> None:
    """What a journey cannot wait for: the end of a term."""
    with municipality_scope(competition.municipality_id):
        Competition.objects.filter(pk=competition.pk).update(**moments)


def step(person: Official, competition: Competition, name: str) -> None:
    """Press a step of the commission on the board."""
    person.open(f"/admin/e_kindergarten/competition/{competition.pk}/tabla/")
    person.press(f'form[action$="/korak/{name}/"] button')


def test_a_parent_files_reads_the_ranking_and_signs(arrives: Arrives, competition: Competition) -> None:
    parent: Citizen = arrives(Citizen)
    file(parent, competition)
    with municipality_scope(competition.municipality_id):
        row = Application.objects.select_related("case").get(case__person__email="ivana@primer.example")
        demo.answer_of_registers(row.case, None)
    move_back(competition, closes_at=timezone.now() - timedelta(seconds=2))

    clerk: Official = arrives(Official, size=DESKTOP)
    clerk.to_desk("komisija@primer.example")
    step(clerk, competition, "rank")
    relay_all()
    clerk.open(f"/admin/e_kindergarten/competition/{competition.pk}/tabla/")
    clerk.look_around("desk: board of a competition")
    clerk.photograph("kindergarten-board", height=1100)
    head: Official = arrives(Official, size=DESKTOP)
    head.to_desk("dragan@primer.example")
    step(head, competition, "publish_preliminary")

    reader: Citizen = arrives(Citizen)
    reader.open(f"{SERVICE_PAGE}liste/")
    reader.look_around("kindergarten: competitions")
    reader.press('main a[href*="preliminary"]')
    reader.look_around("kindergarten: list")
    reader.photograph("kindergarten-list", height=1100)
    reader.reads(row.code)
    expect(reader.page.locator("main")).not_to_contain_text("Примерић")

    parent.open(f"/moji-predmeti/{row.case.code}/")
    parent.press('main a[href*="/e-kindergarten/"]')
    parent.look_around("kindergarten: result")
    parent.photograph("kindergarten-result", height=2200)
    parent.reads(re.compile("Дете има место у вртићу"))

    move_back(competition, objections_until=timezone.localdate() - timedelta(days=1))
    for name in ("publish_final", "start_contracts"):
        step(head, competition, name)
    parent.page.reload()
    parent.reads("Уговор закључите у установи")
    parent.look_around("kindergarten: result, with a place")
    clerk.open(f"/admin/e_kindergarten/competition/{competition.pk}/tabla/")
    clerk.press(f'tr:has(th:has-text("{row.code}")) form[action$="/zakljucen/"] button')
    clerk.look_around("desk: board of a competition, contract signed")
    with municipality_scope(competition.municipality_id):
        row.refresh_from_db()
        assert row.outcome == Application.Outcome.SIGNED
