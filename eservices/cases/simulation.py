"""What a proposed legal value would do to the open cases of the municipality, before anybody publishes it.

Cases keep the values under which they were filed, so a published value changes none of them. The simulation says what
would be different if it did: it runs the rules of each open case that is pinned to the value once with the value that
the case has and once with the proposed one. It runs in batches of promised work. Only case numbers, counts and one
sum are kept, so that who configures learns nothing about a single person.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation

from eservices.cases import clock, decisions, outbox
from eservices.cases import service as services
from eservices.cases.actions.intake import GENERAL_PARAMETERS
from eservices.cases.facts import proposal_of
from eservices.cases.models import Case, Draft, ParameterProposal
from eservices.cases.models.case import OPEN_STATES
from eservices.cases.service import Calculation, CannotCalculate
from municipalities.current import municipality_scope

TOPIC = "simulate"
BATCH = 100
MOST_NUMBERS = 200
NOT_POSSIBLE = (CannotCalculate, ArithmeticError, LookupError, TypeError, ValueError)


def services_with(code: str) -> list[str]:
    """Services whose cases are pinned to the value of that code."""
    return [
        service.slug
        for service in services.all_services()
        if code in (*service.parameters, service.term_parameter, *GENERAL_PARAMETERS)
    ]


@outbox.handler(TOPIC)
def simulate(*, municipality_id: int, proposal_id: int, after: int) -> None:
    """Simulate the cases after one key, at most ``BATCH`` of them, and promise the rest; a repeated batch does nothing."""
    with municipality_scope(municipality_id):
        proposal = ParameterProposal.objects.select_for_update().get(pk=proposal_id)
        findings = proposal.simulation or nothing_found()
        if proposal.simulated_at is not None or findings["after"] != after:
            return
        cases = _open_cases(proposal).filter(pk__gt=after).order_by("pk")[:BATCH]
        found = list(cases)
        for case in found:
            add(findings, case, compare(case, proposal))
        findings["after"] = found[-1].pk if found else after
        if len(found) < BATCH:
            findings["drafts"] = Draft.objects.filter(municipality_id=municipality_id, case=None).count()
            proposal.simulated_at = timezone.now()
        else:
            outbox.promise(
                TOPIC,
                key=f"{proposal_id}:{findings['after']}",
                municipality_id=municipality_id,
                payload={"proposal_id": proposal_id, "after": findings["after"]},
            )
        proposal.simulation = findings
        proposal.save(update_fields=["simulation", "simulated_at"])


def nothing_found() -> dict[str, Any]:
    """Findings before the first case; ``amount`` is the sum of differences in dinars, as text."""
    return {"after": 0, "examined": 0, "changed": 0, "calculation": 0, "term": 0, "impossible": 0, "amount": "0",
            "numbers": [], "drafts": 0}  # fmt: skip


def _open_cases(proposal: ParameterProposal) -> Any:
    return Case.objects.filter(
        municipality_id=proposal.municipality_id,
        state__in=OPEN_STATES,
        service__in=services_with(proposal.code),
        pinned__has_key=proposal.code,
    ).select_related("municipality", "data_key")


def add(findings: dict[str, Any], case: Case, difference: dict[str, Any]) -> None:
    """Count one compared case."""
    findings["examined"] += 1
    kinds = [kind for kind in ("calculation", "term", "impossible") if difference.get(kind)]
    if not kinds:
        return
    findings["changed"] += 1
    for kind in kinds:
        findings[kind] += 1
    findings["amount"] = str(Decimal(findings["amount"]) + difference.get("amount", Decimal(0)))
    if len(findings["numbers"]) < MOST_NUMBERS:
        findings["numbers"].append(case.number)


def compare(case: Case, proposal: ParameterProposal) -> dict[str, Any]:
    """What would be different in one case: ``calculation``, ``term``, ``impossible`` (bool) and ``amount`` (dinars)."""
    before = _picture(case)
    case.pinned = case.pinned | {
        proposal.code: {
            "value": proposal.value,
            "unit": proposal.unit,
            "valid_from": proposal.valid_from.isoformat(),
            "source": proposal.legal_source,
            "confirmed": False,
        }
    }
    after = _picture(case)
    impossible = after["impossible"] and not before["impossible"]
    return {
        "calculation": not after["impossible"] and before["calculation"] != after["calculation"],
        "term": before["due_on"] != after["due_on"],
        "impossible": impossible,
        "amount": Decimal(0) if after["impossible"] else after["amount"] - before["amount"],
    }


def _picture(case: Case) -> dict[str, Any]:
    """What the rules say of the case with the values it is pinned to now."""
    due_on, calculation, impossible = None, None, False
    try:
        due_on = clock.clock_of(case, today=timezone.localdate()).due
        calculation = _calculation(case)
    except NOT_POSSIBLE:
        impossible = True
    return {
        "due_on": due_on,
        "calculation": _essence(calculation),
        "amount": _total(calculation),
        "impossible": impossible,
    }


def _calculation(case: Case) -> Calculation | None:
    """The calculation of the proposed decision where there is one, else of the case as it stands."""
    proposed = proposal_of(case)
    with translation.override("sr"):
        if proposed is None:
            return decisions.calculation_for(case)
        proposed.case = case
        outcome = services.get(case.service).outcome(proposed.outcome)
        details = decisions.kept_details(outcome, decisions.content_of(proposed)["details"])
        return decisions.calculation_for(case, outcome, details)


def _essence(calculation: Calculation | None) -> str:
    """Amounts and values without the words that explain them."""
    if calculation is None:
        return ""
    amounts = [(line.label, line.amount) for line in calculation.lines if line.amount is not None]
    essence = {"amounts": amounts, "values": dict(calculation.values)}
    return json.dumps(essence, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)


def _total(calculation: Calculation | None) -> Decimal:
    lines = calculation.lines if calculation else ()
    return sum((line.amount for line in lines if line.emphasised and line.amount is not None), Decimal(0))
