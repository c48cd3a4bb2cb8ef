"""What follows from decisions: money reserved, awarded, released, and where each request stands."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Decision
from eservices.services.ivf_costs import awards, budget
from eservices.services.ivf_costs.labels import Standing
from eservices.services.ivf_costs.models import CommissionOpinion, IvfRequest
from eservices.services.ivf_costs.rules import RuleSet
from municipalities.accounts.models import User

GRANT = "grant"
STANDING_AFTER = {
    "grant": Standing.GRANTED,
    "waiting": Standing.WAITING,
    "refusal": Standing.REFUSED,
    "dismissal": Standing.REFUSED,
    "discontinuance": Standing.REFUSED,
    "refund": Standing.REFUND,
}


def proposal_of_commission(case: Case) -> str:
    """What the commission proposed in its last closed session; empty text while it has not."""
    last = (
        CommissionOpinion.objects.filter(request__case=case, session__closed_at__isnull=False)
        .order_by("-session__held_on", "-pk")
        .first()
    )
    return last.proposes if last else ""


def follow(decision: Decision, *, by: User) -> None:
    """Bring ledger and request up to a decision that changed its stage. Raises ``budget.NotEnough``."""
    if decision.stage == Decision.Stage.PROPOSED:
        _proposed(decision, by)
    elif decision.stage == Decision.Stage.RETURNED:
        budget.release(decision=decision, by=by)
    elif decision.stage == Decision.Stage.ISSUED:
        _issued(decision, by)
    elif decision.stage == Decision.Stage.REVOKED:
        budget.revoke(decision=decision, by=by)
        IvfRequest.objects.filter(case=decision.case).update(
            standing=Standing.ASKED, awarded=Decimal(0), use_until=None, invoice_until=None
        )


def _proposed(decision: Decision, by: User) -> None:
    """The amount that the proposal speaks of is kept away from others from now on."""
    if decision.outcome != GRANT:
        return
    content = reveal(decision.case.data_key, decision.content, "decision")
    values = content["calculation"]["values"]
    amount = Decimal(values["amount"])
    if amount <= 0:
        raise budget.NotEnough(None)
    budget.reserve(decision=decision, year=values["year"], amount=amount, by=by)


def _issued(decision: Decision, by: User) -> None:
    row = IvfRequest.objects.select_for_update().get(case=decision.case)
    row.standing = STANDING_AFTER[decision.outcome]
    if decision.outcome == GRANT:
        if decision.replaces is not None:
            budget.revoke(decision=decision.replaces, by=by)
        row.awarded = budget.award(decision=decision, by=by)
        use = awards.use_of(timezone.localdate(decision.issued_at), RuleSet.read(row.rules))
        row.use_until, row.invoice_until = use.use_until, use.invoice_until
    row.save(update_fields=["standing", "awarded", "use_until", "invoice_until"])


@transaction.atomic
def take_back(*, row: IvfRequest, amount: Decimal, source: str, by: User) -> None:
    """Money came back: the ledger and the request follow. Raises ValueError for more than is outstanding."""
    locked = IvfRequest.objects.select_for_update().select_related("case").get(pk=row.pk)
    budget.take_back(case=locked.case, amount=amount, source=source, by=by)
    locked.returned += amount
    if locked.returned >= locked.awarded - (locked.final_amount or Decimal(0)):
        locked.standing = Standing.CLOSED
    locked.save(update_fields=["returned", "standing"])
    audit.record("money_returned", municipality_id=row.municipality_id, case=locked.case, actor_kind=Actor.CLERK, by=by)
