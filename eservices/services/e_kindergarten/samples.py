"""A complete invented request, for the checks that every service must pass."""

from __future__ import annotations

from typing import Any

from eservices.cases.models import Case
from eservices.cases.service import Outcome
from eservices.services.e_kindergarten import demo
from eservices.services.e_kindergarten.models import Application, Competition
from municipalities.accounts.models import User
from municipalities.models import Municipality

NAMES = ("Вук Примерић", "Ивана Примерић")
DETAILS: dict[str, dict[str, Any]] = {
    "dismissal": {"ground": "duplicate", "reason": "Ранији захтев је већ рангиран."},
}


def request() -> dict[str, dict[str, Any]]:
    """Complete answers that need nothing in the database; the competition is not there."""
    return demo.answers(demo.unsaved_competition("kikinda-2018"), 0)


def prepare(place: Municipality) -> dict[str, dict[str, Any]]:
    """An open competition, and complete answers to it."""
    institution = demo.institution(place)
    competition = demo.competition(institution, "upis", "Упис", scheme="kikinda-2018", opens=-5, closes=10)
    return demo.answers(competition, 0)


def give_evidence(case: Case, by: User) -> None:
    """What the registers would answer."""
    demo.answer_of_registers(case, by)


def bring_to(case: Case, outcome: Outcome) -> None:
    """Let the request stand on the final list where the outcome says."""
    row = Application.objects.select_related("competition").get(case=case)
    competition: Competition = row.competition
    if outcome.slug == "admission":
        row.place, row.outcome = competition.quotas.filter(code=row.wishes[0]).get(), Application.Outcome.PLACED
    elif outcome.slug == "refusal":
        row.outcome = Application.Outcome.WAITING
    row.save()
