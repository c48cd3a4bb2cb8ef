"""Steps of an inspection on a report, its end by an answer or a rejection, and what follows a wish to open it again.

The records themselves (order, zapisnik, measures) belong to whoever makes them; these actions move the report along
and are called in the transaction that makes the record.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction

from inspections.actions.engine import Change, carry_out, lock, perform, refresh
from inspections.actions.protecting import refuse_names
from inspections.actions.triage import restart_triage
from inspections.lifecycle import Actor
from inspections.models import Report, ReportEvent
from municipalities.accounts.models import User

STEPS = ("order", "start", "record", "find_no_breach", "impose_measures", "control", "decide", "enforce")


def step(
    action: str,
    *,
    report: Report,
    text: str = "",
    data: dict[str, object] | None = None,
    actor: Actor,
    expected_version: int | None = None,
    by: User,
) -> ReportEvent:
    """One step of `STEPS`; ``text`` is for the file, ``data`` names the record that was made."""
    if action not in STEPS:
        raise LookupError(f"{action} is no step of an inspection.")
    change = Change(internal_text=text, data=dict(data or {}))
    return perform(action, report=report, actor=actor, expected_version=expected_version, change=change, by=by)


def _with_answer(
    action: str, *, report: Report, public_text: str, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """An act whose text the sender reads. Raises ``protecting.NamesTheSender`` besides what ``perform`` raises."""
    refuse_names(report=report, texts=[public_text], kind=action, actor=actor, by=by)
    change = Change(public_text=public_text)
    return perform(action, report=report, actor=actor, expected_version=expected_version, change=change, by=by)


inform = partial(_with_answer, "inform")
"""Tell the sender what was done so far; the answer term ends, the inspection goes on (обавештење подносиоцу).

When the file holds records of the supervision, the text becomes a numbered notice with a seal."""

close = partial(_with_answer, "close")
"""End the report with the answer that the sender reads (окончање), on sealed paper as :data:`inform` does."""

reject = partial(_with_answer, "reject")
"""Reject the report (незнатан ризик, злоупотреба, поновљена) with the reason, on sealed paper (одбацивање)."""

refuse_reopen = partial(_with_answer, "refuse_reopen")
"""Leave a report ended although its sender wished otherwise, with the reason."""


@transaction.atomic
def reopen(
    *, report: Report, public_text: str, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Open an ended report again: back to triage, and the whole answer term from today."""
    locked = lock(report, expected_version=expected_version)
    restart_triage(locked)
    event = carry_out("reopen", locked, actor=actor, change=Change(public_text=public_text), by=by)
    refresh(report, locked)
    return event
