"""A chart of a data set, as the reader asks for it or as the columns suggest: something counted or summed up, by a column."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils.formats import number_format
from django.utils.translation import gettext as translate
from psycopg2 import sql

from opendata import wording
from opendata.models import Version
from opendata.querying import compose
from opendata.querying.grammar import Item
from opendata.querying.question import Question
from opendata.showing import choosing
from opendata.tabular.schema import LATITUDES, LONGITUDES, Column

COUNT, SUM, AVERAGE = "broj", "zbir", "prosek"
FUNCTIONS = {SUM: "sum", AVERAGE: "avg"}
BARS, STEPS = 12, 24
MOST_VALUES = 200
MOST_NUMBERS = 31
ORDERED = frozenset({"date", "year", "integer"})


@dataclass(frozen=True)
class Choice:
    """An option of a list."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Bar:
    """One line of the chart: ``share`` is the length in percent of the longest, ``url`` chooses its rows."""

    label: str
    text: str
    share: float
    url: str


@dataclass(frozen=True)
class Asked:
    """What the chart shows: ``column`` along it; ``kind`` of measure, of ``number`` unless it counts."""

    column: Column
    kind: str = COUNT
    number: Column | None = None

    @property
    def measure(self) -> str:
        """The measure as it stands in an address."""
        return f"{self.kind}-{self.number.name}" if self.number else self.kind


def groups_of(version: Version) -> list[Column]:
    """Columns that rows can be grouped by so that a chart says something."""
    return [column for column in version.schema.columns if _groups(column, version)]


def _groups(column: Column, version: Version) -> bool:
    distinct = version.profile.get(column.name, {}).get("distinct", 0)
    if (column.name,) == tuple(version.schema.key) or column.name in (*LONGITUDES, *LATITUDES):
        return False
    if column.type in ("string", "boolean", "year", "date"):
        return 2 <= distinct <= min(MOST_VALUES, max(2, version.rows * 3 // 4))
    return column.type == "integer" and 2 <= distinct <= MOST_NUMBERS and distinct * 2 <= version.rows


def numbers_of(version: Version) -> list[Column]:
    """Columns that can be summed up."""
    return [
        column
        for column in version.schema.columns
        if column.type in ("integer", "number")
        and column.name not in (*LONGITUDES, *LATITUDES, *version.schema.key)
        and version.profile.get(column.name, {}).get("distinct", 0) > 1
    ]


def asked_of(request: HttpRequest, version: Version) -> Asked | None:
    """The chart that the address asks for, else the first that makes sense; None when no column can be grouped by."""
    groups = {column.name: column for column in groups_of(version)}
    if not groups:
        return None
    column = groups.get(request.GET.get(choosing.CHART_BY, "")) or next(iter(groups.values()))
    kind, _, name = request.GET.get(choosing.CHART_MEASURE, "").partition("-")
    numbers = {number.name: number for number in numbers_of(version)}
    if kind in FUNCTIONS and name in numbers and name != column.name:
        return Asked(column, kind, numbers[name])
    return Asked(column)


def question_of(asked: Asked, chosen: Question) -> Question:
    """The question of a chart among the rows that are chosen."""
    name = asked.column.name
    measure = Item(asked.number.name, FUNCTIONS[asked.kind], "_value") if asked.number else Item("*", "count", "_value")
    ordered = asked.column.type in ORDERED
    order = ((name, True),) if ordered else (("_value", True),)
    return replace(
        Question(where=chosen.where, words=chosen.words),
        items=(Item(name, name=name), measure), group=(name,), order=order, sums=True,
        limit=STEPS if ordered else BARS,
    )  # fmt: skip


def statement_of(asked: Asked, version: Version, chosen: Question) -> sql.Composed:
    """The SELECT of a chart; values and their measure."""
    question = question_of(asked, chosen)
    return compose.select_sql(version.table_name, question, version.schema, most=question.limit)


def bars_of(asked: Asked, found: Iterable[tuple[Any, Any]], address_of: Callable[[str], str]) -> list[Bar]:
    """Lines of the chart; days and years run forward. ``address_of`` leads from a value to its rows."""
    rows = [(label, value) for label, value in found if value is not None]
    if asked.column.type in ORDERED:
        rows.reverse()
    longest = max((abs(float(value)) for _label, value in rows), default=0.0) or 1.0
    return [
        Bar(_label_of(label), _text(value), round(100 * max(0.0, float(value)) / longest, 1),
            "" if label is None else address_of(_plain(label)))
        for label, value in rows
    ]  # fmt: skip


def _label_of(value: Any) -> str:
    return translate("(празно)") if value is None else wording.cell_text(value)


def _plain(value: Any) -> str:
    """The value as a condition in an address has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _text(value: Any) -> str:
    number = round(Decimal(value), 2)
    whole = number == number.to_integral_value()
    return number_format(number, decimal_pos=0 if whole else 2, force_grouping=True)


def choices(asked: Asked, version: Version, language: str) -> tuple[list[Choice], list[Choice]]:
    """What can be chosen: columns to group by, and measures."""
    groups = [
        Choice(column.name, column.titles.get(language, column.title), column.name == asked.column.name)
        for column in groups_of(version)
    ]
    measures = [Choice(COUNT, translate("број редова"), asked.kind == COUNT)]
    words = {SUM: translate("збир"), AVERAGE: translate("просек")}
    for column in numbers_of(version):
        label = column.titles.get(language, column.title)
        measures += [
            Choice(f"{kind}-{column.name}", f"{word}: {label}", asked.measure == f"{kind}-{column.name}")
            for kind, word in words.items()
        ]
    return groups, measures
