"""SQL of a question: quoted names of the schema and literals of its types, nothing else."""

from __future__ import annotations

import base64
import json
from typing import Any

from psycopg2 import sql

from opendata.querying.faults import BadQuery
from opendata.querying.grammar import Among, Both, Compare, Condition, Empty, Item, Not, TextTest
from opendata.querying.question import Question
from opendata.tables import table
from opendata.tabular.faults import WrongValue
from opendata.tabular.schema import Column, TableSchema
from opendata.tabular.values import read_value

ROW = sql.Identifier("_row")
TRUE = sql.SQL("TRUE")


def literal(text: str, column: Column) -> sql.Composable:
    """A literal of the column's type. Raises BadQuery (``not-of-type``)."""
    try:
        return sql.Literal(read_value(column.type, text))
    except WrongValue:
        raise BadQuery("not-of-type", f"{column.name}: {text}") from None


def condition_sql(condition: Condition, schema: TableSchema) -> sql.Composable:
    """A condition that was checked against the schema."""
    if isinstance(condition, Both):
        word = sql.SQL(" AND ") if condition.word == "and" else sql.SQL(" OR ")
        return sql.SQL("({})").format(word.join(condition_sql(part, schema) for part in condition.parts))
    if isinstance(condition, Not):
        return sql.SQL("NOT ({})").format(condition_sql(condition.part, schema))
    column, name = schema.column(condition.column), sql.Identifier(condition.column)
    if isinstance(condition, Empty):
        return sql.SQL("{} IS NULL").format(name)
    if isinstance(condition, Compare):
        return sql.SQL("{} {} {}").format(name, sql.SQL(condition.sign), literal(condition.value, column))
    if isinstance(condition, Among):
        values = sql.SQL(", ").join(literal(value, column) for value in condition.values)
        return sql.SQL("{} IN ({})").format(name, values)
    return _text_sql(condition, name)


def _text_sql(test: TextTest, name: sql.Identifier) -> sql.Composable:
    """Letters count alike in both cases."""
    wanted = sql.Literal(_plain(test.value).lower())
    if test.function == "starts_with":
        return sql.SQL("starts_with(lower({}), {})").format(name, wanted)
    return sql.SQL("strpos(lower({}), {}) > 0").format(name, wanted)


def _plain(text: str) -> str:
    if "\x00" in text:
        raise BadQuery("sign")
    return text


def where_sql(question: Question, schema: TableSchema) -> sql.Composable:
    """Everything that rows must fulfil."""
    parts = [condition_sql(condition, schema) for condition in question.where]
    if question.words:
        # Words are folded to a-z and 0-9, so they cannot hold a sign of the query language of PostgreSQL.
        wanted = " & ".join(f"{word}:*" for word in question.words)
        parts.append(sql.SQL("to_tsvector('simple', _words) @@ to_tsquery('simple', {})").format(sql.Literal(wanted)))
    return sql.SQL(" AND ").join(parts) if parts else TRUE


def items_of(question: Question, schema: TableSchema) -> tuple[Item, ...]:
    """What is shown: the items asked for, else every column."""
    return question.items or tuple(Item(name, name=name) for name in schema.names)


def item_sql(item: Item) -> sql.Composable:
    """A column or an aggregate of one."""
    if not item.function:
        return sql.Identifier(item.column)
    inner = sql.SQL("*") if item.column == "*" else sql.Identifier(item.column)
    return sql.SQL("{}({})").format(sql.SQL(item.function), inner)


def select_sql(name: str, question: Question, schema: TableSchema, *, most: int | None) -> sql.Composed:
    """Rows of a question in their order, without a key to go on from; for exports, sums and pages by offset."""
    shown = sql.SQL(", ").join(
        sql.SQL("{} AS {}").format(item_sql(item), sql.Identifier(item.name)) for item in items_of(question, schema)
    )
    parts: list[sql.Composable] = [
        sql.SQL("SELECT {} FROM {} WHERE {}").format(shown, table(name), where_sql(question, schema))
    ]
    if question.group:
        parts.append(sql.SQL("GROUP BY {}").format(sql.SQL(", ").join(map(sql.Identifier, question.group))))
    if order := _order_sql(question):
        parts.append(sql.SQL("ORDER BY {}").format(order))
    if most is not None:
        parts.append(sql.SQL("LIMIT {}").format(sql.Literal(most)))
    if question.offset:
        parts.append(sql.SQL("OFFSET {}").format(sql.Literal(question.offset)))
    return sql.SQL(" ").join(parts)


