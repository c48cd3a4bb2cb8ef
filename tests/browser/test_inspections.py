"""A report on a telephone, from the first page to the answer; and at the desk, to another body and back."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from inspections import actions
from inspections.lifecycle import Actor, State
from inspections.models import ExternalBody, Forwarding, Report
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import Arrives
from tests.browser.people import Citizen, Official, upload
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
    choose_on_the_map(person)
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


def choose_on_the_map(person: Citizen) -> None:
    """By a press, by moving the sign, and from the keyboard: the place stands in the field each time."""
    field = person.page.locator('[name="position"]')
    place = re.compile(r"^4[34]\.\d{6} 2[01]\.\d{6}$")
    person.page.locator("[data-map-view]").click(position={"x": 90, "y": 200})
    expect(field).to_have_value(place)
    pressed = field.input_value()
    sign = person.page.locator(".slide-map .leaflet-marker-draggable")
    sign.press("ArrowRight")
    expect(field).not_to_have_value(pressed)
    moved = field.input_value()
    person.page.locator("[data-map-view]").press("Enter")
    expect(field).not_to_have_value(moved)
    expect(field).to_have_value(place)
    person.look("report: mesto, chosen on the map")


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
    person.open("/kragujevac/prijave/mapa/")
    person.look_around("report: map and list of everybody")
    person.photograph("prijave-mapa", height=1900)
    move_the_map(person, filed)
    person.press('main a[href^="/kragujevac/prijave/prati/"]')
    person.look("report: follow an area")


def move_the_map(person: Citizen, filed: Report) -> None:
    """The list and the address follow the map; the drawing comes back at a press."""
    view, listed = person.page.locator("[data-map-view]"), person.page.locator(f'main li a[href$="/{filed.pk}/"]')
    expect(person.page.locator(".slide-map__mark").first).to_be_visible()
    for _step in range(3):
        view.press("Shift+ArrowDown")
        expect(
            person.page.locator(".leaflet-pan-anim"), "a key that is pressed while the map moves is not heard"
        ).to_have_count(0)
    expect(listed).to_have_count(0)
    expect(person.page).to_have_url(re.compile(r"okvir=\d"))
    person.look("report: map and list of everybody, moved")
    person.press('[data-map-follows="clear"] a')
    expect(listed).to_have_count(1)
    person.press("[data-map-switch]")
    expect(person.page.locator("[data-map-drawing]")).to_be_visible()


# -- to another body and back ------------------------------------------------------------------------------------------
SENT = {"description": "Rupa kod prelaza.", "address": "Glavni trg 1"}


def triage(person: Official, filed: Report, body: ExternalBody) -> None:
    """From signing in to the forwarded report, on a telephone."""
    person.typed |= {*SENT.values(), "Ана Пробић", "Саша Путић"}
    person.open("/admin/")
    person.sign_in("saobracaj@primer.example")
    expect(person.page).to_have_url(re.compile(r"/admin/inspections/report/$"))
    person.look_around("triage: list and map")
    person.photograph("prijave-sto", height=2600)
    person.press(f'.desk-table a[href$="/{filed.pk}/change/"]')
    person.act("/radnja/take/")
    person.look_around("triage: report")
    person.photograph("prijave-sto-prijava", height=2600)
    person.act("/radnja/forward/")
    person.look("triage: forward")
    person.page.locator('select[name="body"]').select_option(str(body.pk))
    person.give({"message": "Molimo zakrpite.", "text": "Poslali smo održavanju."}, form="main form")
    person.press("main form .desk-button--go")
    expect(person.page.locator(".desk-head")).to_contain_text("Prosleđena")


def test_a_report_goes_to_another_body_and_its_answer_reaches_the_sender(
    arrives: Arrives, town: Municipality, inspector: User
) -> None:
    with municipality_scope(town.pk):
        filed = report(town, "sao-rupa", **SENT)
        body = ExternalBody.objects.filter(municipality=None).order_by("pk")[0]
        ExternalBody.objects.filter(pk=body.pk).update(email="putevi@primer.example")
    officer: Official = arrives(Official, language="sr-latn")
    triage(officer, filed, body)
    while relay_all():
        pass
    letter = next(one for one in mail.outbox if one.to == ["putevi@primer.example"])
    with municipality_scope(town.pk):
        link = f"/prijave/odgovor/{Forwarding.objects.get().code}/"
    assert link in str(letter.body)
    utility: Citizen = arrives(Citizen)
    utility.open(link)
    utility.look("reply of another body")
    utility.give({"outcome": "done", "text": "Zakrpljeno jutros."}, form="main form")
    utility.press('main form button[type="submit"]')
    utility.look("reply of another body, received")
    officer.open(f"/admin/inspections/report/{filed.pk}/change/")
    expect(officer.page.locator(".desk-documents")).to_contain_text("Zakrpljeno jutros.")
    officer.act("/radnja/close/")
    officer.give({"text": "Rupa je zakrpljena."}, form="main form")
    officer.press("main form .desk-button--go")
    sender: Citizen = arrives(Citizen)
    sender.open(f"/prijave/pracenje/{filed.code}/")
    sender.reads("Стигао је одговор")
    sender.reads("Rupa je zakrpljena.")
