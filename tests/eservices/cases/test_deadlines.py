"""The legal clock: due dates, pauses and their explanation."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.deadlines import (
    Clock,
    ClockError,
    ClockKind,
    Entry,
    Line,
    Term,
    explain,
)
from municipalities.working_days import Calendar

CALENDAR = Calendar()
THIRTY = Term(30, source="ЗУП, члан 145. став 2.")
START = date(2026, 3, 2)


def entry(kind: str, day: int | date, **values: object) -> Entry:
    """An entry on a date, or so many days after the start."""
    on = START + timedelta(days=day) if isinstance(day, int) else day
    return Entry(ClockKind(kind), on, **values)  # type: ignore[arg-type]


def clock(*entries: Entry, today: int | date = 0, term: Term = THIRTY) -> Clock:
    return explain(
        term,
        entries,
        CALENDAR,
        START + timedelta(days=today) if isinstance(today, int) else today,
    )


def test_the_day_of_filing_is_not_counted() -> None:
    on_first_day = clock(entry("start", 0))
    assert (on_first_day.due, on_first_day.day_number, on_first_day.remaining) == (
        date(2026, 4, 1),
        0,
        30,
    )
    on_twelfth = clock(entry("start", 0), today=12)
    assert (
        on_twelfth.day_number,
        on_twelfth.day_total,
        on_twelfth.remaining,
        on_twelfth.overdue,
    ) == (12, 30, 18, False)


def test_site_information_runs_in_working_days() -> None:
    filed = entry("start", date(2026, 2, 6))
    assert clock(filed, term=Term(8, working=True), today=date(2026, 2, 16)).due == date(2026, 2, 20)
    assert clock(filed, term=Term(8, working=True), today=date(2026, 2, 17)).day_number == 5
    assert clock(filed, term=Term(8), today=date(2026, 2, 16)).due == date(2026, 2, 18)


def test_an_end_on_a_free_day_moves_and_is_explained() -> None:
    filed = clock(
        entry("start", date(2026, 3, 12), article="ЗУП, члан 145."),
        today=date(2026, 4, 12),
    )
    assert filed.lines == (
        Line("start", date(2026, 3, 12), 30, date(2026, 4, 11), "ЗУП, члан 145."),
        Line("moved", date(2026, 4, 11), 3, date(2026, 4, 14)),
        Line("due", date(2026, 4, 11), 30, date(2026, 4, 14)),
    )
    assert (filed.day_number, filed.overdue, filed.remaining) == (30, False, 2)


def test_whole_days_of_a_pause_are_added() -> None:
    entries = (
        entry("start", 0),
        entry(
            "pause",
            5,
            article="ЗУП, члан 94.",
            reason="претходно питање",
            until=START + timedelta(days=20),
        ),
        entry("resume", 15),
    )
    resumed = clock(*entries, today=17)
    assert (resumed.due, resumed.day_number, resumed.remaining) == (
        date(2026, 4, 14),
        7,
        26,
    )  # day 40 is Great Saturday
    assert [(line.code, line.days) for line in resumed.lines] == [
        ("start", 30), ("pause", None), ("resume", 10), ("moved", 3), ("due", 40),
    ]  # fmt: skip
    assert resumed.lines[1].until == START + timedelta(days=20)


def test_a_paused_clock_has_no_due_date_and_stands_still() -> None:
    paused = clock(entry("start", 0), entry("pause", 12), today=25)
    assert (paused.due, paused.paused_since, paused.day_number) == (
        None,
        START + timedelta(days=12),
        12,
    )
    assert (paused.remaining, paused.overdue, paused.running) == (18, False, False)
    assert [line.code for line in paused.lines] == ["start", "pause"]


def test_the_term_runs_anew_from_the_complete_request() -> None:
    answered = clock(
        entry("start", 0),
        entry("pause", 3),
        entry("restart", 11, article="ЗУП, члан 59."),
        today=12,
    )
    assert (answered.due, answered.day_number, answered.day_total) == (
        date(2026, 4, 14),
        1,
        30,
    )  # 12 April is Easter
    assert answered.lines[2] == Line("restart", START + timedelta(days=11), 30, date(2026, 4, 12), "ЗУП, члан 59.")


def test_an_unanswered_call_lets_the_old_term_go_on() -> None:
    assert clock(entry("start", 0), entry("pause", 3), entry("resume", 11)).due == START + timedelta(days=38)


def test_extensions_by_days_and_until_a_day() -> None:
    by_days = clock(entry("start", 0), entry("extend", 20, days=15), today=31)
    assert (by_days.due, by_days.day_number, by_days.day_total) == (
        date(2026, 4, 16),
        31,
        45,
    )
    until = clock(entry("start", 0), entry("extend", 20, until=date(2026, 4, 20)))
    assert (until.due, until.day_total, until.lines[1].code) == (
        date(2026, 4, 20),
        49,
        "extend-until",
    )


def test_a_missed_term_is_overdue_and_counts_on() -> None:
    late = clock(entry("start", 0), today=33)
    assert (late.overdue, late.days_late, late.remaining, late.day_number) == (
        True,
        3,
        0,
        33,
    )


def test_a_term_in_working_days_is_missed_on_the_next_day_even_a_saturday() -> None:
    late = clock(
        entry("start", date(2026, 2, 6)),
        term=Term(8, working=True),
        today=date(2026, 2, 21),
    )
    assert (late.due, late.overdue, late.days_late) == (date(2026, 2, 20), True, 0)


def test_after_the_stop_nothing_moves() -> None:
    in_time = clock(entry("start", 0), entry("stop", 29), today=300)
    assert (
        in_time.overdue,
        in_time.remaining,
        in_time.day_number,
        in_time.running,
    ) == (False, None, 29, False)
    assert clock(entry("start", 0), entry("stop", 32), today=300).days_late == 2


def test_a_stop_ends_an_open_pause_and_a_restart_opens_the_clock_again() -> None:
    stopped = clock(entry("start", 0), entry("pause", 10), entry("stop", 50), today=60)
    assert (stopped.day_number, stopped.overdue, stopped.paused_since) == (
        10,
        False,
        None,
    )
    again = clock(entry("start", 0), entry("stop", 20), entry("restart", 100), today=101)
    assert (again.stopped_on, again.day_number, again.running) == (None, 1, True)


def test_nothing_is_due_before_the_start() -> None:
    assert (clock().due, clock().remaining, clock().lines, clock().running) == (
        None,
        None,
        (),
        False,
    )


@pytest.mark.parametrize(
    ("entries", "code", "position"),
    [
        ([entry("pause", 0)], "not-started", 0),
        ([entry("restart", 0)], "not-started", 0),
        ([entry("start", 0), entry("start", 1)], "already-started", 1),
        ([entry("start", 0), entry("pause", 1), entry("pause", 2)], "paused", 2),
        ([entry("start", 0), entry("resume", 1)], "not-paused", 1),
        ([entry("start", 0), entry("stop", 1), entry("pause", 2)], "stopped", 2),
        ([entry("start", 0), entry("stop", 1), entry("stop", 2)], "stopped", 2),
        ([entry("start", 5), entry("pause", 4)], "order", 1),
        ([entry("start", 0), entry("extend", 1)], "length-missing", 1),
        ([entry("start", 0), entry("extend", 1, days=0)], "length-negative", 1),
        (
            [entry("start", 0), entry("extend", 1, days=5, until=START)],
            "length-superfluous",
            1,
        ),
        ([entry("start", 0, days=5)], "length-superfluous", 0),
        ([entry("start", 0), entry("pause", 1, days=5)], "length-superfluous", 1),
        (
            [entry("start", 0), entry("extend", 1, until=START + timedelta(days=30))],
            "extension-earlier",
            1,
        ),
    ],
)
def test_impossible_sequences_are_refused(entries: list[Entry], code: str, position: int) -> None:
    with pytest.raises(ClockError) as refused:
        clock(*entries)
    assert (refused.value.code, refused.value.position) == (code, position)


def test_a_term_needs_a_length() -> None:
    with pytest.raises(ClockError, match="term-length"):
        Term(0)


TERMS = st.builds(Term, st.integers(1, 60), st.booleans())
STARTS = st.dates(date(2024, 1, 1), date(2032, 1, 1))
# Gaps in days: start to pause, length of the pause, and so on for every further pause.
PAUSES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=4)


def ledger(start: date, pauses: list[tuple[int, int]]) -> list[Entry]:
    entries, day = [Entry(ClockKind.START, start)], start
    for wait, length in pauses:
        day += timedelta(days=wait)
        entries.append(Entry(ClockKind.PAUSE, day))
        day += timedelta(days=length)
        entries.append(Entry(ClockKind.RESUME, day))
    return entries


@given(TERMS, STARTS, PAUSES, st.integers(0, 200))
def test_due_is_a_working_day_after_the_start_and_stable(
    term: Term, start: date, pauses: list[tuple[int, int]], later: int
) -> None:
    entries = ledger(start, pauses)
    first = explain(term, entries, CALENDAR, start + timedelta(days=later))
    assert first == explain(term, tuple(entries), CALENDAR, start + timedelta(days=later))
    assert first.due is not None and first.due > start and CALENDAR.is_working_day(first.due)
    assert first.due == explain(term, entries, CALENDAR, start).due
    assert first.overdue == (start + timedelta(days=later) > first.due and first.days_late > 0)
    assert first.lines[-1].end == first.due


@given(TERMS, STARTS, PAUSES, st.integers(0, 40), st.integers(0, 40))
def test_another_pause_never_brings_the_due_date_forward(
    term: Term, start: date, pauses: list[tuple[int, int]], wait: int, length: int
) -> None:
    without = explain(term, ledger(start, pauses), CALENDAR, start).due
    with_it = explain(term, ledger(start, [*pauses, (wait, length)]), CALENDAR, start).due
    assert without is not None and with_it is not None and with_it >= without


@given(st.integers(1, 60), STARTS, PAUSES)
def test_calendar_days_add_up(days: int, start: date, pauses: list[tuple[int, int]]) -> None:
    unmoved = start + timedelta(days=days + sum(length for _, length in pauses))
    assert explain(Term(days), ledger(start, pauses), CALENDAR, start).due == CALENDAR.next_working_day(unmoved)


@given(st.integers(1, 40), STARTS)
def test_day_of_the_event_is_not_counted(days: int, start: date) -> None:
    working = explain(Term(days, working=True), ledger(start, []), CALENDAR, start)
    assert working.due is not None and CALENDAR.working_days_between(start, working.due) == days
    assert working.day_number == 0
