"""A report on a telephone: photograph, category, position, nearby reports, a dead connection, the page by code."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from inspections import actions
from inspections.lifecycle import Actor, State
from inspections.models import Report
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import Arrives
from tests.browser.people import Citizen, upload
from tests.cast import official
from tests.factories import relay_all
from tests.inspections.samples import SQUARE, report

GO_ON = '#request button[type="submit"].govuk-button:not(.govuk-button--secondary)'
HERE = {"latitude": SQUARE.lat / 1_000_000, "longitude": SQUARE.lon / 1_000_000}


@pytest.fixture
def inspector(town: Municipality, people: None) -> User:
    """Traffic inspector of Kragujevac."""
    return official("saobracaj", "Саша", "Путић", "traffic-inspector", town)


def arrive_at(person: Citizen, page: str) -> None:
    expect(person.page).to_have_url(re.compile(rf"/{page}/$"))
    person.look(f"report: {page}")
    person.photograph(f"prijava-{page}", height=1200)


def file(person: Citizen) -> None:
    """From the municipality to the confirmation; every page is looked at, one of them is sent without a connection."""
    person.open("/kragujevac/")
    person.press('main a[href="/kragujevac/prijave/"]')
    person.look_around("report: start")
    person.photograph("prijava-start", height=1500)
    person.press("main .govuk-button--start")
    arrive_at(person, "fotografije")
    person.page.locator('input[type="file"][name="photos"]').set_input_files(upload("rupa"))  # type: ignore[arg-type]
    person.press(GO_ON)
    arrive_at(person, "kategorija")
    person.page.locator('[name="q"]').fill("rupa")
    person.press('main form[role="search"] button')
    person.press('#request button[value="sao-rupa"]')
    arrive_at(person, "pitanja")
    person.page.locator('[name="road"][value="municipal"]').check()
    person.press(GO_ON)
    arrive_at(person, "mesto")
    person.press("[data-report-gps]")
    expect(person.page.locator('[name="position"]')).to_have_value(re.compile(r"^44\.01395"))
    person.press(GO_ON)
    arrive_at(person, "slicne")
    person.press(GO_ON)
    arrive_at(person, "opis")
    describe_without_a_connection(person)
    arrive_at(person, "ko")
    person.page.locator('[name="identity"][value="anonymous"]').check()
    person.press(GO_ON)
    arrive_at(person, "provera")
    person.press(GO_ON)
    expect(person.page).to_have_url(re.compile(r"/podneto/$"))
    person.look_around("report: filed")
    person.photograph("prijava-podneto", height=1200)


def describe_without_a_connection(person: Citizen) -> None:
    """What is sent without a connection waits on the device, says so, and goes by itself when the connection is back."""
    person.page.locator('[name="description"]').fill("Rupa kod prelaza.")
    person.page.context.set_offline(True)
    person.press(GO_ON)
    expect(person.page.locator("[data-report-queue]")).to_be_visible()
    person.photograph("prijava-bez-veze", height=1000)
    person.page.context.set_offline(False)
    expect(person.page).to_have_url(re.compile(r"/ko/$"))
    person.faults = [fault for fault in person.faults if "ERR_INTERNET_DISCONNECTED" not in fault]


@pytest.mark.parametrize("language", ["sr-latn", "en"])
def test_a_report_travels_from_a_telephone_to_the_answer(
    arrives: Arrives, town: Municipality, inspector: User, language: str
) -> None:
    with municipality_scope(town.pk):
        report(town, "sao-rupa")
    person: Citizen = arrives(Citizen, language=language, geolocation=HERE, permissions=["geolocation"])
    person.typed |= {"Rupa kod prelaza."}
    file(person)
    with municipality_scope(town.pk):
        filed = Report.objects.get(identity="anonymous")
        assert filed.photos.count() == 1
        actions.assign(report=filed, to=inspector, actor=Actor.INSPECTOR, by=inspector)
        actions.close(report=filed, public_text="Zakrpljeno.", actor=Actor.INSPECTOR, by=inspector)
    relay_all()
    person.typed |= {"Zakrpljeno.", "Путић"}
    person.press(f'main a[href$="/{filed.code}/"]')
    person.look_around("report: page by code")
    person.photograph("prijava-pracenje", height=2200)
    person.page.locator('[name="satisfied"][value="reopen"]').check()
    person.page.locator('[name="comment"]').fill("Rupa je opet tu.")
    person.typed |= {"Rupa je opet tu."}
    person.press('main form[action$="/ocena/"] button[type="submit"]')
    expect(person.page.locator(".govuk-notification-banner--success")).to_be_visible()
    with municipality_scope(town.pk):
        filed.refresh_from_db()
        assert filed.state == State.REOPEN_REQUESTED
    person.open(f"/kragujevac/prijave/{filed.pk}/")
    person.look_around("report: what everybody sees")
    person.photograph("prijava-javno", height=1100)
    person.open("/prijave/")
    person.look_around("report: reports of all")
