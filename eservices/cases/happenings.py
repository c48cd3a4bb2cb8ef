"""What floors above may hear of: every line of a case's story, and every rating, in the transaction that writes it.

A listener must be quick and must not change the case; what it writes stands or falls with the event. Listeners are
registered when an app is ready (``AppConfig.ready``).
"""

from __future__ import annotations

from collections.abc import Callable

from eservices.cases.models import Case, CaseEvent, Rating

EventListener = Callable[[Case, CaseEvent], None]
"""Takes the locked case, already in its new state, and the event. ``case.due_on`` is still the deadline before it."""
RatingListener = Callable[[Rating, int | None], None]
"""Takes the rating (оцена) and the score it replaces, None when there was none."""

_event_listeners: list[EventListener] = []
_rating_listeners: list[RatingListener] = []


def on_event(listener: EventListener) -> EventListener:
    """Let ``listener`` hear of every event; registering it again changes nothing."""
    if listener not in _event_listeners:
        _event_listeners.append(listener)
    return listener


def on_rating(listener: RatingListener) -> RatingListener:
    """Let ``listener`` hear of every rating; registering it again changes nothing."""
    if listener not in _rating_listeners:
        _rating_listeners.append(listener)
    return listener


def tell_event(case: Case, event: CaseEvent) -> None:
    """Tell everybody who listens; called where the event is written."""
    for listener in _event_listeners:
        listener(case, event)


def tell_rating(rating: Rating, before: int | None) -> None:
    """Tell everybody who listens; called where the rating is written."""
    for listener in _rating_listeners:
        listener(rating, before)
