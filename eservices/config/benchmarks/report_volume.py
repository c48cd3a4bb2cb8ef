"""Reports at volume: copies of one filed report of each municipality, in all categories and states, around its seat.

Most lie in one town, so that its lists and maps have to do with nearly all of them; another holds a hundredth, to see what
the same page costs there. Written by the owner into bare tables, past the trigger, and then counted for the maps.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from math import cos, pi, sin, sqrt
from typing import Any

import psycopg2
from django.db.models import Max

from eservices.config.volume.bare_tables import bare_tables
from inspections import actions, grid
from inspections.actions import Filing
from inspections.grid import MILLION, Point
from inspections.models import Category, Report
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

LARGE, SMALL = "kragujevac", "cacak"
SMALL_SHARE = 100
OTHERS_SHARE = 5
"""One of a hundred reports lies in the small town, one of five in all others together."""
YEAR = 2025
PLACES = 4_000
"""So many different places in a municipality, close together at its seat."""
FARTHEST = 6_000
GOLDEN_ANGLE = pi * (3 - sqrt(5))
COPIES = {
    "code": "'v' || substr(md5(report.id || '/' || i), 1, 19)",
    "submission_key": "gen_random_uuid()",
    "year": str(YEAR),
    "sequence": "i",
    "number": "'355-' || i || '/25-IV'",
    "state": "CASE WHEN mod(i, 20) > 0 THEN 'closed'"
             " ELSE (ARRAY['registered', 'triage', 'info_requested', 'forwarded', 'assigned'])[1 + mod(i / 20, 5)] END",
    "category_id": "(%(categories)s::bigint[])[1 + mod(i / 7, %(kinds)s)]",
    "inspectorate_id": "(%(inspectorates)s::bigint[])[1 + mod(i / 7, %(kinds)s)]",
    "assignee_id": "CASE WHEN mod(i, 100) = 80 THEN %(officer)s::bigint END",
    "priority": "CASE WHEN mod(i, 50) = 0 THEN 0 ELSE 2 END",
    "address": "'Измишљена ' || mod(i, 3000)",
    "address_key": "'izmisljena ' || mod(i, 3000)",
    "filed_at": "now() - mod(i, 1400) * interval '1 day'",
    "updated_at": "now() - mod(i, 1400) * interval '1 day'",
    "act_by": "CASE WHEN mod(i, 20) > 0 OR mod(i, 340) = 0 THEN NULL ELSE current_date + mod(i / 20, 40) - 10 END",
    "due_on": "CASE WHEN mod(i, 20) > 0 THEN NULL ELSE current_date + mod(i / 20, 40) - 10 END",
    "closed_on": "CASE WHEN mod(i, 20) > 0 THEN current_date - mod(i, 1400) END",
    "is_public": "true",
    **dict.fromkeys(("lat", "lon", "cell", "public_lat", "public_lon", "public_cell"), "place.{}"),
}  # fmt: skip
"""How a copy differs from the report that it copies; ``i`` counts copies. One of twenty is open."""


def ensure(wanted: int, officer: User) -> None:
    """Reports that are missing in any municipality, and counts of the maps that fit; ``officer`` has the assigned ones."""
    missing = list(_missing(wanted))
    owner = psycopg2.connect(os.environ["MIGRATION_DATABASE_URL"])
    try:
        with owner, owner.cursor() as cursor:
            if missing:
                _write(cursor, missing, officer)
            cursor.execute("ANALYZE inspections_report")
        for _report, _first, _last, place in missing:
            actions.recount_cells(place=place)
        while actions.fold_cells():
            continue  # what was filed before, as a worker would have done
        with owner, owner.cursor() as cursor:
            cursor.execute("ANALYZE inspections_cellcount")
    finally:
        owner.close()


def _missing(wanted: int) -> Iterator[tuple[Report, int, int, Municipality]]:
    """The report to copy and the first and last number of its copies, for each municipality that needs some."""
    for place, number in _shares(wanted):
        with municipality_scope(place.pk):
            last = Report.objects.filter(municipality=place, year=YEAR).aggregate(last=Max("sequence"))["last"] or 0
            if last < number:
                yield actions.file(filing=filing_of(place), by=None), last + 1, number, place


def _shares(wanted: int) -> Iterator[tuple[Municipality, int]]:
    places = list(Municipality.objects.order_by("slug"))
    small, each = wanted // SMALL_SHARE, wanted // OTHERS_SHARE // (len(places) - 2)
    for place in places:
        if place.slug == LARGE:
            yield place, wanted - small - each * (len(places) - 2)
        else:
            yield place, small if place.slug == SMALL else each


def _write(cursor: Any, missing: list[tuple[Report, int, int, Municipality]], officer: User) -> None:
    # Read before the tables are bare: without their foreign keys the database holds the categories locked.
    kinds = list(Category.objects.order_by("pk").values_list("pk", "inspectorate_id"))
    cursor.execute("SELECT set_config('app.system', 'on', true)")
    with bare_tables(cursor, ["inspections_report"]):
        cursor.execute("ALTER TABLE inspections_report DISABLE TRIGGER USER")
        for report, first, last, place in missing:
            _copy(cursor, report, range(first, last + 1), place, officer if place.slug == LARGE else None, kinds)
        cursor.execute("ALTER TABLE inspections_report ENABLE TRIGGER USER")


def _copy(
    cursor: Any, report: Report, numbers: range, place: Municipality, officer: User | None, kinds: list[tuple[int, int]]
) -> None:  # fmt: skip
    written = [field for field in Report._meta.concrete_fields if not field.primary_key and not field.generated]
    columns = [field.column for field in written if field.column]
    values = [COPIES.get(column, "report.{}").format(column) for column in columns]
    cursor.execute(
        "CREATE TEMPORARY TABLE place (n int, lat int, lon int, cell bigint, public_lat int, public_lon int, "
        "public_cell bigint)"
    )
    lines = "".join("\t".join(map(str, line)) + "\n" for line in _places(place))
    cursor.copy_expert("COPY place FROM STDIN", io.StringIO(lines))
    cursor.execute(
        f"INSERT INTO inspections_report ({', '.join(columns)}) SELECT {', '.join(values)} "  # noqa: S608 - names of columns
        "FROM generate_series(%(first)s, %(last)s) AS i JOIN place ON place.n = mod(i + i / 20, %(places)s), "
        "inspections_report AS report WHERE report.id = %(report)s",
        {
            "first": numbers.start, "last": numbers.stop - 1, "places": PLACES, "report": report.pk, "kinds": len(kinds),
            "categories": [pk for pk, _ in kinds], "inspectorates": [pk for _, pk in kinds],
            "officer": officer.pk if officer else None,
        },
    )  # fmt: skip
    cursor.execute("DROP TABLE place")


def seat_of(place: Municipality) -> Point:
    """The seat of a municipality."""
    return Point(round(place.seat_latitude * MILLION), round(place.seat_longitude * MILLION))


def _places(municipality: Municipality) -> Iterator[tuple[int, ...]]:
    seat = seat_of(municipality)
    for number in range(PLACES):
        away = grid.around(seat, max(1, FARTHEST * (number / PLACES) ** 0.75))
        turn = number * GOLDEN_ANGLE
        exact = Point(
            seat.lat + round((away.north - seat.lat) * sin(turn)), seat.lon + round((away.east - seat.lon) * cos(turn))
        )
        shown = grid.rounded(exact, 50)
        yield (number, exact.lat, exact.lon, grid.cell_of(exact), shown.lat, shown.lon, grid.cell_of(shown))


def filing_of(place: Municipality) -> Filing:
    """A report as somebody files it, for copying and for measuring."""
    return Filing(
        municipality=place, category=Category.objects.select_related("inspectorate").get(code="sao-rupa"),
        identity="known", description="Рупа за мерење.", address="Измишљена 1", place=seat_of(place),
        reporter={"name": "Мира Мерић", "email": "merenje@obim.example", "phone": ""},
    )  # fmt: skip
