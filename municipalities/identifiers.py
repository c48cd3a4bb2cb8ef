"""Numbers that people, firms and accounts carry: read from any usual spelling, checked, given back in one spelling.

Every refusal is an `InvalidIdentifier` with a stable code; the forms turn the code into a sentence. The exception never
contains the number itself, so that it can be logged.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from stdnum.iso7064 import mod_97_10
from stdnum.rs import pib

Sex = Literal["M", "F"]

JMBG_WEIGHTS = (7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
# Three last digits of the year of birth from this value on mean the 1900s (in 1800s no number was given).
FIRST_YEAR_OF_1900S = 800
REFERENCE_DIGITS = 20

_DASHES = re.compile(r"[-\u2010-\u2015\u2212]")


class InvalidIdentifier(ValueError):
    """An identifier that cannot be right. ``code`` is stable, for example ``jmbg-check``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Jmbg:
    """A valid unique citizen number (јединствени матични број грађана), text because of leading zeros.

    Printing it shows the masked form; the whole number is only in ``number``.
    """

    number: str = field(repr=False)
    birth_date: date
    sex: Sex

    @property
    def region(self) -> str:
        """Two digits of the region of first registration; information only, never a reason to refuse."""
        return self.number[7:9]

    @property
    def masked(self) -> str:
        """For lists and logs: ``*********5011``."""
        return mask_jmbg(self.number)

    def warnings(self, *, sex: Sex | None = None) -> tuple[str, ...]:
        """Codes of what looks odd and is still accepted: ``jmbg-sex`` (differs from the stated sex) and
        ``jmbg-region`` (not a region of Serbia 70-99 nor 00-09 for foreigners; from memory, verify)."""
        found = []
        if sex is not None and sex != self.sex:
            found.append("jmbg-sex")
        if 10 <= int(self.region) < 70:
            found.append("jmbg-region")
        return tuple(found)

    def __str__(self) -> str:
        return self.masked


def mask_jmbg(number: str) -> str:
    """All but the last four characters hidden: ``*********5011``."""
    return "*" * max(0, len(number) - 4) + number[-4:]


def clean_jmbg(text: str, *, today: date | None = None) -> Jmbg:
    """The citizen number DDMMGGGRRBBBK in ``text``, which may contain spaces.

    Raises InvalidIdentifier: ``jmbg-empty``, ``jmbg-letters`` (anything but digits), ``jmbg-length`` (not 13),
    ``jmbg-date`` (no such day), ``jmbg-check`` (check digit), and ``jmbg-future`` when ``today`` is given and the birth
    date lies after it. Region and sex are never refused, see `Jmbg.warnings`.
    """
    number = _digits(text, "jmbg", 13)
    birth_date = _birth_date(number)
    if number[12] != jmbg_check_digit(number[:12]):
        raise InvalidIdentifier("jmbg-check")
    if today is not None and birth_date > today:
        raise InvalidIdentifier("jmbg-future")
    return Jmbg(
        number=number,
        birth_date=birth_date,
        sex="M" if int(number[9:12]) < 500 else "F",
    )


def jmbg_check_digit(first_twelve: str) -> str | None:
    """Last digit for the first twelve, or None where no valid one exists (remainder 1: such numbers are not issued).

    The stdnum package maps that remainder to 0 and would accept numbers nobody has; hence this own function.
    """
    remainder = sum(int(digit) * weight for digit, weight in zip(first_twelve, JMBG_WEIGHTS, strict=True)) % 11
    if remainder == 0:
        return "0"
    return None if remainder == 1 else str(11 - remainder)


def _birth_date(number: str) -> date:
    short_year = int(number[4:7])
    year = short_year + (1000 if short_year >= FIRST_YEAR_OF_1900S else 2000)
    try:
        return date(year, int(number[2:4]), int(number[:2]))
    except ValueError:
        raise InvalidIdentifier("jmbg-date") from None


def clean_company_number(text: str) -> str:
    """Registration number of a firm (матични број), 8 digits (from memory, verify); its check digit is not verified.

    Raises InvalidIdentifier: ``company-empty``, ``company-letters``, ``company-length``.
    """
    return _digits(text, "company", 8)


