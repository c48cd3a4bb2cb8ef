"""The legal clock of a case: reads the ledger, explains it, and stores the derived dates for the queues."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.deadlines import Clock, ClockKind, Entry, Term, explain
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, CaseEvent, ClockEntry
from municipalities.calendars import calendar_of

# The unit of a parameter row, as the fixtures and officials write it.
WORKING_DAYS = "радних дана"


def term_of(case: Case) -> Term:
    """The term in which the case must be decided, as pinned when it was filed."""
    pinned = case.pinned[services.get(case.service).term_parameter]
    return Term(
        days=int(pinned["value"]),
        working=pinned["unit"] == WORKING_DAYS,
        source=pinned["source"],
    )


def entries_of(case: Case) -> list[Entry]:
    """The ledger in the order it was written."""
    return [row.entry for row in ClockEntry.objects.filter(case=case).order_by("pk")]


def clock_of(case: Case, *, today: date) -> Clock:
    """The clock as it stands today, with every line of its arithmetic."""
    return explain(term_of(case), entries_of(case), calendar_of(case.municipality), today)


def write(
    case: Case,
    event: CaseEvent,
    kind: ClockKind,
    *,
    on: date,
    article: str,
    reason: str,
    days: int | None = None,
    until: date | None = None,
) -> None:
    """Add a line to the ledger of a locked case."""
    ClockEntry.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        event=event,
        kind=kind,
        on=on,
        article=article,
        reason=reason,
        days=days,
        until=until,
    )


def derive(case: Case, *, today: date) -> None:
    """Set ``due_on`` and ``act_by`` of a locked case from the ledger and its state; the caller saves."""
    clock = clock_of(case, today=today)
    case.due_on = clock.due
    case.act_by = _act_by(case, clock)


def _act_by(case: Case, clock: Clock) -> date | None:
    """The day by which somebody has to do something next."""
    if case.state == State.SUBMITTED:
        days = int(case.pinned["general.completeness_call_working_days"]["value"])
        check = calendar_of(case.municipality).add_working_days(timezone.localdate(case.filed_at), days)
        return min(check, clock.due) if clock.due else check
    if case.state == State.AMENDMENT_REQUESTED:
        return case.amendments.get(answered_at=None, lapsed=False).due_on
    if case.state == State.DELIVERED:
        decided = case.decisions.filter(stage="sealed").order_by("-issued_at").first()
        return decided.appeal_until if decided else None
    return clock.due if case.is_open else None
