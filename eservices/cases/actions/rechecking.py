"""Before a decision: old answers of registers are asked for again, and nothing is decided over an unseen change."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, freshness, outbox
from eservices.cases import service as services
from eservices.cases.actions.engine import lock, note_event
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Decision, Evidence, EvidenceChange
from eservices.cases.service import EvidenceNeed
from municipalities.accounts.models import User

SPOKEN = (Evidence.Outcome.OBTAINED, Evidence.Outcome.ENTERED, Evidence.Outcome.NOT_FOUND)


class UnseenChange(Exception):
    """A register states a fact differently now, and no official has looked at it. ``needs`` name the facts."""

    def __init__(self, needs: Sequence[EvidenceNeed]) -> None:
        super().__init__([need.source for need in needs])
        self.needs = needs


class StillChecking(Exception):
    """Old answers are being asked for again; the decision waits for them. ``needs`` name the facts."""

    def __init__(self, needs: Sequence[EvidenceNeed]) -> None:
        super().__init__([need.source for need in needs])
        self.needs = needs


@transaction.atomic
def ask_before_decision(*, decision: Decision, by: User) -> None:
    """Promise a question for every answer that is too old for this decision; once a day, however often called."""
    case, now = decision.case, timezone.now()
    if not freshness.rests_on_registers(services.get(case.service).outcome(decision.outcome)):
        return
    ask = freshness.occasion(decision, now=now)
    stale = freshness.stale_needs(case, now=now)
    for need in stale:
        outbox.promise(
            "evidence",
            key=freshness.question_key(case, need.source, ask),
            municipality_id=case.municipality_id,
            payload={"case_id": case.pk, "source": need.source, "officer_id": None, "ask": ask},
        )
    if stale:
        audit.record(
            "recheck_evidence",
            municipality_id=case.municipality_id,
            case=case,
            data={"sources": [need.source for need in stale]},
            actor_kind=Actor.CLERK,
            by=by,
        )


def refuse_over_unseen_change(case: Case) -> None:
    """Raise :class:`UnseenChange` while a changed fact of a locked case waits for an official."""
    changed = {change.source for change in freshness.unseen_changes(case)}
    waiting = [need for need in services.get(case.service).evidence if need.source in changed]
    if waiting:
        raise UnseenChange(waiting)


def refuse_unchecked(decision: Decision) -> None:
    """Raise :class:`UnseenChange` or :class:`StillChecking` when a decision of a locked case has to wait."""
    if not freshness.rests_on_registers(services.get(decision.case.service).outcome(decision.outcome)):
        return
    refuse_over_unseen_change(decision.case)
    waiting = freshness.unchecked(decision, now=timezone.now())
    if waiting:
        raise StillChecking(waiting)


def last_word(case: Case, source: str) -> Evidence | None:
    """What was said last about a fact, by the register or by an official."""
    rows = Evidence.objects.filter(case=case, source=source, outcome__in=SPOKEN)
    return rows.order_by("-obtained_at", "-id").first()


def says_otherwise(case: Case, before: Evidence, after: Evidence) -> bool:
    """Whether an answer states something else than the one before it, in what the case keeps of both."""
    if after.outcome not in SPOKEN:
        return False
    if Evidence.Outcome.NOT_FOUND in (before.outcome, after.outcome):
        return before.outcome != after.outcome
    if before.digest and before.digest == after.digest:
        return False
    kept = [reveal(case.data_key, row.payload, "evidence") if row.payload else None for row in (before, after)]
    return bool(kept[0] != kept[1])


def notice_change(case: Case, *, before: Evidence, after: Evidence) -> None:
    """Make a task of a changed fact of a locked case; a second change before the first was seen joins it."""
    waiting = EvidenceChange.objects.filter(case=case, source=after.source, seen_at=None).first()
    if waiting is not None:
        waiting.after, waiting.noticed_at = after, timezone.now()
        waiting.save(update_fields=["after", "noticed_at"])
    else:
        EvidenceChange.objects.create(
            municipality_id=case.municipality_id, case=case, source=after.source, before=before, after=after
        )
    note_event(case, "evidence_changed", {"source": after.source}, by=None)


@transaction.atomic
def see_change(*, case: Case, source: str, by: User) -> bool:
    """Note that an official has looked at a changed fact; False when there was none."""
    locked = lock(case)
    changes = EvidenceChange.objects.filter(case=locked, source=source, seen_at=None)
    if not changes.update(seen_at=timezone.now(), seen_by=by):
        return False
    note_event(locked, "evidence_change_seen", {"source": source}, public=False, by=by)
    case.version = locked.version
    return True
