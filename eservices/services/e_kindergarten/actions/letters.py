"""Notices of admission and letters of refusal for everybody on the list."""

from __future__ import annotations

from django.db import transaction

from eservices.cases import actions as case_actions
from eservices.cases import decisions
from eservices.cases import service as services
from eservices.cases.facts import proposal_of
from eservices.cases.lifecycle import State
from eservices.cases.models import Case
from eservices.services.e_kindergarten import facts
from eservices.services.e_kindergarten.actions.engine import (
    SLUG,
    Outcome,
)
from eservices.services.e_kindergarten.models import Competition
from municipalities.accounts.models import User


def propose_letters(*, competition: Competition, by: User) -> int:
    """Propose a notice for every ranked request that has none: admission, or refusal (одбијеница) with number and seal.

    A second person issues them. Returns how many were proposed.
    """
    done = 0
    waiting = facts.live_applications(competition).filter(case__state__in=[State.SUBMITTED, State.IN_REVIEW])
    for row in waiting.exclude(outcome=Outcome.FILED).select_related("case__municipality"):
        with transaction.atomic():
            if row.case.state == State.SUBMITTED:
                case_actions.take(case=row.case, by=by)
            outcome = "admission" if row.outcome in (Outcome.PLACED, Outcome.SIGNED) else "refusal"
            content = decisions.compose(row.case, services.get(SLUG).outcome(outcome), {})
            case_actions.propose(case=row.case, outcome=outcome, content=content, by=by)
            done += 1
    return done


def issue_letters(*, competition: Competition, by: User) -> int:
    """Issue the proposed notices that somebody else proposed; numbers, seals and delivery follow. Returns how many."""
    done = 0
    for case in Case.objects.filter(kindergarten__competition=competition, state=State.PROPOSED):
        proposal = proposal_of(case)
        if proposal and proposal.outcome in ("admission", "refusal") and proposal.proposed_by_id != by.pk:
            proposal.case = Case.objects.select_related("municipality", "data_key").get(pk=case.pk)
            case_actions.issue(decision=proposal, by=by)
            done += 1
    return done
