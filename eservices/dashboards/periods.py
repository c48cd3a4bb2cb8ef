"""Periods that can be asked for: the last twelve months, a year, a quarter. Pure.

Periods are whole months, because figures are. ``previous`` is the period of equal length just before, or for a year and a
quarter the one of the calendar before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

LAST_YEAR = "12m"
MONTHS_OF_YEAR = 12
MONTHS_OF_QUARTER = 3
QUARTER = re.compile(r"^(\d{4})-k([1-4])$")
YEAR = re.compile(r"^\d{4}$")


def add_months(month: date, count: int) -> date:
    """First day of the month ``count`` months later, or earlier when negative."""
    number = month.year * MONTHS_OF_YEAR + month.month - 1 + count
    return date(number // MONTHS_OF_YEAR, number % MONTHS_OF_YEAR + 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """``length`` months from ``first``, the first day of a month; ``slug`` names it in addresses."""

    slug: str
    first: date
    length: int

    @property
    def last(self) -> date:
        """First day of the last month."""
        return add_months(self.first, self.length - 1)

    @property
    def end(self) -> date:
        """The last day."""
        return add_months(self.first, self.length) - timedelta(days=1)

    @property
    def months(self) -> tuple[date, ...]:
        """First days of the months."""
        return tuple(add_months(self.first, number) for number in range(self.length))

    @property
    def previous(self) -> Period:
        """The equally long period just before."""
        return Period("", add_months(self.first, -self.length), self.length)

    def reaching(self, months: int) -> Period:
        """This period, begun earlier where it is shorter than so many months: enough for a line to be read."""
        missing = max(0, months - self.length)
        return Period(self.slug, add_months(self.first, -missing), self.length + missing)

    @property
    def quarter(self) -> int | None:
        """1 to 4 for a quarter."""
        found = QUARTER.match(self.slug)
        return int(found[2]) if found else None


def last_year(today: date) -> Period:
    """The last twelve months, the present one included."""
    return Period(LAST_YEAR, add_months(today.replace(day=1), 1 - MONTHS_OF_YEAR), MONTHS_OF_YEAR)


def year(number: int) -> Period:
    """A calendar year."""
    return Period(str(number), date(number, 1, 1), MONTHS_OF_YEAR)


def quarter(number: int, of: int) -> Period:
    """Quarter 1 to 4 of a year."""
    return Period(f"{of}-k{number}", date(of, (number - 1) * MONTHS_OF_QUARTER + 1, 1), MONTHS_OF_QUARTER)


def quarter_of(day: date) -> Period:
    """The quarter in which a day lies."""
    return quarter((day.month - 1) // MONTHS_OF_QUARTER + 1, day.year)


def read(slug: str, today: date) -> Period:
    """The period of that name; anything that is none means the last twelve months."""
    if found := QUARTER.match(slug):
        chosen = quarter(int(found[2]), int(found[1]))
    elif YEAR.match(slug):
        chosen = year(int(slug)) if int(slug) > 0 else last_year(today)
    else:
        return last_year(today)
    begun = chosen.first.year > 2000 and chosen.first <= today
    return chosen if begun else last_year(today)


def choices(earliest: date, today: date) -> list[Period]:
    """What the picker offers: the last twelve months, then years and quarters, the latest first."""
    offered = [last_year(today)]
    for number in range(today.year, max(earliest.year, today.year - 9) - 1, -1):
        offered.append(year(number))
        quarters = [quarter(part, number) for part in (4, 3, 2, 1)]
        offered += [one for one in quarters if earliest <= one.last and one.first <= today]
    return offered
