"""Reads what a programme asks or sends; everything that does not fit is a :class:`Fault` with a sentence.

An empty parameter equals a missing one. Times are W3C/ISO 8601; one without a zone counts in Belgrade.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from inspections.grid import MILLION, Point
from inspections.open311.faults import WRONG, Fault

BELGRADE = ZoneInfo("Europe/Belgrade")
LONGEST_WINDOW = timedelta(days=90)
MOST_ROWS = 1000
MOST_IDS = 200
LAST_PAGE = 10_000
LATITUDES = (Decimal("41.8"), Decimal("46.3"))
LONGITUDES = (Decimal("18.7"), Decimal("23.1"))
"""Serbia and a little around it; farther away nobody here is competent."""
STATUSES = ("open", "closed")


class Asked:
    """The parameters of a question, cleaned once: no NUL, no blanks around, empty means missing."""

    def __init__(self, given: MultiValueDict[str, str]) -> None:
        self.given = given
        if any("\x00" in name or any("\x00" in value for value in given.getlist(name)) for name in given):
            raise Fault(WRONG, _("Захтев садржи знак који није дозвољен (NUL). Уклоните га и пошаљите поново."))

    def text(self, name: str, *, longest: int = 400) -> str:
        """A parameter, or an empty text. Raises Fault when it is longer than ``longest`` characters."""
        value = (self.given.get(name) or "").strip()
        if len(value) > longest:
            raise Fault(
                WRONG, _("%(name)s је предугачко: највише знакова: %(most)s.") % {"name": name, "most": longest}
            )
        return value

    def listed(self, name: str) -> list[str]:
        """A comma list, each entry once, in the given order."""
        parts = (part.strip() for part in self.text(name, longest=8000).split(","))
        return list(dict.fromkeys(part for part in parts if part))

    def moment(self, name: str) -> datetime | None:
        """A moment; a bare day is its midnight in Belgrade."""
        given = self.text(name, longest=40)
        if not given:
            return None
        try:
            # A plus in an address that was not escaped arrives as a space.
            found = datetime.fromisoformat(given.replace(" ", "+") if "T" in given else given)
        except ValueError:
            sentence = _("%(name)s није исправан тренутак. Напишите га као 2026-11-23T12:00:00+01:00.")
            raise Fault(WRONG, sentence % {"name": name}) from None
        aware = found if found.tzinfo else found.replace(tzinfo=BELGRADE)
        if not 1970 <= aware.year <= 2100:
            raise Fault(WRONG, _("%(name)s није у разумном времену.") % {"name": name})
        return aware

    def number(self, name: str, usual: int, *, most: int) -> int:
        """A whole number from 1 to ``most``."""
        given = self.text(name, longest=20)
        if not given:
            return usual
        if not (given.isascii() and given.isdigit()) or not 1 <= int(given) <= most:
            raise Fault(WRONG, _("%(name)s је број од 1 до %(most)s.") % {"name": name, "most": most})
        return int(given)

    def place(self) -> Point | None:
        """The place by ``lat`` and ``long``; None when neither is given."""
        given = self.text("lat", longest=40), self.text("long", longest=40)
        if not any(given):
            return None
        if not all(given):
            raise Fault(WRONG, _("Пошаљите и lat и long, или адресу у address_string."))
        try:
            lat, lon = (Decimal(part) for part in given)
        except InvalidOperation:
            raise Fault(WRONG, _("lat и long су децимални бројеви (WGS84), на пример 44.0139 и 20.9114.")) from None
        if not (lat.is_finite() and lon.is_finite()) or not (
            LATITUDES[0] <= lat <= LATITUDES[1] and LONGITUDES[0] <= lon <= LONGITUDES[1]
        ):
            raise Fault(WRONG, _("Место није у Србији. Проверите да lat и long нису замењени."))
        return Point(round(lat * MILLION), round(lon * MILLION))


@dataclass(frozen=True, slots=True)
class Window:
    """A search by the moment of filing, both ends included."""

    start: datetime
    end: datetime


def window_of(asked: Asked, *, now: datetime) -> Window:
    """``start_date`` to ``end_date``: at most 90 days; the last 90 days when neither is given."""
    start, end = asked.moment("start_date"), asked.moment("end_date")
    if start is None:
        end = end or now
        start = end - LONGEST_WINDOW
    end = end or min(start + LONGEST_WINDOW, max(now, start))
    if end < start:
        raise Fault(WRONG, _("end_date је пре start_date. Замените их."))
    if end - start > LONGEST_WINDOW:
        raise Fault(WRONG, _("Између start_date и end_date може бити највише 90 дана. Питајте у више делова."))
    return Window(start, end)


def statuses_of(asked: Asked) -> frozenset[str]:
    """``status``: open, closed or both; both when it is missing."""
    given = [status.lower() for status in asked.listed("status")]
    if unknown := [status for status in given if status not in STATUSES]:
        raise Fault(WRONG, _("status је open или closed, не %(given)s.") % {"given": unknown[0][:40]})
    return frozenset(given or STATUSES)


def end_of_day(day: date | None) -> datetime | None:
    """The last second of a day in Belgrade: until then a term is kept."""
    return None if day is None else datetime.combine(day, time(23, 59, 59), BELGRADE)


def local(moment: datetime) -> datetime:
    """The moment as a clock in Belgrade shows it, to the second."""
    return moment.astimezone(BELGRADE).replace(microsecond=0)


def attributes_of(given: MultiValueDict[str, str]) -> Mapping[str, list[str]]:
    """``attribute[CODE]`` and ``attribute[CODE][]`` by code, empty values left out."""
    found: dict[str, list[str]] = {}
    for name in given:
        if name.startswith("attribute[") and name.endswith("]"):
            code = name.removeprefix("attribute[").removesuffix("[]").removesuffix("]")
            values = [value.strip() for value in given.getlist(name) if value.strip()]
            if values:
                found.setdefault(code, []).extend(values)
    return found
