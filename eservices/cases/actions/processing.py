"""What officials do between receipt and decision: take, assign, call to complete, stay, extend, evidence, notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, outbox
from eservices.cases import service as services
from eservices.cases.actions.engine import (
    Change,
    MissingReason,
    lock,
    note_event,
    perform,
)
from eservices.cases.actions.rechecking import last_word, notice_change, says_otherwise
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor, NotAllowed, State, transition
from eservices.cases.models import Amendment, Case, Evidence, Note
from eservices.cases.retention import retention_of
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


@transaction.atomic
def take(*, case: Case, expected_version: int | None = None, by: User) -> None:
    """Take a received case into work (узимање у рад)."""
    perform("take", case=case, actor=Actor.CLERK, expected_version=expected_version, by=by)
    Case.objects.filter(pk=case.pk).update(assignee=by)
    case.assignee = by


@transaction.atomic
def assign(*, case: Case, to: User | None, expected_version: int | None = None, by: User) -> None:
    """Give the case to a colleague (сигнирање), or to nobody."""
    data = {"to": to.pk if to else None}
    perform(
        "assign", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(data=data, public=False), by=by,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(assignee=to)
    case.assignee = to


@dataclass(frozen=True)
class Lacking:
    """One thing that is missing, wrong or unclear: a step's or a document's slug, and the sentence for the applicant."""

    kind: str
    target: str
    text: str


@transaction.atomic
def request_amendment(
    *,
    case: Case,
    lacking: Sequence[Lacking],
    due_on: date,
    expected_version: int | None = None,
    by: User,
) -> Amendment:
    """Call the applicant to complete the request (ЗУП чл. 59); the clock stands until the answer.

    Raises ValueError when nothing is named or the term is shorter than the law allows.
    """
    if not lacking:
        raise ValueError("nothing is lacking")
    earliest = calendar_of(case.municipality).term_end(
        timezone.localdate(), int(case.pinned["general.amendment_min_days"]["value"])
    )
    if due_on < earliest:
        raise ValueError("the term is too short")
    locked = lock(case, expected_version=expected_version)
    transition(State(locked.state), "request_amendment", Actor.CLERK)  # refused before a second open call is written
    amendment = Amendment.objects.create(
        municipality_id=case.municipality_id,
        case=locked,
        asked_by=by,
        due_on=due_on,
        items=[{"kind": item.kind, "target": item.target} for item in lacking],
        texts=hide(locked.data_key, [item.text for item in lacking], "amendment"),
    )
    sentences = "\n".join(item.text for item in lacking)
    change = Change(
        reason=sentences,
        data={"due_on": due_on.isoformat(), "count": len(lacking)},
        until=due_on,
    )
    perform("request_amendment", case=case, actor=Actor.CLERK, change=change, by=by)
    return amendment


@transaction.atomic
def lapse_amendment(*, case: Case) -> bool:
    """Note that the term to complete the request has passed without an answer; True when it had."""
    locked = lock(case)
    amendment = Amendment.objects.select_for_update().filter(case=locked, answered_at=None, lapsed=False).first()
    if amendment is None or amendment.due_on >= timezone.localdate():
        return False
    amendment.lapsed = True
    amendment.save(update_fields=["lapsed"])
    perform("lapse_amendment", case=case, actor=Actor.SYSTEM, by=None)
    return True


@transaction.atomic
def stay(
    *,
    case: Case,
    reason: str,
    until: date | None = None,
    expected_version: int | None = None,
    by: User,
) -> None:
    """Stay the proceedings (прекид поступка), for example for a preliminary question; the clock stands."""
    data = {"until": until.isoformat()} if until else {}
    perform(
        "stay", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason, data=data, until=until), by=by,
    )  # fmt: skip


@transaction.atomic
def resume_stay(*, case: Case, reason: str, expected_version: int | None = None, by: User) -> None:
    """Go on after a stay; the reason says what ended it."""
    perform(
        "resume_stay", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason), by=by,
    )  # fmt: skip


@transaction.atomic
def extend_term(*, case: Case, days: int, reason: str, expected_version: int | None = None, by: User) -> None:
    """Extend the term where a rule allows it; the reason names the rule."""
    perform(
        "extend_term", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason, data={"days": days}, days=days), by=by,
    )  # fmt: skip


@transaction.atomic
def archive(*, case: Case, expected_version: int | None = None, by: User) -> None:
    """Put a final case into the archive; its retention term (рок чувања) runs from the end of this year.

    The term is a parameter, see ``retention``; without a confirmed one nothing is ever proposed for disposal.
    """
    category = services.get(case.service).retention_class
    today = timezone.localdate()
    term = retention_of(category, municipality=case.municipality, closed_on=today)
    perform(
        "archive", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(data={"category": category, **term.as_data()}), by=by,
    )  # fmt: skip
    Case.objects.filter(pk=case.pk).update(
        closed_on=today, retention_class=category, retain_until=term.until, disposal=term.disposal
    )


# -- evidence ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def request_evidence(*, case: Case, source: str, by: User) -> None:
    """Ask a register again; the answer arrives through promised work."""
    tries = Evidence.objects.filter(case=case, source=source).count()
    outbox.promise(
        "evidence",
        key=f"{case.pk}:{source}:{tries + 1}:{case.version}",
        municipality_id=case.municipality_id,
        payload={"case_id": case.pk, "source": source, "officer_id": by.pk, "ask": f"desk-{tries + 1}-{case.version}"},
    )
    audit.record(
        "request_evidence",
        municipality_id=case.municipality_id,
        case=case,
        data={"source": source},
        actor_kind=Actor.CLERK,
        by=by,
    )


@dataclass(frozen=True)
class Fact:
    """A register's answer, or what came instead of it."""

    outcome: str
    payload: Any = None
    digest: str = ""
    as_of: datetime | None = None
    query: int | None = None


