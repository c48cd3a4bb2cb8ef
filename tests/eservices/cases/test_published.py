"""The published statistics of services: what is counted, and that small numbers cannot be found out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from eservices.cases.models import Case, Decision
from eservices.cases.published import ServiceStatistics, hidden_by_month
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.factories import on
from tests.published import read

SERVICE = "maternity-pay"
SEQUENCE = count(10_000)


def cases(like: Case, month: int, number: int, *, service: str = SERVICE) -> list[Case]:
    """So many further cases filed at noon of the fifth of a month of 2026."""
    rows = []
    for _ in range(number):
        row = Case.objects.get(pk=like.pk)
        row.pk, row.code, row.submission_key, row.sequence = None, uuid4().hex[:20], uuid4(), next(SEQUENCE)
        row.service, row.filed_at, row.due_on = service, datetime(2026, month, 5, 12, tzinfo=UTC), date(2026, month, 28)
        rows.append(row)
    return Case.objects.bulk_create(rows)


def decide(rows: list[Case], by: User, other: User, *, outcome: str, days: int, **more: Any) -> None:
    """Acts issued so many days after filing."""
    for act, row in enumerate(rows, start=1):
        Decision.objects.create(
            municipality_id=row.municipality_id, case=row, outcome=outcome, stage="issued", act=act, language="sr",
            content=b"", proposed_by=by, approved_by=other, issued_at=row.filed_at + timedelta(days=days), **more,
        )  # fmt: skip


@pytest.fixture
def like(filed: Case) -> Case:
    """Milica's request of March, which the others are copies of."""
    return filed


def statistics(place: Municipality) -> dict[str, dict[str, Any]]:
    return {row["mesec"]: row for row in read(ServiceStatistics(), place)}


def test_received_decided_in_favour_in_term_and_the_median_of_a_month(
    at_home: Municipality, like: Case, jelena: User, dragan: User
) -> None:
    january = cases(like, 1, 30)
    decide(january[:12], jelena, dragan, outcome="final_grant", days=10)
    decide(january[12:20], jelena, dragan, outcome="refusal", days=24)
    decide(january[20:26], jelena, dragan, outcome="provisional_grant", days=3, is_provisional=True)
    row = statistics(at_home)["2026-01"]
    assert (row["podneto"], row["reseno"], row["pozitivno"], row["u_roku"]) == (30, 20, 12, 12)
    assert row["usluga"] == "Накнада за породиљско одсуство"
    assert str(row["medijana_dana"]) == "10.0"


def test_late_acts_are_counted_apart(at_home: Municipality, like: Case, jelena: User, dragan: User) -> None:
    rows = cases(like, 1, 16)
    decide(rows[:9], jelena, dragan, outcome="final_grant", days=10)
    decide(rows[9:], jelena, dragan, outcome="final_grant", days=25)
    assert statistics(at_home)["2026-01"]["u_roku"] == 9


def test_the_running_month_is_not_published(at_home: Municipality, like: Case) -> None:
    cases(like, 3, 20)
    assert statistics(at_home) == {}
    with on(datetime(2026, 4, 1, 0, 30, tzinfo=UTC)):
        assert statistics(at_home)["2026-03"]["podneto"] == 21


def test_a_small_month_hides_itself_and_another_one(at_home: Municipality, like: Case) -> None:
    cases(like, 1, 9)
    cases(like, 2, 3)
    found = statistics(at_home)
    assert [found[month]["podneto"] for month in ("2026-01", "2026-02")] == [None, None]


def test_a_later_edition_never_uncovers_an_earlier_figure() -> None:
    """Subtracting an edition from the next one gives nothing either."""
    months = [(7,), (3,), (40,), (2,), (30,), (1,), (60,)]
    cells = {("a", date(2026, month, 1)): counts for month, counts in enumerate(months, start=1)}
    editions = [hidden_by_month(dict(list(cells.items())[:size])) for size in range(1, len(cells) + 1)]
    for before, after in pairwise(editions):
        assert before <= after
    assert len(editions[1]) == 2


def test_a_month_with_one_small_service_hides_another_service() -> None:
    march = date(2026, 3, 1)
    assert hidden_by_month({("a", march): (3,), ("b", march): (9,), ("c", march): (50,)}) == {
        ("a", march),
        ("b", march),
    }


def test_the_statistics_take_as_many_queries_for_many_months(at_home: Municipality, like: Case) -> None:
    with CaptureQueriesContext(connection) as few:
        statistics(at_home)
    cases(like, 1, 6)
    cases(like, 2, 6, service="e-kindergarten")
    with CaptureQueriesContext(connection) as many:
        statistics(at_home)
    assert len(few) == len(many)


def test_it_is_offered_where_a_service_is(at_home: Municipality, cacak: Municipality) -> None:
    cacak.offered.update(enabled=False)
    assert list(ServiceStatistics().municipalities()) == [at_home]
