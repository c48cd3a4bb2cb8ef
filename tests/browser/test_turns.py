"""Turns that a request may take: it has to be completed, is given up, or is decided in two steps."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import requests
from django.conf import settings
from django.core.mail import EmailMessage
from playwright.sync_api import expect

from eservices.cases import actions
from eservices.cases.models import Case
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official, link_in, upload
from tests.factories import file_request, relay_all


def somebody(name: str) -> User:
    """A person of the cast."""
    return User.objects.get(email=f"{name}@primer.example")


def taken(town: Municipality) -> Case:
    """Milica's request, whose registers were asked and which Jelena has taken."""
    filed = file_request(town, somebody("milica"))
    relay_all()
    with municipality_scope(town.pk):
        actions.take(case=filed, by=somebody("jelena"))
    return filed


@pytest.fixture
def milica(arrives: Arrives) -> Citizen:
    """The applicant, signed in, at her telephone."""
    citizen: Citizen = arrives(Citizen)
    citizen.is_known_as(somebody("milica"))
    return citizen


@pytest.fixture
def clerk(arrives: Arrives) -> Official:
    """Jelena, signed in, at the desk."""
    official: Official = arrives(Official, size=DESKTOP)
    official.is_known_as(somebody("jelena"))
    return official


@pytest.fixture
def decide(arrives: Arrives, clerk: Official) -> Callable[..., None]:
    """The clerk proposes an outcome and the head issues it."""
    head: Official = arrives(Official, size=DESKTOP)
    head.is_known_as(somebody("dragan"))

    def issue(case: Case, outcome: str, **details: str) -> None:
        clerk.open(f"/admin/cases/case/{case.pk}/odluka/")
        clerk.press(f'main a[href$="/{outcome}/"]')
        if details:
            clerk.give(details, form="main form")
            clerk.press("main form .desk-buttons button")
        clerk.press('button[name="propose"]')
        head.open(f"/admin/cases/case/{case.pk}/predlog/")
        head.press('button[name="approve"]')
        expect(head.page).to_have_url(re.compile(r"/change/$"))
        relay_all()

    return issue


def test_call_to_complete_is_answered_with_a_document_and_a_correction(
    town: Municipality, clerk: Official, milica: Citizen, mailoutbox: list[EmailMessage]
) -> None:
    case = taken(town)
    clerk.open(f"/admin/cases/case/{case.pk}/change/")
    clerk.act("/dopuna/")
    clerk.look_around("call to complete")
    clerk.press('details:has([name="step-address-kind"]) > summary')
    clerk.page.select_option('[name="document-sick-note-kind"]', "unclear")
    clerk.page.select_option('[name="step-address-kind"]', "wrong")
    clerk.press("main form .desk-buttons button")
    clerk.reads("Исправите")
    clerk.look("call to complete, previewed")
    relay_all()
    mailoutbox.clear()
    clerk.press('button[name="send"]')
    relay_all()

    milica.open(link_in(mailoutbox[0]))
    milica.press('.portal-next a[href$="/dopuna/"]')
    milica.look_around("completion")
    milica.press("#request button[data-prevent-double-click]")
    expect(milica.page.locator(".govuk-error-summary")).to_be_focused()
    milica.look("completion, wrong")
    milica.page.locator('[name="address-street"]').fill("Исправљена 7")
    milica.page.locator('input[type="file"][name="sick-note"]').set_input_files(upload("doznaka-cela"))  # type: ignore[arg-type]
    milica.press("#request button[data-prevent-double-click]")
    milica.reads("Допуна је послата")
    milica.look("case, completed")

    clerk.open(f"/admin/cases/case/{case.pk}/change/")
    clerk.reads("допуњено")
    expect(clerk.page.locator(".desk-answers__changed").first).to_contain_text("Исправљена 7")
    expect(clerk.page.locator('[aria-labelledby="documents-title"]')).to_contain_text("doznaka-cela.png")
    clerk.look_around("completed case at the desk")


def test_request_that_is_given_up_ends_with_a_ruling(
    town: Municipality, milica: Citizen, decide: Callable[..., None]
) -> None:
    case = taken(town)
    milica.open(f"/moji-predmeti/{case.code}/")
    milica.press('main a[href$="/odustani/"]')
    milica.look_around("withdrawal")
    milica.press("main form button.govuk-button--warning")
    milica.reads("Одустали сте од захтева")
    decide(case, "discontinuance")
    milica.open(f"/moji-predmeti/{case.code}/")
    milica.press("#odluka form button")
    milica.reads("ОБУСТАВЉА СЕ")
    milica.look("case, discontinued")


def tell_registers(path: str, **words: str) -> None:
    """Switch a fault of the simulated registers on, or all of them off."""
    requests.post(settings.REGISTER_SIMULATOR_URL + path, json=words, timeout=5).raise_for_status()


def test_provisional_decision_helps_while_a_register_is_silent_and_the_final_one_follows(
    town: Municipality, clerk: Official, milica: Citizen, decide: Callable[..., None]
) -> None:
    tell_registers("/faults", source="contributions", mode="down")
    case = taken(town)
    clerk.open(f"/admin/cases/case/{case.pk}/odluka/")
    clerk.reads("Недостају подаци из регистара")
    clerk.look("outcomes, with a debt")
    decide(case, "provisional_grant", monthly="60.000,00", until="20.6.2026.")
    milica.open(f"/moji-predmeti/{case.code}/")
    milica.press("#odluka form button")
    milica.reads("Ово је привремено решење")
    milica.reads("60.000,00")

    tell_registers("/reset")
    clerk.open(f"/admin/cases/case/{case.pk}/change/")
    clerk.look_around("case with a debt")
    clerk.press('form[action$="/registar/contributions/ponovo/"] button')
    relay_all()
    decide(case, "final_grant")
    milica.page.reload()
    milica.press("#odluka form button")
    expect(milica.page.locator(".portal-decision")).to_have_count(2)
    expect(milica.page.locator("#odluka")).to_contain_text("ПРИЗНАЈЕ СЕ")
    milica.look_around("case, with two decisions")
    milica.press('main a[href$="/zalba/"]')
    milica.look("appeal")
