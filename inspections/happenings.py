"""What floors above may hear of: the answer to the sender of a report, in the transaction that gives it.

A listener must be quick and must not change the report; what it writes stands or falls with the answer. Listeners are
registered when an app is ready (``AppConfig.ready``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from inspections.models import Report

ANSWERS = frozenset({"cede", "close", "inform", "reject"})
"""Actions that answer the sender when they stop the clock; what is withdrawn, lapsed or merged got no answer of its own."""
AnswerListener = Callable[[Report, date, date | None], None]
"""Takes the locked report, the day of the answer and the last day of its term."""
_listeners: list[AnswerListener] = []


def on_answer(listener: AnswerListener) -> AnswerListener:
    """Let ``listener`` hear of every answer; registering it again changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener


def tell_answer(report: Report, on: date, due: date | None) -> None:
    """Tell everybody who listens; called where the clock is stopped."""
    for listener in _listeners:
        listener(report, on, due)
