"""Dashboards at the size of several million cases, and beside them the plain way: GROUP BY over that many rows.

Pages of figures read sums and never cases, so whole cases are not needed to measure them: what is needed is what the
cases leave behind. A table of narrow rows is made, one for each case (municipality, service, days, channel), and the
counts of months are made from exactly these rows by the portal's own storing and publishing. Not measured here: filing,
folding of so many events and `recount`, which do depend on whole cases.
"""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg2
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone

from eservices.cases import service as services
from eservices.config.benchmarks.load import Request, Series, hammer
from eservices.config.benchmarks.results import Goal, Row, series_of
from eservices.dashboards.actions import folding
from eservices.dashboards.models import CountsOfMonth, PublishedMonth
from eservices.dashboards.periods import last_year
from eservices.dashboards.reading import ALL_SERVICES, Figures, read_figures
from municipalities.current import Scope, set_scope, system_scope
from municipalities.models import Municipality

DAYS_BACK = 1_800
"""Five years: longer than any page looks back."""
ROWS = """
    CREATE UNLOGGED TABLE {table} AS
    SELECT place, service, filed_on, online, took <= mod(took * 7 + i, 90) + 2 AS late, took::smallint AS took,
           CASE WHEN filed_on + took < CURRENT_DATE THEN filed_on + took END AS decided_on
    FROM (SELECT place, i, (%(services)s::text[])[1 + mod(h, %(kinds)s)] AS service, mod(h / 7, 10) < 6 AS online,
                 CURRENT_DATE - mod(h / 11, %(back)s) AS filed_on, 2 + mod(h / 13, 60) AS took
          FROM unnest(%(places)s::int[], %(numbers)s::int[]) AS town(place, number),
               generate_series(1, number) AS i,
               LATERAL (SELECT abs(hashint8(i::bigint * 1000 + place)::bigint)::int AS h) AS hashed) AS made
"""
LEFT_BEHIND = """
    SELECT place, service, month, jsonb_object_agg(name, number) FROM (
        SELECT place, service, date_trunc('month', filed_on)::date AS month,
               CASE WHEN online THEN 'received_online' ELSE 'received_counter' END AS name, count(*) AS number
        FROM {table} GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT place, service, date_trunc('month', filed_on)::date, 'open', count(*)
        FROM {table} WHERE decided_on IS NULL GROUP BY 1, 2, 3
        UNION ALL
        SELECT place, service, date_trunc('month', decided_on)::date,
               CASE WHEN late THEN 'decided_late' ELSE 'decided_on_time' END, count(*)
        FROM {table} WHERE decided_on IS NOT NULL GROUP BY 1, 2, 3, 4
        UNION ALL
        SELECT place, service, date_trunc('month', decided_on)::date, 'd' || took, count(*)
        FROM {table} WHERE decided_on IS NOT NULL GROUP BY 1, 2, 3, 4
    ) AS facts GROUP BY 1, 2, 3
"""
BY_COUNTING = """
    SELECT place, date_trunc('month', filed_on)::date, count(*), count(*) FILTER (WHERE online)
    FROM {table} WHERE filed_on >= %s GROUP BY 1, 2
"""


def figures_of_many(port: int, board: list[Request], wanted: int, rounds: int) -> Iterator[Row]:
    """The page of all municipalities with the sums of ``wanted`` cases, against grouping as many narrow rows."""
    with _owner() as owner, _sums_put_back():
        table = _rows_of(owner, wanted)
        _fill(owner, table)
        yield _agreement(owner, table, wanted)
        yield _page(port, board, wanted, rounds)
        yield _in_database(owner, table, wanted, rounds)


@contextmanager
def _owner() -> Iterator[Any]:
    owner = psycopg2.connect(os.environ["MIGRATION_DATABASE_URL"])
    owner.autocommit = True
    try:
        yield owner
    finally:
        owner.close()


@contextmanager
def _sums_put_back() -> Iterator[None]:
    """The sums of the real volume stand again afterwards."""
    with system_scope():
        counts, shown = list(CountsOfMonth.objects.all()), list(PublishedMonth.objects.all())
    try:
        yield
    finally:
        _clear()
        with transaction.atomic(), system_scope():
            CountsOfMonth.objects.bulk_create(counts, batch_size=1000)
            PublishedMonth.objects.bulk_create(shown, batch_size=1000)
            folding.renew_pages()


