"""Dashboards: the first screen of the analyst over HTTP, and its figures in the database against counting the cases."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from eservices.config.benchmarks.ground import Ground, cookies_of, manage
from eservices.config.benchmarks.load import Request, Series, hammer
from eservices.config.benchmarks.results import Goal, Row, compare, rate_row, series_of
from eservices.config.benchmarks.rollups import figures_of_many
from eservices.dashboards.models import PublishedMonth
from eservices.dashboards.periods import last_year
from eservices.dashboards.reading import ALL_SERVICES, read_figures
from municipalities.accounts.models import Membership, User
from municipalities.current import Scope, set_scope, system_scope

BY_COUNTING = """
    SELECT municipality_id, date_trunc('month', filed_at), count(*),
           count(*) FILTER (WHERE channel = 'online'), count(*) FILTER (WHERE state = 'final')
    FROM cases_case WHERE filed_at >= %s GROUP BY 1, 2
"""


def dashboards(port: int, ground: Ground, requests: int, many: int) -> Iterator[Row]:
    """All municipalities side by side: with the sums of the volume, then with those of ``many`` cases."""
    _count_once()
    cookies = cookies_of(_analyst())
    board = [Request("/tabla/", cookies)]
    rows = [Request(f"/merenje/red/{code}/", ground.citizen_cookies) for code in ground.codes]
    hammer(port, board, number=4).expect(200)
    yield rate_row("dashboard of all municipalities", "page of one row (session, user, SELECT, template)", 0.5, compare(
        lambda: hammer(port, board, number=requests).expect(200),
        lambda: hammer(port, rows, number=requests).expect(200),
    ))  # fmt: skip
    yield _made_anew(port, board)
    yield _in_database(max(3, requests // 20))
    yield from figures_of_many(port, board, many, max(5, requests // 20))


def _count_once() -> None:
    """The volume was written past the portal, so its figures are counted from the cases."""
    with system_scope():
        counted = PublishedMonth.objects.exists()
    if not counted:
        manage(dict(os.environ), "recount", "--verbosity", "0")


def _analyst() -> User:
    """An invented analyst of the Standing Conference."""
    user, made = User.objects.get_or_create(
        email="tabla@obim.example",
        defaults={"first_name": "Тања", "last_name": "Таблић", "is_staff": True, "is_demo": True},
    )
    if made:
        user.set_unusable_password()
        user.save()
    Membership.objects.get_or_create(user=user, municipality=None, role="sctm")
    return user


def _made_anew(port: int, board: list[Request]) -> Row:
    """The same page when it has to be made, as it is after every change of the figures."""
    times: list[float] = []
    for _ in range(5):
        cache.clear()
        times += hammer(port, board, number=1).expect(200).times
    made: Series = series_of(times)
    return Row("the same page, made anew", "bound", made.percentile(50) / 1000, Goal(1.5, at_least=False, unit=" s"),
               "", made.percentile(50), made.percentile(99))  # fmt: skip


def _in_database(rounds: int) -> Row:
    """A year of every municipality from the published counts, against grouping its cases."""
    period = last_year(timezone.localdate())
    read, counted = [], []
    for _ in range(rounds):
        with transaction.atomic():
            set_scope(Scope(figures="on"))
            start = time.perf_counter()
            read_figures(period.first, period.last, service=ALL_SERVICES)
            read.append(time.perf_counter() - start)
        with system_scope(), connection.cursor() as cursor:
            start = time.perf_counter()
            cursor.execute(BY_COUNTING, [period.first])
            cursor.fetchall()
            counted.append(time.perf_counter() - start)
    shown, plain = series_of(read), series_of(counted)
    return Row("a year of all municipalities in the database", "bound", shown.percentile(50),
               Goal(60, at_least=False, unit=" ms"), f"GROUP BY over the cases {plain.percentile(50):.1f} ms",
               shown.percentile(50), shown.percentile(99))  # fmt: skip
