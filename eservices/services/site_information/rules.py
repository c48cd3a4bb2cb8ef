"""Parcels, fees and what may be built, as the law and the plans say it. Pure: no clock, no database, no language.

Sources: Закон о планирању и изградњи, чл. 53; Правилник о садржини информације о локацији (Сл. гласник РС 3/2010, from
memory, verify); amounts, terms and the rules of a zone come in as arguments.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

MOST_PARCELS = 20
"""Parcels in one request; a larger area is a matter for the counter (design choice)."""
SQUARE_CENTIMETRE = Decimal("0.01")
LONGEST_NUMBER, LONGEST_SUB_NUMBER = 6, 4
MOST_STOREYS = 60


class RuleError(ValueError):
    """Something that cannot be right. ``code`` is stable; sentences are made elsewhere."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class ParcelError(RuleError):
    """A parcel number: ``empty``, ``letters``, ``dash`` (123-4), ``slashes`` (123/4/1), ``zero``, ``length``, ``format``;
    a list of them: ``none``, ``too-many``, ``twice``."""


class StoreysError(RuleError):
    """A designation of storeys (спратност): ``unreadable``, ``ground`` (none or two ground floors), ``too-many``."""


class ClassNeeded(RuleError):
    """The fee depends on the class of the building (класа објекта), which is not given."""


# -- parcels -----------------------------------------------------------------------------------------------------------
_PARCEL = re.compile(rf"\d{{1,{LONGEST_NUMBER}}}(/\d{{1,{LONGEST_SUB_NUMBER}}})?", re.ASCII)
_DASHES = re.compile(r"[-\u2010-\u2015\u2212]")


def read_parcel(text: str) -> str:
    """The parcel number (број катастарске парцеле) in ``text`` as the cadastre writes it: ``1234`` or ``1234/5``.

    Spaces and leading zeros go. Raises ParcelError; nothing is guessed, because 123-4 and 123/4 may be two parcels.
    """
    compact = "".join(text.split())
    if not compact:
        raise ParcelError("empty")
    if any(character.isalpha() for character in compact):
        raise ParcelError("letters")
    if _DASHES.search(compact):
        raise ParcelError("dash")
    if compact.count("/") > 1:
        raise ParcelError("slashes")
    if not _PARCEL.fullmatch(compact):
        raise ParcelError(_fault(compact))
    parts = [part.lstrip("0") for part in compact.split("/")]
    if not all(parts):
        raise ParcelError("zero")
    return "/".join(parts)


def _fault(compact: str) -> str:
    """Too long, or something else than digits and one slash between them."""
    number, _slash, sub_number = compact.partition("/")
    only_digits = all(part.isascii() and part.isdigit() for part in (number, sub_number or "0"))
    long = len(number) > LONGEST_NUMBER or len(sub_number) > LONGEST_SUB_NUMBER
    return "length" if only_digits and long else "format"


def check_parcels(parcels: Sequence[tuple[str, str]]) -> None:
    """Refuse a list of parcels (code of the cadastral municipality, number) that is empty, too long or names one twice."""
    if not parcels:
        raise ParcelError("none")
    if len(parcels) > MOST_PARCELS:
        raise ParcelError("too-many")
    if len(set(parcels)) < len(parcels):
        raise ParcelError("twice")


# -- fees --------------------------------------------------------------------------------------------------------------
class ObjectClass(StrEnum):
    """Class of a building (категорија објекта А, Б, В, Г) by the rule book on classification of buildings."""

    A = "a"
    B = "b"
    V = "v"
    G = "g"


def service_fee(fees: Mapping[str, Decimal], object_class: str) -> Decimal:
    """The municipality's own fee for the class, in dinars.

    Where all classes cost the same the class may be missing (empty text). Raises ClassNeeded where it may not.
    """
    if object_class:
        return fees[object_class]
    amounts = set(fees.values())
    if len(amounts) > 1:
        raise ClassNeeded("class")
    return amounts.pop()


# -- what may be built -------------------------------------------------------------------------------------------------
# Basement and semi-basement lie below the ground and are not counted into the gross area above it.
_STOREYS = {"ПО": 0, "СУ": 0, "П": 1, "ВП": 1, "ПК": 1, "ПС": 1}
_GROUND = frozenset({"П", "ВП"})
_CYRILLIC = str.maketrans("PKOSUV", "ПКОСУВ")


def storeys(designation: str) -> int:
    """Storeys above the ground in a designation (спратност) such as ``П+1+Пк`` (ground floor, one floor, attic): 3.

    Latin letters are understood. ``По`` (подрум) and ``Су`` (сутерен) count nothing, ``ВП`` is a raised ground floor, ``Пк``
    an attic (поткровље), ``Пс`` a set-back storey (повучени спрат). Raises StoreysError.
    """
    parts = "".join(designation.split()).upper().translate(_CYRILLIC).split("+")
    if sum(part in _GROUND for part in parts) != 1:
        raise StoreysError("ground" if all(_readable(part) for part in parts) else "unreadable")
    if not all(_readable(part) for part in parts):
        raise StoreysError("unreadable")
    total = sum(_STOREYS[part] if part in _STOREYS else int(part) for part in parts)
    if total > MOST_STOREYS:
        raise StoreysError("too-many")
    return total


def _readable(part: str) -> bool:
    return part in _STOREYS or (part.isascii() and part.isdigit() and len(part) <= 2)


@dataclass(frozen=True, slots=True)
class Coverage:
    """What may be built on one parcel, indicatively; areas in m².

    ``footprint`` is the area under the building by the coverage index (индекс заузетости), ``gross`` the gross floor area
    (БРГП) when every storey is as large as the footprint, ``green`` the smallest green area.
    """

    area: Decimal
    percent: Decimal
    levels: int
    footprint: Decimal
    gross: Decimal
    green_percent: Decimal
    green: Decimal


def coverage(area: Decimal, percent: Decimal, designation: str, green_percent: Decimal = Decimal(0)) -> Coverage:
    """The arithmetic of the coverage index: 640 m² with 40 % is 256 m², with three storeys 768 m² gross.

    Raises ValueError for an area that is not above zero or a percentage outside 0 to 100, StoreysError for storeys.
    """
    if area <= 0:
        raise ValueError("the parcel has no area")
    if not (0 <= percent <= 100 and 0 <= green_percent <= 100):
        raise ValueError("a percentage lies between 0 and 100")
    levels = storeys(designation)
    footprint = share(area, percent)
    return Coverage(area, percent, levels, footprint, footprint * levels, green_percent, share(area, green_percent))


def share(area: Decimal, percent: Decimal) -> Decimal:
    """``percent`` of ``area``, to a hundredth of a square metre."""
    return (area * percent / 100).quantize(SQUARE_CENTIMETRE, ROUND_HALF_UP)


def short_by(area: Decimal, minimum: Decimal | None) -> Decimal:
    """By how many m² a parcel is smaller than the smallest building parcel (најмања грађевинска парцела); 0 when it is not."""
    return max(Decimal(0), minimum - area) if minimum is not None else Decimal(0)


def total_area(areas: Iterable[Decimal]) -> Decimal:
    """Area of all parcels together, m²."""
    return sum(areas, Decimal(0))