def _clear() -> None:
    with transaction.atomic(), system_scope():
        CountsOfMonth.objects.all().delete()
        PublishedMonth.objects.all().delete()


def _rows_of(owner: Any, wanted: int) -> str:
    """Make the narrow rows on first use, spread over municipalities by inhabitants, with an index that covers the question."""
    table = f"bench_narrow_{wanted}"
    places = list(Municipality.objects.order_by("pk").values_list("pk", "population_2022"))
    people = sum(number or 1 for _, number in places)
    offered = [one.slug for one in services.all_services()]
    with owner.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [table])
        if cursor.fetchone()[0] is None:
            cursor.execute(
                ROWS.format(table=table),
                {
                    "places": [pk for pk, _ in places], "services": offered, "kinds": len(offered), "back": DAYS_BACK,
                    "numbers": [round(wanted * (number or 1) / people) for _, number in places],
                },
            )  # fmt: skip
            cursor.execute(f"CREATE INDEX ON {table} (filed_on, place) INCLUDE (online)")
            cursor.execute(f"VACUUM ANALYZE {table}")
    return table


def _fill(owner: Any, table: str) -> None:
    """Store and publish what these rows leave behind, as folding does."""
    with owner.cursor() as cursor:
        cursor.execute(LEFT_BEHIND.format(table=table))
        counts = {(place, service, month): Counter(values) for place, service, month, values in cursor}
    _clear()
    with transaction.atomic(), system_scope():
        folding.store(counts)
        folding.publish({(place, service) for place, service, _ in counts})
        folding.freshen(timezone.now(), changed=True)


def _year(first: date, last: date) -> Figures:
    with transaction.atomic():
        set_scope(Scope(figures="on"))
        return read_figures(first, last, service=ALL_SERVICES)


def _agreement(owner: Any, table: str, wanted: int) -> Row:
    """Both ways give the same, but for small numbers that wait: at most 4 of each class and service of a municipality."""
    period = last_year(timezone.localdate())
    with owner.cursor() as cursor:
        cursor.execute(BY_COUNTING.format(table=table), [period.first])
        counted = sum(number for _, _, number, _ in cursor)
    figures = _year(period.first, period.last)
    places = {place for place, _ in figures.cells}
    shown = figures.measures(places, ALL_SERVICES, period.months).received
    share = abs(counted - shown) / counted if counted else 0.0
    return Row(f"figures of {wanted:,} cases differ from counting by", "share of the requests of a year", share,
               Goal(0.01, at_least=False), f"{shown:,} shown, {counted:,} counted; small numbers wait")  # fmt: skip


def _page(port: int, board: list[Request], wanted: int, rounds: int) -> Row:
    times: list[float] = []
    for _ in range(max(5, rounds)):
        cache.clear()
        times += hammer(port, board, number=1).expect(200).times
    made: Series = series_of(times)
    return Row(f"dashboard made anew, {wanted:,} cases", "bound", made.percentile(50) / 1000,
               Goal(1.5, at_least=False, unit=" s"), "", made.percentile(50), made.percentile(99))  # fmt: skip


def _in_database(owner: Any, table: str, wanted: int, rounds: int) -> Row:
    period = last_year(timezone.localdate())
    read, counted = [], []
    for _ in range(rounds):
        start = time.perf_counter()
        _year(period.first, period.last)
        read.append(time.perf_counter() - start)
        with owner.cursor() as cursor:
            start = time.perf_counter()
            cursor.execute(BY_COUNTING.format(table=table), [period.first])
            cursor.fetchall()
            counted.append(time.perf_counter() - start)
    shown, plain = series_of(read), series_of(counted)
    return Row(f"a year of all municipalities, {wanted:,} cases", "bound", shown.percentile(50),
               Goal(60, at_least=False, unit=" ms"),
               f"GROUP BY over narrow rows, covering index {plain.percentile(50):.1f} ms",
               shown.percentile(50), shown.percentile(99))  # fmt: skip
