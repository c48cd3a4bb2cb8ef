"""What is in the columns of a version: filled cells, smallest and largest value, the most frequent ones."""

from __future__ import annotations

from typing import Any

from django.db import connection
from psycopg2 import sql

from opendata.tables import table
from opendata.tabular.schema import Column, TableSchema

COMMON_VALUES = 10
LONGEST_COMMON = 80
ORDERED = frozenset({"integer", "number", "year", "date", "datetime", "time"})
LONGEST_INDEXED = 400
MOST_INDEXES = 8


def profile(name: str, schema: TableSchema) -> dict[str, Any]:
    """By column: ``filled``, ``distinct`` (a good guess for large tables), ``min`` and ``max``, ``longest``, ``common``.

    ``min`` and ``max`` are texts; ``common`` lists values with their counts, of columns with few different ones.
    """
    facts = _facts(name, schema)
    guesses = _guessed_distinct(name)
    total = facts.pop("*")
    for column in schema.columns:
        facts[column.name]["distinct"] = _distinct(name, column, guesses.get(column.name, 0), total)
        if column.type in ("string", "boolean", "year") and 0 < facts[column.name]["distinct"] <= 200:
            facts[column.name]["common"] = _common(name, column)
    return facts


def indexed_columns(facts: dict[str, Any], schema: TableSchema) -> list[str]:
    """Columns worth an index: the key first, then those that are filtered and sorted by; never long texts."""
    short = [
        column.name
        for column in schema.columns
        if column.type != "geojson" and facts[column.name].get("longest", 0) <= LONGEST_INDEXED
    ]
    return sorted(short, key=lambda column: (column not in schema.key, schema.names.index(column)))[:MOST_INDEXES]


def _facts(name: str, schema: TableSchema) -> dict[str, Any]:
    """One pass over the table."""
    asked: list[sql.Composable] = [sql.SQL("count(*)")]
    for column in schema.columns:
        asked += _asked(column)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(asked), table(name)))
        found = list(cursor.fetchone())
    facts: dict[str, Any] = {"*": found.pop(0)}
    for column in schema.columns:
        facts[column.name] = {"filled": found.pop(0)}
        if column.type in ORDERED:
            facts[column.name] |= {"min": found.pop(0), "max": found.pop(0)}
        elif column.type == "string":
            facts[column.name] |= {"longest": found.pop(0) or 0}
    return facts


def _asked(column: Column) -> list[sql.Composable]:
    name = sql.Identifier(column.name)
    asked: list[sql.Composable] = [sql.SQL("count({})").format(name)]
    if column.type in ORDERED:
        asked += [sql.SQL("min({})::text").format(name), sql.SQL("max({})::text").format(name)]
    elif column.type == "string":
        asked.append(sql.SQL("max(octet_length({}))").format(name))
    return asked


def _guessed_distinct(name: str) -> dict[str, float]:
    """What ANALYZE found: a number of values, or a negative share of the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, n_distinct FROM pg_stats WHERE schemaname = 'opendata_rows' AND tablename = %s", [name]
        )
        return dict(cursor.fetchall())


def _distinct(name: str, column: Column, guess: float, total: int) -> int:
    """Counted for small tables, guessed for large ones."""
    if total > 50_000 or column.type == "geojson":
        return round(guess if guess >= 0 else -guess * total)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT count(DISTINCT {}) FROM {}").format(sql.Identifier(column.name), table(name)))
        return int(cursor.fetchone()[0])


def _common(name: str, column: Column) -> list[list[Any]]:
    statement = sql.SQL(
        "SELECT left({column}::text, {longest}), count(*) FROM {table} WHERE {column} IS NOT NULL"
        " GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}"
    ).format(
        column=sql.Identifier(column.name), table=table(name), longest=sql.Literal(LONGEST_COMMON),
        most=sql.Literal(COMMON_VALUES),
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return [list(row) for row in cursor.fetchall()]
