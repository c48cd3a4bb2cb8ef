"""What one step of a case adds to the counts. Pure: no database, no language.

Counts are kept in classes that do not overlap (decided on time, decided late), so that every figure is a sum of them
and a protected class cannot be found by taking one figure from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from eservices.cases.deadlines import ClockKind, Entry

RECEIVED_ONLINE = "received_online"
RECEIVED_COUNTER = "received_counter"
DECIDED_ON_TIME = "decided_on_time"
DECIDED_LATE = "decided_late"
CALLS = "calls"
APPEALS = "appeals"
APPEALS_REJECTED = "appeals_rejected"
APPEALS_ACCEPTED = "appeals_accepted"
OPEN = "open"
REGISTER_ANSWERED = "register_answered"
REGISTER_FAILED = "register_failed"
REPORTS_ON_TIME = "reports_on_time"
REPORTS_LATE = "reports_late"
INSPECTORATE = "inspectorate:"
"""Counts of an inspectorate stand beside those of services, under its name after this word."""
DATASETS, DATASETS_FRESH = "datasets", "datasets_fresh"
QUALITY_POINTS, QUALITY_POSSIBLE = "quality_points", "quality_possible"
DAYS, SCORE = "d", "score"
LONGEST = 730
"""Days beyond which a case counts as having taken this long; two years tell everything there is to tell."""
OPEN_STATES = frozenset({"submitted", "in_review", "amendment_requested", "stayed", "proposed", "withdrawn"})
ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Step:
    """One event of a case, with what the counts need to know of it.

    ``due``: the legal deadline before the event; ``days``: days that the administration had the case in its hands. Both
    are given for a decision only.
    """

    action: str
    on: date
    from_state: str
    to_state: str
    service: str
    channel: str
    filed_on: date
    due: date | None = None
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """``count`` more (or, below zero, fewer) of ``name`` for a service in the month that begins on ``month``."""

    service: str
    month: date
    name: str
    count: int = 1


def month_of(day: date) -> date:
    """First day of its month."""
    return day.replace(day=1)


def days_name(days: int) -> str:
    """Name of the count of cases decided in so many days."""
    return f"{DAYS}{min(max(days, 0), LONGEST)}"


def score_name(score: int) -> str:
    """Name of the count of ratings with this score."""
    return f"{SCORE}{score}"


def facts_of(step: Step) -> Iterator[Fact]:
    """What the event adds. An event of which nothing is counted gives nothing."""
    month = month_of(step.on)
    for name in _names(step):
        yield Fact(step.service, month, name)
    change = (step.to_state in OPEN_STATES) - (step.from_state in OPEN_STATES)
    if change:
        yield Fact(step.service, month_of(step.filed_on), OPEN, change)


def _names(step: Step) -> Iterator[str]:
    match step.action:
        case "submit":
            yield RECEIVED_ONLINE if step.channel == ONLINE else RECEIVED_COUNTER
        case "issue":
            yield DECIDED_LATE if step.due is not None and step.on > step.due else DECIDED_ON_TIME
            yield days_name(step.days or 0)
        case "request_amendment":
            yield CALLS
        case "lodge_appeal":
            yield APPEALS
        case "uphold_decision":
            yield APPEALS_REJECTED
        case "annul_decision":
            yield APPEALS_ACCEPTED


def rating_facts(service: str, on: date, score: int, before: int | None) -> Iterator[Fact]:
    """A rating counts in the month in which it was first given; a changed one is taken back first."""
    if before is not None:
        yield Fact(service, month_of(on), score_name(before), -1)
    yield Fact(service, month_of(on), score_name(score))


def answer_facts(inspectorate: str, on: date, due: date | None) -> Iterator[Fact]:
    """An inspection answered the sender of a report on that day; ``due`` is the last day of the term (ЗИН, члан 18)."""
    name = REPORTS_LATE if due is not None and on > due else REPORTS_ON_TIME
    yield Fact(f"{INSPECTORATE}{inspectorate}", month_of(on), name)


def running_days(entries: Iterable[Entry], until: date) -> int:
    """Calendar days up to ``until`` in which the legal clock ran, since the case was opened (or opened again).

    A pause is left out from the day after it began to the day on which it ended; days before a call to amend count,
    although the term itself begins anew after the answer. A case that was annulled or reopened counts from then.
    """
    total, since, stopped = 0, None, False
    for entry in entries:
        match entry.kind:
            case ClockKind.START:
                total, since, stopped = 0, entry.on, False
            case ClockKind.RESTART if stopped:
                total, since, stopped = 0, entry.on, False
            case ClockKind.RESTART | ClockKind.RESUME if since is None:
                since = entry.on
            case ClockKind.PAUSE | ClockKind.STOP if since is not None:
                total, since = total + (entry.on - since).days, None
        stopped = stopped or entry.kind is ClockKind.STOP
    return total + ((until - since).days if since is not None else 0)
