"""A complete invented request, for the checks that every service must pass."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from eservices.cases.models import Case, Draft
from eservices.cases.service import Outcome
from eservices.services.ivf_costs import demo
from eservices.services.ivf_costs.models import IvfRequest
from municipalities.accounts.models import User
from municipalities.models import Municipality

COUPLE = demo.Couple(
    ("Милица", "Примеровић", "1205992665011"), ("Марко", "Примеровић", "0309989660013"), "Измишљена 14", "320000.00"
)
NAMES = ("Милица Примеровић", "Марко Примеровић")
DETAILS: dict[str, dict[str, Any]] = {
    "refusal": {"ground": "commission", "reason": "Додатно образложење."},
    "dismissal": {"ground": "late", "reason": "Поднето је касно."},
}


def request() -> dict[str, dict[str, Any]]:
    """Complete answers that need nothing in the database."""
    return demo.answers(COUPLE, number="114/26", today=date(2026, 3, 20))


def changed(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The answers with other fields; underscores in names of steps become dashes."""
    given = request()
    for step, fields in changes.items():
        given[step.replace("_", "-")].update(fields)
    return given


def prepare(place: Municipality) -> dict[str, dict[str, Any]]:
    """A decision in force, a clinic, money, and complete answers."""
    by = User.objects.create_user("buxet@primer.example", None, first_name="Буџет", last_name="Уносић")
    demo.prepare(place, demo.STANDING, money=Decimal(1_100_000), by=by)
    return request()


def finish(draft: Draft) -> None:
    """The second partner agrees."""
    demo.agree(draft)


def give_evidence(case: Case, by: User) -> None:
    """What the registers would answer."""
    demo.answer_of_registers(case, "", by)


def bring_to(case: Case, outcome: Outcome) -> None:
    """An award whose term has passed without a final invoice."""
    if outcome.slug == "refund":
        day = date(2026, 1, 1)
        IvfRequest.objects.filter(case=case).update(
            standing="granted", awarded=Decimal(300_000), use_until=day, invoice_until=day
        )
