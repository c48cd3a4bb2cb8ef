"""Reports to inspections at volume: triage list, cells of the maps, Open311, filing; each against the bare statement."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator
from typing import Any

import psycopg2
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from eservices.config.benchmarks.ground import Ground
from eservices.config.benchmarks.load import Request, hammer
from eservices.config.benchmarks.results import Goal, Row, compare, rate_row, series_of
from inspections import access, actions, grid, public_list
from inspections.access import InspectionDesk
from inspections.actions import Filing
from inspections.desk import cells, listing
from inspections.desk.filters import Filters, heap_named
from inspections.grid import MILLION, Point
from inspections.models import Category, Report
from inspections.public_list import PublicFilters
from municipalities.accounts.models import Membership, SignIn, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

PLACES = 4_000
"""So many different places, on a spiral around the seat."""
STEP_METRES = 1.5
OPEN311 = "/open311/v2/requests.json?jurisdiction_id=kragujevac&page_size=25"
LIST_BY_HAND = """
    SELECT id, number, state, act_by FROM inspections_report
    WHERE municipality_id = %s AND category_id = %s AND act_by IS NOT NULL AND state = ANY(%s)
    ORDER BY act_by, id LIMIT 26
"""
CELLS_BY_HAND = """
    SELECT {cell} >> %s, count(*) FROM inspections_report
    WHERE municipality_id = %s AND {cell} IS NOT NULL AND {which} GROUP BY 1
