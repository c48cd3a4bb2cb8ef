"""Complete requests for the tests that every service must pass; one family serves the conversation and both rights."""

from __future__ import annotations

from datetime import date
from typing import Any

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.models import Case
from eservices.cases.service import Outcome
from eservices.services.e_baby.demo import CONVERSATION as CONVERSATION
from eservices.services.e_baby.demo import family, twins
from eservices.services.e_baby.values import AID_CODES
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter

NAMES = (r"(?:Зорица|Ива|Сава) Трећић", "Град Чачак")
DETAILS: dict[str, dict[str, Any]] = {
    "grant": {"start": date(2026, 3, 1)},
    "partial_grant": {"start": date(2026, 3, 1), "reason": "Ред рођења је већи од четири."},
    "refusal": {"reason": "Нису испуњени услови."},
    "dismissal": {"ground": "repeated", "earlier": "552-1/26-IV", "reason": "Решење је постало коначно."},
    "transfer": {"to": "Град Чачак", "reason": "Подносилац је променио пребивалиште."},
}
HOME = {"citizenship": "SRB", "here_since": "2019-01-01", "stays": []}
DECISION: dict[str, Any] = {
    "amount": "15000.00", "first_extra": "5000.00", "third_amount": "25000.00", "vulnerable_amount": "22000.00",
    "residence_of": "mother", "residence_months": 6, "filing_months": 6, "decision": "Одлука за пробу",
}  # fmt: skip
FACTS: dict[str, Any] = {
    "births": {"role": "manual", "older": 2, "entries": []},
    "guardianship": {"clear": True, "children": 0},
    "residence": HOME,
    "residence-mother": HOME,
    "residence-father": HOME,
}


def request() -> dict[str, dict[str, Any]]:
    """A family that asks both rights for twins."""
    return family(children={"children": twins()}, rights={"vulnerable": "no"})


def prepare(place: Municipality) -> dict[str, dict[str, Any]]:
    """The family, in a town that has a decision of its own on aid for newborn children."""
    if not Parameter.objects.filter(municipality=place, code__in=AID_CODES).exists():
        Parameter.objects.bulk_create(
            Parameter(
                municipality=place, code=code, label=code, value=DECISION[code.rpartition(".")[2]],
                valid_from=date(2020, 1, 1), legal_source="Одлука за пробу",
            )
            for code in AID_CODES
        )  # fmt: skip
    return request()


def give_evidence(case: Case, by: User) -> None:
    """What the registers would say, entered by an official."""
    for need in services.get(case.service).evidence:
        _enter(case, need.source, FACTS[need.source], by)


def bring_to(case: Case, outcome: Outcome) -> None:
    """Only for one of the twins there is an amount where a part is granted: the other one is a fifth child."""
    officer = case.evidence.filter(source="births", is_current=True).get().officer
    if outcome.slug == "partial_grant" and officer is not None:
        _enter(case, "births", FACTS["births"] | {"older": 3}, officer)


def _enter(case: Case, source: str, payload: dict[str, Any], by: User) -> None:
    purpose = str(services.get(case.service).need(source).purpose)
    actions.enter_evidence(case=case, source=source, purpose=purpose, payload=payload, note="по изводу", by=by)
