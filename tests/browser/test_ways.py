"""Other ways through the pages: another script or language, no script of the browser, only a keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from eservices.cases import actions
from eservices.cases import service as services
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.answers import MATERNITY
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.journey import fill_in, find_the_service, submit
from tests.browser.people import SERVICE_PAGE, Citizen
from tests.cast import SERVICE
from tests.factories import relay_all

At = Callable[[Citizen, str], None]
STANDING_PAGES = ("/pristupacnost/", "/privatnost/", "/kolacici/", "/pomoc/", "/nalog/login/", "/nalog/signup/",
                  "/pracenje/", "/provera/", "/usluge/maternity-pay/")  # fmt: skip
# The focus of a hidden radio or check box is drawn around its label.
SHOWS_FOCUS = """() => {
  const here = document.activeElement
  const drawn = box => ['outlineStyle', 'boxShadow'].some(name => box[name] !== 'none')
  return drawn(getComputedStyle(here)) || drawn(getComputedStyle(here.labels[0], '::before'))
}"""


@pytest.fixture
def at(town: Municipality, people: None) -> At:
    """Bring Milica, signed in, to a question of a request whose earlier questions are answered."""

    def bring(citizen: Citizen, step: str) -> None:
        milica = User.objects.get(email="milica@primer.example")
        with municipality_scope(town.pk):
            draft = actions.start_draft(service=services.get(SERVICE), municipality=town, by=milica)
            for earlier in list(MATERNITY)[: list(MATERNITY).index(step)]:
                actions.save_step(draft=draft, step=earlier, given=MATERNITY[earlier], by=milica)
        citizen.is_known_as(milica)
        citizen.open(f"/zahtev/{draft.code}/{step}/")

    return bring


@pytest.mark.parametrize("language", ["sr-latn", "en"])
def test_every_page_is_wholly_in_the_language_of_the_reader(arrives: Arrives, language: str) -> None:
    citizen: Citizen = arrives(Citizen, language=language)
    find_the_service(citizen, citizen.glance)
    citizen.begin()
    fill_in(citizen, citizen.glance)
    citizen.typed.add("Милица Примеровић")  # her name as she wrote it into her account
    submit(citizen, citizen.glance)
    citizen.press('main li a[href*="/moji-predmeti/"]:not([href$="/moji-predmeti/"])')
    relay_all()
    citizen.page.reload()
    citizen.glance("case")
    for page in ("uvid", "ocena", "odustani"):
        citizen.press(f'main a[href$="/{page}/"]')
        citizen.glance(page)
        citizen.page.go_back()
    stranger: Citizen = arrives(Citizen, language=language)
    for path in STANDING_PAGES:
        stranger.open(path)
        stranger.glance(path)


def test_standing_pages_and_the_page_of_a_wrong_address(arrives: Arrives) -> None:
    citizen: Citizen = arrives(Citizen)
    for path in STANDING_PAGES[:-2]:
        citizen.open(path)
        citizen.look(path)
    citizen.expected.add(404)
    citizen.open("/nema-toga/")
    citizen.look("not found")


def test_change_of_script_keeps_what_is_half_typed(arrives: Arrives, at: At) -> None:
    citizen: Citizen = arrives(Citizen)
    at(citizen, "applicant")
    citizen.give({"first_name": "Јелена", "jmbg": "12059"})
    for language in ("sr-latn", "en", "sr"):
        citizen.press(f'button[name="language"][value="{language}"]')
        citizen.language = language
        citizen.glance("applicant")
        expect(citizen.page.locator('[name="first_name"]')).to_have_value("Јелена")
        expect(citizen.page.locator('[name="jmbg"]')).to_have_value("12059")
        expect(citizen.page.locator(".govuk-error-summary")).to_have_count(0)


def test_request_is_filed_without_javascript(arrives: Arrives) -> None:
    citizen: Citizen = arrives(Citizen, java_script_enabled=False)
    citizen.open(SERVICE_PAGE)
    citizen.begin()
    citizen.press('#request button[name="continue"]')
    assert citizen.page.title().startswith("Грешка: ")
    for step, fields in MATERNITY.items():
        citizen.answer(step, fields)
    citizen.attach_all()
    citizen.press('form[action$="/provera/"] button')
    citizen.sign_in("milica@primer.example")
    citizen.press('form[action$="/podnesi/"] button')
    citizen.reads("Захтев је примљен")


def focused(citizen: Citizen) -> str:
    """Name, or text, of what has the focus."""
    found: str = citizen.page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
    return found


def tab_to(citizen: Citizen, wanted: str) -> None:
    """Press Tab until the focus is there; every stop on the way is seen."""
    for _stop in range(60):
        citizen.page.keyboard.press("Tab")
        shown = citizen.page.evaluate(SHOWS_FOCUS)
        assert shown, f"nothing shows that {focused(citizen)} has the focus"
        if focused(citizen) == wanted:
            return
    raise AssertionError(f"Tab never came to {wanted}")


def test_questions_are_answered_by_keyboard_alone(arrives: Arrives, at: At) -> None:
    citizen: Citizen = arrives(Citizen, size=DESKTOP)
    at(citizen, "role")
    keyboard = citizen.page.keyboard
    keyboard.press("Tab")
    assert focused(citizen) == "Пређите на садржај"
    keyboard.press("Enter")
    tab_to(citizen, "role")
    keyboard.press("Space")
    tab_to(citizen, "continue")
    keyboard.press("Enter")
    expect(citizen.page).to_have_url(re.compile("/applicant/(#.*)?$"))
    citizen.page.wait_for_load_state()
    for name in ("first_name", "last_name", "jmbg"):
        tab_to(citizen, name)
        keyboard.type(MATERNITY["applicant"][name])
    keyboard.press("Enter")
    expect(citizen.page).to_have_url(re.compile("/address/(#.*)?$"))


@pytest.mark.parametrize("step", ["child", "employer", "consent"])
def test_wrong_answers_are_told_at_the_top_and_at_the_field(arrives: Arrives, at: At, step: str) -> None:
    citizen: Citizen = arrives(Citizen)
    at(citizen, step)
    citizen.go_on()
    summary = citizen.page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    assert citizen.page.title().startswith("Грешка: ")
    told = [line.strip() for line in summary.locator("li").all_inner_texts()]
    beside = citizen.page.locator("#request .govuk-error-message").all_inner_texts()
    assert told and all(any(line in text for text in beside) for line in told)
    for link in summary.locator("a").all():
        assert citizen.page.locator(str(link.get_attribute("href"))).count() == 1
    citizen.look_around(f"{step}, wrong")
