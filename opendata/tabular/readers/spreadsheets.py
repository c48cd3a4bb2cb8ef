"""Spreadsheets: the first sheet with anything in it. Formulas are not computed; they are told to the editor by cell."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import time
from typing import IO, Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, iterparse
from openpyxl import load_workbook

from opendata.tabular.faults import FileRefused
from opendata.tabular.readers.archives import open_archive, refuse_macros
from opendata.tabular.table import MOST_COLUMNS, FormulaCell, Row, Table

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_DURATION = re.compile(r"PT(\d{1,3})H([0-5]\d)M([0-5]\d)(?:\.\d+)?S")
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def read_xlsx(file: IO[bytes]) -> Table:
    """The table of an Excel file. Raises FileRefused: ``archive``, ``bomb``, ``macros``, ``empty``, ``columns``."""
    with open_archive(file) as archive:
        refuse_macros(archive)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = next((sheet for sheet in book.worksheets if _has_cells(sheet)), None)
    except (KeyError, ValueError, AttributeError, TypeError, OSError, DefusedXmlException, ParseError):
        raise FileRefused("archive") from None
    if sheet is None:
        raise FileRefused("empty")
    return _table(enumerate((_excel_cells(row) for row in sheet.iter_rows()), 1), sheet.title)


def _has_cells(sheet: Any) -> bool:
    return any(cell.value is not None for row in sheet.iter_rows(max_row=20) for cell in row)


def _excel_cells(row: Iterable[Any]) -> list[Any]:
    return [FormulaCell(str(cell.value)) if cell.data_type == "f" else cell.value for cell in row]


def read_ods(file: IO[bytes]) -> Table:
    """The table of an OpenDocument file, read as a stream. Raises FileRefused as `read_xlsx` does."""
    archive = open_archive(file)
    refuse_macros(archive)
    try:
        content = archive.open("content.xml")
    except KeyError:
        raise FileRefused("archive") from None
    return _table(_ods_rows(content), "ODS")


def _ods_rows(content: IO[bytes]) -> Iterator[Row]:
    """Rows of the first sheet that has any; repeated empty rows are counted and not given."""
    number, seen = 0, False
    try:
        for event, element in iterparse(content, events=("end",), forbid_dtd=True):
            if event == "end" and element.tag == f"{TABLE}table-row":
                cells = _ods_cells(element)
                times = min(int(element.get(f"{TABLE}number-rows-repeated", 1)), 1_048_576)
                for _ in range(times if any(cell is not None for cell in cells) else 0):
                    number += 1
                    seen = True
                    yield number, cells
                if not any(cell is not None for cell in cells):
                    number += times
                element.clear()
            elif element.tag == f"{TABLE}table" and seen:
                return
            elif element.tag == f"{TABLE}table":
                number = 0
    except (ParseError, DefusedXmlException, ValueError, zipfile.BadZipFile, OSError):
        raise FileRefused("archive") from None


def _ods_cells(row: Any) -> list[Any]:
    cells: list[Any] = []
    for cell in row:
        if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
            continue
        times = int(cell.get(f"{TABLE}number-columns-repeated", 1))
        value = _ods_value(cell)
        if value is None and times > MOST_COLUMNS:
            times = 1
        cells.extend([value] * min(times, MOST_COLUMNS + 1))
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _ods_value(cell: Any) -> Any:
    if formula := cell.get(f"{TABLE}formula"):
        return FormulaCell(formula)
    kind = cell.get(f"{OFFICE}value-type")
    if kind in ("float", "percentage", "currency"):
        text = cell.get(f"{OFFICE}value", "")
        return int(text) if text.lstrip("-").isdecimal() else float(text)
    if kind == "date":
        return cell.get(f"{OFFICE}date-value")
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value") == "true"
    if kind == "time":
        return _ods_time(cell.get(f"{OFFICE}time-value", ""))
    lines = ["".join(part.itertext()) for part in cell.iter(f"{TEXT}p")]
    return "\n".join(lines) or None


def _ods_time(text: str) -> time | str:
    """``PT07H30M00S`` as a time of the day."""
    found = _DURATION.fullmatch(text)
    if not found or int(found[1]) > 23:
        return text
    return time(int(found[1]), int(found[2]), int(found[3]))


def _table(rows: Iterator[Row], note: str) -> Table:
    """Headings are the first row with any text; columns without a heading at the end do not count."""
    first = next(((number, cells) for number, cells in rows if any(str(cell or "").strip() for cell in cells)), None)
    if first is None:
        raise FileRefused("empty")
    texts = ["" if cell is None else str(cell).strip() for cell in first[1]]
    while texts and not texts[-1]:
        texts.pop()
    if len(texts) > MOST_COLUMNS:
        raise FileRefused("columns", most=MOST_COLUMNS)
    filled = ((row, values) for row, values in rows if any(value is not None for value in values))
    return Table(texts, filled, note=note)
