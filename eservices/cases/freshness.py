"""How old register answers may be when a decision is issued, and what still keeps one from being issued.

An authority decides on facts as they are when it decides (ЗУП чл. 9 и 103). Answers older than a parameter are asked
for again before the decision. A register that does not answer leaves a visible debt and never holds a case up for
longer than ``LONGEST_WAIT``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from eservices.cases import service as services
from eservices.cases.models import Case, Decision, Evidence, EvidenceChange, OutboxMessage
from eservices.cases.service import EvidenceNeed, Outcome
from municipalities.parameters import values

ANSWER_AGE = "exchange.answer_age_days"
CHANGING_ANSWER_AGE = "exchange.changing_answer_age_days"
LONGEST_WAIT = timedelta(minutes=15)
FAILURES = (Evidence.Outcome.NOT_FOUND, Evidence.Outcome.UNAVAILABLE, Evidence.Outcome.INVALID)


def rests_on_registers(outcome: Outcome) -> bool:
    """Whether a decision of this kind may rest on what registers answered; a ruling on withdrawal does not."""
    return not outcome.discontinues


def stale_needs(case: Case, *, now: datetime) -> list[EvidenceNeed]:
    """Facts whose answer in force is older than the parameters of the municipality allow.

    Facts that an official entered by hand are theirs to renew. Without a value of the parameter no answer is too old.
    """
    limits = values((ANSWER_AGE, CHANGING_ANSWER_AGE), municipality=case.municipality, on=timezone.localdate(now))
    answers = Evidence.objects.filter(case=case, is_current=True, outcome=Evidence.Outcome.OBTAINED)
    obtained = dict(answers.values_list("source", "obtained_at"))
    found = []
    for need in services.get(case.service).evidence:
        limit = limits.get(CHANGING_ANSWER_AGE if need.changes_often else ANSWER_AGE)
        if limit and need.source in obtained and obtained[need.source] < now - timedelta(days=limit.days):
            found.append(need)
    return found


def occasion(decision: Decision, *, now: datetime) -> str:
    """The occasion of a question before a decision: one a day, so that repeated tries ask once."""
    return f"decision-{decision.pk}-{timezone.localdate(now):%Y%m%d}"


def question_key(case: Case, source: str, ask: str) -> str:
    """Key of the promised question."""
    return f"{case.pk}:{source}:{ask}"


def unchecked(decision: Decision, *, now: datetime) -> list[EvidenceNeed]:
    """Old answers that were not asked for again today, or whose question has not come back yet.

    A question that failed, or that nobody took up for ``LONGEST_WAIT``, counts as asked.
    """
    needs = stale_needs(decision.case, now=now)
    ask = occasion(decision, now=now)
    keys = {f"evidence:{question_key(decision.case, need.source, ask)}": need for need in needs}
    for message in OutboxMessage.objects.filter(key__in=keys):
        if message.done_at or message.failures or message.created_at < now - LONGEST_WAIT:
            del keys[message.key]
    return list(keys.values())


def unseen_changes(case: Case) -> QuerySet[EvidenceChange]:
    """Changes of facts that no official has seen yet."""
    return EvidenceChange.objects.filter(case=case, seen_at=None).select_related("before", "after")


def unconfirmed(case: Case, in_force: Mapping[str, Evidence]) -> dict[str, Evidence]:
    """Failed questions since each answer in force, the latest of each source: what the check still owes."""
    failures = Evidence.objects.filter(case=case, is_current=False, outcome__in=FAILURES).order_by("obtained_at", "id")
    return {
        row.source: row
        for row in failures
        if row.source in in_force
        and not in_force[row.source].is_debt
        and row.obtained_at > in_force[row.source].obtained_at
    }


def labels(needs: Sequence[EvidenceNeed]) -> str:
    """Names of facts in one sentence."""
    return ", ".join(str(need.label) for need in needs)
