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
from municipalities.accounts.models import User

NAMES = (r"(?:Зорица|Ива|Сава) Трећић", "Град Чачак")
DETAILS: dict[str, dict[str, Any]] = {
    "grant": {"start": date(2026, 3, 1)},
    "partial_grant": {"start": date(2026, 3, 1), "reason": "Ред рођења је већи од четири."},
    "refusal": {"reason": "Нису испуњени услови."},
    "dismissal": {"ground": "repeated", "earlier": "552-1/26-IV", "reason": ""},
    "transfer": {"to": "Град Чачак", "reason": "Подносилац је променио пребивалиште."},
}
HOME = {"citizenship": "SRB", "here_since": "2019-01-01", "stays": []}
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
