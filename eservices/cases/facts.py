"""Which requirements of the transition table a case meets today, for this official."""

from __future__ import annotations

from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.lifecycle import Requirement
from eservices.cases.models import Case, Decision
from municipalities.accounts.models import User


def proposal_of(case: Case) -> Decision | None:
    """The decision that waits for the second person."""
    return case.decisions.filter(stage=Decision.Stage.PROPOSED).select_related("proposed_by").first()


def last_decision_of(case: Case) -> Decision | None:
    """The sealed decision on the request that is in force, if any; provisional ones do not count."""
    return case.decisions.filter(stage=Decision.Stage.SEALED, is_provisional=False).order_by("-issued_at").first()


def facts_of(case: Case, *, by: User) -> frozenset[Requirement]:
    """Requirements met: completeness, the kind of the proposal, whether this official is the second person."""
    met = {Requirement.DRAFT_DECISION}
    if not case.amendments.filter(answered_at=None, lapsed=False).exists():
        met.add(Requirement.COMPLETE)
    proposal = proposal_of(case)
    if proposal is not None:
        discontinues = services.get(case.service).outcome(proposal.outcome).discontinues
        met.add(Requirement.DISCONTINUANCE if discontinues else Requirement.ON_MERITS)
        if proposal.proposed_by_id != by.pk:
            met.add(Requirement.SECOND_PERSON)
    decision = last_decision_of(case)
    if decision is not None and decision.appeal_until is not None and decision.appeal_until < timezone.localdate():
        met.add(Requirement.APPEAL_WINDOW_OVER)
    return frozenset(met)
