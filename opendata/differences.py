"""Two tables of rows compared in the database: how many rows were added, removed and changed, with the first of each.

With a key, rows are the same when their keys are; without one, a changed row is a removed and an added one.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import connection
from psycopg2 import sql

from opendata.tables import table
from opendata.tabular.schema import TableSchema

ROWS_SHOWN = 20
_WITH_KEY = """
    SELECT count(*) FILTER (WHERE old._row IS NULL), count(*) FILTER (WHERE new._row IS NULL),
           count(*) FILTER (WHERE old._row IS NOT NULL AND new._row IS NOT NULL AND ({new}) IS DISTINCT FROM ({old}))
    FROM {after} AS new FULL JOIN {before} AS old ON {same}
"""
_WITHOUT_KEY = """
    WITH new AS (SELECT md5(ROW({plain})::text) AS mark, count(*) AS times FROM {after} GROUP BY 1),
         old AS (SELECT md5(ROW({plain})::text) AS mark, count(*) AS times FROM {before} GROUP BY 1)
    SELECT coalesce(sum(greatest(coalesce(new.times, 0) - coalesce(old.times, 0), 0)), 0),
           coalesce(sum(greatest(coalesce(old.times, 0) - coalesce(new.times, 0), 0)), 0), 0
    FROM new FULL JOIN old USING (mark)
"""


def compare(before: str, after: str, old: TableSchema, new: TableSchema) -> dict[str, Any]:
    """Counts ``added``, ``removed``, ``changed`` of ``after`` against ``before``, by the columns that both have.

    ``columns_added`` and ``columns_removed`` name the others; ``key`` says whether a changed row could be told.
    """
    both = [name for name in new.names if name in old.names and new.column(name).type == old.column(name).type]
    key = [name for name in new.key if name in both] if set(new.key) <= set(both) else []
    counts = _counts(before, after, both, key) if both else (0, 0, 0)
    return {
        "added": int(counts[0]), "removed": int(counts[1]), "changed": int(counts[2]), "key": bool(key),
        "columns_added": [name for name in new.names if name not in old.names],
        "columns_removed": [name for name in old.names if name not in new.names],
    }  # fmt: skip


def examples(before: str, after: str, schema: TableSchema, *, limit: int = ROWS_SHOWN) -> list[dict[str, Any]]:
    """The first rows that differ: ``what`` (added, removed, changed), ``key`` values and for changes the columns."""
    if not schema.key:
        return []
    names = list(schema.names)
    statement = sql.SQL(
        "SELECT to_jsonb(new) - '_words' - '_row', to_jsonb(old) - '_words' - '_row' FROM {after} AS new"
        " FULL JOIN {before} AS old ON {same} WHERE new._row IS NULL OR old._row IS NULL"
        " OR ({new}) IS DISTINCT FROM ({old}) ORDER BY coalesce(new._row, old._row) LIMIT {limit}"
    ).format(
        after=table(after), before=table(before), same=_same(list(schema.key)), new=_columns("new", names),
        old=_columns("old", names), limit=sql.Literal(limit),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [_example(new, old, schema) for new, old in cursor.fetchall()]


def _example(new: Any, old: Any, schema: TableSchema) -> dict[str, Any]:
    row = _json(new) or _json(old) or {}
    what = "added" if old is None else "removed" if new is None else "changed"
    changed = {}
    if what == "changed":
        after, before = _json(new) or {}, _json(old) or {}
        changed = {name: (before.get(name), after.get(name)) for name in after if before.get(name) != after.get(name)}
    return {"what": what, "key": [row.get(name) for name in schema.key], "changed": changed}


def _json(value: Any) -> dict[str, Any] | None:
    """Django's connection leaves jsonb as text."""
    return json.loads(value) if isinstance(value, str) else value


def first_rows(name: str, schema: TableSchema, *, limit: int) -> list[list[Any]]:
    """The first rows of a table as texts, in the order of the schema."""
    columns = sql.SQL(", ").join(
        sql.SQL("left({}::text, 200)").format(sql.Identifier(column)) for column in schema.names
    )
    statement = sql.SQL("SELECT {} FROM {} ORDER BY _row LIMIT {}").format(columns, table(name), sql.Literal(limit))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [list(row) for row in cursor.fetchall()]


def duplicates(name: str, key: tuple[str, ...], *, limit: int = 1000) -> list[tuple[int, int, str]]:
    """Rows whose key another row before them has: row, the row before, the key as text."""
    columns = sql.SQL(", ").join(sql.Identifier(column) for column in key)
    statement = sql.SQL(
        "SELECT _row, first, key FROM (SELECT _row, min(_row) OVER (PARTITION BY {key}) AS first,"
        " concat_ws(', ', {key}) AS key FROM {table}) AS rows WHERE first < _row ORDER BY _row LIMIT {limit}"
    ).format(key=columns, table=table(name), limit=sql.Literal(limit))
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def _counts(before: str, after: str, both: list[str], key: list[str]) -> tuple[int, int, int]:
    parts = {
        "after": table(after), "before": table(before), "same": _same(key), "new": _columns("new", both),
        "old": _columns("old", both), "plain": sql.SQL(", ").join(map(sql.Identifier, both)),
    }  # fmt: skip
    statement = sql.SQL(_WITH_KEY if key else _WITHOUT_KEY).format(**parts)
    with connection.cursor() as cursor:
        cursor.execute(statement)
        counts: tuple[int, int, int] = cursor.fetchone()
    return counts


def _columns(side: str, names: list[str]) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(side, name) for name in names)


def _same(key: list[str]) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier("new", name), sql.Identifier("old", name)) for name in key
    )
