"""Rows of a version as answers: pages by key, sums, facets and counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.core.cache import cache
from psycopg2 import sql

from opendata.access import RowsInForce
from opendata.models import Version
from opendata.profiling import LONGEST_COMMON
from opendata.querying import compose
from opendata.querying.faults import BadQuery
from opendata.querying.question import LARGEST_PAGE, PAGE, Question
from opendata.reading_role import answers_of, rows_of
from opendata.tables import table

FACET_VALUES = 30
FACETS_AT_ONCE = 5
COUNTED_UP_TO = 100_000
# A table of rows never changes, so an answer stays right; only memory says when it goes.
KEEP_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Page:
    """Rows of one page under their names, and where the next one begins (empty at the end)."""

    names: tuple[str, ...]
    rows: list[tuple[Any, ...]]
    after: str = ""
    geometry: str = ""

    def as_dicts(self) -> list[dict[str, Any]]:
        """Rows as JSON values by name; a geometry, which the connection gives as text, as GeoJSON."""
        found = [dict(zip(self.names, map(plain, row), strict=True)) for row in self.rows]
        for row in found if self.geometry in self.names else ():
            if row[self.geometry] is not None:
                row[self.geometry] = json.loads(row[self.geometry])
        return found


def page_of(version: Version | RowsInForce, question: Question) -> Page:
    """One page of rows, or of sums. Raises BadQuery."""
    schema = version.schema
    size = min(question.limit if question.limit is not None else PAGE, LARGEST_PAGE)
    names = tuple(item.name for item in compose.items_of(question, schema))
    if question.sums or question.offset or len(question.order) > 1:
        found = rows_of(compose.select_sql(version.table_name, question, schema, most=size))
        return Page(names, found, geometry=schema.geometry)
    found = []
    for statement in compose.page_sql(version.table_name, question, schema, size + 1):
        if len(found) <= size:
            found += rows_of(statement)
    shown = found[:size]
    more = compose.cursor_of(*shown[-1][-2:]) if len(found) > size and shown else ""
    return Page(names, [row[:-2] for row in shown], more, schema.geometry)


def count_of(version: Version | RowsInForce, question: Question) -> tuple[int, bool]:
    """How many rows there are, and whether that is all of them or only where counting stopped."""
    if not question.filters:
        return version.rows, True
    found = int(kept(version, {"count": count_sql(version, question)})["count"][0][0])
    return min(found, COUNTED_UP_TO), found <= COUNTED_UP_TO


def count_sql(version: Version | RowsInForce, question: Question) -> sql.Composed:
    """The SELECT of how many rows there are, which counts one more than is told at most."""
    return sql.SQL("SELECT count(*) FROM (SELECT 1 FROM {} WHERE {} LIMIT {}) AS _some").format(
        table(version.table_name), compose.where_sql(question, version.schema), sql.Literal(COUNTED_UP_TO + 1)
    )


def facets_of(
    version: Version | RowsInForce, question: Question, columns: tuple[str, ...]
) -> dict[str, list[dict[str, Any]]]:
    """Most frequent values of some columns among the rows asked for, with their counts. Raises BadQuery."""
    schema = version.schema
    if len(columns) > FACETS_AT_ONCE:
        raise BadQuery("too-many-columns", "column")
    for name in columns:
        if name not in schema.names:
            raise BadQuery("no-such-column", name)
        if schema.column(name).type == "geojson":
            raise BadQuery("no-comparison", name)
    known = {} if question.filters else {name: known_facet(version, name) for name in columns}
    found = {name: facet for name, facet in known.items() if facet is not None}
    found |= kept(version, {name: facet_sql(version, question, name) for name in columns if name not in found})
    return {name: [{"value": plain(value), "count": count} for value, count in found[name]] for name in columns}


def known_facet(version: Version | RowsInForce, name: str) -> list[tuple[Any, int]] | None:
    """The facet of a text among all rows, when all its values were counted while the table was made; else None."""
    facts = version.profile.get(name, {})
    common, filled = facts.get("common", []), facts.get("filled")
    if version.schema.column(name).type != "string" or any(len(value) >= LONGEST_COMMON for value, _count in common):
        return None
    if sum(count for _value, count in common) != filled:
        return None
    found = [(value, count) for value, count in common]
    if empty := version.rows - filled:
        # Among equal counts the database, too, tells of empty cells last.
        place = sum(count >= empty for _value, count in found)
        found.insert(place, (None, empty))
    return found


def facet_sql(version: Version | RowsInForce, question: Question, name: str) -> sql.Composed:
    """The SELECT of the most frequent values of a column."""
    return sql.SQL("SELECT {column}, count(*) FROM {table} WHERE {where} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {most}").format(
        column=sql.Identifier(name), table=table(version.table_name), where=compose.where_sql(question, version.schema),
        most=sql.Literal(FACET_VALUES),
    )  # fmt: skip


def kept(version: Version | RowsInForce, statements: dict[str, sql.Composed]) -> dict[str, list[Any]]:
    """Answers from the cache, by the very questions; the rest is asked at once and kept. Raises BadQuery."""
    places = {name: _place(version, statement) for name, statement in statements.items()}
    known = cache.get_many(places.values())
    missing = [name for name, place in places.items() if place not in known]
    if missing:
        asked = answers_of([statements[name] for name in missing])
        fresh = {places[name]: answer for name, answer in zip(missing, asked, strict=True)}
        cache.set_many(fresh, KEEP_SECONDS)
        known |= fresh
    return {name: list(known[place]) for name, place in places.items()}


def _place(version: Version | RowsInForce, statement: sql.Composed) -> str:
    digest = hashlib.sha256(repr(statement).encode()).hexdigest()
    return f"opendata-rows:{version.table_name}:{digest[:32]}"


def plain(value: Any) -> Any:
    """A value of the database as JSON has it: numbers as numbers, moments and days as ISO 8601."""
    make = _PLAIN.get(type(value))
    return value if make is None else make(value)


def _number(value: Decimal) -> int | float:
    number = float(value)
    return int(value) if number.is_integer() and abs(number) < 2**53 else number


_PLAIN: dict[type, Callable[[Any], Any]] = {
    Decimal: _number,
    datetime: datetime.isoformat,
    date: date.isoformat,
    time: time.isoformat,
}
