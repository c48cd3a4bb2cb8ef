"""Tables of rows in the schema ``opendata_rows``: made for one version, filled by COPY, then never changed.

The everyday role makes tables through functions of the owner
(migration 0002), because it may not make any itself.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection
from psycopg2 import sql

from opendata.tabular.schema import TableSchema

SCHEMA = "opendata_rows"
ROW, WORDS = "_row", "_words"
SQL_TYPES = {
    "string": "text", "integer": "bigint", "number": "numeric", "year": "integer", "date": "date",
    "datetime": "timestamptz", "time": "time", "boolean": "boolean", "geojson": "jsonb",
}  # fmt: skip
COPY_CHUNK = 64 * 1024


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


def fill(name: str, schema: TableSchema, pieces: Iterable[str]) -> None:
    """COPY lines in that `opendata.tabular.copying` made, many in a piece; values of known types and nothing else.

    What making a piece raises is raised here. Rows before it may be in the table, so the caller rolls back. The table must
    have been made in this transaction: rows are written as seen by everybody at once, so that nobody has to write that
    down later and the indexes alone can answer from the first day.
    """
    names = [ROW, *schema.names, WORDS]
    statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (FREEZE)").format(
        table(name), sql.SQL(", ").join(sql.Identifier(column) for column in names)
    )
    with connection.cursor() as cursor:
        raw = cursor.cursor
        stream = _Stream(iter(pieces))
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


class _Stream:
    """What COPY reads from. A failure of the pieces ends the stream and is kept: the driver would hide what it was."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self.failure: Exception | None = None
        self._pieces = pieces
        self._piece, self._place = b"", 0

    def read(self, size: int = COPY_CHUNK) -> bytes:
        """At most ``size`` bytes; empty at the end."""
        while self._place >= len(self._piece):
            try:
                piece = next(self._pieces, None)
            except Exception as error:
                self.failure = error
                return b""
            if piece is None:
                return b""
            self._piece, self._place = piece.encode(), 0
        start, self._place = self._place, self._place + size
        return self._piece[start : self._place]
