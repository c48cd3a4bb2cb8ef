"""Asking questions of strangers: as the role that can only read published rows, and never for long."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction
from psycopg2 import errors, sql

from opendata.querying.faults import BadQuery

QUESTION_MILLISECONDS = 3_000
Rows = list[tuple[Any, ...]]
# Sent together with the first question, so that a question costs two messages to the database instead of five. A page
# read out of order is taken for little dearer than the next one, because tables that are asked for are in memory: so a
# page of rows walks one index and stops, and an index alone counts. At 1 the planner walks half a table out of order.
_BEFORE = (
    "SAVEPOINT question; SET LOCAL statement_timeout = {}; SET LOCAL random_page_cost = 1.5;"
    " SET LOCAL ROLE portal_reader; "
)
_AFTER = "RESET ROLE; SET LOCAL random_page_cost = DEFAULT; SET LOCAL statement_timeout = DEFAULT; RELEASE SAVEPOINT question"


def rows_of(statement: sql.Composable) -> Rows:
    """All rows of one question. Raises BadQuery (``too-slow``, ``out-of-range``)."""
    return answers_of([statement])[0]


def answers_of(statements: Sequence[sql.Composable]) -> list[Rows]:
    """All rows of several questions; each has the whole time. Raises BadQuery (``too-slow``, ``out-of-range``).

    A failure rolls back to where the role was still ours; otherwise it is put back before anything else is asked.
    """
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        try:
            answers = _asked(cursor, statements)
        except DatabaseError as error:
            reason = _reason(error)
            if reason is None:
                raise
            cursor.execute("ROLLBACK TO SAVEPOINT question; RELEASE SAVEPOINT question")
        else:
            return answers
    raise BadQuery(reason)


def _asked(cursor: Any, statements: Sequence[sql.Composable]) -> list[Rows]:
    answers = []
    before: sql.Composable = sql.SQL(_BEFORE).format(sql.Literal(QUESTION_MILLISECONDS))
    for statement in statements:
        cursor.execute(sql.Composed([before, statement]))
        answers.append(list(cursor.fetchall()))
        before = sql.SQL("")
    if answers:
        cursor.execute(_AFTER)
    return answers


def _reason(error: DatabaseError) -> str | None:
    """The code of a failure that the question itself brought about."""
    if isinstance(error.__cause__, errors.QueryCanceled):
        return "too-slow"
    return "out-of-range" if isinstance(error.__cause__, errors.DataError) else None
