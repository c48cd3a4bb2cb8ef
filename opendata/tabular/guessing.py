"""A schema guessed from a file, for data that none of the 28 municipal schemas describes; the editor can change it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from itertools import islice
from typing import Any

from municipalities.script import fold
from opendata.tabular.faults import WrongValue
from opendata.tabular.schema import LATITUDES, LONGITUDES, Column, TableSchema, in_scripts
from opendata.tabular.table import Table
from opendata.tabular.values import parser

LOOKED_AT = 1_000
# From the strictest to the one that takes anything.
CANDIDATES = ("boolean", "integer", "number", "date", "datetime", "time", "geojson", "string")
_LEADING_ZERO = re.compile(r"0\d+")


def guess_schema(table: Table, name: str) -> TableSchema:
    """Columns named after the headings, each of the strictest type that takes the first thousand rows."""
    rows = [cells for _number, cells in islice(table.rows, LOOKED_AT)]
    names = column_names(table.headings)
    columns = []
    for place, (column, heading) in enumerate(zip(names, table.headings, strict=True)):
        cells = [cells[place] for cells in rows if place < len(cells)]
        kind = _type(column, cells, decimal_comma=table.decimal_comma)
        columns.append(Column(column, kind, in_scripts(heading or column)))
    return TableSchema(name, tuple(columns), _key(columns, rows))


def column_names(headings: Iterable[str]) -> list[str]:
    """Snake-case Latin names of headings in any script, each one once: ``Назив улице`` gives ``naziv_ulice``."""
    names: list[str] = []
    for place, heading in enumerate(headings, 1):
        plain = fold(heading).replace(" ", "_")[:50].rstrip("_")
        name = plain if plain[:1].isalpha() else f"kolona_{plain or place}"
        while name in names:
            name = f"{name}_{place}"
        names.append(name)
    return names


def _type(name: str, cells: list[Any], *, decimal_comma: bool) -> str:
    filled = [cell for cell in cells if cell is not None and str(cell).strip()]
    if not filled or any(isinstance(cell, str) and _LEADING_ZERO.fullmatch(cell.strip()) for cell in filled):
        return "string"
    if name in LONGITUDES + LATITUDES:
        return "number"
    return next(kind for kind in CANDIDATES if _takes_all(kind, filled, decimal_comma))


def _takes_all(kind: str, cells: list[Any], decimal_comma: bool) -> bool:
    """Whether every cell is of the type; a column of 0 and 1 alone is a number, not yes and no."""
    if kind == "boolean" and all(str(cell).strip() in ("0", "1") for cell in cells):
        return False
    if kind == "date" and any(_has_time_of_day(cell) for cell in cells):
        return False
    parse = parser(Column("c", kind, in_scripts("c")), decimal_comma=decimal_comma)
    try:
        for cell in cells:
            parse(cell)
    except WrongValue as wrong:
        return kind == "geojson" and wrong.code in ("swapped", "outside-serbia")
    return True


def _has_time_of_day(cell: Any) -> bool:
    """Whether a moment would lose its hours as a day; spreadsheets and databases write days with midnight."""
    if not isinstance(cell, datetime):
        try:
            cell = datetime.fromisoformat(str(cell).strip())
        except ValueError:
            return False
    return bool(cell.time() != time.min)


def _key(columns: list[Column], rows: list[list[Any]]) -> tuple[str, ...]:
    """The first column when it is filled and differs in every row looked at."""
    first = [str(cells[0]).strip() if cells and cells[0] is not None else "" for cells in rows]
    distinct = bool(first) and "" not in first and len(set(first)) == len(first)
    return (columns[0].name,) if columns and distinct and columns[0].type in ("string", "integer") else ()
