"""A table on its way in: headings, then rows one after another, so that size does not matter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

MOST_COLUMNS = 300


@dataclass(frozen=True)
class FormulaCell:
    """A cell of a spreadsheet that holds a formula: what it shows depends on the program that opens it."""

    text: str


Row = tuple[int, list[Any]]


@dataclass
class Table:
    """Headings and rows. A row is its number as the program shows it that wrote the file, and its cells.

    ``decimal_comma`` says how numbers in text are written. Reading a row may raise FileRefused.
    """

    headings: list[str]
    rows: Iterator[Row]
    decimal_comma: bool = False
    note: str = ""
