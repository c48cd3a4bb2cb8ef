"""Many rows at once: a block whose cells are all right is read a column at a time, without looking at cells one by one.

What is not surely right gives no block, and `Checker` reads those rows cell by cell and says what is wrong. Both ways give
the same rows (tests/opendata/test_plain.py); this one takes a tenth of the time.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from opendata.tabular import copying
from opendata.tabular.checking import Checker
from opendata.tabular.faults import WrongValue
from opendata.tabular.schema import Column
from opendata.tabular.table import Row
from opendata.tabular.values import LONGEST_TEXT, Parser, parser

BETWEEN = "\x00"  # stands in no cell: a text that holds one is refused
MOST_KNOWN_CELLS = 20_000
# Numbers of at most fifteen digits, of which at most twelve stand side by side: a float tells any two of them apart, so the
# smallest and the largest are found by it; and none holds a citizen number (13 digits) or an account number (18).
_INTEGER = r"[0-9]{1,12}+"
_NUMBER = r"(?:[0-9]{1,3}+SIGN[0-9]{1,12}+|[0-9]{1,12}+(?:SIGN[0-9]{1,3}+)?+)"
Cells = Sequence[str]


def _column_of(shape: str) -> re.Pattern[str]:
    """Cells of that shape, with a sign or empty, each with its end behind it."""
    return re.compile(rf"(?:(?:[-+]?+{shape})?+{BETWEEN})*+")


_INTEGERS = _column_of(_INTEGER)
_NUMBERS = _column_of(_NUMBER.replace("SIGN", r"\."))
_NUMBERS_WITH_COMMA = _column_of(_NUMBER.replace("SIGN", ","))


class NotPlain(Exception):
    """Something in the block wants a closer look."""


@dataclass(frozen=True)
class Read:
    """A column of a block: fields for COPY, and the values as texts where personal data could stand in them."""

    fields: Cells
    texts: Cells = ()


@dataclass(frozen=True)
class Block:
    """Rows that are all right: their numbers, and the columns in the order of the schema."""

    numbers: Sequence[int]
    columns: list[Read]

    def text(self, words: copying.Words, places: list[int]) -> str:
        """Lines for COPY; ``places`` are the columns whose words are looked for."""
        fields = [column.fields for column in self.columns]
        if not places:
            return copying.text_of_columns(self.numbers, fields, [""] * len(self.numbers))
        texts = zip(*(self.columns[place].texts for place in places), strict=True)
        return copying.text_of_columns(self.numbers, fields, [words.of(" ".join(row)) for row in texts])


class PlainReader:
    """Reads blocks of one table by the schema of its checker."""

    def __init__(self, checker: Checker) -> None:
        self._width = len(checker.table.headings)
        self._places = checker.places
        self._readers = [reader(column, checker.table.decimal_comma) for column in checker.schema.columns]

    def read(self, rows: Sequence[Row]) -> Block | None:
        """The block, or None when it is not surely right."""
        numbers, lines = zip(*rows, strict=True)
        if set(map(len, lines)) != {self._width}:
            return None
        columns = list(zip(*lines, strict=True))
        try:
            found = [
                Read([copying.NULL] * len(rows), [""] * len(rows)) if place is None else read(stripped(columns[place]))
                for place, read in zip(self._places, self._readers, strict=True)
            ]
        except (NotPlain, WrongValue):
            return None
        return Block(numbers, found)


def stripped(cells: Sequence[Any]) -> list[str]:
    """Cells without white space around them. Raises NotPlain when one is something else than a text."""
    if set(map(type, cells)) != {str}:
        raise NotPlain
    return list(map(str.strip, cells))


def _joined(cells: Cells) -> str:
    joined = BETWEEN.join(cells)
    if joined.count(BETWEEN) != len(cells) - 1:
        raise NotPlain
    return joined


def reader(column: Column, decimal_comma: bool) -> Callable[[Cells], Read]:
    """The way a column is read at once. What it gives raises NotPlain or WrongValue for a cell that is not surely right."""
    known = Known(parser(column, decimal_comma=decimal_comma))
    if column.type == "geojson":
        return _refuse
    limited = bool(column.pattern or column.enum or column.format == "uri")
    if column.type == "string":
        return _Texts(column.required, known if limited else None).read
    if column.type in ("integer", "number") and not limited:
        return _Numbers(column, decimal_comma, known).read
    looked_at = column.type in ("integer", "number")
    return lambda cells: known.read(cells, looked_at=looked_at)


def _refuse(cells: Cells) -> Read:
    raise NotPlain


class Known(dict[str, str]):
    """Fields of cells that were read before; a new cell is read as it is read alone. Raises WrongValue."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self._parse = parse

    def __missing__(self, cell: str) -> str:
        if len(self) >= MOST_KNOWN_CELLS:
            self.clear()
        field = copying.field(self._parse(cell))
        self[cell] = field
        return field

    def read(self, cells: Cells, *, looked_at: bool) -> Read:
        """A column by these fields."""
        fields = list(map(self.__getitem__, cells))
        return Read(fields, fields if looked_at else ())


class _Texts:
    """Texts: right as they are, unless the column limits them."""

    def __init__(self, required: bool, known: Known | None) -> None:
        self._required, self._known = required, known

    def read(self, cells: Cells) -> Read:
        """The column of these cells."""
        joined = _joined(cells)
        if self._required and "" in cells:
            raise NotPlain
        if self._known is not None:
            return Read(self._known.read(cells, looked_at=False).fields, cells)
        if len(joined) > LONGEST_TEXT and max(map(len, cells)) > LONGEST_TEXT:
            raise NotPlain
        fields: Iterable[str] = cells
        if "\\" in joined or "\t" in joined or "\n" in joined or "\r" in joined:
            fields = map(copying.escaped, cells)
        return Read([text or copying.NULL for text in fields], cells)


class _Numbers:
    """Numbers of ordinary length go to the database as they are written; their limits hold when both ends hold them."""

    def __init__(self, column: Column, decimal_comma: bool, known: Known) -> None:
        self._required, self._known, self._comma = column.required, known, decimal_comma
        self._shape = _INTEGERS if column.type == "integer" else _NUMBERS_WITH_COMMA if decimal_comma else _NUMBERS
        self._check = parser(column)

    def read(self, cells: Cells) -> Read:
        """The column of these cells. Numbers so short hold no personal data, so they need not be looked at."""
        joined = _joined(cells)
        if not self._shape.fullmatch(joined + BETWEEN):
            return self._known.read(cells, looked_at=True)
        if self._comma and "," in joined:
            cells = joined.replace(",", ".").split(BETWEEN)
        has_empty = "" in cells
        if has_empty and self._required:
            raise NotPlain
        filled = list(filter(None, cells)) if has_empty else cells
        if filled:
            self._check(min(filled, key=float))
            self._check(max(filled, key=float))
        return Read([cell or copying.NULL for cell in cells] if has_empty else cells)
