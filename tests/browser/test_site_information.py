"""Information on a location in a browser: parcels added in rows, fees paid by a statement, the sealed document fetched."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from eservices.cases.models import Case, Payment
from eservices.services.site_information import demo
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official
from tests.cast import citizen, official
from tests.eservices.cases.test_paying import line, statement
from tests.factories import relay_all

SERVICE_PAGE = "/kragujevac/usluge/site-information/"
NUMBERS = ("1234/5", "1234/6")


@pytest.fixture
def ready(town: Municipality, people: None) -> Municipality:
    """Kragujevac with its lists and plans, somebody who asks, a clerk and a head."""
    with municipality_scope(town.pk):
        demo.load_library(town)
    citizen("jovana", "Јована", "Примеровић")
    official("nenad", "Ненад", "Парцелић", "clerk", town, [demo.SLUG])
    User.objects.update(is_demo=True)
    return town


def choose_parcels(person: Citizen) -> None:
    """Two parcels, the second added by its button and mistyped at first."""
    for position, number in enumerate(NUMBERS):
        if position:
            person.press('#request button[name="parcels-add"]')
            expect(person.page.locator("#id_parcels-1-ko")).to_be_in_viewport()
            expect(person.page.locator("#id_parcels-0-number")).to_have_value(NUMBERS[0])
        person.page.locator(f'[name="parcels-{position}-ko"]').select_option("799001")
        person.page.locator(f'[name="parcels-{position}-number"]').fill(
            number.replace("/", "-") if position else number
        )
    person.go_on()
    expect(person.page.locator(".govuk-error-summary")).to_be_focused()
    person.look("site information: parcels, wrong")
    person.press('.govuk-error-summary a[href="#id_parcels-1-number"]')
    expect(person.page.locator("#id_parcels-1-number")).to_be_focused()
    person.page.locator("#id_parcels-1-number").fill(NUMBERS[1])
    person.photograph("site-information-parcels", height=1700)
    person.look("site information: parcels, two")


def file(person: Citizen) -> None:
    """From the start page to the confirmation; every page is looked at."""
    person.is_known_as(User.objects.get(email="jovana@primer.example"))
    person.page.context.add_cookies([{"name": "pismo", "value": person.language, "url": person.address}])
    person.open(SERVICE_PAGE)
    person.look_around("site information: start")
    person.press('main form[action$="/zahtev/"] button')
    building = demo.ANSWERS["object"] | {"gross": "180"}
    answers: dict[str, dict[str, Any]] = {**demo.ANSWERS, "object": building, "adjacency": {"adjacent": "yes"}}
    order = list(demo.ANSWERS)
    order.insert(order.index("parcels") + 1, "adjacency")
    for step in order:
        expect(person.page).to_have_url(re.compile(rf"/{step}/(#.*)?$"))
        person.look(f"site information: {step}")
        if step == "parcels":
            choose_parcels(person)
        else:
            person.give({name: value for name, value in answers[step].items() if value not in ("", None)})
        person.go_on()
    person.look("site information: documents")
    person.go_on()
    person.look("site information: check answers")
    person.press('main form[action$="/podnesi/"] button[type="submit"]:not([form]):not([name="language"])')
    expect(person.page).to_have_url(re.compile(r"/podneto/$"))
    person.look_around("site information: filed")


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_parcels_are_asked_for_and_the_fees_are_shown(arrives: Arrives, ready: Municipality, language: str) -> None:
    person: Citizen = arrives(Citizen, language=language)
    person.typed |= {"породична кућа", "Јелена", "Примеровић", "Измишљена 14", "Крагујевац", "П+1+Пк"}
    file(person)
    person.press('main a[href$="/placanje/"]')
    person.look_around("site information: payment")
    person.photograph("site-information-payment", height=2600)
    assert person.download('main a[href$="/uplatnice.pdf"]').startswith(b"%PDF")
    person.press('main a[href*="/placanje/"] >> nth=0')
    person.look("site information: proof of payment")
    person.page.locator('[name="reference"]').fill("41-019")
    person.press('#request button[type="submit"]:not([form]):not([name="language"])')
    person.look("site information: proof of payment, wrong")


def test_the_document_is_issued_when_the_statement_shows_the_money(arrives: Arrives, ready: Municipality) -> None:
    person: Citizen = arrives(Citizen)
    file(person)
    relay_all()
    clerk: Official = arrives(Official, size=DESKTOP)
    clerk.to_desk("nenad@primer.example")
    with municipality_scope(ready.pk):
        case = Case.objects.get(service=demo.SLUG)
        content = statement(*(line(payment) for payment in Payment.objects.filter(case=case)))
    propose(clerk, case)
    clerk.open("/admin/cases/statementimport/add/")
    clerk.look_around("desk: new statement")
    clerk.page.locator('[name="file"]').set_input_files(
        {"name": "izvod.csv", "mimeType": "text/csv", "buffer": content}
    )
    clerk.press('main form button[type="submit"]:not([form])')
    clerk.look_around("desk: statement read")
    clerk.photograph("site-information-statement", height=700)
    head: Official = arrives(Official, size=DESKTOP)
    head.to_desk("dragan@primer.example")
    head.open(f"/admin/cases/case/{case.pk}/predlog/")
    head.look_around("site information: proposal")
    head.press("main form button.desk-button--go")
    expect(head.page).to_have_url(re.compile(r"/change/$"))
    relay_all()
    person.open(f"/moji-predmeti/{case.code}/")
    person.press(".portal-decision form button")
    expect(person.page.locator(".portal-decision .sketch")).to_be_visible()
    person.look_around("site information: document received")
    person.photograph("site-information-document", height=3200)
    assert person.download('.portal-decision a[href$=".pdf"], .portal-decision a[download]').startswith(b"%PDF")


def propose(clerk: Official, case: Case) -> None:
    """Zones chosen, text composed, sent to the head."""
    clerk.open(f"/admin/cases/case/{case.pk}/change/")
    clerk.act("/radnja/take/")
    clerk.look_around("site information at the desk")
    clerk.photograph("site-information-desk", height=2200)
    clerk.act("/odluka/")
    clerk.press('main a[href$="/issued/"]')
    for position in range(len(NUMBERS)):
        zones = clerk.page.locator(f'.govuk-form-group:has([name="zones_{position}"])')
        zones.get_by_label(re.compile("^С-1 – породично становање")).check()
    clerk.press('main form button[type="submit"]:not([name="language"]) >> nth=0')
    expect(clerk.page.locator("#desk-live")).to_contain_text("640 м² × 40 % = 256 м²")
    clerk.look_around("site information: composer")
    clerk.photograph("site-information-composer", height=2400)
    clerk.press('button[name="propose"]')
    expect(clerk.page).to_have_url(re.compile(r"/change/$"))
