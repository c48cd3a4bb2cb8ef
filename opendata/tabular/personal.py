"""Personal data that slipped into a table: citizen numbers, e-mail, telephone and account numbers, and counts below five.

Numbers are believed only with the right check digits, so that a column of inventory numbers does not stop anybody.
A finding tells how often and in which rows, never the number itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from municipalities.identifiers import InvalidIdentifier, clean_account, clean_jmbg
from opendata.tabular.schema import TableSchema

SMALLEST_COUNT = 5
ROWS_NAMED = 5

_DIGITS_13 = re.compile(r"(?<!\d)\d{13}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)381[ /-]?\d{2}|06\d|0[1-3]\d/)[ /-]?\d{3}[ -]?\d{2,3}[ -]?\d{0,2}(?![\d.,])"
)
_ACCOUNT = re.compile(r"(?<!\d)(?:\d{3}-\d{1,13}-\d{2}|\d{18})(?!\d)")
_MAYBE = re.compile(r"@|\d{6}|\d{3}[ /-]\d|\d-\d")


@dataclass
class Finding:
    """What kind of personal data a column holds, how many cells, and the first rows."""

    kind: str
    column: str
    count: int = 0
    rows: list[int] = field(default_factory=list)

    def note(self, row: int) -> None:
        """Count one more cell."""
        self.count += 1
        if len(self.rows) < ROWS_NAMED:
            self.rows.append(row)

    def as_json(self) -> dict[str, Any]:
        """For the report; no value of any cell."""
        return {"kind": self.kind, "column": self.column, "count": self.count, "rows": self.rows}


class Detective:
    """Looks at every value of a table once and keeps findings by kind and column."""

    def __init__(self, schema: TableSchema) -> None:
        self._names = schema.names
        self._texts = [n for n, column in enumerate(schema.columns) if column.type in ("string", "integer", "number")]
        self._small = [n for n, column in enumerate(schema.columns) if column.name in schema.small_cells]
        self._found: dict[tuple[str, str], Finding] = {}

    @property
    def findings(self) -> list[Finding]:
        """Findings, the most frequent first."""
        return sorted(self._found.values(), key=lambda finding: -finding.count)

    def look(self, row: int, values: Sequence[Any]) -> None:
        """Look at one row of values that were read."""
        for number in self._texts:
            value = values[number]
            if value is not None and not isinstance(value, float):
                for kind in kinds_in(value if isinstance(value, str) else str(value)):
                    self._note(kind, number, row)
        for number in self._small:
            if values[number] is not None and 0 < values[number] < SMALLEST_COUNT:
                self._note("small-cell", number, row)

    def _note(self, kind: str, number: int, row: int) -> None:
        name = self._names[number]
        self._found.setdefault((kind, name), Finding(kind, name)).note(row)


def kinds_in(text: str) -> set[str]:
    """Kinds of personal data in one cell: ``jmbg``, ``email``, ``phone``, ``account``."""
    if len(text) < 6 or not _MAYBE.search(text):
        return set()
    found = set()
    if any(_is_jmbg(number) for number in _DIGITS_13.findall(text)):
        found.add("jmbg")
    if _EMAIL.search(text):
        found.add("email")
    if any(_is_account(number) for number in _ACCOUNT.findall(text)):
        found.add("account")
    if _PHONE.search(text):
        found.add("phone")
    return found


def _is_jmbg(number: str) -> bool:
    try:
        clean_jmbg(number)
    except InvalidIdentifier:
        return False
    return True


def _is_account(number: str) -> bool:
    try:
        clean_account(number)
    except InvalidIdentifier:
        return False
    return True
