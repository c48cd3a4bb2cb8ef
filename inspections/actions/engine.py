"""One way to change a report: lock it, ask the transition table, write event, clock and audit, derive the dates."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from eservices.cases import audit, outbox
from eservices.cases.deadlines import ClockKind
from eservices.cases.keys import hide
from inspections import clock, happenings
from inspections.actions import papers
from inspections.lifecycle import ENDED, Actor, State, Text, Transition, transition
from inspections.models import Report, ReportClockEntry, ReportEvent
from inspections.record_rules import Kind
from municipalities.accounts.models import User


class Conflict(Exception):
    """Somebody was faster: the report changed since it was opened. ``events`` tell what changed and by whom."""

    def __init__(self, report: Report, events: list[ReportEvent]) -> None:
        super().__init__(f"report {report.pk} is at version {report.version}")
        self.report, self.events = report, events


class MissingText(ValueError):
    """The action needs a text: ``which`` says whether one for the sender (public) or for the file (internal)."""

    def __init__(self, action: str, which: Text) -> None:
        super().__init__(f"{action} needs a {which} text")
        self.which = which


@dataclass(frozen=True)
class Change:
    """What goes with a transition: the two texts, data of the event, the expected end of a pause."""

    public_text: str = ""
    internal_text: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    until: date | None = None
    public: bool = True

    def text(self, which: Text) -> str:
        """The text of one kind."""
        return self.public_text if which is Text.PUBLIC else self.internal_text


NOTHING = Change()


def lock(report: Report, *, expected_version: int | None = None) -> Report:
    """The report, locked until the transaction ends. Raises :class:`Conflict` when it is at another version."""
    rows = Report.objects.select_for_update(of=("self",)).select_related("municipality", "data_key", "category")
    locked = rows.get(pk=report.pk)
    if expected_version is not None and locked.version != expected_version:
        since = list(locked.events.filter(position__gt=expected_version).select_related("actor"))
        raise Conflict(locked, since)
    return locked


def one_at_a_time(municipality_id: int) -> None:
    """Let mergings, separations and splittings of a municipality follow each other: they touch several reports."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('report-joining'), %s)", [municipality_id])


@transaction.atomic
def perform(
    action: str,
    *,
    report: Report,
    actor: Actor,
    expected_version: int | None = None,
    change: Change = NOTHING,
    by: User | None,
) -> ReportEvent:
    """Carry out one row of the transition table on a report; ``report`` gets what was written.

    Raises ``lifecycle.NotAllowed``, :class:`Conflict` or :class:`MissingText`; then nothing has changed.
    """
    locked = lock(report, expected_version=expected_version)
    event = carry_out(action, locked, actor=actor, change=change, by=by)
    refresh(report, locked)
    return event


def check(action: str, locked: Report, *, actor: Actor, change: Change = NOTHING) -> Transition:
    """The row of the table for a locked report. Raises ``NotAllowed`` or :class:`MissingText`."""
    rule = transition(State(locked.state), action, actor)
    if rule.text is not Text.NONE and not change.text(rule.text).strip():
        raise MissingText(action, rule.text)
    return rule


def carry_out(
    action: str, locked: Report, *, actor: Actor, change: Change = NOTHING, by: User | None
) -> ReportEvent:  # fmt: skip
    """As :func:`perform`, for a report that is locked and whose other columns the caller has changed."""
    rule = check(action, locked, actor=actor, change=change)
    change = _with_notice(locked, rule, change, by)
    before, locked.state = locked.state, rule.from_state(State(locked.state))
    today = timezone.localdate()
    if locked.state != before:
        locked.closed_on = today if locked.state in ENDED else None
    event = write_event(locked, action, actor=actor, from_state=before, change=change, by=by)
    _tell_the_clock(locked, event, rule, change, today)
    clock.derive(locked, today=today)
    locked.updated_at = timezone.now()
    locked.save()
    if rule.notifies and change.data.get("kind") != Kind.ANSWER:
        tell(locked, event)
    audit.record(
        f"report_{action}",
        municipality_id=locked.municipality_id,
        data={"report": locked.pk, "event": event.position},
        actor_kind=actor,
        by=by,
    )
    return event


