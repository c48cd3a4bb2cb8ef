"""Text tables: CSV, TSV and whatever Excel of this country writes under that name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from contextlib import suppress
from typing import IO

from opendata.tabular.faults import FileRefused
from opendata.tabular.sniffing import SAMPLE_BYTES, sniff
from opendata.tabular.table import MOST_COLUMNS, Row, Table

LONGEST_CELL = 1_000_000


def read(file: IO[bytes]) -> Table:
    """The table of a text file. Raises FileRefused: ``empty``, ``binary``, ``encoding``, ``columns``, ``torn``."""
    dialect = sniff(file.read(SAMPLE_BYTES))
    file.seek(0)
    csv.field_size_limit(LONGEST_CELL)
    rows = _records(file, dialect.encoding, dialect.delimiter)
    headings = next((cells for _number, cells in rows if any(cell.strip() for cell in cells)), None)
    if headings is None:
        raise FileRefused("empty")
    if len(headings) > MOST_COLUMNS:
        raise FileRefused("columns", most=MOST_COLUMNS)
    note = f"{dialect.encoding} {dialect.delimiter!r}"
    return Table([heading.strip() for heading in headings], rows, dialect.decimal_comma, note)


def _records(file: IO[bytes], encoding: str, delimiter: str) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(_lines(file, encoding), delimiter=delimiter), 1):
            if any(cells):
                yield number, list(cells)
    except csv.Error:
        raise FileRefused("torn", row=number + 1) from None


def _lines(file: IO[bytes], encoding: str) -> Iterator[str]:
    """Lines of text; a byte that the encoding does not know is refused with the row near it."""
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    number = 0
    try:
        for line in text:
            number += 1
            if "\x00" in line:
                raise FileRefused("binary")
            yield line
    except UnicodeError:
        raise FileRefused("encoding", row=number + 1, encoding=encoding) from None
    finally:
        with suppress(ValueError):  # the file is the caller's, who may have closed it before all rows were read
            text.detach()