def _order_sql(question: Question) -> sql.Composable | None:
    """The order asked for; rows keep the order of their file behind it, sums that of their groups."""
    parts: list[sql.Composable] = [
        sql.SQL("{} {} NULLS LAST").format(sql.Identifier(name), sql.SQL("DESC" if descending else "ASC"))
        for name, descending in question.order
    ]
    if not question.sums:
        parts.append(ROW)
    elif question.group:
        parts += [sql.Identifier(name) for name in question.group]
    return sql.SQL(", ").join(parts) if parts else None


# -- pages by key --------------------------------------------------------------------------------------------------------
def cursor_of(value: Any, row: int) -> str:
    """Where a page ended: the value of the sorted column and the row."""
    text = json.dumps([None if value is None else str(value), row], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(text: str) -> tuple[str | None, int]:
    """What ``cursor_of`` wrote. Raises BadQuery (``after``)."""
    try:
        value, row = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise BadQuery("after") from None
    if not isinstance(value, str | None) or not isinstance(row, int) or isinstance(row, bool) or abs(row) >= 2**63:
        raise BadQuery("after")
    return value, row


def page_sql(name: str, question: Question, schema: TableSchema, most: int) -> list[sql.Composed]:
    """One or two SELECTs that give a page one after the other: rows with a value of the sorted column, then those without.

    Each is a walk along an index from a key (row comparison), so the page at row 900,000 costs what the first one does.
    The last two columns are the value of the sorted column and the row, for the next cursor.
    """
    column, descending = question.order[0] if question.order else ("", False)
    shown = sql.SQL(", ").join(sql.Identifier(item.column) for item in items_of(question, schema))
    where = where_sql(question, schema)
    value, row = read_cursor(question.after) if question.after else (None, None)
    make = _PageMaker(name, shown, where, most)
    if not column:
        return [make.by_row(sql.SQL("NULL::text"), TRUE, row)]
    sorted_by = sql.Identifier(column)
    empty = make.by_row(sql.SQL("NULL::text"), sql.SQL("{} IS NULL").format(sorted_by), row if value is None else None)
    if row is not None and value is None:
        return [empty]
    bound = None if value is None else literal(value, schema.column(column))
    return [make.by_value(sorted_by, bound, row, descending=descending), empty]


class _PageMaker:
    """The parts that both SELECTs of a page share."""

    def __init__(self, name: str, shown: sql.Composable, where: sql.Composable, most: int) -> None:
        self._from, self._shown, self._where, self._most = table(name), shown, where, sql.Literal(most)

    def by_row(self, value: sql.Composable, also: sql.Composable, row: int | None) -> sql.Composed:
        """Rows in the order of the file, from behind ``row``."""
        behind = TRUE if row is None else sql.SQL("_row > {}").format(sql.Literal(row))
        return sql.SQL("SELECT {}, {}, _row FROM {} WHERE {} AND {} AND {} ORDER BY _row LIMIT {}").format(
            self._shown, value, self._from, self._where, also, behind, self._most
        )

    def by_value(
        self, column: sql.Identifier, bound: sql.Composable | None, row: int | None, *, descending: bool
    ) -> sql.Composed:
        """Rows by value and row, from behind that pair."""
        behind: sql.Composable = TRUE
        if bound is not None and row is not None:
            sign = sql.SQL("<" if descending else ">")
            behind = sql.SQL("({}, _row) {} ({}, {})").format(column, sign, bound, sql.Literal(row))
        way = sql.SQL("DESC" if descending else "ASC")
        return sql.SQL(
            "SELECT {}, {}, _row FROM {} WHERE {} AND {} IS NOT NULL AND {} ORDER BY {} {}, _row {} LIMIT {}"
        ).format(
            self._shown, column, self._from, self._where, column, behind, column, way, way, self._most
        )  # fmt: skip