def clean_pib(text: str) -> str:
    """Tax number of a firm (ПИБ), 9 digits with an ISO 7064 mod 11,10 check digit.

    Raises InvalidIdentifier: ``pib-empty``, ``pib-letters``, ``pib-length``, ``pib-check``.
    """
    number = _digits(text, "pib", 9)
    if not pib.is_valid(number):
        raise InvalidIdentifier("pib-check")
    return number


def clean_account(text: str) -> str:
    """Account number (број рачуна) as 18 digits: bank 3, account 13, check 2.

    Accepts ``840-742221843-57`` with a shorter middle part, spaces instead of dashes, and 18 digits in any grouping.
    Without separators all 18 digits are needed, for a missing digit could stand anywhere.
    Raises InvalidIdentifier: ``account-empty``, ``account-letters``, ``account-length``, ``account-bank`` (000),
    ``account-check`` (last two digits).
    """
    groups = _DASHES.sub(" ", text).split()
    if not groups:
        raise InvalidIdentifier("account-empty")
    if not all(_is_number(group) for group in groups):
        raise InvalidIdentifier("account-letters")
    number = _joined_account(groups)
    if number.startswith("000"):
        raise InvalidIdentifier("account-bank")
    if number[16:] != check_digits_97(number[:16]):
        raise InvalidIdentifier("account-check")
    return number


def _joined_account(groups: list[str]) -> str:
    if len("".join(groups)) == 18:
        return "".join(groups)
    if len(groups) == 3 and len(groups[0]) == 3 and len(groups[1]) <= 13 and len(groups[2]) == 2:
        return groups[0] + groups[1].zfill(13) + groups[2]
    raise InvalidIdentifier("account-length")


def format_account(number: str) -> str:
    """``840000074222184357`` as people write it: ``840-742221843-57``."""
    return f"{number[:3]}-{number[3:16].lstrip('0') or '0'}-{number[16:]}"


def check_digits_97(text: str) -> str:
    """Two check digits by model 97 (ISO 7064 mod 97-10): 98 - (N x 100 mod 97), with A = 10 ... Z = 35."""
    return mod_97_10.calc_check_digits(text)


def reference_97(text: str) -> str:
    """Payment reference by model 97 (позив на број, модел 97): ``019`` gives ``41-019``.

    Hyphens stay as written, spaces go, letters become capital; a letter counts as two of at most 20 digits.
    Raises InvalidIdentifier: ``reference-empty``, ``reference-characters``, ``reference-length``.
    """
    body = _DASHES.sub("-", "".join(text.split())).upper().strip("-")
    return f"{check_digits_97(_reference_characters(body))}-{body}"


def is_reference_97(text: str) -> bool:
    """Whether ``text`` (``41-019``, ``41019``) starts with the check digits of the rest."""
    compact = _DASHES.sub("", "".join(text.split())).upper()
    try:
        return compact[:2] == check_digits_97(_reference_characters(compact[2:]))
    except InvalidIdentifier:
        return False


def _reference_characters(body: str) -> str:
    compact = body.replace("-", "")
    if not compact:
        raise InvalidIdentifier("reference-empty")
    if not (compact.isascii() and compact.isalnum()):
        raise InvalidIdentifier("reference-characters")
    if sum(2 if character.isalpha() else 1 for character in compact) > REFERENCE_DIGITS:
        raise InvalidIdentifier("reference-length")
    return compact


def _digits(text: str, kind: str, length: int) -> str:
    """``text`` without spaces, refused with ``<kind>-empty``, ``<kind>-letters`` or ``<kind>-length``."""
    number = "".join(text.split())
    if not number:
        raise InvalidIdentifier(f"{kind}-empty")
    if not _is_number(number):
        raise InvalidIdentifier(f"{kind}-letters")
    if len(number) != length:
        raise InvalidIdentifier(f"{kind}-length")
    return number


def _is_number(text: str) -> bool:
    """Digits 0-9 only; str.isdigit alone also accepts digits of other scripts."""
    return text.isascii() and text.isdigit()
