"""Reports to inspections at volume: triage list, cells of the maps, Open311, filing; each against the bare statement."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from eservices.config.benchmarks import report_volume
from eservices.config.benchmarks.ground import Ground
from eservices.config.benchmarks.load import Request, hammer
from eservices.config.benchmarks.results import Goal, Row, compare, rate_row, series_of
from inspections import access, actions, grid, public_list
from inspections.access import InspectionDesk
from inspections.desk import cells, listing
from inspections.desk.filters import HEAPS, Filters, Rows
from inspections.lifecycle import State
from inspections.models import Category, Report
from inspections.models.report import OPEN_STATES
from inspections.public_list import PublicFilters
from municipalities.accounts.models import Membership, SignIn, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

OPEN311 = f"/open311/v2/requests.json?jurisdiction_id={report_volume.LARGE}&page_size=25"
KIND = "sao-rupa"
ZOOM_OF_A_TOWN = 15
MOST_GROWTH = 1.3
OPEN_HEAP = next(heap for heap in HEAPS if heap.slug == "otvorene")
LIST_BY_HAND = """
    SELECT id, number, state, act_by FROM inspections_report
    WHERE municipality_id = %s AND category_id = %s AND state = ANY(%s) ORDER BY due_order, id LIMIT 26
"""
CELLS_BY_HAND = f"""
    SELECT cell, state, sum(number) FROM inspections_cellcount
    WHERE municipality_id = %s AND public = %s AND zoom = {ZOOM_OF_A_TOWN} AND inspectorate_id IS NULL
        AND category_id {{category}} AND state = ANY(%s) GROUP BY 1, 2
"""  # noqa: S608
CELLS_OF_REPORTS = f"""
    SELECT {{cell}} >> {2 * (grid.ZOOM - ZOOM_OF_A_TOWN)}, count(*) FROM inspections_report
    WHERE municipality_id = %s AND {{cell}} IS NOT NULL AND {{which}} GROUP BY 1
"""  # noqa: S608
Work = Callable[[], object]


@dataclass(frozen=True)
class Town:
    """Whose reports are looked at: a municipality, its head of inspections at the desk, and what the page has at hand."""

    place: Municipality
    desk: InspectionDesk
    categories: dict[int, Category]

    def lists(self) -> object:
        """The first page of everything open in one category."""
        filters = Filters(gomila=OPEN_HEAP.slug, kategorija=KIND)
        return listing.page_of(filters.narrow(self._open()), self.categories, by_receipt=False)

    def public_list(self) -> object:
        """The first page of everybody's list."""
        return public_list.page_of(access.public_reports(self.place))

    def desk_map(self) -> object:
        """The map of everything open."""
        filters = Filters(gomila=OPEN_HEAP.slug)
        return cells.picture(self._open(), filters, self.place, filters.kept(self.desk, OPEN_HEAP))

    def public_map(self, category: str = "") -> object:
        """The map of everybody; the counts are asked, so the door to the reports stays closed."""
        filters = PublicFilters(kategorija=category)
        return public_list.picture(Report.objects.none(), filters, self.place)

    def _open(self) -> Rows:
        return OPEN_HEAP.rows(self.desk.reports(), self.desk, timezone.localdate())


def inspections(port: int, ground: Ground, wanted: int, times: int) -> Iterator[Row]:
    """Every line about reports."""
    large, small = (Municipality.objects.get(slug=slug) for slug in (report_volume.LARGE, report_volume.SMALL))
    head = _head(large, small)
    report_volume.ensure(wanted, head)
    categories = Category.objects.in_bulk()
    here, there = (Town(place, InspectionDesk(head, place.pk), categories) for place in (large, small))
    yield from _against_statements(here, 10 * times)
    yield from _growth(here, there, 10 * times)
    listed = [Request(OPEN311)]
    plain = [Request("/merenje/lista/", ground.citizen_cookies)]
    yield rate_row("Open311 list of requests", "25 rows by .values() to JSON, signed in", 0.4, compare(
        lambda: hammer(port, listed, number=50 * times).expect(200),
        lambda: hammer(port, plain, number=50 * times).expect(200),
    ))  # fmt: skip
    yield _filing(large, ground.citizen, 15 * times)


