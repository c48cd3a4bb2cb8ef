"""Keeps the counts of cells: folds the changes that the database noted, and counts anew from the reports themselves.

Both go through one way of spreading a change over the kept zooms. Nobody who writes a report ever waits for either.
"""

from __future__ import annotations

from django.db import connection, transaction

from inspections.cell_counts import FACETS, FINEST
from inspections.grid import ZOOM
from inspections.models import CellChange, CellCount, Report
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality

MOST_FOLDED = 20_000
"""So many changes are folded in one transaction."""
FOLDER_LOCK = 4_771_002
"""Number of the advisory lock; any number that nobody else uses."""
_KEY = "municipality_id, public, zoom, inspectorate_id, category_id, cell, state"
_COUNTS, _CHANGES, _REPORTS = (model._meta.db_table for model in (CellCount, CellChange, Report))
_FACETS = ", ".join(str(tuple(facet)) for facet in FACETS)
_SPREAD = f"""
    SELECT municipality_id, facet.public, facet.zoom,
        CASE WHEN facet.by_inspectorate THEN inspectorate_id END AS inspectorate_id,
        CASE WHEN facet.by_category THEN category_id END AS category_id,
        cell >> 2 * ({FINEST} - facet.zoom) AS cell, state, number, ids
    FROM {{changes}} AS change
    JOIN (VALUES {_FACETS}) AS facet (public, zoom, by_inspectorate, by_category) ON facet.public = change.public
"""  # noqa: S608 - here and below: names of our tables, whole numbers
_ADDED = f"""
    SELECT {_KEY}, sum(number)::int AS number, sum(ids)::bigint AS ids FROM ({{spread}}) AS spread
    GROUP BY {_KEY} HAVING sum(number) <> 0 OR sum(ids) <> 0
"""  # noqa: S608
_WRITE = f"""
    INSERT INTO {_COUNTS} AS kept ({_KEY}, number, ids) SELECT {_KEY}, number, ids FROM added
    ON CONFLICT ({_KEY}) DO UPDATE SET number = kept.number + excluded.number, ids = kept.ids + excluded.ids
"""  # noqa: S608
_FOLD = f"""
    WITH taken AS (
        DELETE FROM {_CHANGES} WHERE id IN (SELECT id FROM {_CHANGES} ORDER BY id LIMIT %s) RETURNING *
    ), added AS ({_ADDED.format(spread=_SPREAD.format(changes="taken"))}), written AS ({_WRITE})
    SELECT count(*) FROM taken
"""  # noqa: S608
_NOW = f"""(
    SELECT municipality_id, layer.public, layer.cell >> {2 * (ZOOM - FINEST)} AS cell, inspectorate_id, category_id,
        state, 1 AS number, report.id AS ids
    FROM {_REPORTS} AS report, LATERAL (
        VALUES (false, report.cell), (true, CASE WHEN report.is_public THEN report.public_cell END)
    ) AS layer (public, cell)
    WHERE municipality_id = %s AND layer.cell IS NOT NULL
    UNION ALL
    SELECT municipality_id, public, cell, inspectorate_id, category_id, state, -number, -ids FROM {_CHANGES}
    WHERE municipality_id = %s
)"""  # noqa: S608
_KEPT = f" UNION ALL SELECT {_KEY}, -number, -ids FROM {_COUNTS} WHERE municipality_id = %s"  # noqa: S608
_DIFFERENCE = _ADDED.format(spread=_SPREAD.format(changes=_NOW) + _KEPT)
"""Reports as they are, less what is noted of them, less what is kept: nothing, when all is well."""


def fold_cells(*, most: int = MOST_FOLDED) -> int:
    """Take up to ``most`` noted changes into the counts; returns how many. While somebody else folds, does nothing."""
    with transaction.atomic(), system_scope(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDER_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_FOLD, [most])
        taken = int(cursor.fetchone()[0])
        CellCount.objects.filter(number=0, ids=0).delete()
        return taken


def wrong_cells(*, place: Municipality) -> int:
    """How many counts of a municipality differ from its reports; none, unless somebody wrote past the database's notes."""
    with municipality_scope(place.pk), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({_DIFFERENCE}) AS wrong", [place.pk] * 3)  # noqa: S608
        return int(cursor.fetchone()[0])


def recount_cells(*, place: Municipality, anew: bool = False) -> int:
    """Count the reports of a municipality and mend what differs; returns how many counts were wrong.

    ``anew`` forgets what was kept first. One statement sees reports, counts and notes of the same moment, so nobody has
    to wait: what happens meanwhile is noted and folded later.
    """
    with transaction.atomic(), municipality_scope(place.pk), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLDER_LOCK])
        cursor.execute("SET LOCAL work_mem = '64MB'")
        if anew:
            CellCount.objects.filter(municipality=place).delete()
        mend = f"WITH added AS ({_DIFFERENCE}), written AS ({_WRITE}) SELECT count(*) FROM added"  # noqa: S608
        cursor.execute(mend, [place.pk] * 3)
        wrong = int(cursor.fetchone()[0])
        CellCount.objects.filter(municipality=place, number=0, ids=0).delete()
        return wrong
