"""What follows from decisions: money reserved, awarded, released, and where each request stands."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as translate

from eservices.cases import audit
from eservices.cases.actions.intake import answers_of
from eservices.cases.keys import reveal
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Decision
from eservices.cases.service import CannotDecide
from eservices.services.ivf_costs import awards, budget
from eservices.services.ivf_costs.labels import Standing
from eservices.services.ivf_costs.models import CommissionOpinion, IvfRequest
from eservices.services.ivf_costs.neutral import health_words
from eservices.services.ivf_costs.request import Request
from eservices.services.ivf_costs.rules import RuleSet
from municipalities.accounts.models import User
from municipalities.script import to_latin

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
    """Bring ledger and request up to a decision that changed its stage.

    Raises ``budget.NotEnough`` and :class:`NotNeutral`.
    """
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


class NotNeutral(CannotDecide):
    """The wording of a decision speaks of health; the message names the words."""

    def __init__(self, words: list[str]) -> None:
        super().__init__(
            translate("У тексту одлуке не сме да стоји ништа о здрављу. Уклоните речи: %(words)s.")
            % {"words": ", ".join(dict.fromkeys(words))}
        )


def _refuse_words_about_health(decision: Decision, text: Mapping[str, Any]) -> None:
    """Whatever the official wrote, the decision carries no word about health."""
    asked = Request.read(answers_of(decision.case))
    clinic = asked.clinic_name
    names = (asked.woman.name, asked.partner.name, clinic, to_latin(clinic), asked.invoice_number)
    said = " ".join([text["legal_basis"], *text["operative"], *text["reasoning"], text["remedy"]])
    if words := health_words(said, besides=names):
        raise NotNeutral(words)


def _proposed(decision: Decision, by: User) -> None:
    """The wording is neutral, and the amount that it speaks of is kept away from others from now on."""
    content = reveal(decision.case.data_key, decision.content, "decision")
    _refuse_words_about_health(decision, content["text"])
    if decision.outcome != GRANT:
        return
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