def _head(*places: Municipality) -> User:
    """An invented head of inspections in these municipalities."""
    user, made = User.objects.get_or_create(
        email="inspekcije@obim.example",
        defaults={"first_name": "Рада", "last_name": "Рупић", "is_staff": True, "is_demo": True},
    )
    if made:
        user.set_unusable_password()
        user.save()
    for place in places:
        Membership.objects.get_or_create(
            user=user, municipality=place, role="head-of-inspections", defaults={"since": "2020-01-01"}
        )
    return user


# -- in the database ---------------------------------------------------------------------------------------------------
def _in_turns(works: Sequence[tuple[Municipality, Work]], rounds: int) -> list[list[float]]:
    """Seconds that the statements of each work take, in turns, after one round that is not counted."""
    found: list[list[float]] = [[] for _ in works]
    for turn in range(rounds + 1):
        for spent, (place, work) in zip(found, works, strict=True):
            with municipality_scope(place.pk):
                seconds = _in_statements(work)
            if turn:
                spent.append(seconds)
    return found


def _in_statements(work: Work) -> float:
    spent: list[float] = []

    def timed(execute: Any, *asked: Any) -> Any:
        start = time.perf_counter()
        try:
            return execute(*asked)
        finally:
            spent.append(time.perf_counter() - start)

    with connection.execute_wrapper(timed):
        work()
    return sum(spent)


def _row(what: str, against: str, goal: float, times: list[list[float]], told: str) -> Row:
    """A line about seconds in the database, of the first list against the second; others are told beside it."""
    medians = [statistics.median(series) * 1000 for series in times]
    series = series_of(times[0])
    return Row(what, against, medians[0] / medians[1], Goal(goal, at_least=False, unit=" x"),
               told.format(*medians[1:]), series.percentile(50), series.percentile(99))  # fmt: skip


def _asking(statement: str, *values: Any) -> Work:
    def ask() -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            cursor.fetchall()

    return ask


def _against_statements(town: Town, rounds: int) -> Iterator[Row]:
    """List and maps of the large town against the statements that a person would write for the same rows."""
    place, kind = town.place, Category.objects.get(code=KIND)

    def compared(*works: Work) -> list[list[float]]:
        return _in_turns([(place, work) for work in works], rounds)

    by_hand = _asking(LIST_BY_HAND, place.pk, kind.pk, OPEN_STATES)
    yield _row("triage list of 25, open, one category", "the list by hand", 2, compared(town.lists, by_hand),
               "{:.1f} ms by hand")  # fmt: skip
    kept, shown = CELLS_BY_HAND.format(category="IS NULL"), sorted(set(State) - set(access.NOT_PUBLIC))
    told = "{:.1f} ms by hand, {:.1f} ms by GROUP BY over the reports"
    reports = _asking(CELLS_OF_REPORTS.format(cell="cell", which="state = ANY(%s)"), place.pk, OPEN_STATES)
    times = compared(town.desk_map, _asking(kept, place.pk, False, OPEN_STATES), reports)
    yield _row("cells of the desk's map, all open", "the kept counts by hand", 2, times, told)
    reports = _asking(CELLS_OF_REPORTS.format(cell="public_cell", which="is_public"), place.pk)
    times = compared(town.public_map, _asking(kept, place.pk, True, shown), reports)
    yield _row("cells of the public map, all reports", "the kept counts by hand", 2, times, told)
    of_kind = f"is_public AND category_id = {kind.pk}"
    reports = _asking(CELLS_OF_REPORTS.format(cell="public_cell", which=of_kind), place.pk)
    kept = CELLS_BY_HAND.format(category="= %s")
    times = compared(lambda: town.public_map(KIND), _asking(kept, place.pk, True, kind.pk, shown), reports)
    yield _row("cells of the public map, one category", "the kept counts by hand", 2, times, told)


def _growth(large: Town, small: Town, rounds: int) -> Iterator[Row]:
    """The same pages of a list in a town that holds most reports and in one that holds a hundredth of all."""
    for name, page in (("triage list", Town.lists), ("list of everybody", Town.public_list)):
        works = [(town.place, partial(page, town)) for town in (large, small)]
        yield _row(f"{name}: a town of most reports", "a town of one in a hundred", MOST_GROWTH,
                   _in_turns(works, rounds), "{:.1f} ms there")  # fmt: skip


# -- filing ------------------------------------------------------------------------------------------------------------
def _filing(place: Municipality, citizen: User, rounds: int) -> Row:
    """Reports filed a second against rows committed a second, both in this process."""

    def file() -> None:
        with municipality_scope(place.pk):
            actions.file(filing=report_volume.filing_of(place), by=None)

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
