"""Notices of admission and letters of refusal (одбијенице) for everybody on the list, as promised work.

A run is asked for in a request and written by a worker, one letter in one transaction together with the place the run has
reached. So a run that was interrupted goes on where it stopped, and nobody gets two letters.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from eservices.cases import actions as case_actions
from eservices.cases import audit, decisions, outbox
from eservices.cases import service as services
from eservices.cases.actions.engine import Conflict, SamePerson
from eservices.cases.actions.rechecking import StillChecking, UnseenChange
from eservices.cases.facts import proposal_of
from eservices.cases.lifecycle import Actor, NotAllowed, State
from eservices.cases.models import Decision
from eservices.cases.service import CannotCalculate, CannotDecide
from eservices.services.e_kindergarten import facts
from eservices.services.e_kindergarten.actions.engine import SLUG, NotNow, Outcome, lock_competition
from eservices.services.e_kindergarten.models import Application, Competition, LetterRun
from municipalities.accounts.models import User

LETTERS = ("admission", "refusal")
REASONS: dict[type[Exception], str] = {
    StillChecking: "checking", UnseenChange: "changed", CannotCalculate: "rules", CannotDecide: "rules",
    Conflict: "moved", NotAllowed: "moved", SamePerson: "moved",
}  # fmt: skip
"""Why a case gets no letter in a run; an official then looks at it."""


@transaction.atomic
def ask_letters(*, competition: Competition, kind: str, by: User) -> LetterRun:
    """Promise to propose a letter for every ranked request that has none, or to issue those that others proposed.

    Raises NotNow while a run goes on, and when there is nothing to write.
    """
    locked = lock_competition(competition)
    if locked.letter_runs.filter(finished_at=None).exists():
        raise NotNow("letters-running")
    total = _waiting(locked, kind, by).count()
    if not total:
        raise NotNow("no-letters")
    run = LetterRun.objects.create(
        municipality_id=locked.municipality_id, competition=locked, kind=kind, asked_by=by, total=total
    )
    promise_letters(run=run)
    audit.record(
        f"kindergarten_letters_{kind}", municipality_id=locked.municipality_id, data={"run": run.pk},
        actor_kind=Actor.CLERK, by=by,
    )  # fmt: skip
    return run


def promise_letters(*, run: LetterRun) -> None:
    """Promise the letters behind the place that the run has reached; promised twice it is done once."""
    outbox.promise(
        "kindergarten-letters", key=f"{run.pk}:{run.reached}", municipality_id=run.municipality_id,
        payload={"run_id": run.pk},
    )  # fmt: skip


@transaction.atomic
def write_next_letter(*, run: LetterRun) -> bool:
    """Write one letter in the name of whoever asked for the run; False when the run is finished.

    The run is locked, so that a worker that was thought dead and the one that took over write different letters.
    """
    locked = LetterRun.objects.select_for_update(of=("self",)).select_related("competition", "asked_by").get(pk=run.pk)
    if locked.finished_at is not None:
        return False
    row = _waiting(locked.competition, locked.kind, locked.asked_by).filter(pk__gt=locked.reached).first()
    if row is None:
        locked.finished_at = timezone.now()
    else:
        locked.reached = row.pk
        _write(locked, row)
    locked.save(update_fields=["finished_at", "reached", "done", "left"])
    run.reached = locked.reached
    return row is not None


def _waiting(competition: Competition, kind: str, by: User) -> QuerySet[Application]:
    """Applications whose letter is to be written, in a fixed order."""
    rows = facts.live_applications(competition).select_related("case__municipality", "case__data_key")
    if kind == LetterRun.Kind.PROPOSE:
        return rows.filter(case__state__in=[State.SUBMITTED, State.IN_REVIEW]).exclude(outcome=Outcome.FILED)
    proposed = Decision.objects.filter(
        municipality_id=competition.municipality_id, stage=Decision.Stage.PROPOSED, outcome__in=LETTERS
    ).exclude(proposed_by=by)
    return rows.filter(case__state=State.PROPOSED, case__in=proposed.values("case"))


def _write(run: LetterRun, row: Application) -> None:
    """Write the letter of one application; what stands in its way is noted and the others go on."""
    try:
        with transaction.atomic():
            _propose(row, run.asked_by) if run.kind == LetterRun.Kind.PROPOSE else _issue(row, run.asked_by)
    except tuple(REASONS) as fault:
        run.left = [*run.left, {"number": row.case.number, "code": _reason(fault)}]
    else:
        run.done += 1


def _reason(fault: Exception) -> str:
    return next(code for kind, code in REASONS.items() if isinstance(fault, kind))


def _propose(row: Application, by: User) -> None:
    """Admission, or refusal with number and seal, as the list says."""
    if row.case.state == State.SUBMITTED:
        case_actions.take(case=row.case, by=by)
    outcome = "admission" if row.outcome in (Outcome.PLACED, Outcome.SIGNED) else "refusal"
    content = decisions.compose(row.case, services.get(SLUG).outcome(outcome), {})
    case_actions.propose(case=row.case, outcome=outcome, content=content, by=by)


def _issue(row: Application, by: User) -> None:
    """Number, seal and delivery follow as promised work of their own."""
    proposal = proposal_of(row.case)
    if proposal is not None:
        proposal.case = row.case
        case_actions.issue(decision=proposal, by=by)
