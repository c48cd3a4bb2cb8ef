"""Bank statements as CSV: read in the spellings that banks use, and judged line by line. Pure.

A statement needs a date, an amount, the bank's mark of the transaction and the purpose; account and reference are
looked at where they are given. Only incoming payments are expected; the payer's name is not read at all.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from eservices.cases.ips import MODEL_97
from eservices.cases.registry_number import ParsedNumber, parse_any
from municipalities.amounts import InvalidAmount, parse_amount
from municipalities.identifiers import InvalidIdentifier, clean_account
from municipalities.script import fold

MOST_LINES = 20_000
LARGEST_FILE = 5 * 1024 * 1024
DATE_FORMATS = ("%d.%m.%Y", "%d.%m.%Y.", "%Y-%m-%d", "%d/%m/%Y")
COLUMNS = {
    "booked_on": ("datum", "datum knjizenja", "datum valute", "datum promene"),
    "amount": ("iznos", "odobrenje", "potrazuje", "uplata", "iznos uplate"),
    "bank_reference": (
        "oznaka transakcije",
        "broj transakcije",
        "referenca",
        "referenca banke",
        "podaci za reklamaciju",
    ),
    "purpose": ("svrha", "svrha placanja", "svrha doznake", "svrha uplate"),
    "account": ("racun", "racun primaoca", "racun odobrenja", "broj racuna"),
    "reference": ("poziv na broj", "poziv na broj odobrenja", "poziv na broj primaoca", "model i poziv na broj"),
}
"""Our names of the columns and the headings, folded, under which banks give them."""
NEEDED = ("booked_on", "amount", "bank_reference", "purpose")
_NUMBER_IN_TEXT = re.compile(r"\d{2,4}-\d{1,7}/\d{2,4}(?:-[^\W\d_]{1,8})?")


class StatementError(ValueError):
    """A file that is no statement. ``code``: ``empty``, ``encoding``, ``columns``, ``date``, ``amount``, ``transaction``,
    ``account``, ``too-many``; ``line`` counts from 1 with the heading, ``what`` is the offending text or column."""

    def __init__(self, code: str, line: int = 0, what: str = "") -> None:
        super().__init__(f"{code} in line {line}")
        self.code, self.line, self.what = code, line, what


@dataclass(frozen=True, slots=True)
class Line:
    """One incoming transaction; ``account`` has 18 digits or is empty, ``reference`` is as the bank writes it."""

    position: int
    booked_on: date
    amount: Decimal
    account: str
    reference: str
    purpose: str
    bank_reference: str

    @property
    def fingerprint(self) -> str:
        """What makes a transaction one, whatever file it comes in."""
        parts = [self.booked_on.isoformat(), str(self.amount), self.account, self.bank_reference]
        return hashlib.sha256("|".join(parts).encode()).hexdigest()

    def numbers(self) -> Iterator[ParsedNumber]:
        """Case numbers that the purpose names."""
        for found in _NUMBER_IN_TEXT.findall(self.purpose.upper()):
            number = parse_any(found)
            if number is not None and number.year is not None:
                yield number


class Finding(StrEnum):
    """What became of a line."""

    MATCHED = "matched"
    DUPLICATE = "duplicate"
    NO_NUMBER = "no-number"
    UNKNOWN_CASE = "unknown-case"
    WRONG_ACCOUNT = "wrong-account"
    WRONG_CODE = "wrong-code"
    WRONG_AMOUNT = "wrong-amount"
    PAID_BEFORE = "paid-before"


class Owed(Protocol):
    """What a payment order says, as far as a line is compared with it. ``is_reconciled``: found on a statement before."""

    account: str
    amount: Decimal
    reference: str

    @property
    def is_reconciled(self) -> bool: ...


def judge(line: Line, owed: Sequence[Owed]) -> tuple[Finding, int | None]:
    """What the line is for, among the payment orders of the case it names: the finding and the position of the order.

    Account, reference (with the code of the municipality) and amount have to agree; nothing is guessed.
    """
    if not owed:
        return Finding.UNKNOWN_CASE, None
    there = [(at, one) for at, one in enumerate(owed) if not line.account or one.account == line.account]
    if not there:
        return Finding.WRONG_ACCOUNT, None
    there = [(at, one) for at, one in there if not line.reference or same_reference(one.reference, line.reference)]
    if not there:
        return Finding.WRONG_CODE, None
    there = [(at, one) for at, one in there if one.amount == line.amount]
    if not there:
        return Finding.WRONG_AMOUNT, None
    unpaid = [at for at, one in there if not one.is_reconciled]
    return (Finding.MATCHED, unpaid[0]) if unpaid else (Finding.PAID_BEFORE, None)


def same_reference(ours: str, theirs: str) -> bool:
    """Whether a reference means ours, with or without its model: ``97 41-019``, ``(97) 41-019`` and ``41019``."""
    wanted, given = (re.sub(r"[^0-9A-Za-z]", "", text).upper() for text in (ours, theirs))
    return given in (wanted, f"{MODEL_97}{wanted}")


# -- reading -----------------------------------------------------------------------------------------------------------
def read(content: bytes) -> list[Line]:
    """The lines of a statement. Raises StatementError; a file that is wrong in one line is not read at all."""
    text = _decoded(content)
    rows = list(csv.reader(io.StringIO(text), delimiter=_delimiter(text)))
    if len(rows) < 2:
        raise StatementError("empty")
    if len(rows) > MOST_LINES:
        raise StatementError("too-many")
    columns = _columns(rows[0])
    return [_line(row, columns, position) for position, row in enumerate(rows[1:], start=2) if any(map(str.strip, row))]


def _decoded(content: bytes) -> str:
    """UTF-8, or the code page that older programs write."""
    for encoding in ("utf-8-sig", "cp1250"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise StatementError("encoding")


def _delimiter(text: str) -> str:
    heading = text.partition("\n")[0]
    return max(";\t,", key=heading.count)


def _columns(heading: Sequence[str]) -> dict[str, int]:
    folded = [fold(name) for name in heading]
    found = {
        ours: folded.index(theirs) for ours, names in COLUMNS.items() for theirs in reversed(names) if theirs in folded
    }
    missing = [name for name in NEEDED if name not in found]
    if missing:
        raise StatementError("columns", 1, ", ".join(COLUMNS[name][0] for name in missing))
    return found


def _line(row: Sequence[str], columns: dict[str, int], position: int) -> Line:
    def cell(name: str) -> str:
        at = columns.get(name, len(row))
        return row[at].strip() if at < len(row) else ""

    if not cell("bank_reference"):
        raise StatementError("transaction", position)
    return Line(
        position=position,
        booked_on=_day(cell("booked_on"), position),
        amount=_amount(cell("amount"), position),
        account=_account(cell("account"), position),
        reference=cell("reference")[:30],
        purpose=cell("purpose")[:140],
        bank_reference=cell("bank_reference")[:60],
    )


def _day(text: str, position: int) -> date:
    for pattern in DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    raise StatementError("date", position, text[:30])


def _amount(text: str, position: int) -> Decimal:
    """The Serbian way, or with a decimal point as programs export; a point with three digits behind is a thousand."""
    try:
        amount = Decimal(text) if re.fullmatch(r"\d+\.\d{2}", text, re.ASCII) else parse_amount(text)
    except InvalidAmount:
        raise StatementError("amount", position, text[:30]) from None
    if amount <= 0:
        raise StatementError("amount", position, text[:30])
    return amount


def _account(text: str, position: int) -> str:
    if not text:
        return ""
    try:
        return clean_account(text)
    except InvalidIdentifier:
        raise StatementError("account", position, text[:30]) from None
