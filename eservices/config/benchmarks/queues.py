"""The desk's lists in the database: how many milliseconds and questions a page of 25 costs, under the real role."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.contrib import admin
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eservices.cases.access import Desk
from eservices.cases.desk import queue
from eservices.config.benchmarks.ground import Ground
from eservices.config.benchmarks.load import Request, hammer
from eservices.config.benchmarks.results import Goal, Row, series_of
from municipalities.accounts.access import grants_of
from municipalities.current import Scope, set_scope

BY_HAND = """
    SELECT id, number, applicant_name, state, act_by FROM cases_case
    WHERE municipality_id = %s AND act_by IS NOT NULL
      AND state IN ('submitted', 'in_review', 'amendment_requested', 'stayed', 'proposed', 'withdrawn')
    ORDER BY act_by, id LIMIT 26
"""


@contextmanager
def _at_the_desk(ground: Ground) -> Iterator[Desk]:
    """A transaction with the rights of the clerk's requests."""
    with transaction.atomic():
        desk = desk_of(ground)
        set_scope(Scope(municipality=str(desk.municipality_id), person=str(ground.clerk.pk)))
        yield desk


def desk_of(ground: Ground) -> Desk:
    """The clerk's desk."""
    municipality = next(grant.municipality_id for grant in grants_of(ground.clerk) if grant.municipality_id)
    return Desk(ground.clerk, municipality)


def queue_in_database(ground: Ground, rounds: int) -> Iterator[Row]:
    """One page of the queue with the numbers on its tabs, against the list alone written by hand."""
    page, hand, questions = [], [], 0
    for _ in range(rounds):
        with _at_the_desk(ground) as desk, CaptureQueriesContext(connection) as captured:
            tabs = queue.tabs_of(desk)
            queue.counts(desk, tabs)
            heap = queue.tab_named("otvoreni", tabs) or tabs[0]
            queue.page_of(heap.rows(desk.cases(), desk, timezone.localdate()), by_receipt=heap.by_receipt)
        page.append(_database_seconds(captured.captured_queries))
        questions = len(captured)
        with _at_the_desk(ground) as desk:
            hand.append(_seconds(lambda desk=desk: _ask(BY_HAND, [desk.municipality_id])))  # type: ignore[misc]
    shown, plain = series_of(page), series_of(hand)
    detail = f"{questions} queries; by hand {plain.percentile(50):.2f} ms"
    yield Row("clerk's queue of 25 in the database", "bound", shown.percentile(50), Goal(4, at_least=False, unit=" ms"),
              detail, shown.percentile(50), shown.percentile(99))  # fmt: skip


def queue_over_http(port: int, ground: Ground, requests: int) -> Iterator[Row]:
    """The whole page of the desk: its time and the number of its queries."""
    asked = [Request("/admin/", ground.clerk_cookies)]
    hammer(port, asked, number=10)
    series = hammer(port, asked, number=requests).expect(200)
    questions = _queries_of_page(ground)
    yield Row("queries of the queue page", "bound", questions, Goal(8, at_least=False), f"{series.rate:,.0f} pages/s",
              series.percentile(50), series.percentile(99))  # fmt: skip


def _queries_of_page(ground: Ground) -> int:
    """Questions of the view, without session and account, which every page has."""
    request = RequestFactory().get("/admin/")
    request.user = ground.clerk
    request.session = {}  # type: ignore[assignment]
    with _at_the_desk(ground), CaptureQueriesContext(connection) as captured:
        admin.site.index(request)
    return len(captured)


PREFIXES = ("primerovic", "jelena pr", "probic", "milica z", "dzambas")
BY_PREFIX = """
    SELECT id FROM cases_case WHERE municipality_id = %s AND (search_key ^@ %s OR surname_key ^@ %s)
    ORDER BY filed_at DESC, id DESC LIMIT 26
"""


def prefix_search(ground: Ground, rounds: int) -> Row:
    """Names that begin so, under the policy and as the owner whom, for a moment, no policy binds."""
    municipality = desk_of(ground).municipality_id
    owner = psycopg2.connect(os.environ["MIGRATION_DATABASE_URL"])
    bound: list[float] = []
    free: list[float] = []
    try:
        for _ in range(5):
            with _at_the_desk(ground), connection.cursor() as cursor:
                bound += _times_of_search(cursor, municipality, rounds)
            with owner.cursor() as cursor:
                cursor.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
                free += _times_of_search(cursor, municipality, rounds)
            owner.rollback()
    finally:
        owner.close()
    ratio = statistics.median(bound) / statistics.median(free)
    shown = series_of(bound)
    return Row("prefix search under the policy", "the same without a policy", ratio, Goal(1.5, at_least=False, unit=" x"),
               f"{statistics.median(free) * 1000:.2f} ms without", shown.percentile(50), shown.percentile(99))  # fmt: skip


def _times_of_search(cursor: Any, municipality: int, rounds: int) -> list[float]:
    """Seconds of each search, after one of every kind that is not counted."""
    times = []
    for turn in range(rounds + len(PREFIXES)):
        prefix = PREFIXES[turn % len(PREFIXES)]
        start = time.perf_counter()
        cursor.execute(BY_PREFIX, [municipality, prefix, prefix])
        cursor.fetchall()
        times.append(time.perf_counter() - start)
    return times[len(PREFIXES) :]


def _ask(question: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        cursor.fetchall()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _database_seconds(captured: Sequence[dict[str, str]]) -> float:
    return sum(float(entry["time"]) for entry in captured)
