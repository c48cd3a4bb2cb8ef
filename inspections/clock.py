"""The clock of a report: the answer term from its ledger, and the next day by which somebody has to act."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from eservices.cases.clock import WORKING_DAYS
from eservices.cases.deadlines import Clock, Entry, Term, explain
from inspections.lifecycle import ENDED, State
from inspections.models import Report, ReportClockEntry
from inspections.rules import Terms
from municipalities.calendars import calendar_of

ANSWER = "inspections.answer_days"
COMPLETION = "inspections.completion_days"
TRIAGE = "inspections.triage_working_days"
REOPEN = "inspections.reopen_days"
FORWARD = "inspections.forward_reply_days"
PARAMETERS = (ANSWER, COMPLETION, TRIAGE, REOPEN, FORWARD)
"""Parameters that a report is pinned to when it is filed."""

WAITS_FOR = {
    State.ORDERED: "notice", State.RECORD: "field_record", State.MEASURES: "measure", State.CONTROL: "control_visit",
    State.DECISION: "decision",
}  # fmt: skip
"""Kinds of records (``record_rules.Kind``) whose term is the next one in a state: the announced day, the delivery of the
zapisnik, the end of the term of a measure; once a record is delivered, the term that runs from there."""

BEFORE_TRIAGE = frozenset({State.SUBMITTED, State.REGISTERED, State.TRIAGE, State.REOPEN_REQUESTED})


def terms_from(pinned: Mapping[str, Any]) -> Terms:
    """The terms out of pinned parameter values."""
    answer = pinned[ANSWER]
    return Terms(
        answer=Term(int(answer["value"]), answer["unit"] == WORKING_DAYS, answer["source"]),
        completion_days=int(pinned[COMPLETION]["value"]),
        triage_working_days=int(pinned[TRIAGE]["value"]),
        reopen_days=int(pinned[REOPEN]["value"]),
        forward_days=int(pinned[FORWARD]["value"]),
    )


def terms_of(report: Report) -> Terms:
    """The terms under which the report was filed."""
    return terms_from(report.pinned)


def entries_of(report: Report) -> list[Entry]:
    """The ledger in the order it was written."""
    return [row.entry for row in ReportClockEntry.objects.filter(report=report).order_by("pk")]


def clock_of(report: Report, *, today: date, entries: list[Entry] | None = None) -> Clock:
    """The clock as it stands today, with every line of its arithmetic."""
    ledger = entries_of(report) if entries is None else entries
    return explain(terms_of(report).answer, ledger, calendar_of(report.municipality), today)


def derive(report: Report, *, today: date, entries: list[Entry] | None = None) -> None:
    """Set ``due_on`` and ``act_by`` of a locked report from its ledger and state; the caller saves.

    ``entries``: the ledger, where the caller has it at hand, as of a report that is being filed.
    """
    clock = clock_of(report, today=today, entries=entries)
    report.due_on = clock.due
    report.act_by = _act_by(report, None if clock.stopped_on else clock.due)


def _act_by(report: Report, due: date | None) -> date | None:
    """The nearest day by which somebody has to do something; None when nobody has to."""
    state = State(report.state)
    if state in ENDED:
        return None
    if state == State.INFO_REQUESTED:
        return report.info_requests.get(answered_at=None, lapsed=False).due_on
    days = [due]
    if state in BEFORE_TRIAGE:
        days.append(report.triage_due)
    if state == State.FORWARDED:
        days += report.forwardings.filter(replied_at=None, ended_at=None).values_list("due_on", flat=True)
    if state in WAITS_FOR:
        days.append(_term_of_last(report, WAITS_FOR[state]))
    return min((day for day in days if day is not None), default=None)


def _term_of_last(report: Report, kind: str) -> date | None:
    """The term of the last record of a kind: the one that began with its delivery, else its own."""
    record = report.records.filter(kind=kind).order_by("-sub_number").first()
    if record is None:
        return None
    delivery = record.delivery
    return delivery.term_until if delivery is not None and delivery.term_until else record.due_on
