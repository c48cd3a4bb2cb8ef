"""A table against its schema: headings first, then every cell; what is wrong is kept row by row up to a limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from opendata.tabular.faults import FileRefused, RowFault, WrongValue, shown
from opendata.tabular.schema import TableSchema
from opendata.tabular.table import FormulaCell, Row, Table
from opendata.tabular.values import parser

MOST_FAULTS_KEPT = 1_000
MOST_FAULTS = 10_000
BLOCK_ROWS = 1_000
NumberedRow = tuple[int, list[Any]]


class TooManyFaults(Exception):
    """So much is wrong that reading on would tell nothing new."""


class Checker:
    """Reads rows of one table by one schema. ``faults`` holds the first ones, ``count`` says how many there are."""

    def __init__(self, schema: TableSchema, table: Table) -> None:
        self.schema, self.table = schema, table
        self.faults: list[RowFault] = []
        self.count = 0
        self.rows = 0
        self.places = self._find_columns()
        self._parsers = [parser(column, decimal_comma=table.decimal_comma) for column in schema.columns]

    def _find_columns(self) -> list[int | None]:
        """Where each column of the schema stands in the file. Wrong headings are faults of row 1."""
        places: list[int | None] = []
        taken: dict[int, str] = {}
        for column in self.schema.columns:
            found = [place for place, heading in enumerate(self.table.headings) if column.called(heading)]
            if len(found) > 1:
                self._fault(1, column.name, self.table.headings[found[1]], "heading-twice")
            if not found and column.required:
                self._fault(1, column.name, "", "heading-missing", label=column.title)
            places.append(found[0] if found else None)
            taken.update(dict.fromkeys(found, column.name))
        for place, heading in enumerate(self.table.headings):
            if place not in taken and heading:
                self._fault(1, heading, heading, "heading-unknown", expected=", ".join(self.schema.names))
        return places

    def values(self) -> Iterator[NumberedRow]:
        """Rows whose every cell is right, as values in the order of the schema. Raises TooManyFaults, FileRefused."""
        for rows in self.blocks():
            yield from self.read(rows)

    def blocks(self) -> Iterator[list[Row]]:
        """Rows as they stand in the file, many at a time; none when headings are wrong. Raises FileRefused.

        Rows before the place where a file is torn are given before that is said.
        """
        if self.count:
            return
        rows, refused = iter(self.table.rows), None
        while refused is None:
            block: list[Row] = []
            try:
                for row in islice(rows, BLOCK_ROWS):
                    block.append(row)
            except FileRefused as fault:
                refused = fault
            if block:
                self.rows += len(block)
                yield block
            elif refused is None:
                break
        if refused is not None:
            raise refused
        if self.rows == 0:
            raise FileRefused("no-rows")

    def read(self, rows: Iterable[Row]) -> Iterator[NumberedRow]:
        """Some rows cell by cell; those with a fault are noted and left out. Raises TooManyFaults."""
        width = len(self.table.headings)
        for number, cells in rows:
            if len(cells) > width and any(cell not in (None, "") for cell in cells[width:]):
                self._fault(number, "", shown(cells[width]), "row-long")
                continue
            values = self._row(number, cells)
            if values is not None:
                yield number, values

    def _row(self, number: int, cells: Sequence[Any]) -> list[Any] | None:
        before, width = self.count, len(cells)
        values: list[Any] = []
        for place, parse, column in zip(self.places, self._parsers, self.schema.columns, strict=True):
            cell = cells[place] if place is not None and place < width else None
            try:
                if isinstance(cell, FormulaCell):
                    raise WrongValue("formula")
                values.append(parse(cell))
            except WrongValue as wrong:
                text = cell.text if isinstance(cell, FormulaCell) else cell
                self._fault(number, column.name, shown(text), wrong.code, **wrong.params)
        return values if self.count == before else None

    def _fault(self, row: int, column: str, value: str, code: str, **params: str) -> None:
        self.count += 1
        if len(self.faults) < MOST_FAULTS_KEPT:
            self.faults.append(RowFault(row, column, value, code, params))
        if self.count >= MOST_FAULTS:
            raise TooManyFaults
