"""e-Baby in a browser: twins are added without losing a word, two cases come out, both are decided at the desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from eservices.cases.models import Case
from eservices.services.e_baby import demo
from eservices.services.e_baby.values import AID, ALLOWANCE, RIGHTS
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.browser.conftest import DESKTOP, Arrives
from tests.browser.people import Citizen, Official, upload
from tests.cast import citizen, official
from tests.factories import relay_all

SERVICE_PAGE = "/svilajnac/usluge/e-baby/"


@pytest.fixture
def svilajnac(portal: str, people: None) -> Municipality:
    """A town whose own decision is in the reference data, with a mother and two officials."""
    place = Municipality.objects.get(slug="svilajnac")
    citizen("zorica", "Зорица", "Трећић")
    official("nada", "Нада", "Ресавић", "clerk", place, list(RIGHTS))
    official("petar", "Петар", "Моравић", "approver", place)
    User.objects.update(is_demo=True)
    return place


def flat(given: dict[str, Any]) -> dict[str, Any]:
    """Answers of a step by the names of the fields on its page."""
    fields: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, list):
            rows = [row for row in value if isinstance(row, dict)]
            fields |= {f"{name}-{number}-{key}": kept for number, row in enumerate(rows) for key, kept in row.items()}
        else:
            fields[name] = value
    return {name: value for name, value in fields.items() if value not in ("", None)}


def walk(mother: Citizen, answers: dict[str, Any]) -> None:
    """Every question in its order; each page is looked at."""
    mother.open(SERVICE_PAGE)
    mother.look_around("start page of e-Baby")
    mother.press('main a[href$="/prava/"]')
    mother.look_around("amounts and terms")
    mother.photograph("e-baby-amounts", height=1900)
    mother.open(SERVICE_PAGE)
    mother.begin()
    for step, given in answers.items():
        expect(mother.page).to_have_url(re.compile(rf"/{step}/(#.*)?$"))
        rows = [value for value in given.values() if isinstance(value, list) and isinstance(value[0], dict)]
        for number in range(1, len(rows[0]) if rows else 0):
            mother.press('#request button[name$="-add"]')
            expect(mother.page.locator(f'#request [name$="-{number}-given_name"]')).to_be_visible()
        mother.give(flat(given))
        if step == "rights":
            for right in given["rights"]:
                mother.page.locator(f'#request [name="rights"][value="{right}"]').check()
        mother.look(f"e-Baby: {step}")
        if step in ("children", "rights"):
            mother.photograph(f"e-baby-{step}", height=2400)
        mother.go_on()
    mother.page.locator('input[type="file"][name="account-card"]').set_input_files(upload("account-card"))  # type: ignore[arg-type]
    mother.go_on()
    mother.look("e-Baby: check answers")


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_a_mother_of_twins_files_two_cases(arrives: Arrives, svilajnac: Municipality, language: str) -> None:
    mother: Citizen = arrives(Citizen, language=language)
    answers = demo.family(children={"children": demo.twins()})
    mother.typed |= {"Свилајнац", "Трећић", "Зорица Трећић", "Драган Трећић"}
    mother.is_known_as(User.objects.get(email="zorica@primer.example"))
    mother.page.context.add_cookies([{"name": "pismo", "value": language, "url": mother.address}])
    mother.open(SERVICE_PAGE)
    file_signed_in(mother, answers)
    mother.look_around("e-Baby: filed")
    mother.photograph("e-baby-filed", height=1500)
    with municipality_scope(svilajnac.pk):
        assert list(Case.objects.order_by("pk").values_list("service", flat=True)) == [ALLOWANCE, AID]


def file_signed_in(mother: Citizen, answers: dict[str, Any]) -> None:
    """Walk and submit as somebody who is signed in already."""
    begin = mother.begin
    mother.begin = lambda: mother.press('main form[action$="/zahtev/"] button')  # type: ignore[method-assign]
    walk(mother, answers)
    mother.begin = begin  # type: ignore[method-assign]
    mother.press('main form[action$="/podnesi/"] button[type="submit"]:not([form]):not([name="language"])')
    expect(mother.page).to_have_url(re.compile(r"/podneto/$"))


def test_a_clerk_sees_twins_and_their_amounts_at_the_desk(arrives: Arrives, svilajnac: Municipality) -> None:
    mother: Citizen = arrives(Citizen)
    mother.is_known_as(User.objects.get(email="zorica@primer.example"))
    file_signed_in(mother, demo.family())
    relay_all()
    clerk: Official = arrives(Official, size=DESKTOP)
    clerk.to_desk("nada@primer.example")
    with municipality_scope(svilajnac.pk):
        for case, amount in zip(Case.objects.order_by("pk"), ("2.280.000,00", "30.000,00"), strict=True):
            clerk.open(f"/admin/cases/case/{case.pk}/change/")
            clerk.act("/radnja/take/")
            expect(clerk.page.locator('[aria-labelledby="calculation-title"]')).to_contain_text(amount)
            clerk.look_around(f"e-Baby at the desk, {case.service}")
            clerk.photograph(f"e-baby-desk-{case.service}", height=2600)
            clerk.act("/odluka/")
            clerk.press('main a[href$="/grant/"]')
            if case.service == ALLOWANCE:
                clerk.page.locator('[name="start"]').fill("1.3.2026.")
                clerk.press('main form button[type="submit"]:not([name="language"]) >> nth=0')
            expect(clerk.page.locator("#desk-live")).to_contain_text("ПРИЗНАЈЕ СЕ")
            clerk.look_around(f"e-Baby: composer, {case.service}")
            clerk.press('button[name="propose"]')
            expect(clerk.page).to_have_url(re.compile(r"/change/$"))