@transaction.atomic
def record_evidence(*, case: Case, source: str, purpose: str, fact: Fact, by: User | None) -> Evidence:
    """Keep what a register answered. A failure leaves a visible debt but never replaces an answer already had.

    An answer that says something else than the one before it becomes a task: no decision until an official has seen it.
    """
    locked = lock(case)
    current = Evidence.objects.select_for_update().filter(case=locked, source=source, is_current=True).first()
    failed = fact.outcome not in (Evidence.Outcome.OBTAINED, Evidence.Outcome.ENTERED)
    keep_old = current is not None and failed and not current.is_debt
    if current is not None and not keep_old:
        current.is_current = False
        current.save(update_fields=["is_current"])
    said_before = last_word(locked, source) if current is not None and not current.is_debt else None
    row = _evidence_row(locked, source, purpose, fact, by)
    row.is_current = not keep_old
    row.save()
    if not failed or current is None:
        note_event(locked, "evidence_failed" if failed else "evidence", {"source": source}, by=by)
    if said_before is not None and says_otherwise(locked, said_before, row):
        notice_change(locked, before=said_before, after=row)
    return row


@transaction.atomic
def enter_evidence(
    *,
    case: Case,
    source: str,
    purpose: str,
    payload: Any,
    note: str,
    expected_version: int | None = None,
    by: User,
) -> Evidence:
    """Enter a fact by hand, with a note saying where it comes from, while the register cannot give it.

    Raises :class:`MissingReason` without a note.
    """
    if not note.strip():
        raise MissingReason("enter_evidence")
    locked = lock(case, expected_version=expected_version)
    if not locked.is_open:
        raise NotAllowed(State(locked.state), "enter_evidence", Actor.CLERK)
    Evidence.objects.filter(case=locked, source=source, is_current=True).update(is_current=False)
    row = _evidence_row(locked, source, purpose, Fact(Evidence.Outcome.ENTERED, payload), by)
    row.note = hide(locked.data_key, note.strip(), "evidence-note")
    row.save()
    note_event(locked, "evidence_entered", {"source": source}, by=by)
    case.version = locked.version
    return row


def _evidence_row(case: Case, source: str, purpose: str, fact: Fact, by: User | None) -> Evidence:
    return Evidence(
        municipality_id=case.municipality_id,
        case=case,
        source=source,
        purpose=purpose,
        outcome=fact.outcome,
        payload=hide(case.data_key, fact.payload, "evidence") if fact.payload is not None else b"",
        digest=fact.digest,
        as_of=fact.as_of,
        query=fact.query,
        officer=by,
    )


@transaction.atomic
def note(*, case: Case, text: str, by: User) -> Note:
    """Write a note for colleagues."""
    row = Note.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        author=by,
        text=hide(case.data_key, text, "note"),
    )
    audit.record(
        "note",
        municipality_id=case.municipality_id,
        case=case,
        actor_kind=Actor.CLERK,
        by=by,
    )
    return row
