"""A couple in two browsers: one fills in, the other agrees by the link; the commission, the award and the final invoice."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from playwright.sync_api import expect

from eservices.cases.models import Case
from eservices.services.ivf_costs import demo
from eservices.services.ivf_costs.models import CommissionSession, IvfRequest
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official, upload
from tests.cast import citizen, official
from tests.factories import relay_all

SERVICE_PAGE = "/kragujevac/usluge/ivf-costs/"
COUPLE = demo.COUPLES["nadic"]
PAPERS = ("invoice", "medical-report", "attempts-proof")
TYPED = {"Мирјана", "Стефан", "Надић", "Замишљена 18", "Крагујевац", "П-114/26"}
SEND = '#request button[type="submit"]:not([form]):not([name="language"])'


@pytest.fixture
def ready(town: Municipality, people: None) -> Municipality:
    """Kragujevac with a decision, a clinic and money; a couple, a clerk and a head."""
    head = User.objects.get(email="dragan@primer.example")
    with municipality_scope(town.pk):
        demo.prepare(town, demo.STANDING, money=Decimal(1_100_000), by=head)
    citizen("mirjana", "Мирјана", "Надић")
    citizen("stefan", "Стефан", "Надић")
    official("snezana", "Снежана", "Бројић", "clerk", town, [demo.SLUG])
    User.objects.update(is_demo=True)
    return town


def arrive(arrives: Arrives, name: str, language: str = "sr") -> Citizen:
    """One of the couple, signed in."""
    person: Citizen = arrives(Citizen, language=language)
    person.typed |= TYPED
    person.is_known_as(User.objects.get(email=f"{name}@primer.example"))
    person.page.context.add_cookies([{"name": "pismo", "value": language, "url": person.address}])
    return person


def fill_in(person: Citizen) -> None:
    """From the start page to check-answers, which says that the second partner has not agreed yet."""
    person.open(SERVICE_PAGE)
    person.look_around("ivf: start")
    person.press('main form[action$="/zahtev/"] button')
    for step, fields in demo.answers(COUPLE, number="П-114/26").items():
        expect(person.page).to_have_url(re.compile(rf"/{step}/$"))
        person.look(f"ivf: {step}")
        asked = {name: value for name, value in fields.items() if name not in ("too_old_from", "name", "income")}
        if step != "clinic":
            asked = {name: value for name, value in asked.items() if value not in ("", None)}
        person.give(asked | ({"income": "52.000,00"} if person.page.locator('[name="income"]').count() else {}))
        if step == "invoice":
            person.give({"amount": "320.000,00"})
        person.go_on()
    person.look("ivf: documents")
    for kind in PAPERS:
        person.page.locator(f'input[type="file"][name="{kind}"]').set_input_files(upload(kind))  # type: ignore[arg-type]
    person.go_on()
    person.look("ivf: check answers")


def agree(person: Citizen, link: str) -> None:
    """Open the link, read, agree."""
    person.open(link)
    person.look("ivf: agreement")
    person.photograph("ivf-agreement", height=1800)
    person.press('main button[name="agree"]')
    person.look("ivf: agreement, given")


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_two_partners_file_one_request(arrives: Arrives, ready: Municipality, language: str) -> None:
    mirjana = arrive(arrives, "mirjana", language)
    fill_in(mirjana)
    mirjana.press('main a[href*="/drugi-partner/"], .govuk-error-summary a[href*="/drugi-partner/"]')
    expect(mirjana.page.locator(".portal-copy button")).to_be_visible()
    mirjana.look_around("ivf: second partner")
    mirjana.photograph("ivf-second-partner", height=1200)
    link = mirjana.page.locator(".portal-copy__text").inner_text()
    assert "/poziv/" in link and "ivf" not in link

    stranger: Citizen = arrives(Citizen, language=language)
    stranger.open(link)
    stranger.look("ivf: agreement, stranger")
    agree(arrive(arrives, "stefan", language), link)

    mirjana.page.reload()
    mirjana.look("ivf: second partner, agreed")
    mirjana.press('main a.govuk-button[href$="/provera/"]')
    mirjana.press('main form[action$="/podnesi/"] button[type="submit"]:not([form]):not([name="language"])')
    expect(mirjana.page).to_have_url(re.compile(r"/podneto/$"))
    mirjana.look_around("ivf: filed")


def test_the_commission_proposes_and_the_list_shows_only_codes(arrives: Arrives, ready: Municipality) -> None:
    with municipality_scope(ready.pk):
        case = demo.file_one(ready, COUPLE, number="П-114/26")
    relay_all()
    clerk: Official = arrives(Official, size=DESKTOP)
    clerk.to_desk("snezana@primer.example")
    clerk.open(f"/admin/cases/case/{case.pk}/change/")
    clerk.look_around("desk: ivf case")
    clerk.act("/radnja/take/")
    hold_session(clerk, ready)
    relay_all()
    clerk.open(f"/admin/cases/case/{case.pk}/odluka/grant/")
    clerk.look_around("desk: ivf grant")
    clerk.photograph("ivf-grant", height=2000)
    clerk.press('button[name="propose"]')
    head: Official = arrives(Official, size=DESKTOP)
    head.to_desk("dragan@primer.example")
    head.open(f"/admin/cases/case/{case.pk}/predlog/")
    head.press("main form button.desk-button--go, form:not(:has(textarea)) button.desk-button--go")
    relay_all()
    reader: Citizen = arrives(Citizen)
    reader.open(f"{SERVICE_PAGE}lista/")
    reader.look_around("ivf: list")
    reader.photograph("ivf-list", height=2200)
    with municipality_scope(ready.pk):
        row = IvfRequest.objects.get()
        assert row.standing == "granted" and Case.objects.get().state == "issued"
    reader.reads(row.list_code)
    expect(reader.page.locator("main")).not_to_contain_text("Надић")
    send_final_invoice(arrive(arrives, "par-1403"), case)


def hold_session(clerk: Official, place: Municipality) -> None:
    """Open a session, propose, close it."""
    clerk.open("/admin/ivf_costs/commissionsession/")
    clerk.look_around("desk: ivf sessions")
    clerk.press(".object-tools a")
    clerk.look_around("desk: ivf new session")
    clerk.page.locator('[name="members"]').fill("др Вера Комисић\nНада Записић")
    clerk.press("main button.desk-button--go, #content button.desk-button--go")
    clerk.look_around("desk: ivf session")
    clerk.press('a[href*="/misljenje/"]')
    clerk.look_around("desk: ivf opinion")
    clerk.page.locator('[name="proposes"][value="grant"]').check()
    clerk.press("#content button.desk-button--go")
    clerk.photograph("ivf-session", height=700)
    clerk.press('form[action$="/zakljuci/"] button')
    clerk.look_around("desk: ivf session, closed")
    with municipality_scope(place.pk):
        assert CommissionSession.objects.get().closed_at is not None


def send_final_invoice(person: Citizen, case: Case) -> None:
    """The last thing the couple does."""
    person.open(f"{SERVICE_PAGE}konacni-racun/{case.code}/")
    person.look("ivf: final invoice")
    person.press(SEND)
    person.look("ivf: final invoice, wrong")
    person.page.locator('[name="amount"]').fill("310.000,00")
    person.page.locator('[name="file"]').set_input_files(upload("racun"))  # type: ignore[arg-type]
    person.press(SEND)
    expect(person.page).to_have_url(re.compile(r"/moji-predmeti/"))
