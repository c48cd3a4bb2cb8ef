"""A question to the rows of one version: read from an address, checked against the schema before anything is asked.

Plain parameters: ``kolona=x``, ``kolona__gt`` (``gte``, ``lt``, ``lte``, ``ne``, ``in``, ``contains``, ``starts_with``,
``isnull``), ``q``, ``columns``, ``sort=kolona`` or ``-kolona``, ``limit``, ``offset``, ``after``. The names with ``$`` of
other portals mean the same: ``$select``, ``$where``, ``$group``, ``$order``, ``$limit``, ``$offset``, ``$q``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from municipalities.script import fold
from opendata.querying.faults import BadQuery
from opendata.querying.grammar import (
    Among,
    Both,
    Compare,
    Condition,
    Empty,
    Item,
    Not,
    Parser,
    TextTest,
    names_of,
)
from opendata.tabular.schema import NUMERIC, TableSchema

PAGE, LARGEST_PAGE = 100, 1_000
FARTHEST_OFFSET = 10_000
MOST_WORDS = 8
MOST_CONDITIONS = 40
SUFFIXES = {"gt": ">", "gte": ">=", "lt": "<", "lte": "<=", "ne": "<>"}
WITHOUT_ORDER = frozenset({"geojson", "boolean"})
# Of the page around the data; they say nothing of rows, unless a column is called so.
FRAME = frozenset({"jezik", "format", "excel", "bom", "column", "count", "key"})


@dataclass(frozen=True)
class Question:
    """What is asked. ``items`` empty means all columns; ``order`` is (column, descending)."""

    where: tuple[Condition, ...] = ()
    words: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    group: tuple[str, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None
    offset: int = 0
    after: str = ""
    sums: bool = field(default=False)

    @property
    def filters(self) -> bool:
        """Whether only some rows are asked for."""
        return bool(self.where or self.words)


def read_question(parameters: Mapping[str, str] | Iterable[tuple[str, str]], schema: TableSchema) -> Question:
    """The question of an address. Raises BadQuery."""
    pairs = list(parameters.items()) if isinstance(parameters, Mapping) else list(parameters)
    where: list[Condition] = []
    plain: dict[str, str] = {}
    for name, value in pairs:
        key = name.removeprefix("$")
        if key in ("where", "select", "group", "order", "limit", "offset", "q", "after", "sort", "columns"):
            if key in plain:
                raise BadQuery("twice", name)
            plain[key] = value
        elif name not in FRAME or name in schema.names:
            where.append(_filter(name, value, schema))
    if plain.get("where"):
        where.append(Parser(plain["where"]).where())
    if len(where) > MOST_CONDITIONS:
        raise BadQuery("too-long")
    question = Question(
        where=tuple(where),
        words=_words(plain.get("q", "")),
        items=_items(plain),
        group=names_of(plain["group"]) if plain.get("group") else (),
        order=_order(plain.get("order", ""), plain.get("sort", "")),
        limit=_number(plain, "limit", LARGEST_PAGE * 50),
        offset=_number(plain, "offset", FARTHEST_OFFSET) or 0,
        after=plain.get("after", ""),
    )
    return checked(question, schema)


def _filter(name: str, value: str, schema: TableSchema) -> Condition:
    column, _, suffix = name.partition("__")
    if column not in schema.names:
        raise BadQuery("no-such-column", column)
    if not suffix:
        return Compare(column, "=", value)
    if suffix in SUFFIXES:
        return Compare(column, SUFFIXES[suffix], value)
    if suffix == "in":
        values = tuple(value.split(","))
        if len(values) > 200:
            raise BadQuery("list-too-long")
        return Among(column, values)
    if suffix in ("contains", "starts_with"):
        return TextTest(suffix, column, value)
    if suffix == "isnull" and value in ("true", "false"):
        return Empty(column) if value == "true" else Not(Empty(column))
    raise BadQuery("no-such-filter", name)


def _words(text: str) -> tuple[str, ...]:
    words = tuple(fold(text[:400]).split())
    if len(words) > MOST_WORDS:
        raise BadQuery("too-many-words")
    return words


def _items(plain: dict[str, str]) -> tuple[Item, ...]:
    if plain.get("select") and plain["select"].strip() != "*":
        return Parser(plain["select"]).select()
    if plain.get("columns"):
        return tuple(Item(name, name=name) for name in names_of(plain["columns"]))
    return ()


def _order(soql: str, plain: str) -> tuple[tuple[str, bool], ...]:
    """``$order=a DESC, b`` or ``sort=-a,b``."""
    order = []
    for part in filter(None, (part.strip() for part in soql.split(","))):
        name, _, direction = part.partition(" ")
        if direction.strip().lower() not in ("", "asc", "desc"):
            raise BadQuery("expected-column", part)
        order.append((name.lower(), direction.strip().lower() == "desc"))
    for part in filter(None, (part.strip() for part in plain.split(","))):
        order.append((part.removeprefix("-").lower(), part.startswith("-")))
    if len(order) > 3:
        raise BadQuery("too-many-columns", "order")
    return tuple(order)


def _number(plain: dict[str, str], name: str, most: int) -> int | None:
    text = plain.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or len(text) > 9 or int(text) > most:
        raise BadQuery("number", f"{name}: 0–{most}")
    return int(text)


def checked(question: Question, schema: TableSchema) -> Question:
    """The question when the schema can answer it. Raises BadQuery."""
    for condition in question.where:
        _check_condition(condition, schema)
    for name in question.group:
        _column(name, schema)
    aggregates = [item for item in question.items if item.function]
    sums = bool(aggregates or question.group)
    _check_items(question, schema, sums=sums)
    if len({item.name for item in question.items}) != len(question.items):
        raise BadQuery("twice", "select")
    known = {item.name for item in question.items} if sums else set(schema.names)
    for name, _descending in question.order:
        if name not in known:
            raise BadQuery("no-such-column", name)
        if not sums and schema.column(name).type in WITHOUT_ORDER:
            raise BadQuery("no-order", name)
    if question.after and (sums or question.offset or len(question.order) > 1):
        raise BadQuery("after-with-offset")
    return replace(question, sums=sums)


def _check_items(question: Question, schema: TableSchema, *, sums: bool) -> None:
    for item in question.items:
        if item.column != "*":
            kind = _column(item.column, schema)
            if item.function in ("sum", "avg") and (kind not in NUMERIC or kind == "year"):
                raise BadQuery("not-a-number", item.column)
            if item.function in ("min", "max") and kind in WITHOUT_ORDER:
                raise BadQuery("no-order", item.column)
        if sums and not item.function and item.column not in question.group:
            raise BadQuery("not-grouped", item.column)
    if sums and not question.items:
        raise BadQuery("expected-select")


def _check_condition(condition: Condition, schema: TableSchema) -> None:
    if isinstance(condition, Both):
        for part in condition.parts:
            _check_condition(part, schema)
    elif isinstance(condition, Not):
        _check_condition(condition.part, schema)
    else:
        kind = _column(condition.column, schema)
        if isinstance(condition, TextTest) and kind != "string":
            raise BadQuery("not-a-text", condition.column)
        if isinstance(condition, Compare | Among) and kind == "geojson":
            raise BadQuery("no-comparison", condition.column)


def _column(name: str, schema: TableSchema) -> str:
    """Type of a column. Raises BadQuery for one that is not there."""
    if name not in schema.names:
        raise BadQuery("no-such-column", name)
    return schema.column(name).type
