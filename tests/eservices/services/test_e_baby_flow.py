"""e-Baby from the start page to two final decisions, with registers that answer over HTTP."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.access import siblings_of
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Decision, Draft
from eservices.cases.paper.verification import verify
from eservices.exchange.models import RegisterQuery
from eservices.exchange.simulator import running_simulator
from eservices.services.e_baby import demo
from eservices.services.e_baby.values import AID, ALLOWANCE, RIGHTS
from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import citizen, official, sign_in
from tests.eservices.cases.views.helpers import picture
from tests.factories import at_once, fill, on, payload_of, plain_file, relay_all, submit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("mailoutbox", "registers")]
LAST_DAY = datetime(2026, 5, 14, 9, tzinfo=UTC)
CYRILLIC = re.compile(r"[А-Яа-яЂЈЉЊЋЏђјљњћџ]")
GIVEN = r"Зорица|Драган|Дуња|Лука|Теа|Трећић|Школска|Свилајнац|Ћирилица"


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running_simulator() as url:
        yield url


@pytest.fixture
def registers(settings: Settings, simulator: str) -> Iterator[None]:
    settings.REGISTER_SIMULATOR_URL = simulator
    cache.clear()
    with on(LAST_DAY):
        yield


@pytest.fixture
def town(reference_data: None) -> Municipality:
    return Municipality.objects.get(slug="svilajnac")


@pytest.fixture
def zorica(db: None) -> User:
    return citizen("zorica", "Зорица", "Трећић")


def as_typed(step: str, given: dict[str, Any]) -> dict[str, Any]:
    """Kept answers of a step as a browser sends them."""
    sent: dict[str, Any] = {}
    for name, value in given.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for number, row in enumerate(value):
                sent |= {f"{name}-{number}-row": "1"} | {
                    f"{name}-{number}-{field}": kept for field, kept in row.items()
                }
        elif value is True:
            sent[name] = "on"
        elif value not in (False, None):
            sent[name] = value
    return sent


def walk(client: Client, town: Municipality, answers: dict[str, Any]) -> str:
    """From the start page through every question to the confirmation; returns the code of the main case."""
    start = reverse("cases:start", args=[town.slug, "e-baby"])
    page = client.get(start).content.decode()
    assert reverse("cases:e-baby:rights", args=[town.slug]) in page
    address = client.post(reverse("cases:begin", args=[town.slug, "e-baby"]), {"way": "without"}).headers["Location"]
    for step in services.get("e-baby").path(answers):
        assert address.split("?")[0].rstrip("/").endswith(step.slug), address
        answer = client.post(address, as_typed(step.slug, answers[step.slug]))
        assert answer.status_code == 302, html.unescape(answer.content.decode())
        address = answer.headers["Location"]
    draft = address.split("/")[2]
    client.post(address, {"account-card": picture()})
    check = client.get(reverse("cases:check", args=[draft])).content.decode()
    assert "2101986665011" in check and "*********5013" in check
    seen = re.search(r'name="seen" value="(\w+)"', check)
    assert seen
    submitted = client.post(reverse("cases:submit", args=[draft]), {"seen": seen[1]})
    assert submitted.status_code == 302, html.unescape(submitted.content.decode())
    return submitted.headers["Location"].rstrip("/").split("/")[-2]


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_a_mother_walks_from_the_start_page_to_two_cases(
    client: Client, town: Municipality, zorica: User, language: str
) -> None:
    sign_in(client, zorica)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    code = walk(client, town, demo.family())
    confirmation = client.get(reverse("cases:filed", args=[code])).content.decode()
    with municipality_scope(town.pk):
        cases = list(Case.objects.order_by("pk"))
    assert [case.service for case in cases] == [ALLOWANCE, AID]
    for case in cases:
        page = client.get(reverse("cases:case", args=[case.code])).content.decode()
        assert case.number in page and case.number in confirmation
        if language == "sr-latn":
            body = re.sub(GIVEN, "", html.unescape(page.split("<main")[1].split("</main")[0]))
            assert not CYRILLIC.search(body), CYRILLIC.search(body)


@pytest.mark.parametrize("language", ["sr", "sr-latn", "en"])
def test_the_page_of_amounts_tells_what_is_paid_here(client: Client, town: Municipality, language: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = html.unescape(client.get(reverse("cases:e-baby:rights", args=["svilajnac"])).content.decode())
    assert "2.280.000,00" in page and "19.000,00" in page and "30.000,00" in page
    body = re.sub(GIVEN, "", page.split("<main")[1].split("</main")[0])
    assert bool(CYRILLIC.search(body)) == (language == "sr")
    without = Municipality.objects.exclude(slug__in=("svilajnac", "kragujevac", "cacak")).first()
    assert without is not None
    assert client.get(reverse("cases:e-baby:rights", args=[without.slug])).status_code == 200
    assert client.get(reverse("cases:e-baby:rights", args=["nigde"])).status_code == 404


def test_the_two_rights_have_no_start_page_of_their_own(client: Client, town: Municipality) -> None:
    for slug in RIGHTS:
        assert client.get(reverse("cases:start", args=[town.slug, slug])).status_code == 404


def test_both_rights_are_decided_on_what_the_registers_say(client: Client, town: Municipality, zorica: User) -> None:
    clerk = official("nada", "Нада", "Ресавић", "clerk", town, list(RIGHTS))
    approver = official("petar", "Петар", "Моравић", "approver", town)
    sign_in(client, zorica)
    code = walk(client, town, demo.family())
    relay_all()
    with municipality_scope(town.pk):
        allowance = Case.objects.select_related("municipality", "data_key").get(code=code)
        aid = siblings_of(allowance).select_related("municipality", "data_key").get()
        asked = RegisterQuery.objects.filter(case_reference=aid.number).values_list("source", flat=True)
        assert sorted(asked) == ["civil_registry", "residence", "residence"]
        kept = payload_of(aid.evidence.get(source="residence-mother", is_current=True))
        assert [stay["since"] for stay in kept["stays"]] == ["1986-02-01", "2025-02-14"] and "Школска" not in str(kept)
        made = [decide(case, clerk, approver) for case in (allowance, aid)]
    relay_all()
    with municipality_scope(town.pk):
        told = []
        for decision in made:
            decision = Decision.objects.select_related("document", "case__data_key").get(pk=decision.pk)
            assert decision.document is not None and verify(plain_file(decision.document, decision.case)).good
            content = decisions.content_of(decision)
            assert content["calculation"]["values"]["children"][0]["order"] == 3
            told.append(" ".join(content["text"]["operative"]))
            delivery = decision.deliveries.select_related("decision").get(recipient="applicant")
            actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)
        assert "2.280.000,00 динара" in told[0] and "30.000,00 динара" in told[1]
        assert {case.state for case in Case.objects.all()} == {"delivered"}
    for letter in mail.outbox:
        assert not re.search(r"дет|рођ|породи|Честит|Трећић", f"{letter.subject} {letter.body}")


def decide(case: Case, clerk: User, approver: User) -> Decision:
    actions.take(case=case, by=clerk)
    outcome = services.get(case.service).outcome("grant")
    details = {"start": timezone.localdate().replace(day=1)} if case.service == ALLOWANCE else {}
    content = decisions.compose(case, outcome, details)
    decision = actions.propose(case=case, outcome=outcome.slug, content=content, by=clerk)
    actions.issue(decision=decision, by=approver)
    return decision


def test_an_official_of_another_service_finds_neither_case(client: Client, town: Municipality, zorica: User) -> None:
    stranger = official("nikola", "Никола", "Парцелић", "clerk", town, ["site-information"])
    sign_in(client, zorica)
    walk(client, town, demo.family())
    desk = sign_in(Client(), stranger)
    with municipality_scope(town.pk):
        for case in Case.objects.all():
            assert desk.get(reverse("admin:cases_case_change", args=[case.pk])).status_code in (302, 403, 404)


def test_two_parents_at_one_moment_file_one_request(town: Municipality, zorica: User) -> None:
    father = citizen("dragan-otac", "Драган", "Трећић")
    asked = demo.family(rights={"rights": [AID]})
    drafts = []
    for parent in (zorica, father):
        with municipality_scope(town.pk):
            drafts.append((fill(town, parent, asked, "e-baby"), parent))

    def file(draft: Draft, parent: User) -> Case:
        with municipality_scope(town.pk):
            return submit(draft, parent)

    results = at_once(*(partial(file, draft, parent) for draft, parent in drafts))
    assert sorted(type(result).__name__ for result in results) == ["AlreadyFiled", "Case"]


def test_demo_families_are_filed_once_and_decided(town: Municipality, zorica: User) -> None:
    User.objects.filter(pk=zorica.pk).update(is_demo=True)
    for role in ("clerk", "approver"):
        person = citizen(f"demo-{role}", "Проба", "Пробић", is_staff=True, is_demo=True)
        Membership.objects.create(user=person, municipality=town, role=role, since=timezone.localdate())
    assert demo.load_demo(("svilajnac",)) == 4 and demo.load_demo(("svilajnac",)) == 0
    with municipality_scope(town.pk):
        states = sorted(Case.objects.values_list("service", "state"))
    assert states == [(AID, "proposed"), (AID, "submitted"), (ALLOWANCE, "issued"), (ALLOWANCE, "submitted")]
