"""The clock's lines as sentences, in each script."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from eservices.cases.clock_words import panel, sentences
from eservices.cases.deadlines import ClockKind, Entry, Term, explain
from municipalities.working_days import Calendar

START = Entry(ClockKind.START, date(2026, 3, 2), "Пробни закон, члан 1.", "submit")
PAUSE = Entry(ClockKind.PAUSE, date(2026, 3, 10), "ЗУП, члан 59.", "request_amendment", until=date(2026, 3, 20))
RESTART = Entry(ClockKind.RESTART, date(2026, 3, 16), "ЗУП, члан 59.", "answer_amendment")
RESUME = Entry(ClockKind.RESUME, date(2026, 3, 25), "ЗУП, члан 59.", "lapse_amendment")
EXTEND = Entry(ClockKind.EXTEND, date(2026, 3, 27), "ЗУП, члан 145.", "extend_term", days=10)
STOP = Entry(ClockKind.STOP, date(2026, 3, 28), "ЗУП, члан 145.", "issue")


def clock(*entries: Entry, today: date = date(2026, 3, 12), working: bool = False):  # type: ignore[no-untyped-def]
    return explain(Term(30, working=working), entries, Calendar(), today)


def test_a_running_clock_counts_what_is_left() -> None:
    shown = panel(clock(START))
    assert (shown.state, shown.due, shown.total) == ("running", date(2026, 4, 1), 30)
    assert shown.reason == "Преостало дана: 20."
    assert shown.lines == (
        "2. 3. 2026.: захтев је примљен и рок почиње (Пробни закон, члан 1). Траје дана: 30, па је последњи дан 1. 4. 2026.",
        "Одлука се доноси најкасније 1. 4. 2026.",
    )


@pytest.mark.parametrize(
    ("entries", "state", "words"),
    [
        ((START, PAUSE), "paused", "Рок од тада не тече; наставак се очекује до 20. 3. 2026."),
        ((START, PAUSE, RESTART), "running", "Допуна је примљена. Цео рок тече испочетка (ЗУП, члан 59)"),
        ((START, PAUSE, RESUME), "running", "Рок поново тече; пауза се не рачуна (дана: 15)"),
        ((START, EXTEND), "running", "рок је продужен (ЗУП, члан 145), дана: 10"),
        ((START, STOP), "ended", "Рок више не тече."),
    ],
)
def test_every_step_is_told(entries: tuple[Entry, ...], state: str, words: str) -> None:
    shown = panel(clock(*entries))
    assert shown.state == state
    assert words in "\n".join(shown.lines)


def test_a_late_clock_says_by_how_much() -> None:
    shown = panel(clock(START, today=date(2026, 4, 11)))
    assert (shown.state, shown.reason) == ("late", "Дана преко рока: 10.")


def test_working_days_are_named_so() -> None:
    assert panel(clock(START, working=True)).reason.startswith("Преостало радних дана:")


def test_legal_sources_follow_the_script() -> None:
    with translation.override("sr-latn"):
        assert "(Probni zakon, član 1)" in sentences(clock(START))[0]
