"""Legal values of e-Baby: their codes, and reading them for the rules from rows in force or pinned to a case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from eservices.services.e_baby import rules
from municipalities.models import Municipality, OfferedService
from municipalities.parameters import values

ALLOWANCE, AID = "parental-allowance", "newborn-aid"
RIGHTS = (ALLOWANCE, AID)
"""Slugs of the two services that the conversation files, the main one first."""

ALLOWANCE_CODES = tuple(
    f"{ALLOWANCE}.{name}"
    for name in (
        "first_amount", "second_amount", "second_instalments", "second_monthly", "third_amount", "third_instalments",
        "third_monthly", "fourth_amount", "fourth_instalments", "fourth_monthly", "one_off", "equipment", "births_from",
        "filing_months",
    )
)  # fmt: skip
AID_CODES = tuple(
    f"{AID}.{name}"
    for name in (
        "amount", "first_extra", "third_amount", "vulnerable_amount", "residence_of", "residence_months",
        "filing_months", "decision",
    )
)  # fmt: skip
WITH_ONE_OFF = (2, 3)
"""Orders of birth with one-off aid besides the allowance (ЗФППД чл. 25д)."""
ORDERS = {1: "first", 2: "second", 3: "third", 4: "fourth"}


def allowance_values(pinned: Mapping[str, Any]) -> rules.Allowance:
    """The allowance as the rules want it."""

    def number(name: str) -> Decimal:
        return Decimal(str(pinned[f"{ALLOWANCE}.{name}"]["value"]))

    plans = {1: rules.Plan(number("first_amount"))}
    for order in range(2, rules.HIGHEST_ORDER + 1):
        name = ORDERS[order]
        one_off = number("one_off") if order in WITH_ONE_OFF else rules.ZERO
        plans[order] = rules.Plan(
            number(f"{name}_amount"), int(number(f"{name}_instalments")), number(f"{name}_monthly"), one_off
        )
    births_from = date.fromisoformat(str(pinned[f"{ALLOWANCE}.births_from"]["value"]))
    return rules.Allowance(plans, number("equipment"), births_from, int(number("filing_months")))


def local_decision(pinned: Mapping[str, Any]) -> rules.LocalDecision:
    """The municipality's own decision as the rules want it."""

    def number(name: str) -> Decimal:
        return Decimal(str(pinned[f"{AID}.{name}"]["value"]))

    return rules.LocalDecision(
        amount=number("amount"),
        residence_of=rules.Resident(pinned[f"{AID}.residence_of"]["value"]),
        residence_months=int(number("residence_months")),
        filing_months=int(number("filing_months")),
        first_extra=number("first_extra"),
        third=number("third_amount"),
        vulnerable=number("vulnerable_amount"),
    )


def in_force(codes: tuple[str, ...], municipality: Municipality, on: date) -> dict[str, dict[str, Any]] | None:
    """The values on a day in the shape in which a case pins them; None unless all of them are there."""
    found = values(codes, municipality=municipality, on=on)
    if set(found) != set(codes):
        return None
    return {code: {"value": value.value} for code, value in found.items()}


def decision_of(municipality: Municipality | None, birth: date) -> rules.LocalDecision | None:
    """The municipality's decision in force on the day of birth; None when it has none, or does not offer the aid."""
    if municipality is None:
        return None
    if OfferedService.objects.filter(municipality=municipality, service=AID, enabled=False).exists():
        return None
    found = in_force(AID_CODES, municipality, birth)
    return local_decision(found) if found else None


def filing_months(right: str, municipality: Municipality, on: date) -> int:
    """Months from birth in which a right can be asked for; 0 when no term is known."""
    code = f"{right}.filing_months"
    found = values([code], municipality=municipality, on=on)
    return int(found[code].value) if code in found else 0
