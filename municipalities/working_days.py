"""Working days and the ends of terms; pure date arithmetic for any year.

Sources. Закон о државним и другим празницима у Републици Србији (Сл. гласник РС 43/2001, 101/2007, 92/2011): art. 1 and
1a list the state holidays (државни празници), art. 2 the religious ones (верски празници), art. 3a gives the day off
after a state holiday that falls on a Sunday. Закон о општем управном поступку (ЗУП), rules on counting of terms
(рачунање рокова). Wording and article numbers are from memory, verify.

Not days off for everybody, so not here: Дан победе (9 May, celebrated by working), the days which the law leaves to
single believers (крсна слава, Catholic Christmas, Bayram, Yom Kippur) and the holidays of a single municipality. What a
municipality adds or swaps comes into `Calendar` from its own table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from dateutil.easter import EASTER_ORTHODOX, easter
from dateutil.relativedelta import relativedelta

ONE_DAY = timedelta(days=1)
SATURDAY = 5
SUNDAY = 6


@dataclass(frozen=True, slots=True)
class Holiday:
    """A non-working day by law: the date and its Serbian name in Cyrillic."""

    day: date
    name: str


@lru_cache(maxsize=256)
def state_holidays(year: int) -> tuple[Holiday, ...]:
    """Every non-working holiday of ``year`` in order of date, days moved from a Sunday included.

    One row a day: where Easter meets Labour Day the row carries both names. The rules are those in force since 2012 and
    are applied to earlier years as well. Orthodox Easter is defined for the years 1583-4099; others raise ValueError.
    """
    names: dict[date, list[str]] = {}
    for holiday in (*_state_days(year), *_religious_days(year)):
        names.setdefault(holiday.day, []).append(holiday.name)
    for sunday in [day for day in _state_days(year) if day.day.weekday() == SUNDAY]:
        moved = _first_free_day_after(sunday.day, names)
        names[moved] = [f"{sunday.name} (слободан дан уместо недеље)"]
    return tuple(Holiday(day, " и ".join(names[day])) for day in sorted(names))


def _state_days(year: int) -> Iterator[Holiday]:
    """Holidays to which the Sunday rule applies (art. 1, 1a and 3a)."""
    for month, first, days, name in (
        (1, 1, 2, "Нова година"),
        (2, 15, 2, "Сретење – Дан државности Србије"),
        (5, 1, 2, "Празник рада"),
        (11, 11, 1, "Дан примирја у Првом светском рату"),
    ):
        for offset in range(days):
            yield Holiday(date(year, month, first + offset), name)


def _religious_days(year: int) -> Iterator[Holiday]:
    """Christmas and Easter of the Orthodox church (art. 2); they are not moved when they fall on a Sunday."""
    yield Holiday(date(year, 1, 7), "Божић")
    sunday = easter(year, EASTER_ORTHODOX)
    for offset, name in (
        (-2, "Велики петак"),
        (-1, "Велика субота"),
        (0, "Васкрс"),
        (1, "Васкрсни понедељак"),
    ):
        yield Holiday(sunday + timedelta(days=offset), name)


def _first_free_day_after(day: date, taken: dict[date, list[str]]) -> date:
    """First weekday after ``day`` which is not a holiday already (први наредни радни дан)."""
    day += ONE_DAY
    while day in taken or day.weekday() >= SATURDAY:
        day += ONE_DAY
    return day


@lru_cache(maxsize=256)
def _legal_days_off(year: int) -> frozenset[date]:
    return frozenset(holiday.day for holiday in state_holidays(year))


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days of one municipality: Monday to Friday without holidays, corrected by its own decisions.

    ``extra``: further non-working days (a local holiday, a day off by decision of the Government).
    ``worked``: days worked although they are a weekend or a holiday (a swapped day, замена радних дана); they win over
    everything else. The same date in both sets raises ValueError.
    """

    extra: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if both := self.extra & self.worked:
            raise ValueError(f"days both off and worked: {', '.join(day.isoformat() for day in sorted(both))}")

    def is_working_day(self, day: date) -> bool:
        """Whether the administration works on ``day``. A datetime raises TypeError: its date depends on the zone."""
        if isinstance(day, datetime):
            raise TypeError("a date is needed, not a moment: convert to the date in Europe/Belgrade first")
        if day in self.worked:
            return True
        return day.weekday() < SATURDAY and day not in self.extra and day not in _legal_days_off(day.year)

    def next_working_day(self, day: date) -> date:
        """``day`` itself when it is a working day, otherwise the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day``; ``day`` itself is not counted, and 0 gives ``day`` back."""
        if count < 0:
            raise ValueError("the number of working days cannot be negative")
        for _ in range(count):
            day = self.next_working_day(day + ONE_DAY)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; the inverse of `add_working_days`."""
        if end < start:
            raise ValueError("the end lies before the start")
        return sum(self.is_working_day(start + timedelta(days=passed + 1)) for passed in range((end - start).days))

    def term_end(self, start: date, days: int) -> date:
        """Last day of a term of ``days`` calendar days: the day of the event is not counted, and an end on a
        non-working day moves to the next working day (ЗУП, рачунање рокова)."""
        if days < 0:
            raise ValueError("a term cannot be negative")
        return self.next_working_day(start + timedelta(days=days))

    def term_end_months(self, start: date, months: int) -> date:
        """Last day of a term of whole months: the day with the same number, or the last of the month where that number
        is missing (31 January and one month: 28 or 29 February), moved to a working day as in `term_end`."""
        if months < 0:
            raise ValueError("a term cannot be negative")
        return self.next_working_day(start + relativedelta(months=months))
