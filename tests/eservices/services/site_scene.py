"""Short ways to a request for information on a location, in a town that is ready for the service."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.models import Case, Draft
from eservices.services.site_information.demo import ANSWERS
from eservices.services.site_information.models import PlanningZone
from eservices.services.site_information.samples import PARCEL, answer_of_cadastre
from municipalities.accounts.models import User
from municipalities.models import Municipality

SLUG = "site-information"
FILED = datetime(2026, 2, 6, 9, 0, tzinfo=UTC)
UNKNOWN = {"found": False, "status": "", "area": "", "use": "", "municipality_code": "", "outline": []}


def changed(base: dict[str, dict[str, Any]] = ANSWERS, **steps: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers with other fields in some steps."""
    answers = {step: dict(given) for step, given in base.items()}
    for step, given in steps.items():
        answers.setdefault(step.replace("_", "-"), {}).update(given)
    return answers


def draft_of(place: Municipality, by: User, answers: dict[str, dict[str, Any]]) -> Draft:
    draft = actions.start_draft(service=services.get(SLUG), municipality=place, by=by)
    for step, given in answers.items():
        actions.save_step(draft=draft, step=step, given=given, by=by)
    return draft


def file(place: Municipality, by: User, answers: dict[str, dict[str, Any]] | None = None, language: str = "sr") -> Case:
    return actions.submit(draft=draft_of(place, by, answers or ANSWERS), assurance="basic", language=language, by=by)


def tell(case: Case, *rows: dict[str, Any]) -> None:
    """The cadastre answers."""
    answer_of_cadastre(case, *(rows or [PARCEL]))


def zone(code: str = "С-1") -> PlanningZone:
    return PlanningZone.objects.get(code=code)


def compose(case: Case, outcome: str, **details: Any) -> dict[str, Any]:
    return decisions.compose(case, services.get(SLUG).outcome(outcome), details)


def in_zone(*codes: str) -> dict[str, Any]:
    return {f"zones_{position}": [str(zone(code).pk)] for position, code in enumerate(codes)} | {"remarks": ""}


def pay(case: Case, by: User) -> None:
    for payment in case.payments.all():
        actions.confirm_payment(payment=payment, paid_on=date(2026, 2, 6), by=by)
