"""Pure rules of delivering a record to the supervised subject (достављање): which step may follow, and when it counts.

No Django here. Legal basis: Закон о општем управном поступку, достављање; details from memory, verify. The term of a
public posting is a parameter.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eservices.cases.deadlines import Term
from inspections.record_rules import Kind, end_of
from municipalities.working_days import Calendar


class Step(StrEnum):
    """What happened to a paper on its way to the supervised subject."""

    SENT = "sent"
    """Упућено."""
    RECEIVED = "received"
    """Уручено."""
    REFUSED = "refused"
    """Пријем одбијен; counts as delivered."""
    RETURNED = "returned"
    """Враћено неуручено."""
    POSTED = "posted"
    """Истакнуто (јавно саопштавање); counts as delivered after its term."""
    TAKEN_BACK = "taken_back"
    """Погрешан унос: the step before it does not count."""


DELIVERED = frozenset(
    {
        Kind.ORDER, Kind.NOTICE, Kind.FIELD_RECORD, Kind.MEASURE, Kind.CONTROL_VISIT, Kind.MISDEMEANOUR_ORDER,
        Kind.DECISION, Kind.ENFORCEMENT,
    }
)  # fmt: skip
"""Kinds of records that are handed to the supervised subject."""
OBJECTED_TO = frozenset({Kind.FIELD_RECORD, Kind.CONTROL_VISIT})
"""Kinds against which objections may be made in a term from their delivery (примедбе)."""
APPEALED = frozenset({Kind.DECISION})
"""Kinds against which an appeal may be made in a term from their delivery (жалба)."""

_FOLLOWING: dict[Step | None, tuple[Step, ...]] = {
    None: (Step.SENT, Step.RECEIVED, Step.REFUSED),
    Step.SENT: (Step.RECEIVED, Step.REFUSED, Step.RETURNED),
    Step.RETURNED: (Step.SENT, Step.POSTED),
    Step.POSTED: (Step.RECEIVED,),
    Step.RECEIVED: (),
    Step.REFUSED: (),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A step and the day on which it happened."""

    step: Step
    on: date


class CannotDeliver(ValueError):
    """A step that cannot be entered. ``code``: kind (such a record is not delivered), step (not after the one before),
    early (before the one before it or before the record was made), future."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def in_force(entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The steps that count: a taken back one and the step that took it back are left out."""
    kept: list[Entry] = []
    for entry in entries:
        if entry.step is Step.TAKEN_BACK:
            kept.pop()
        else:
            kept.append(entry)
    return tuple(kept)


def following(entries: Sequence[Entry]) -> tuple[Step, ...]:
    """The steps that may be entered now."""
    kept = in_force(entries)
    back = (Step.TAKEN_BACK,) if kept else ()
    return (*_FOLLOWING[kept[-1].step if kept else None], *back)


def check(kind: Kind, made_on: date, entries: Sequence[Entry], new: Entry, today: date) -> None:
    """Raise :class:`CannotDeliver` for a step that does not follow from what was entered before."""
    if kind not in DELIVERED:
        raise CannotDeliver("kind")
    if new.step not in following(entries):
        raise CannotDeliver("step")
    if new.on > today:
        raise CannotDeliver("future")
    kept = in_force(entries)
    if new.on < (kept[-1].on if kept else made_on):
        raise CannotDeliver("early")


def delivered_on(entries: Sequence[Entry], posting: Term, calendar: Calendar) -> date | None:
    """The day on which a paper counts as delivered; None while it does not.

    Handing over and refusing count on their day, a public posting on the last day of its term; the earliest holds.
    """
    days = []
    for entry in in_force(entries):
        if entry.step in (Step.RECEIVED, Step.REFUSED):
            days.append(entry.on)
        elif entry.step is Step.POSTED:
            days.append(end_of(posting, entry.on, calendar))
    return min(days, default=None)
