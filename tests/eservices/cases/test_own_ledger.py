"""A person sees who looked at the own cases, in all municipalities at once, and nothing about anybody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eservices.cases import audit
from eservices.cases.models import Case
from eservices.cases.own_ledger import lines_of
from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from municipalities.accounts.models import User
from municipalities.current import Scope, municipality_scope, read_scope, set_scope
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import file_request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("values", "filing_day")]
Look = Callable[..., None]
ADDRESS = "/ko-je-gledao/"


def opened(case: Case, by: User) -> None:
    with municipality_scope(case.municipality_id):
        audit.record("open_case", municipality_id=case.municipality_id, case=case, actor_kind="clerk", by=by)


def asked(case: Case, by: User | None = None, **more: Any) -> RegisterQuery:
    now = timezone.now()
    given: dict[str, Any] = {
        "case_reference": case.number, "subject_reference": b"s" * 32, "question_reference": b"q" * 32,
        "source": "residence", "purpose": "Провера пребивалишта", "legal_basis": "ЗУП чл. 103", "officer": by,
        "request_key": f"k{now.timestamp()}", "asked_at": now, "answered_at": now, "outcome": Outcome.ANSWERED,
    }  # fmt: skip
    with municipality_scope(case.municipality_id):
        return RegisterQuery.objects.create(municipality_id=case.municipality_id, **given | more)


@pytest.fixture
def two_cases(kragujevac: Municipality, cacak: Municipality, milica: User) -> tuple[Case, Case]:
    """Milica's requests in two towns."""
    return file_request(kragujevac, milica), file_request(cacak, milica)


def test_both_towns_stand_in_one_list(
    two_cases: tuple[Case, Case], milica: User, jelena: User, vesna: User, client: Client
) -> None:
    here, there = two_cases
    opened(here, jelena)
    opened(there, vesna)
    asked(there, vesna)
    page = sign_in(client, milica).get(ADDRESS).content.decode()
    for word in ("Јелена Шалтеровић", "Весна Суседић", "Град Крагујевац – Градска управа", "Град Чачак – Градска управа",
                 "Провера пребивалишта · ЗУП чл. 103", here.number, there.number, "Регистар је одговорио"):  # fmt: skip
        assert word in page, word


def test_nobody_reads_about_other_people(
    two_cases: tuple[Case, Case], kragujevac: Municipality, ana: User, jelena: User, client: Client
) -> None:
    foreign = file_request(kragujevac, ana, confirm_duplicate=True)
    opened(two_cases[0], jelena)
    asked(two_cases[0])
    page = sign_in(client, ana).get(ADDRESS).content.decode()
    assert "нико није гледао" in page and two_cases[0].number not in page
    opened(foreign, jelena)
    again = client.get(ADDRESS).content.decode()
    assert foreign.number in again and two_cases[0].number not in again


def test_the_door_leaves_the_towns_it_entered(two_cases: tuple[Case, Case], milica: User, jelena: User) -> None:
    opened(two_cases[0], jelena)
    set_scope(Scope(person=str(milica.pk)))
    assert len(lines_of(milica, most=5)) == 1
    assert read_scope() == Scope(person=str(milica.pk))


def test_pages_follow_each_other_without_a_gap_or_a_repeat(
    two_cases: tuple[Case, Case], milica: User, jelena: User, vesna: User
) -> None:
    moment = timezone.now() - timedelta(minutes=1)
    for case, by in zip(two_cases, (jelena, vesna), strict=True):
        for _turn in range(3):
            asked(case, by, asked_at=moment, answered_at=moment)
            opened(case, by)
    set_scope(Scope(person=str(milica.pk)))
    whole = [line.position for line in lines_of(milica, most=50)]
    paged, before = [], None
    while page := lines_of(milica, before=before, most=5):
        paged += [line.position for line in page]
        before = page[-1].position
    assert len(whole) == 12 and paged == whole


def test_a_long_list_costs_as_many_queries_as_a_short_one(
    two_cases: tuple[Case, Case], milica: User, jelena: User
) -> None:
    def queries() -> int:
        set_scope(Scope(person=str(milica.pk)))
        with CaptureQueriesContext(
            connection,
        ) as caught:
            lines_of(milica, most=25)
        return len(caught)

    opened(two_cases[0], jelena)
    few = queries()
    for _turn in range(10):
        opened(two_cases[0], jelena)
    assert queries() == few


@pytest.mark.parametrize(
    "mark", ["x", "2026-03-20_1_1", "2026-03-20T09:00:00+00:00_7_1", "_", "2026-03-20T09:00:00Z_1_-4"]
)
def test_a_damaged_mark_means_the_beginning(milica: User, client: Client, mark: str) -> None:
    assert sign_in(client, milica).get(ADDRESS, {"pre": mark}).status_code == 200


def test_own_data_hold_cases_and_the_ledger_without_the_personal_number(
    two_cases: tuple[Case, Case], milica: User, ana: User, jelena: User, client: Client
) -> None:
    opened(two_cases[0], jelena)
    answer = sign_in(client, milica).get("/nalog/moji-podaci.json")
    data = answer.json()
    assert {row["municipality"] for row in data["cases"]} == {"kragujevac", "cacak"}
    assert data["cases"][0]["answers"] and data["cases"][0]["documents"]
    assert "Јелена Шалтеровић" in data["ledger"][0]["who"]
    assert "1205992665011" not in answer.content.decode()
    assert sign_in(client, ana).get("/nalog/moji-podaci.json").json()["cases"] == []
