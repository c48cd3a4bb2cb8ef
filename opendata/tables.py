"""Tables of rows in the schema ``opendata_rows``: made for one version, filled by COPY, then never changed.

Values come as `opendata.tabular.values` gives them. The everyday role makes tables through functions of the owner
(migration 0002), because it may not make any itself.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg2 import sql

from municipalities.script import fold
from opendata.tabular.schema import TableSchema

SCHEMA = "opendata_rows"
ROW, WORDS = "_row", "_words"
SQL_TYPES = {
    "string": "text", "integer": "bigint", "number": "numeric", "year": "integer", "date": "date",
    "datetime": "timestamptz", "time": "time", "boolean": "boolean", "geojson": "jsonb",
}  # fmt: skip
COPY_CHUNK = 64 * 1024
LONGEST_WORDS = 10_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NumberedRow = tuple[int, list[Any]]


def new_name() -> str:
    """Name of a table that no version has."""
    return f"v{uuid.uuid4().hex}"


def table(name: str) -> sql.Composed:
    """The table with its schema, quoted."""
    return sql.SQL(".").join([sql.Identifier(SCHEMA), sql.Identifier(name)])


def make(name: str, schema: TableSchema) -> None:
    """An empty table with the columns of the schema."""
    columns = [[column.name, SQL_TYPES[column.type]] for column in schema.columns]
    _call("make", name, json.dumps(columns))


def fill(name: str, schema: TableSchema, rows: Iterable[NumberedRow]) -> None:
    """COPY rows in; only the names of columns and values of known types go into the stream.

    What reading a row raises is raised here. Rows before it may be in the table, so the caller rolls back.
    """
    names = [ROW, *schema.names, WORDS]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        table(name), sql.SQL(", ").join(sql.Identifier(column) for column in names)
    )
    texts = [place for place, column in enumerate(schema.columns) if column.type == "string"]
    with connection.cursor() as cursor:
        raw = cursor.cursor
        stream = _Stream(_lines(rows, texts))
        raw.copy_expert(statement.as_string(raw), stream, COPY_CHUNK)
    if stream.failure is not None:
        raise stream.failure


def index(name: str, columns: Iterable[str]) -> None:
    """Primary key, words, and one index for each of the columns, so that pages can be filtered and sorted by them."""
    _call("index", name, list(columns))


def analyze(name: str) -> None:
    """Let the planner know the table before it is asked."""
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ANALYZE {}").format(table(name)))


def publish(name: str) -> None:
    """Let readers in and everybody else out; from now on the rows are immutable."""
    _call("publish", name)


def discard(name: str) -> None:
    """Drop a table that was never published."""
    _call("discard", name)


def _call(function: str, *arguments: Any) -> None:
    marks = sql.SQL(", ").join(sql.Placeholder() for _argument in arguments)
    statement = sql.SQL("SELECT opendata_rows.{}({})").format(sql.Identifier(function), marks)
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def _lines(rows: Iterable[NumberedRow], texts: list[int]) -> Iterator[str]:
    """Rows in the text format of COPY, with the words that search looks through at the end."""
    for number, values in rows:
        words = fold(" ".join(values[place] for place in texts if values[place]))[:LONGEST_WORDS]
        yield "\t".join([str(number), *(_field(value) for value in values), words]) + "\n"


def _field(value: Any) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
    return str(value)


class _Stream:
    """What COPY reads from. A failure of the lines ends the stream and is kept: the driver would hide what it was."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.failure: Exception | None = None
        self._lines = lines
        self._rest = b""

    def read(self, size: int = COPY_CHUNK) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        parts, length = [self._rest], len(self._rest)
        while length < size:
            line = self._next()
            if line is None:
                break
            parts.append(line.encode())
            length += len(parts[-1])
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def _next(self) -> str | None:
        try:
            return next(self._lines, None)
        except Exception as error:
            self.failure = error
            return None
