"""Strict reading of a register's JSON: every value has the promised kind or the whole answer is wrong.

An error names the path of the field (``data.employments[0].months[3].base``) and never the value found there.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from eservices.exchange.errors import RegisterWrongAnswer

AMOUNT = re.compile(r"\d{1,12}\.\d{2}")
MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
DEGREES = re.compile(r"\d{1,3}\.\d{1,8}")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
LONGEST_TEXT = 500


class Fields:
    """One JSON object of an answer, read field by field; each reader raises `RegisterWrongAnswer`."""

    def __init__(self, source_name: str, value: Any, path: str = "data") -> None:
        self._source_name = source_name
        self._path = path
        if not isinstance(value, Mapping):
            raise RegisterWrongAnswer(source_name, f"{path} is not an object")
        self._values = value

    def wrong(self, name: str, reason: str) -> RegisterWrongAnswer:
        """The error that this field deserves."""
        return RegisterWrongAnswer(self._source_name, f"{self._path}.{name} {reason}")

    def _required(self, name: str) -> Any:
        value = self._values.get(name)
        if value is None:
            raise self.wrong(name, "is missing")
        return value

    def text(self, name: str) -> str:
        """Non-empty text without control characters, at most 500 characters."""
        value = self._required(name)
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_TEXT or not value.isprintable():
            raise self.wrong(name, "is not a short text")
        return value

    def optional_text(self, name: str) -> str:
        """As `text`, or the empty text when the register has none."""
        return "" if self._values.get(name) in (None, "") else self.text(name)

    def digits(self, name: str, length: int) -> str:
        """Text of exactly so many digits (JMBG 13, registration number 8, PIB 9), leading zeros kept."""
        value = self.text(name)
        if len(value) != length or not (value.isascii() and value.isdigit()):
            raise self.wrong(name, f"is not {length} digits")
        return value

    def optional_digits(self, name: str, length: int) -> str:
        """As `digits`, or the empty text when the register has none."""
        return "" if self._values.get(name) in (None, "") else self.digits(name, length)

    def code(self, name: str, allowed: frozenset[str]) -> str:
        """One of the agreed codes."""
        value = self.text(name)
        if value not in allowed:
            raise self.wrong(name, "is not an agreed code")
        return value

    def flag(self, name: str) -> bool:
        """True or false."""
        value = self._required(name)
        if not isinstance(value, bool):
            raise self.wrong(name, "is not true or false")
        return value

    def count(self, name: str) -> int:
        """A whole number, zero or more."""
        value = self._required(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.wrong(name, "is not a whole number")
        return value

    def amount(self, name: str) -> Decimal:
        """An amount written as text with two decimals, zero or more ("95000.00", dinars or square metres)."""
        value = self.text(name)
        if not AMOUNT.fullmatch(value):
            raise self.wrong(name, "is not an amount of zero or more with two decimals")
        return Decimal(value)

    def degrees(self, name: str, least: Decimal, most: Decimal) -> Decimal:
        """A coordinate written as text, in degrees WGS 84 between the two bounds."""
        value = self.text(name)
        if not DEGREES.fullmatch(value) or not least <= Decimal(value) <= most:
            raise self.wrong(name, "is not a coordinate in or near Serbia")
        return Decimal(value)

    def day(self, name: str) -> date:
        """A calendar day, ISO 8601 (2026-03-10)."""
        value = self.text(name)
        try:
            return date.fromisoformat(value if DAY.fullmatch(value) else "")
        except ValueError:
            raise self.wrong(name, "is not a day") from None

    def optional_day(self, name: str) -> date | None:
        """As `day`, or None when the register has none."""
        return None if self._values.get(name) is None else self.day(name)

    def month(self, name: str) -> date:
        """A calendar month (2026-03), as its first day."""
        value = self.text(name)
        try:
            return date.fromisoformat(f"{value}-01" if MONTH.fullmatch(value) else "")
        except ValueError:
            raise self.wrong(name, "is not a month") from None

    def moment(self, name: str) -> datetime:
        """A moment with its offset (2026-03-10T09:00:00+00:00)."""
        try:
            value = datetime.fromisoformat(self.text(name))
        except ValueError:
            raise self.wrong(name, "is not a moment") from None
        if value.tzinfo is None:
            raise self.wrong(name, "has no offset")
        return value

    def object(self, name: str) -> "Fields":
        """A nested object."""
        return Fields(self._source_name, self._required(name), f"{self._path}.{name}")

    def objects(self, name: str) -> list["Fields"]:
        """A list of nested objects, possibly empty."""
        values = self._required(name)
        if not isinstance(values, list):
            raise self.wrong(name, "is not a list")
        return [Fields(self._source_name, value, f"{self._path}.{name}[{n}]") for n, value in enumerate(values)]
