"""Tables of figures: the same cells are written on the page, into CSV and into XLSX."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Self

from django.utils.formats import number_format
from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from eservices.dashboards.definitions import Kind, Text, Value
from municipalities.script import to_latin

NOTHING = "–"
UNBROKEN = "\N{NO-BREAK SPACE}"
"""Keeps a number and its unit on one line."""
DECIMALS = {Kind.SHARE: 1, Kind.SCORE: 1, Kind.RATE: 2}
EXCEL_FORMATS = {Kind.SHARE: "0.0%", Kind.SCORE: "0.0", Kind.RATE: "0.00", Kind.COUNT: "#,##0", Kind.DAYS: "#,##0"}


def written(value: Value, kind: Kind) -> str:
    """A number as people read it; a dash for what is not known."""
    if value is None:
        return NOTHING
    if kind is Kind.SHARE:
        return f"{number_format(value * 100, 1)}{UNBROKEN}%"
    return str(number_format(value, DECIMALS.get(kind, 0), force_grouping=True))


def difference(now: Value, before: Value, kind: Kind) -> Value:
    """How much more it is now: in hundredths for shares, in per cent of the former for counts, else simply.

    Rounded to what is written, so that what reads as no change counts as none.
    """
    if now is None or before is None or (kind is Kind.COUNT and not before):
        return None
    change = (now - before) / before if kind is Kind.COUNT else now - before
    # Shares and changes of counts are written in per cent with one decimal.
    return round(change, 3 if kind in (Kind.SHARE, Kind.COUNT) else DECIMALS.get(kind, 0)) or 0


def signed(value: Value, kind: Kind) -> str:
    """A difference with its sign: ``+12,5 %`` for counts, ``−3,0 п. п.`` (percentage points) for shares."""
    if value is None:
        return NOTHING
    size = written(abs(value), Kind.SHARE if kind is Kind.COUNT else kind)
    if kind is Kind.SHARE:
        points = {"sr": f"п.{UNBROKEN}п.", "sr-latn": f"p.{UNBROKEN}p."}.get(get_language() or "sr", "pp")
        size = size.replace("%", points)
    return f"{'+' if value > 0 else '−' if value < 0 else ''}{size}"


def month_name(month: date) -> str:
    """``9/2026.``; in English ``9/2026``."""
    return f"{month.month}/{month.year}{'' if get_language() == 'en' else '.'}"


def in_script(text: object) -> str:
    """A Cyrillic text of the database in the reader's script."""
    return str(text) if get_language() == "sr" else to_latin(str(text))


class Told(float):
    """A number that a page writes in words of its own, in a column of texts; files hold the number."""

    def __new__(cls, value: float, text: str) -> Self:
        told = super().__new__(cls, value)
        told.text = text
        return told

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its numbers are written, and whether they are differences."""

    label: Text
    kind: Kind | None = None
    is_difference: bool = False

    @property
    def numeric(self) -> bool:
        return self.kind is not None

    def text(self, value: Value | str) -> str:
        """The value as the page shows it."""
        if self.kind is None or isinstance(value, str):
            return str(value)
        return signed(value, self.kind) if self.is_difference else written(value, self.kind)


@dataclass(frozen=True)
class Row:
    """Values in the order of the columns; ``url`` leads on from the first; ``spark`` is a small drawing of the course."""

    values: Sequence[Value | str]
    url: str = ""
    spark: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Table:
    """A table with its name in addresses and its caption; ``course`` heads the column of small drawings, if there is one."""

    slug: str
    caption: Text
    columns: Sequence[Column]
    rows: Sequence[Row]
    course: Text = ""
    units: Sequence[str] = field(default=())

    def lines(self) -> Iterator[dict[str, object]]:
        """Rows as the template writes them."""
        for row in self.rows:
            cells = [{"text": column.text(value), "numeric": column.numeric, "label": column.label}
                     for column, value in zip(self.columns, row.values, strict=True)]  # fmt: skip
            yield {"first": cells[0], "cells": cells[1:], "row": row}


def as_csv(table: Table) -> bytes:
    """UTF-8 with a mark for spreadsheets; shares as fractions, decimal point, empty where nothing is known."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([str(column.label) for column in table.columns])
    for row in table.rows:
        writer.writerow([round(value, 4) if isinstance(value, float) else value for value in row.values])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table) -> bytes:
    """A sheet with a fixed heading and numbers that can be counted with."""
    book = Workbook()
    sheet = book.active or book.create_sheet()
    sheet.title = table.slug[:31]
    sheet.append([str(column.label) for column in table.columns])
    for row in table.rows:
        sheet.append(list(row.values))
    for number, column in enumerate(table.columns, start=1):
        sheet.cell(1, number).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = 28 if number == 1 else 16
        for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
            if column.kind is not None:
                in_percent = column.is_difference and column.kind is Kind.COUNT
                cell.number_format = EXCEL_FORMATS[Kind.SHARE if in_percent else column.kind]
    sheet.freeze_panes = "B2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
