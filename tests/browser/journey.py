"""The way of an applicant from the home page to the confirmation, walked by several tests in different ways."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.answers import MATERNITY
from tests.browser.people import SERVICE_PAGE, Citizen, Eye

WRONG_JMBG = "1205992665012"


def find_the_service(citizen: Citizen, eye: Eye, looked_for: str = "kragujevac") -> None:
    """Search on the home page, the town, the start page."""
    citizen.open("/")
    eye("home")
    citizen.photograph("home")
    citizen.page.locator('[name="q"]').fill(looked_for)
    citizen.press("main form[role=search] button")
    eye("search")
    citizen.press('main a[href$="/kragujevac/"]')
    eye("town")
    citizen.press(f'main a[href$="{SERVICE_PAGE}"]')
    eye("start")
    citizen.photograph("start", height=1100)


def mistype_the_personal_number(citizen: Citizen) -> None:
    """One digit wrong: the page says so first in its title, and takes the reader to the summary."""
    citizen.give(MATERNITY["applicant"] | {"jmbg": WRONG_JMBG})
    citizen.go_on()
    expect(citizen.page.locator(".govuk-error-summary")).to_be_focused()
    assert citizen.page.title().startswith(("Грешка: ", "Greška: ", "Error: "))
    citizen.page.locator('.govuk-error-summary a[href="#id_jmbg"]').click()
    expect(citizen.page.locator("#id_jmbg")).to_be_focused()
    expect(citizen.page.locator("#id_jmbg")).to_have_value(WRONG_JMBG)


def fill_in(citizen: Citizen, eye: Eye) -> None:
    """All questions, one of them wrong at first, and the documents."""
    steps = list(MATERNITY)
    before, after = steps[: steps.index("applicant")], steps[steps.index("applicant") + 1 :]
    citizen.answer_all(eye, {step: MATERNITY[step] for step in before})
    eye("applicant")
    mistype_the_personal_number(citizen)
    eye("applicant, wrong")
    citizen.answer("applicant", MATERNITY["applicant"])
    citizen.answer_all(eye, {step: MATERNITY[step] for step in after})
    eye("documents")
    citizen.attach_all()


def submit(citizen: Citizen, eye: Eye) -> None:
    """Check, sign in on the way, submit."""
    eye("check")
    code = citizen.code
    citizen.press(f'form[action$="/zahtev/{code}/provera/"] button')
    eye("sign in")
    citizen.sign_in("milica@primer.example")
    expect(citizen.page).to_have_url(re.compile(rf"/zahtev/{code}/provera/$"))
    eye("check, signed in")
    citizen.photograph("check", height=1100)
    citizen.press(f'form[action$="/zahtev/{code}/podnesi/"] button')
    expect(citizen.page).to_have_url(re.compile(r"/podneto/$"))
    eye("confirmation")
