"""Parental allowance and local newborn aid as pure functions of dates, orders of birth and parameters.

Sources. Закон о финансијској подршци породици са децом (ЗФППД, Сл. гласник РС 113/17 with amendments), art. 22-25
parental allowance (родитељски додатак) and 25д one-off aid for the second and third child; the decisions of single
municipalities on one-off aid for newborn children. Counting of terms: ЗУП, рачунање рокова (from memory, verify).

Amounts. The law gives a total and a number of instalments, the ministry publishes the instalment rounded in its own way
(16.482,19 for 1.977.861,97 : 120), so the instalment is an input of its own and never computed here. The allowance of a
child is that of its birth day; amendments that reach back are handled by `amounts_day`. Nothing here knows an amount.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from municipalities.amounts import format_amount
from municipalities.script import fold
from municipalities.working_days import Calendar

ZERO = Decimal("0.00")
HIGHEST_ORDER = 4
"""The allowance exists for the first to the fourth child (ЗФППД чл. 22-23); a later one is for an official to judge."""
MOST_WORDS_WITHOUT_SHORT_NAME = 3
AGE_OF_MAJORITY = 18
AMENDED_ON = date(2024, 11, 1)
"""Day on which the amendments came into force whose amounts reach back to children born from 1 January 2024."""


class Role(StrEnum):
    """Who asks."""

    MOTHER = "mother"
    FATHER = "father"


class FatherReason(StrEnum):
    """Why the father and not the mother asks for the allowance (ЗФППД чл. 22; practice of municipalities)."""

    DIED = "died"
    """The mother died."""
    TAKEN = "taken"
    """A court took the child from the mother."""
    PREVENTED = "prevented"
    """The mother is otherwise prevented from caring for the child."""
    FOREIGN = "foreign"
    """The mother is a foreign citizen without the conditions of her own."""
    NONE = "none"
    """None of these: the father can ask for local aid only."""


def may_ask_for_allowance(role: str, reason: str) -> bool:
    """Whether this parent may ask for the allowance: the mother always, the father for a listed reason."""
    return role == Role.MOTHER or (bool(reason) and reason != FatherReason.NONE)


# -- order of birth ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Birth:
    """One live birth of the mother. ``key`` tells children apart; ``at`` the time, known for newborn children only."""

    key: str
    day: date
    at: time | None = None


def birth_orders(births: Iterable[Birth]) -> dict[str, int]:
    """Order of birth of every child of one mother (ред рођења), twins by the time of birth; the same key counts once.

    Where a time is missing, the child stands after those of the same day whose time is known.
    """
    known = {birth.key: birth for birth in births}
    ordered = sorted(known.values(), key=lambda birth: (birth.day, birth.at is None, birth.at or time.min, birth.key))
    return {birth.key: position for position, birth in enumerate(ordered, start=1)}


# -- parental allowance ------------------------------------------------------------------------------------------------
def amounts_day(birth: date, filed: date) -> date:
    """The day whose amounts hold for a child.

    Usually the day of birth. The amendments of 1 November 2024 hold for children born from 1 January 2024, so whoever
    files on or after that day gets them also for an earlier birth; whoever filed before gets what was in force then.
    """
    return max(birth, min(filed, AMENDED_ON))


@dataclass(frozen=True, slots=True)
class Plan:
    """What one order of birth brings: ``total`` in dinars, paid in ``instalments`` of ``monthly``; ``one_off`` besides."""

    total: Decimal
    instalments: int = 1
    monthly: Decimal = ZERO
    one_off: Decimal = ZERO

    @property
    def rounding(self) -> Decimal:
        """By how much the published instalments together differ from the total; below one dinar."""
        return self.monthly * self.instalments - self.total if self.instalments > 1 else ZERO


@dataclass(frozen=True, slots=True)
class Allowance:
    """Values in force for a birth: a plan for each order, the equipment lump sum (опрема), since which births."""

    plans: Mapping[int, Plan]
    equipment: Decimal
    births_from: date
    filing_months: int


@dataclass(frozen=True, slots=True)
class Line:
    """One step that can be shown: a stable code, the formula in figures, the amount."""

    code: str
    formula: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """What one child brings: the plan, the equipment paid with the first instalment, and the steps that explain it."""

    order: int
    plan: Plan
    equipment: Decimal
    lines: tuple[Line, ...]

    @property
    def first(self) -> Decimal:
        """What is paid first: the total at once or the first instalment, with one-off aid and equipment."""
        return (
            (self.plan.monthly if self.plan.instalments > 1 else self.plan.total) + self.plan.one_off + self.equipment
        )

    @property
    def total(self) -> Decimal:
        """Everything together."""
        return self.plan.total + self.plan.one_off + self.equipment


def allowance(order: int, values: Allowance) -> Payment | None:
    """The allowance for a child of that order; None from the fifth child on, which an official has to judge."""
    plan = values.plans.get(order)
    if plan is None:
        return None
    lines = [Line("allowance", format_amount(plan.total), plan.total)]
    if plan.instalments > 1:
        lines.append(Line("monthly", f"{format_amount(plan.total)} : {plan.instalments}", plan.monthly))
    if plan.one_off:
        lines.append(Line("one-off", format_amount(plan.one_off), plan.one_off))
    lines.append(Line("equipment", format_amount(values.equipment), values.equipment))
    parts = [amount for amount in (plan.total, plan.one_off, values.equipment) if amount]
    lines.append(Line("together", " + ".join(map(format_amount, parts)), sum(parts, ZERO)))
    return Payment(order, plan, values.equipment, tuple(lines))


# -- local aid ---------------------------------------------------------------------------------------------------------
class Resident(StrEnum):
    """Whose residence the local decision asks for."""

    MOTHER = "mother"
    PARENT = "parent"
    """One of the parents is enough."""


@dataclass(frozen=True, slots=True)
class LocalDecision:
    """A municipality's own decision (одлука о једнократној помоћи). Amounts in dinars; zero where it has none.

    ``first_extra`` is added for a first child; ``third`` replaces the amount for a third child; ``vulnerable`` replaces
    it for a family in need. ``residence_months``: unbroken residence before the birth. ``filing_months``: term from birth.
    """

    amount: Decimal
    residence_of: Resident
    residence_months: int
    filing_months: int
    first_extra: Decimal = ZERO
    third: Decimal = ZERO
    vulnerable: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Aid:
    """Local aid for one child."""

    order: int
    amount: Decimal
    line: Line


def local_aid(order: int, decision: LocalDecision, *, vulnerable: bool = False) -> Aid:
    """The amount for a child of that order: the basic one, with the extra for a first child, or the most favourable of
    those that replace it. That the most favourable one is paid is our reading of decisions that list several amounts."""
    basic = decision.amount + (decision.first_extra if order == 1 else ZERO)
    formula = format_amount(decision.amount)
    if order == 1 and decision.first_extra:
        formula = f"{formula} + {format_amount(decision.first_extra)}"
    choices = [(basic, "aid", formula)]
    if order == 3 and decision.third:
        choices.append((decision.third, "aid-third", format_amount(decision.third)))
    if vulnerable and decision.vulnerable:
        choices.append((decision.vulnerable, "aid-vulnerable", format_amount(decision.vulnerable)))
    amount, code, formula = max(choices, key=lambda choice: choice[0])
    return Aid(order, amount, Line(code, formula, amount))


# -- residence ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stay:
    """A registered residence (пребивалиште) from ``since`` to ``until``, both included; None while it lasts."""

    municipality_code: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Residence:
    """Whether somebody lived here without a break since ``required`` until the birth. ``since`` is None if not at all."""

    required: date
    since: date | None

    @property
    def met(self) -> bool:
        return self.since is not None and self.since <= self.required


def residence(stays: Iterable[Stay], municipality_code: str, birth: date, months: int) -> Residence:
    """Unbroken residence before the birth, compared by the calendar: a year before 14.02.2026 is 14.02.2025.

    A move inside the municipality is no break when the next stay begins at the latest the day after the previous ended.
    """
    start: date | None = None
    for stay in sorted(stays, key=lambda stay: stay.since, reverse=True):
        if stay.since > birth:
            continue
        last = birth if start is None else start - timedelta(days=1)
        reaches = stay.until is None or stay.until >= last
        if stay.municipality_code != municipality_code or not reaches:
            break
        start = stay.since
    return Residence(birth - relativedelta(months=months), start)


# -- filing term -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Term:
    """The term for filing: ``months`` from ``born``, ending on ``last``; ``same_numbered`` is the end before it moved to
    a working day."""

    born: date
    months: int
    same_numbered: date
    last: date

    @property
    def moved(self) -> bool:
        """Whether the end fell on a non-working day."""
        return self.last != self.same_numbered

    def late_by(self, filed: date) -> int:
        """Days after the last day; 0 for a request in time."""
        return max(0, (filed - self.last).days)


def filing_term(born: date, months: int, calendar: Calendar) -> Term:
    """The day of birth is not counted; months end on the same-numbered day, moved to the next working day."""
    return Term(born, months, born + relativedelta(months=months), calendar.term_end_months(born, months))


# -- people ------------------------------------------------------------------------------------------------------------
def is_minor(born: date, on: date) -> bool:
    """Whether somebody born on that day is under age (малолетно лице) on the day."""
    return on < born + relativedelta(years=AGE_OF_MAJORITY)


def is_name(text: str) -> bool:
    """Letters of any alphabet, with hyphens, apostrophes and spaces between them."""
    return any(map(str.isalpha, text)) and all(sign.isalpha() or sign in "-' ’" for sign in text)


def needs_short_name(given_name: str, surname: str) -> bool:
    """Whether name and surname together have more than three words, so that a short name must be chosen
    (Породични закон, скраћено лично име)."""
    return len(f"{given_name} {surname}".replace("-", " ").split()) > MOST_WORDS_WITHOUT_SHORT_NAME


def surname_of_parents(surname: str, mother: str, father: str) -> bool:
    """Whether the child has the surname of the mother, the father, or both; script and hyphens make no difference."""
    of_mother, of_father = fold(mother), fold(father)
    allowed = {of_mother, of_father, f"{of_mother} {of_father}", f"{of_father} {of_mother}"}
    return fold(surname) in {text.strip() for text in allowed if text.strip()}
