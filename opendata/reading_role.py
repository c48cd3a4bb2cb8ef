"""Asking questions of strangers: as the role that can only read published rows, and never for long."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from psycopg2 import errors, sql

from opendata.querying.faults import BadQuery

QUESTION_MILLISECONDS = 3_000


@contextmanager
def as_reader(milliseconds: int = QUESTION_MILLISECONDS) -> Iterator[Any]:
    """A cursor under ``portal_reader`` with a limit of time. Raises BadQuery (``too-slow``, ``out-of-range``).

    A failure rolls back to where the role was still ours; otherwise it is put back before anything else is asked.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = {int(milliseconds)}; SET LOCAL ROLE portal_reader")
            yield cursor
            cursor.execute("RESET ROLE; SET LOCAL statement_timeout = DEFAULT")
    except DatabaseError as error:
        if isinstance(error.__cause__, errors.QueryCanceled):
            raise BadQuery("too-slow") from None
        if isinstance(error.__cause__, errors.DataError):
            raise BadQuery("out-of-range") from None
        raise


def rows_of(statement: sql.Composed) -> list[tuple[Any, ...]]:
    """All rows of one question."""
    return answers_of([statement])[0]


def answers_of(statements: Iterable[sql.Composed]) -> list[list[tuple[Any, ...]]]:
    """All rows of several questions; each has the whole time."""
    found = []
    with as_reader() as cursor:
        for statement in statements:
            cursor.execute(statement)
            found.append(list(cursor.fetchall()))
    return found
