"""The legal clock of a case (рок за одлучивање): a ledger of entries, and the arithmetic that explains the due date.

Nothing here knows a database or a language. `explain` turns a term and its entries into a `Clock` whose lines are data
(code, dates, days, article); citizen, clerk and supervisor read the same lines rendered into sentences elsewhere.

Rules (Закон о општем управном поступку, ЗУП; article numbers other than 59 and 145 from memory, verify):
- the day of the event is not counted; a term that ends on a non-working day moves to the next working day;
- 30 days when decided directly, 60 when an examination is needed (art. 145); special laws set other terms, and some
  count working days;
- a stay or a call to amend stops the clock: the days after the pause up to and including the resumption are added;
- after an answered call to amend (art. 59) the whole term runs from the day the request became complete.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from municipalities.working_days import Calendar


class ClockKind(StrEnum):
    """What an entry does to the clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    RESTART = "restart"
    EXTEND = "extend"
    STOP = "stop"


class ClockError(ValueError):
    """Entries that cannot follow each other. ``code`` is stable; ``position`` counts the entries from 0."""

    def __init__(self, code: str, position: int | None = None) -> None:
        super().__init__(code if position is None else f"{code} at entry {position}")
        self.code = code
        self.position = position


@dataclass(frozen=True, slots=True)
class Term:
    """Length of the term: ``days`` (calendar days, or working days when ``working``) and the rule that sets it."""

    days: int
    working: bool = False
    source: str = ""

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ClockError("term-length")


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the ledger: what happened on which day, under which article and why.

    Only EXTEND carries a length: either ``days`` (in the unit of the term) or ``until`` (the new last day). A PAUSE may
    carry ``until``, the day on which its end is expected; it is information and moves nothing.
    """

    kind: ClockKind
    on: date
    article: str = ""
    reason: str = ""
    days: int | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One step of the arithmetic.

    ``code``: start, pause, resume, restart, extend, extend-until, stop, moved (the end fell on a non-working day) or due.
    ``on``: day of the step. ``days``: days counted in this step (length of the term, days of a pause, days added).
    ``end``: last day of the term after the step, before it is moved to a working day; None for a pause, whose ``until``
    is its expected end if one was set. For ``moved`` and ``due``, ``on`` is the unmoved last day and ``end`` the final one.
    """

    code: str
    on: date
    days: int | None = None
    end: date | None = None
    article: str = ""
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """State of the clock on one day.

    ``due``: last day for the decision; None before the start and while paused (it is not known then).
    ``day_number`` of ``day_total``: "day 12 of 30", in the unit of the term, pauses left out; 0 on the first day.
    ``remaining``: units left until ``due``, never negative; while paused, what will be left on resumption; None before
    the start and after the stop. ``overdue``: the term has passed (ћутање управе). ``days_late``: units after ``due``,
    0 in time. After a stop everything stands still.
    """

    term: Term
    started_on: date | None
    due: date | None
    day_number: int
    day_total: int
    paused_since: date | None
    stopped_on: date | None
    remaining: int | None
    overdue: bool
    days_late: int
    lines: tuple[Line, ...]

    @property
    def running(self) -> bool:
        """Started, neither paused nor stopped."""
        return self.started_on is not None and self.paused_since is None and self.stopped_on is None


def explain(term: Term, entries: Iterable[Entry], calendar: Calendar, today: date) -> Clock:
    """The clock on ``today`` and every step of how its due date came about.

    ``entries`` stand in the order in which they were written; none may lie before the one in front of it. Raises
    ClockError: ``order``, ``not-started``, ``already-started``, ``paused``, ``not-paused``, ``stopped``,
    ``length-missing``, ``length-superfluous``, ``length-negative``, ``extension-earlier``.
    """
    ledger = _Ledger(term, calendar)
    for position, entry in enumerate(entries):
        try:
            ledger.take(entry)
        except ClockError as error:
            raise ClockError(error.code, position) from None
    return ledger.clock(today)


