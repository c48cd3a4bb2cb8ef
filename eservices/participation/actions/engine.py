"""One way to move a process on: lock it, let the calendar catch up, ask the table of steps, write the event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import outbox
from eservices.cases.deadlines import Clock, ClockKind, Entry, Term, explain
from eservices.participation.models import Announcement, Event, Option, Process, Signature
from eservices.participation.phases import (
    HIDDEN,
    TIMED_PHASES,
    Act,
    Identity,
    Kind,
    Need,
    Part,
    Phase,
    Span,
    Standing,
    Step,
    check,
    check_official,
    due_step,
    step,
)
from municipalities import parameters
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


class NeedMissing(ValueError):
    """A step lacks something; ``need`` says what."""

    def __init__(self, need: Need) -> None:
        super().__init__(need.value)
        self.need = need


class SamePerson(PermissionError):
    """Who wrote or moderated cannot be the one who approves or decides (два пара очију)."""


@dataclass(frozen=True)
class Change:
    """What goes with a step: a reason in words, identifiers for the event, the day on which the calendar took it."""

    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    on: date | None = None


NOTHING = Change()


def lock(process: Process) -> Process:
    """The process, locked until the transaction ends, in the phase of today."""
    locked = Process.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=process.pk)
    catch_up(locked)
    process.phase = locked.phase
    return locked


def catch_up(locked: Process) -> int:
    """Take every step that the calendar has brought; returns how many."""
    taken = 0
    while (row := due_step(Kind(locked.kind), Phase(locked.phase), locked.spans, timezone.localdate())) is not None:
        span = locked.spans[row.target if Phase(locked.phase) is Phase.ANNOUNCED else Phase(locked.phase)]
        day = span.first if Phase(locked.phase) is Phase.ANNOUNCED else span.last
        _go(locked, row, Part.SYSTEM, Change(on=day), None)
        taken += 1
    return taken


def citizen_may(process: Process, act: Act, standing: Standing) -> Process:
    """The locked process in which a citizen may do this now. Raises ``phases.NotNow``."""
    locked = lock(process)
    check(Kind(locked.kind), Phase(locked.phase), act, standing, Identity(locked.identity))
    return locked


def official_may(process: Process, act: Act) -> Process:
    """The locked process in which an official may do this now. Raises ``phases.NotNow``."""
    locked = lock(process)
    check_official(Kind(locked.kind), Phase(locked.phase), act)
    return locked


@transaction.atomic
def take_step(name: str, *, process: Process, part: Part, change: Change = NOTHING, by: User | None) -> Process:
    """Carry out one row of the table of steps; returns the process as it is now.

    Raises ``phases.NotNow`` or :class:`NeedMissing`; then nothing has changed.
    """
    locked = lock(process)
    row = step(Kind(locked.kind), Phase(locked.phase), name, part)
    missing = first_missing(locked, row, reason=change.reason)
    if missing is not None:
        raise NeedMissing(missing)
    _go(locked, row, part, change, by)
    process.phase = locked.phase
    return locked


def _go(locked: Process, row: Step, part: Part, change: Change, by: User | None) -> None:
    before, locked.phase = locked.phase, row.target
    _tell_the_clock(locked, row, change.on or timezone.localdate())
    locked.save(update_fields=["phase", "clock_from", "clock_days", "clock_source", "clock_stopped", "due_on"])
    write_event(locked, row.name, part=part, from_phase=before, change=change, by=by)
    announce(locked)


def write_event(
    process: Process, action: str, *, part: Part, from_phase: str = "", change: Change = NOTHING, by: User | None
) -> Event:
    """Add a line to the story of a locked process."""
    return Event.objects.create(
        municipality_id=process.municipality_id,
        process=process,
        action=action,
        actor=by,
        part=part,
        from_phase=from_phase or process.phase,
        to_phase=process.phase,
        reason=change.reason,
        data=change.data,
    )


def announce(process: Process) -> None:
    """Let the public list say what the process is now; what was never public stays unknown."""
    known = Announcement.objects.filter(code=process.code)
    if Phase(process.phase) in HIDDEN or (not _leads_on(process) and not known.exists()):
        known.delete()
        return
    Announcement.objects.update_or_create(
        code=process.code,
        defaults={
            "municipality_id": process.municipality_id, "kind": process.kind, "title": process.title,
            "summary": process.summary, "phase": process.phase,
            "spans": {phase.value: [span.first.isoformat(), span.last.isoformat()] for phase, span in process.spans.items()},
        },
    )  # fmt: skip


def _leads_on(process: Process) -> bool:
    return Phase(process.phase) not in (Phase.REFUSED, Phase.WITHDRAWN)


# -- the clock ---------------------------------------------------------------------------------------------------------
def _tell_the_clock(process: Process, row: Step, on: date) -> None:
    """Start or stop the days in which the report or the answer is due."""
    if row.clock:
        term = parameters.value(row.clock, municipality=process.municipality, on=on)
        process.clock_from, process.clock_stopped = on, None
        process.clock_days, process.clock_source = term.days, term.legal_source
        clock = clock_of(process)
        process.due_on = clock.due if clock else None
    elif row.stops and process.clock_from:
        process.clock_stopped = on


def clock_of(process: Process) -> Clock | None:
    """The clock of the report or the answer, with every line of its arithmetic; None while none runs."""
    if process.clock_from is None or process.clock_days is None:
        return None
    entries = [Entry(ClockKind.START, process.clock_from, article=process.clock_source)]
    if process.clock_stopped:
        entries.append(Entry(ClockKind.STOP, process.clock_stopped))
    term = Term(process.clock_days, source=process.clock_source)
    return explain(term, entries, calendar_of(process.municipality), timezone.localdate())


# -- what a step needs -------------------------------------------------------------------------------------------------
def first_missing(process: Process, row: Step, *, reason: str) -> Need | None:
    """The first need of the step that is not met, in the order of the needs."""
    for need in Need:
        if need in row.needs and not (bool(reason.strip()) if need is Need.REASON else _MET[need](process)):
            return need
    return None


def facts_missing(process: Process, row: Step) -> Need | None:
    """The first unmet need that a reason alone would not mend; for the buttons."""
    return first_missing(process, row, reason="-")


def required(process: Process, code: str) -> int:
    """A whole number of the parameters in force today."""
    return parameters.value(code, municipality=process.municipality, on=timezone.localdate()).days


def _committee(process: Process) -> bool:
    return process.committee.count() >= required(process, "participation.committee_members")


def _dates(process: Process) -> bool:
    """Every phase that is still to come by dates has them, none begins in the past, and none is too short."""
    today, spans = timezone.localdate(), process.spans
    kind = Kind(process.kind)
    wanted = [phase for phase in TIMED_PHASES[kind] if phase is not Phase.VOTING or kind is Kind.POLL]
    if Phase(process.phase) is Phase.ADMITTING:
        wanted = [Phase.VOTING]
    return all(phase in spans and _fits(process, spans[phase], today) for phase in wanted)


def _fits(process: Process, span: Span, today: date) -> bool:
    least = required(process, "participation.hearing_days") if process.kind == Kind.HEARING else 1
    return span.first >= today and span.days >= least


def _threshold(process: Process) -> bool:
    counted = process.signatures
    if Phase(process.phase) is Phase.COUNTED:
        counted = process.signed.filter(check_state=Signature.Check.COUNTED).count()
    return process.threshold is not None and counted >= process.threshold


def _all_checked(process: Process) -> bool:
    return not process.signed.filter(check_state=Signature.Check.WAITING).exists()


def _all_answered(process: Process) -> bool:
    remarks = process.comments.filter(thread=None, hidden=False)
    return not remarks.filter(official_answers=None).exists()


def _options(process: Process) -> bool:
    least = 2 if process.kind == Kind.POLL else 1
    return process.options.filter(state=Option.State.ADMITTED).count() >= least


_MET: dict[Need, Callable[[Process], bool]] = {
    Need.TEXT: lambda process: process.versions.exists(),
    Need.COMMITTEE: _committee,
    Need.DATES: _dates,
    Need.THRESHOLD: _threshold,
    Need.ALL_CHECKED: _all_checked,
    Need.ALL_ANSWERED: _all_answered,
    Need.OPTIONS: _options,
    Need.REPORT: lambda process: hasattr(process, "report"),
}


def tell(kind: str, *, process: Process, row_id: int) -> None:
    """Promise a letter about an answer or a moderation to the author of a comment."""
    outbox.promise(
        "participation-letter",
        key=f"{kind}:{row_id}",
        municipality_id=process.municipality_id,
        payload={"kind": kind, "row_id": row_id},
    )
