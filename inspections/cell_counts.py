"""Counts of reports by cell: which are kept, and the question that adds up what is kept and what just happened.

The database notes each change of a report (`CellChange`); folding takes the notes into `CellCount`. Whoever asks gets
the sum of both in one statement, so a map is exact at every moment, also while nobody folds.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet

from inspections import grid
from inspections.grid import Box
from inspections.models import Category, CellChange, CellCount, Inspectorate, Report

ZOOMS = (9, 11, 13, 15, 17)
"""Zooms at which counts are kept; the ones between add up the next finer one."""
FINEST = ZOOMS[-1]
FINEST_BY_CATEGORY = 15
"""Nearer, a category alone has few reports in a picture, and counting its cells would cost as much as its reports."""


class Facet(NamedTuple):
    """One way of counting: which map, at which zoom, and what is told apart."""

    public: bool
    zoom: int
    by_inspectorate: bool
    by_category: bool


FACETS: tuple[Facet, ...] = (
    *(Facet(public, zoom, False, False) for public in (False, True) for zoom in ZOOMS),
    *(Facet(False, zoom, True, False) for zoom in ZOOMS),
    *(Facet(False, zoom, True, True) for zoom in ZOOMS if zoom <= FINEST_BY_CATEGORY),
    *(Facet(True, zoom, False, True) for zoom in ZOOMS if zoom <= FINEST_BY_CATEGORY),
)


class Found(NamedTuple):
    """Reports of one state in one cell; ``ids`` is the sum of their ids."""

    cell: int
    state: str
    number: int
    ids: int


@dataclass(frozen=True)
class Kept:
    """Reports that the counts can tell from others: those of a municipality in some states, narrowed or not.

    ``category`` is a code, ``inspectorates`` are slugs, None for all; only the desk tells inspectorates apart.
    ``besides`` are rows that belong to the list although they do not fit: they are read one by one.
    """

    municipality_id: int
    public: bool
    states: frozenset[str]
    category: str = ""
    inspectorates: frozenset[str] | None = None
    besides: QuerySet[Report] | None = None

    def reaches(self, zoom: int) -> bool:
        """Whether counts are kept as near as that."""
        return zoom <= (FINEST_BY_CATEGORY if self.category else FINEST)


def count(kept: Kept, box: Box, zoom: int) -> list[Found]:
    """Reports by state in the cells of ``zoom`` that the box touches; a cell on its edge counts whole."""
    stored = next(one for one in ZOOMS if one >= zoom)
    shown = set(grid.cells_over(box, zoom))
    fine = _finer(shown, 2 * (stored - zoom)) if zoom >= ZOOMS[0] else None
    statement, values = _question(kept, fine, stored, zoom)
    summed: dict[tuple[int, str], tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        for cell, state, number, ids in cursor.fetchall():
            before = summed.get((cell, state), (0, 0))
            summed[cell, state] = before[0] + number, before[1] + ids
    return [Found(*key, *sums) for key, sums in summed.items() if sums[0] and key[0] in shown]


def _finer(cells: Iterable[int], bits: int) -> list[int]:
    return [cell << bits | part for cell in cells for part in range(1 << bits)]


def _question(kept: Kept, cells: list[int] | None, stored: int, zoom: int) -> tuple[str, list[Any]]:
    """The statement: kept counts, and the few changes that were not folded yet wherever they are.

    It adds nothing up: the rows are few, and sorting them takes the database longer than reading them.
    """
    told_apart, chosen, values = _narrowed(kept)
    place = "" if cells is None else " AND cell = ANY (%s)"
    statement = f"""
        SELECT cell >> {2 * (stored - zoom)}, state, number, ids FROM {CellCount._meta.db_table}
        WHERE municipality_id = %s AND public = %s AND zoom = {stored}{told_apart}{chosen} AND state = ANY (%s){place}
        UNION ALL
        SELECT cell >> {2 * (FINEST - zoom)}, state, number, ids FROM {CellChange._meta.db_table}
        WHERE municipality_id = %s AND public = %s{chosen} AND state = ANY (%s)
    """  # noqa: S608 - names and whole numbers of this file
    half = [kept.municipality_id, kept.public, *values, sorted(kept.states)]
    return statement, [*half, *([] if cells is None else [cells]), *half]


def _narrowed(kept: Kept) -> tuple[str, str, list[Any]]:
    """Which counts are asked, whose inspectorate and category, and the values; the desk counts categories within
    inspectorates."""
    told_apart, chosen, values = "", "", list[Any]()
    if kept.inspectorates is not None:
        chosen += f" AND inspectorate_id = ANY (ARRAY(SELECT id FROM {_INSPECTORATES} WHERE slug = ANY (%s)))"  # noqa: S608
        values.append(sorted(kept.inspectorates))
    elif kept.category and not kept.public:
        chosen += f" AND inspectorate_id = ANY (ARRAY(SELECT id FROM {_INSPECTORATES}))"  # noqa: S608
    else:
        told_apart += " AND inspectorate_id IS NULL"
    if kept.category:
        chosen += f" AND category_id = (SELECT id FROM {_CATEGORIES} WHERE code = %s)"  # noqa: S608
        values.append(kept.category)
    else:
        told_apart += " AND category_id IS NULL"
    return told_apart, chosen, values


_INSPECTORATES = Inspectorate._meta.db_table
_CATEGORIES = Category._meta.db_table
