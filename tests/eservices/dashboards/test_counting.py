"""Counts and measures against a slow reference that reads whole histories, on random lives of cases."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.deadlines import ClockKind, Entry
from eservices.cases.lifecycle import TABLE, State
from eservices.dashboards import counting
from eservices.dashboards.counting import Step, facts_of, rating_facts, running_days
from eservices.dashboards.measures import backlog_by_age, measures_of, percentile, total

FIRST = date(2025, 1, 1)
TODAY = date(2026, 6, 30)


@dataclass(frozen=True)
class Happened:
    action: str
    on: date
    before: str
    after: str


@dataclass(frozen=True)
class History:
    """A whole life of one case; ``decisions`` gives deadline and days of each decision in turn."""

    service: str
    channel: str
    events: tuple[Happened, ...]
    decisions: tuple[tuple[date | None, int], ...]

    def steps(self) -> list[Step]:
        waiting = iter(self.decisions)
        made = []
        for event in self.events:
            due, days = next(waiting) if event.action == "issue" else (None, None)
            made.append(Step(event.action, event.on, event.before, event.after, self.service, self.channel,
                             self.events[0].on, due, days))  # fmt: skip
        return made


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Any walk through the table of transitions, a few days between the acts."""
    day = FIRST + timedelta(days=draw(st.integers(0, 400)))
    events = [Happened("submit", day, "", State.SUBMITTED)]
    decisions: list[tuple[date | None, int]] = []
    for _ in range(draw(st.integers(0, 14))):
        state = State(events[-1].after)
        rows = [row for row in TABLE if state in row.sources]
        if not rows:
            break
        row = draw(st.sampled_from(rows))
        day = min(day + timedelta(days=draw(st.integers(0, 30))), TODAY)
        events.append(Happened(row.action, day, state, row.from_state(state)))
        if row.action == "issue":
            shift = draw(st.none() | st.integers(-20, 20))
            due = None if shift is None else day + timedelta(days=shift)
            decisions.append((due, draw(st.integers(0, 900))))
    service = draw(st.sampled_from(["maternity-pay", "site-information"]))
    channel = draw(st.sampled_from(["online", "counter"]))
    return History(service, channel, tuple(events), tuple(decisions))


class SlowReference:
    """Every question answered by reading all histories again, from the words of the definition."""

    def __init__(self, cases: list[History], service: str, months: set[date]) -> None:
        self.cases = [case for case in cases if case.service == service]
        self.months = months

    def _happened(self, action: str) -> list[tuple[History, Happened]]:
        return [(case, event) for case in self.cases for event in case.events
                if event.action == action and event.on.replace(day=1) in self.months]  # fmt: skip

    def decisions(self) -> list[tuple[date, date | None, int]]:
        found = []
        for case in self.cases:
            issued = [event for event in case.events if event.action == "issue"]
            for event, (due, days) in zip(issued, case.decisions, strict=True):
                if event.on.replace(day=1) in self.months:
                    found.append((event.on, due, days))
        return found

    def check(self, counts: Counter[str]) -> None:
        figures, decisions = measures_of(counts), self.decisions()
        received = self._happened("submit")
        assert figures.received == len(received)
        assert figures.received_online == sum(case.channel == "online" for case, _ in received)
        assert figures.decided == len(decisions)
        assert figures.late == sum(1 for on, due, _ in decisions if due and on > due)
        assert figures.calls == len(self._happened("request_amendment"))
        assert figures.appeals == len(self._happened("lodge_appeal"))
        assert figures.appeals_accepted == len(self._happened("annul_decision"))
        assert figures.appeals_rejected == len(self._happened("uphold_decision"))
        days = sorted(min(taken, 730) for _, _, taken in decisions)
        assert figures.median_days == (statistics.median_low(days) if days else None)
        assert figures.p90_days == (days[-(-len(days) * 9 // 10) - 1] if len(days) >= 10 else None)

    def backlog(self) -> list[int]:
        bands = [0] * 5
        for case in self.cases:
            filed = case.events[0].on
            if case.events[-1].after in counting.OPEN_STATES:
                age = (TODAY.year * 12 + TODAY.month) - (filed.year * 12 + filed.month)
                bands[0 if age < 1 else 1 if age < 3 else 2 if age < 6 else 3 if age < 12 else 4] += 1
        return bands


@given(st.lists(histories(), max_size=25), st.randoms(use_true_random=False), st.integers(0, 17), st.integers(1, 18))
def test_counts_give_what_reading_every_history_gives(cases, random, first, length) -> None:  # type: ignore[no-untyped-def]
    facts = [fact for case in cases for step in case.steps() for fact in facts_of(step)]
    random.shuffle(facts)  # folded in any order
    cells: dict[tuple[str, date], Counter[str]] = defaultdict(Counter)
    for fact in facts:
        cells[fact.service, fact.month][fact.name] += fact.count
    every = sorted({date(2025 + month // 12, month % 12 + 1, 1) for month in range(18)})
    months = set(every[first : first + length])
    for service in ("maternity-pay", "site-information"):
        slow = SlowReference(cases, service, months)
        slow.check(total(counts for (name, month), counts in cells.items() if name == service and month in months))
        by_month = {month: counts for (name, month), counts in cells.items() if name == service}
        assert backlog_by_age(by_month, TODAY) == slow.backlog()


@given(st.dictionaries(st.integers(0, 50), st.integers(1, 9), max_size=12), st.integers(1, 100))
def test_percentile_is_the_nearest_rank(values: dict[int, int], percent: int) -> None:
    long = sorted(value for value, count in values.items() for _ in range(count))
    expected = next((x for n, x in enumerate(long, 1) if n * 100 >= percent * len(long)), None)
    assert percentile(values, percent) == expected


def day(number: int) -> date:
    return date(2026, 3, number)


START = Entry(ClockKind.START, day(1))
K = ClockKind


@pytest.mark.parametrize(
    ("entries", "days"),
    [
        ([START], 30),
        ([START, Entry(K.PAUSE, day(6)), Entry(K.RESUME, day(16))], 20),
        ([START, Entry(K.PAUSE, day(6)), Entry(K.RESTART, day(16))], 20),
        ([START, Entry(K.EXTEND, day(5), days=10)], 30),
        ([START, Entry(K.STOP, day(11))], 10),
        ([START, Entry(K.STOP, day(11)), Entry(K.RESTART, day(21))], 10),
        ([START, Entry(K.PAUSE, day(6)), Entry(K.STOP, day(9))], 5),
    ],
)
def test_days_in_which_the_clock_stood_are_left_out(entries: list[Entry], days: int) -> None:
    assert running_days(entries, day(31)) == days


def test_a_changed_rating_counts_once() -> None:
    counts: Counter[str] = Counter()
    for score, before in ((2, None), (5, 2)):
        for fact in rating_facts("maternity-pay", day(3), score, before):
            counts[fact.name] += fact.count
    figures = measures_of(counts)
    assert (figures.ratings, figures.satisfaction) == (1, 5.0)


def test_what_cannot_be_said_is_not_zero() -> None:
    nothing = measures_of({})
    assert nothing.on_time_share is nothing.median_days is nothing.satisfaction is nothing.availability is None
    assert nothing.per_thousand(None) is None
