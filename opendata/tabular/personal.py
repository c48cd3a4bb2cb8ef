"""Personal data that slipped into a table: citizen numbers, e-mail, telephone and account numbers, and counts below five.

Numbers are believed only with the right check digits, so that a column of inventory numbers does not stop anybody.
A finding tells how often and in which rows, never the number itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from municipalities.identifiers import InvalidIdentifier, clean_account, clean_jmbg
from opendata.tabular.copying import NULL
from opendata.tabular.plain import Block
from opendata.tabular.schema import TableSchema

SMALLEST_COUNT = 5
ROWS_NAMED = 5

_DIGITS_13 = re.compile(r"(?<!\d)\d{13}(?!\d)", re.ASCII)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    r"(?<![\d.,])(?:(?:\+|00)381[ /-]?\d{2}|06\d|0[1-3]\d/)[ /-]?\d{3}[ -]?\d{2,3}[ -]?\d{0,2}(?![\d.,])",
    re.ASCII,
)
_ACCOUNT = re.compile(r"(?<!\d)(?:\d{3}-\d{1,13}-\d{2}|\d{18})(?!\d)", re.ASCII)
_MAYBE = re.compile(r"@|\d{6}|\d{3}[ /-]\d|\d-\d")
# The shortest telephone number has eight digits, the shortest account number three, a dash and more.
_DIGITS_ALIKE = bytes.maketrans(b"123456789", b"000000000")
_INSIDE_NUMBERS = b" /-"


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
        """Findings, the most frequent first; of equal ones the one that came first."""
        places = {name: place for place, name in enumerate(self._names)}
        return sorted(
            self._found.values(), key=lambda found: (-found.count, found.rows, places[found.column], found.kind)
        )

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

    def look_at_block(self, block: Block) -> None:
        """Look at rows that were read at once."""
        for number in self._texts:
            texts = block.columns[number].texts
            if texts and any_maybe_in(texts):
                for row, text in zip(block.numbers, texts, strict=True):
                    for kind in kinds_in(text):
                        self._note(kind, number, row)
        for number in self._small:
            for row, count in zip(block.numbers, block.columns[number].fields, strict=True):
                if count != NULL and 0 < Decimal(count) < SMALLEST_COUNT:
                    self._note("small-cell", number, row)

    def _note(self, kind: str, number: int, row: int) -> None:
        name = self._names[number]
        self._found.setdefault((kind, name), Finding(kind, name)).note(row)


def any_maybe_in(texts: Iterable[str]) -> bool:
    """Whether personal data may stand in any of the texts: a quick look at all of them that never says no wrongly."""
    joined = "\x00".join(texts)
    digits = joined.encode("utf-8", "replace").translate(_DIGITS_ALIKE)
    return "@" in joined or b"000-0" in digits or b"0" * 8 in digits.translate(None, _INSIDE_NUMBERS)


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