"""
COPIES = {
    "code": "'v' || substr(md5(i::text), 1, 19)",
    "submission_key": "gen_random_uuid()",
    "year": "2025",
    "sequence": "i",
    "number": "'355-' || i || '/25-IV'",
    "state": "CASE WHEN mod(i, 20) > 0 THEN 'closed'"
             " ELSE (ARRAY['registered', 'triage', 'info_requested', 'forwarded', 'assigned'])[1 + mod(i / 20, 5)] END",
    "category_id": "(%(categories)s::bigint[])[1 + mod(i / 7, %(kinds)s)]",
    "inspectorate_id": "(%(inspectorates)s::bigint[])[1 + mod(i / 7, %(kinds)s)]",
    "address": "'Измишљена ' || mod(i, 3000)",
    "address_key": "'izmisljena ' || mod(i, 3000)",
    "filed_at": "now() - mod(i, 1400) * interval '1 day'",
    "updated_at": "now() - mod(i, 1400) * interval '1 day'",
    "act_by": "CASE WHEN mod(i, 20) > 0 THEN NULL ELSE current_date + mod(i / 20, 40) - 10 END",
    "due_on": "CASE WHEN mod(i, 20) > 0 THEN NULL ELSE current_date + mod(i / 20, 40) - 10 END",
    "closed_on": "CASE WHEN mod(i, 20) > 0 THEN current_date - mod(i, 1400) END",
    "is_public": "true",
    **dict.fromkeys(("lat", "lon", "cell", "public_lat", "public_lon", "public_cell"), "place.{}"),
}  # fmt: skip
"""How a copy differs from the report that it copies; ``i`` counts copies. One of twenty is open."""


def inspections(port: int, ground: Ground, wanted: int, times: int) -> Iterator[Row]:
    """Every line about reports."""
    place = Municipality.objects.get(slug="kragujevac")
    _ensure_reports(place, wanted)
    desk = InspectionDesk(_head(place), place.pk)
    with municipality_scope(place.pk):
        yield _triage_list(desk, 25 * times)
        yield _desk_cells(desk, place, 3 * times)
        yield _public_cells(place, 3 * times)
    listed = [Request(OPEN311)]
    plain = [Request("/merenje/lista/", ground.citizen_cookies)]
    yield rate_row("Open311 list of requests", "25 rows by .values() to JSON, signed in", 0.4, compare(
        lambda: hammer(port, listed, number=50 * times).expect(200),
        lambda: hammer(port, plain, number=50 * times).expect(200),
    ))  # fmt: skip
    yield _filing(place, ground.citizen, 15 * times)


# -- volume ------------------------------------------------------------------------------------------------------------
def _ensure_reports(place: Municipality, wanted: int) -> None:
    """Copies of one filed report, in all categories and around the seat, as many as are missing."""
    with municipality_scope(place.pk):
        last = Report.objects.filter(municipality=place, year=2025).aggregate(last=Max("sequence"))["last"] or 0
        if last < wanted:
            _copy(actions.file(filing=_filing_of(place), by=None), last + 1, wanted, place)
    owner = psycopg2.connect(os.environ["MIGRATION_DATABASE_URL"])
    try:
        with owner, owner.cursor() as cursor:
            cursor.execute("ANALYZE inspections_report")
    finally:
        owner.close()


def _copy(report: Report, first: int, last: int, place: Municipality) -> None:
    written = [field for field in Report._meta.concrete_fields if not field.primary_key and not field.generated]
    columns = [field.column for field in written if field.column]
    values = [COPIES.get(column, "report.{}").format(column) for column in columns]
    kinds = list(Category.objects.order_by("pk").values_list("pk", "inspectorate_id"))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE place (n int, lat int, lon int, cell bigint, public_lat int, public_lon int, "
            "public_cell bigint) ON COMMIT DROP"
        )
        cursor.executemany("INSERT INTO place VALUES (%s, %s, %s, %s, %s, %s, %s)", list(_places(place)))
        cursor.execute(
            f"INSERT INTO inspections_report ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608 - names of columns
            "FROM generate_series(%(first)s, %(last)s) AS i JOIN place ON place.n = mod(i, %(places)s), "
            "inspections_report AS report WHERE report.id = %(report)s",
            {
                "first": first, "last": last, "places": PLACES, "report": report.pk, "kinds": len(kinds),
                "categories": [pk for pk, _ in kinds], "inspectorates": [pk for _, pk in kinds],
            },
        )  # fmt: skip


def _places(municipality: Municipality) -> Iterator[tuple[int, ...]]:
    seat = Point(round(municipality.seat_latitude * MILLION), round(municipality.seat_longitude * MILLION))
    for number in range(PLACES):
        away = grid.around(seat, 50 + number * STEP_METRES)
        corners = ((away.south, away.west), (away.south, away.east), (away.north, away.west), (away.north, away.east))
        exact = Point(*corners[number % 4])
        shown = grid.rounded(exact, 50)
        yield (number, exact.lat, exact.lon, grid.cell_of(exact), shown.lat, shown.lon, grid.cell_of(shown))


def _filing_of(place: Municipality) -> Filing:
    seat = Point(round(place.seat_latitude * MILLION), round(place.seat_longitude * MILLION))
    return Filing(
        municipality=place, category=Category.objects.select_related("inspectorate").get(code="sao-rupa"),
        identity="known", description="Рупа за мерење.", address="Измишљена 1", place=seat,
        reporter={"name": "Мира Мерић", "email": "merenje@obim.example", "phone": ""},
    )  # fmt: skip


def _head(place: Municipality) -> User:
    """An invented head of inspections."""
    user, made = User.objects.get_or_create(
        email="inspekcije@obim.example",
        defaults={"first_name": "Рада", "last_name": "Рупић", "is_staff": True, "is_demo": True},
    )
    if made:
        user.set_unusable_password()
        user.save()
        Membership.objects.create(user=user, municipality=place, role="head-of-inspections", since="2020-01-01")
    return user


# -- in the database ---------------------------------------------------------------------------------------------------
def _times(work: Callable[[], object], rounds: int) -> list[float]:
    """Seconds that the statements of the work take, after one round that is not counted."""
    found = []
    for _ in range(rounds + 1):
        spent: list[float] = []

        def timed(execute: Any, *asked: Any, spent: list[float] = spent) -> Any:
            start = time.perf_counter()
            try:
                return execute(*asked)
            finally:
                spent.append(time.perf_counter() - start)

        with connection.execute_wrapper(timed):
            work()
        found.append(sum(spent))
    return found[1:]


def _against(what: str, bare: str, goal: float, shown: list[float], plain: list[float]) -> Row:
    ratio = statistics.median(shown) / statistics.median(plain)
    series = series_of(shown)
    detail = f"{statistics.median(plain) * 1000:.1f} ms by hand"
    return Row(what, bare, ratio, Goal(goal, at_least=False, unit=" x"), detail, series.percentile(50),
               series.percentile(99))  # fmt: skip


def _ask(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.fetchall()


def _open_rows(desk: InspectionDesk) -> Any:
    heap = heap_named("otvorene")
    assert heap is not None  # noqa: S101 - the heap is one of the desk's own
    return heap.rows(desk.reports(), desk, timezone.localdate())


def _open_states() -> list[str]:
    return ["registered", "triage", "info_requested", "forwarded", "assigned"]


def _triage_list(desk: InspectionDesk, rounds: int) -> Row:
    kind = Category.objects.get(code="sao-rupa")
    filters = Filters(gomila="otvorene", kategorija=kind.code)
    shown = _times(lambda: listing.page_of(filters.narrow(_open_rows(desk)), by_receipt=False), rounds)
    plain = _times(lambda: _ask(LIST_BY_HAND, [desk.municipality_id, kind.pk, _open_states()]), rounds)
    return _against("triage list of 25, open, one category", "the list by hand", 2, shown, plain)


def _desk_cells(desk: InspectionDesk, place: Municipality, rounds: int) -> Row:
    shown = _times(lambda: cells.picture(_open_rows(desk), Filters(gomila="otvorene"), place), rounds)
    by_hand = CELLS_BY_HAND.format(cell="cell", which="state = ANY(%s)")
    plain = _times(lambda: _ask(by_hand, [12, place.pk, _open_states()]), rounds)
    return _against("cells of the desk's map, all open", "one GROUP BY over the same rows", 2, shown, plain)


def _public_cells(place: Municipality, rounds: int) -> Row:
    rows = access.public_reports(place)
    shown = _times(lambda: public_list.picture(rows, PublicFilters(), place), rounds)
    plain = _times(lambda: _ask(CELLS_BY_HAND.format(cell="public_cell", which="is_public"), [12, place.pk]), rounds)
    return _against("cells of the public map, all reports", "one GROUP BY over the same rows", 2, shown, plain)


# -- filing ------------------------------------------------------------------------------------------------------------
def _filing(place: Municipality, citizen: User, rounds: int) -> Row:
    """Reports filed a second against rows committed a second, both in this process."""

    def file() -> None:
        with municipality_scope(place.pk):
            actions.file(filing=_filing_of(place), by=None)

    def commit() -> None:
        SignIn.objects.create(user_id=citizen.pk, method="benchmark", level="basic")

    filed, plain = [], []
    for _ in range(rounds):
        filed.append(_seconds(file))
        plain.append(_seconds(commit))
    shown = series_of(filed)
    ratio = statistics.median(plain) / statistics.median(filed)
    return Row("filing of a report", "commit of one row, same process", ratio, Goal(0.1, at_least=True),
               f"{len(filed) / sum(filed):,.0f}/s", shown.percentile(50), shown.percentile(99))  # fmt: skip


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