def _with_notice(locked: Report, rule: Transition, change: Change, by: User | None) -> Change:
    """The change with the sealed notice that the table demands; its reader is told of it when it is sealed."""
    if by is None or "record" in change.data:
        return change
    record = papers.notice_with(locked, rule, change.public_text, by=by)
    if record is None:
        return change
    return replace(change, data={**change.data, "record": record.pk, "kind": record.kind})


def write_event(
    report: Report,
    action: str,
    *,
    actor: Actor,
    from_state: str,
    change: Change = NOTHING,
    by: User | None,
) -> ReportEvent:
    """Add a line to the story of a locked report; see :func:`next_line`. The caller saves the report."""
    event = next_line(report, action, actor=actor, from_state=from_state, change=change, by=by)
    event.save(force_insert=True)
    return event


def next_line(
    report: Report,
    action: str,
    *,
    actor: Actor,
    from_state: str,
    change: Change = NOTHING,
    by: User | None,
) -> ReportEvent:
    """The next line of a report's story; the report's version becomes its position. The caller saves both.

    The version of a report is always the position of its last line, and a new report begins at 0.
    """
    report.version += 1
    return ReportEvent(
        municipality_id=report.municipality_id,
        report=report,
        position=report.version,
        action=action,
        actor=by,
        actor_kind=actor,
        from_state=from_state,
        to_state=report.state,
        public=change.public,
        data=change.data,
        public_text=hide(report.data_key, change.public_text, "public_text") if change.public_text else b"",
        internal_text=hide(report.data_key, change.internal_text, "internal_text") if change.internal_text else b"",
    )


def step_of_new(report: Report, action: str, *, change: Change = NOTHING) -> ReportEvent:
    """As :func:`carry_out`, for what the portal itself does with a report that is not written yet; the caller saves all."""
    rule = check(action, report, actor=Actor.SYSTEM, change=change)
    before, report.state = report.state, rule.from_state(State(report.state))
    return next_line(report, action, actor=Actor.SYSTEM, from_state=before, change=change, by=None)


def write_clock(
    report: Report, event: ReportEvent, kind: ClockKind, *, on: date, article: str, until: date | None = None
) -> None:  # fmt: skip
    """Add a line to the ledger of a locked report."""
    ReportClockEntry.objects.create(
        municipality_id=report.municipality_id,
        report=report,
        event=event,
        kind=kind,
        on=on,
        article=article,
        reason=event.action,
        until=until,
    )


def _tell_the_clock(report: Report, event: ReportEvent, rule: Transition, change: Change, today: date) -> None:
    if rule.clock is None:
        return
    if rule.clock is ClockKind.STOP and clock.clock_of(report, today=today).stopped_on is not None:
        return  # the sender was informed before the inspection ended
    write_clock(report, event, rule.clock, on=today, article=rule.legal_basis, until=change.until)
    if rule.clock is ClockKind.STOP and rule.action in happenings.ANSWERS:
        happenings.tell_answer(report, today, report.due_on)  # the term as it was before this line


def tell(report: Report, event: ReportEvent) -> None:
    """Promise a message to the sender, to the senders of reports merged into this one, and to all who follow."""
    outbox.promise(
        "report-news",
        key=f"{report.pk}:{event.position}",
        municipality_id=report.municipality_id,
        payload={"report_id": report.pk, "position": event.position},
    )


def alert(report: Report) -> None:
    """Promise a message about an urgent report to those who have to act; once for each time it becomes urgent."""
    outbox.promise(
        "report-alert",
        key=f"{report.pk}:{report.version}",
        municipality_id=report.municipality_id,
        payload={"report_id": report.pk, "position": report.version},
    )


def refresh(report: Report, locked: Report) -> None:
    """Give the caller's object what the transaction wrote."""
    for column in Report._meta.concrete_fields:
        setattr(report, column.attname, getattr(locked, column.attname))