@dataclass(slots=True)
class _Ledger:
    """The running sum while entries are read; ``end`` is the last day before it is moved to a working day."""

    term: Term
    calendar: Calendar
    start: date | None = None
    end: date | None = None
    paused: date | None = None
    stopped: date | None = None
    latest: date = date.min
    pause_days: int = 0
    total: int = 0
    lines: list[Line] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        if entry.on < self.latest:
            raise ClockError("order")
        self._check_length(entry)
        match entry.kind:
            case ClockKind.START:
                self._begin(entry)
            case ClockKind.RESTART:
                self._restart(entry)
            case ClockKind.PAUSE:
                self._pause(entry)
            case ClockKind.RESUME:
                self._resume(entry)
            case ClockKind.EXTEND:
                self._extend(entry)
            case ClockKind.STOP:
                self._stop(entry)
        self.latest = entry.on

    def _check_length(self, entry: Entry) -> None:
        given = (entry.days is not None) + (entry.until is not None)
        if entry.kind is ClockKind.EXTEND and given == 0:
            raise ClockError("length-missing")
        expected_end_of_pause = entry.kind is ClockKind.PAUSE and entry.days is None
        if given > 1 or (given and entry.kind is not ClockKind.EXTEND and not expected_end_of_pause):
            raise ClockError("length-superfluous")
        if entry.days is not None and entry.days < 1:
            raise ClockError("length-negative")

    def _begin(self, entry: Entry) -> None:
        if self.start is not None:
            raise ClockError("already-started")
        self._run_from(entry)

    def _restart(self, entry: Entry) -> None:
        """The whole term again, whether the clock runs, is paused or was stopped; earlier extensions are gone."""
        if self.start is None:
            raise ClockError("not-started")
        self._run_from(entry)

    def _run_from(self, entry: Entry) -> None:
        self.start, self.paused, self.stopped = entry.on, None, None
        self.pause_days, self.total = 0, self.term.days
        self.end = self._after(entry.on, self.term.days)
        article = entry.article or self.term.source
        self.lines.append(Line(entry.kind, entry.on, self.term.days, self.end, article, entry.reason))

    def _pause(self, entry: Entry) -> None:
        self._require_open()
        if self.paused is not None:
            raise ClockError("paused")
        self.paused = entry.on
        self._note(entry, None, None)

    def _resume(self, entry: Entry) -> None:
        self._require_open()
        if self.paused is None:
            raise ClockError("not-paused")
        days = self._end_pause(self.paused, entry.on)
        self._note(entry, days, self.end)

    def _end_pause(self, since: date, on: date) -> int:
        """Add the paused units to the term and say how many there were."""
        days = self._between(since, on)
        self.end = self._after(self._require_open(), days)
        self.pause_days += days
        self.paused = None
        return days

    def _extend(self, entry: Entry) -> None:
        end = self._require_open()
        if entry.until is not None:
            if entry.until <= end:
                raise ClockError("extension-earlier")
            days, self.end, code = (
                self._between(end, entry.until),
                entry.until,
                "extend-until",
            )
        else:
            days = entry.days or 0
            self.end, code = self._after(end, days), "extend"
        self.total += days
        self.lines.append(Line(code, entry.on, days, self.end, entry.article, entry.reason, entry.until))

    def _stop(self, entry: Entry) -> None:
        """Also from a pause (a request withdrawn during a stay), which then ends on the same day."""
        self._require_open()
        days = None if self.paused is None else self._end_pause(self.paused, entry.on)
        self.stopped = entry.on
        self._note(entry, days, self.end)

    def _require_open(self) -> date:
        if self.start is None or self.end is None:
            raise ClockError("not-started")
        if self.stopped is not None:
            raise ClockError("stopped")
        return self.end

    def _note(self, entry: Entry, days: int | None, end: date | None) -> None:
        self.lines.append(
            Line(
                entry.kind,
                entry.on,
                days,
                end,
                entry.article,
                entry.reason,
                entry.until,
            )
        )

    def _after(self, day: date, count: int) -> date:
        return self.calendar.add_working_days(day, count) if self.term.working else day + timedelta(days=count)

    def _between(self, start: date, end: date) -> int:
        """Units after ``start`` up to ``end``; 0 when ``end`` is not later."""
        if end <= start:
            return 0
        return self.calendar.working_days_between(start, end) if self.term.working else (end - start).days

    def clock(self, today: date) -> Clock:
        """Close the sum: move the end to a working day and measure where ``today`` stands."""
        if self.start is None or self.end is None:
            return Clock(self.term, None, None, 0, self.term.days, None, None, None, False, 0, ())
        stands_at = min(day for day in (today, self.paused, self.stopped) if day is not None)
        due = self.calendar.next_working_day(self.end)
        elapsed = max(0, self._between(self.start, stands_at) - self.pause_days)
        overdue = stands_at > due
        return Clock(
            term=self.term,
            started_on=self.start,
            due=None if self.paused else due,
            day_number=elapsed if overdue else min(elapsed, self.total),
            day_total=self.total,
            paused_since=self.paused,
            stopped_on=self.stopped,
            remaining=self._remaining(due, stands_at),
            overdue=overdue,
            days_late=self._between(due, stands_at),
            lines=(*self.lines, *self._last_lines(due)),
        )

    def _remaining(self, due: date, stands_at: date) -> int | None:
        if self.stopped is not None:
            return None
        if self.paused is not None and self.end is not None:
            return self._between(self.paused, self.end)
        return self._between(stands_at, due)

    def _last_lines(self, due: date) -> list[Line]:
        if self.paused is not None or self.end is None:
            return []
        moved = [Line("moved", self.end, (due - self.end).days, due)] if due != self.end else []
        return [*moved, Line("due", self.end, self.total + self.pause_days, due)]
