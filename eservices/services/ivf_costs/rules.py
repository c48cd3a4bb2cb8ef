"""Conditions for the costs of artificial insemination, as pure functions of dates and rule sets.

Sources. There is no national rule: every municipality decides by itself (own competence), so that whatever differs
between the decisions is a field of `RuleSet`. Ages and residence are looked at on a reference day, which the decisions
choose differently: the day of filing, the first or last day of the call, or the day of the commission's session.
Amounts are dinars. Nothing here knows an age, a cap or a term.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta

ZERO = Decimal("0.00")
WHOLE = Decimal(100)


class Kind(StrEnum):
    """How the right is exercised."""

    STANDING = "standing"
    """At any time, until the money of the year is used (стално право)."""
    CALL = "call"
    """On a public call with a term (јавни позив)."""


class Reference(StrEnum):
    """Which day a condition is looked at."""

    FILING = "filing"
    CALL_OPENED = "call_opened"
    CALL_CLOSED = "call_closed"
    COMMISSION = "commission"


class Who(StrEnum):
    """Which partners a condition binds."""

    BOTH = "both"
    WOMAN = "woman"
    EITHER = "either"
    NOBODY = "nobody"


class Order(StrEnum):
    """In which order the money is given."""

    FILING = "filing"
    AGE_AND_INCOME = "age_income"
    """Older woman first, then lower income a month (ужички начин)."""


class Procedure(StrEnum):
    """What is to be paid; which of them a rule set allows."""

    STIMULATED = "stimulated"
    CRYO = "cryo"
    DONATED = "donated"


@dataclass(frozen=True, slots=True)
class Route:
    """One way to qualify; a couple needs a single one. None or False means that the route does not ask for it.

    Ages are of the woman: she has completed ``age_from`` years and has not completed ``age_below``. Attempts are the least
    that must have failed; ``children_most`` and ``children_from`` bound the joint children.
    """

    age_from: int | None = None
    age_below: int | None = None
    fund_attempts: int = 0
    province_attempts: int = 0
    all_attempts: int = 0
    children_from: int = 0
    children_most: int | None = None
    donated_only: bool = False
    refused_by_commission: bool = False


@dataclass(frozen=True, slots=True)
class RuleSet:
    """What a municipality's decision says. ``routes``: at least one.

    ``residence_months`` without a break before the reference day; 0 means that residence on that day is enough.
    ``cap`` in dinars and ``cap_wages`` in average wages: the lower binds; none of them means the whole price.
    ``share``: per cent of the invoice. ``year_grants``: grants a couple may get in a calendar year, ``ever_grants`` ever.
    ``partial``: whether the last couple gets the rest of the money. ``use_months``: how long a grant can be used,
    ``final_invoice_days`` after that until the final invoice has to be here.
    """

    kind: Kind
    routes: tuple[Route, ...]
    age_reference: Reference = Reference.FILING
    residence_reference: Reference = Reference.FILING
    residence_months: int = 0
    residence_who: Who = Who.BOTH
    citizenship_who: Who = Who.NOBODY
    order: Order = Order.FILING
    procedures: frozenset[Procedure] = frozenset(Procedure)
    only_uncovered: bool = False
    before_procedure: bool = False
    contracted_clinics: bool = False
    cap: Decimal | None = None
    cap_wages: Decimal | None = None
    share: Decimal = WHOLE
    partial: bool = False
    year_grants: int = 1
    ever_grants: int | None = None
    use_months: int = 6
    final_invoice_days: int = 30

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> RuleSet:
        """A rule set out of JSON, as it is kept with a case. Raises ValueError or TypeError for what is no rule set."""
        known = {field.name for field in fields(cls)}
        if unknown := set(data) - known:
            raise ValueError(f"unknown rules: {sorted(unknown)}")
        given = {name: _READERS[name](value) if name in _READERS else value for name, value in data.items()}
        rule_set = cls(**given)
        if not rule_set.routes or not rule_set.procedures:
            raise ValueError("a rule set needs a route and a procedure")
        return rule_set


def _amount(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


_READERS: Mapping[str, Any] = {
    "kind": Kind,
    "routes": lambda rows: tuple(Route(**row) for row in rows),
    "age_reference": Reference,
    "residence_reference": Reference,
    "residence_who": Who,
    "citizenship_who": Who,
    "order": Order,
    "procedures": lambda names: frozenset(map(Procedure, names)),
    "cap": _amount,
    "cap_wages": _amount,
    "share": lambda value: Decimal(str(value)),
}


# -- facts -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Person:
    """One partner. ``resident_since``: first day of residence here without a break up to the reference day, or None."""

    birth: date
    resident_since: date | None
    citizen: bool


@dataclass(frozen=True, slots=True)
class Couple:
    """What the conditions ask about."""

    woman: Person
    partner: Person
    joint_children: int = 0
    fund_attempts: int = 0
    province_attempts: int = 0
    own_attempts: int = 0
    procedure: Procedure = Procedure.STIMULATED
    covered_by_fund: bool = False
    refused_by_commission: bool = False

    @property
    def all_attempts(self) -> int:
        return self.fund_attempts + self.province_attempts + self.own_attempts


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a reference may name; a session that is not held yet has none."""

    filed: date
    call_opened: date | None = None
    call_closed: date | None = None
    commission: date | None = None

    def on(self, reference: Reference) -> date | None:
        """The day of ``reference``; None while it is not known."""
        return {
            Reference.FILING: self.filed,
            Reference.CALL_OPENED: self.call_opened,
            Reference.CALL_CLOSED: self.call_closed,
            Reference.COMMISSION: self.commission,
        }[reference]


@dataclass(frozen=True, slots=True)
class Grants:
    """Grants that the couple has had here, in whatever order of the partners."""

    this_year: int = 0
    ever: int = 0


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition with its result: ``met`` None means that its reference day is not known yet.

    Codes: age, history, children, procedure, residence-woman, residence-partner, residence, citizenship, coverage,
    year-grants, ever-grants. ``on`` is the reference day, ``wanted`` and ``found`` are what the sentence needs.
    """

    code: str
    met: bool | None
    on: date | None = None
    wanted: Any = None
    found: Any = None


@dataclass(frozen=True, slots=True)
class Finding:
    """All conditions, in the order in which they are told."""

    conditions: tuple[Condition, ...]

    @property
    def eligible(self) -> bool:
        """Every condition is met."""
        return all(condition.met for condition in self.conditions)

    @property
    def unmet(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if condition.met is False)

    @property
    def unknown(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in self.conditions if condition.met is None)


def completed_years(birth: date, day: date) -> int:
    """Completed years of age; who was born on 29 February completes a year on 28 February of a common year."""
    return relativedelta(day, birth).years if day >= birth else -1


def turns(birth: date, years: int) -> date:
    """The day on which somebody completes ``years``."""
    return birth + relativedelta(years=years)


def months_between(since: date, day: date) -> int:
    """Completed months from ``since`` to ``day``."""
    gone = relativedelta(day, since)
    return gone.years * 12 + gone.months


def examine(rules: RuleSet, couple: Couple, days: Days, grants: Grants) -> Finding:
    """Every condition of the decision, explained; of several routes the one that is met, else the nearest."""
    return Finding(
        (
            *_best_route(rules, couple, days.on(rules.age_reference)),
            *_residence(rules, couple, days.on(rules.residence_reference)),
            *_citizenship(rules, couple),
            Condition("procedure", couple.procedure in rules.procedures, found=couple.procedure),
            *([Condition("coverage", not couple.covered_by_fund)] if rules.only_uncovered else []),
            Condition(
                "year-grants", grants.this_year < rules.year_grants, wanted=rules.year_grants, found=grants.this_year
            ),
            *_ever(rules, grants),
        )
    )


def _ever(rules: RuleSet, grants: Grants) -> list[Condition]:
    if rules.ever_grants is None:
        return []
    return [Condition("ever-grants", grants.ever < rules.ever_grants, wanted=rules.ever_grants, found=grants.ever)]


def _best_route(rules: RuleSet, couple: Couple, day: date | None) -> tuple[Condition, ...]:
    looked_at = [_route(route, couple, day) for route in rules.routes]

    def distance(found: tuple[Condition, ...]) -> tuple[bool, int]:
        """A route for another age is farther than one that lacks anything else."""
        other_age = any(condition.code == "age" and condition.met is False for condition in found)
        return other_age, sum(condition.met is not True for condition in found)

    return min(looked_at, key=distance)


def _route(route: Route, couple: Couple, day: date | None) -> tuple[Condition, ...]:
    found = []
    if route.age_from is not None or route.age_below is not None:
        found.append(_age(route, couple.woman.birth, day))
    if route.fund_attempts or route.province_attempts or route.all_attempts or route.refused_by_commission:
        found.append(Condition("history", _history(route, couple)))
    if route.children_from or route.children_most is not None:
        most = couple.joint_children if route.children_most is None else route.children_most
        met = route.children_from <= couple.joint_children <= most
        found.append(Condition("children", met, wanted=route.children_most, found=couple.joint_children))
    if route.donated_only:
        found.append(Condition("procedure", couple.procedure is Procedure.DONATED, found=couple.procedure))
    return tuple(found)


def _age(route: Route, birth: date, day: date | None) -> Condition:
    wanted = (route.age_from, route.age_below)
    if day is None:
        return Condition("age", None, wanted=wanted)
    old_enough = route.age_from is None or turns(birth, route.age_from) <= day
    young_enough = route.age_below is None or day < turns(birth, route.age_below)
    return Condition("age", old_enough and young_enough, on=day, wanted=wanted, found=completed_years(birth, day))


def _history(route: Route, couple: Couple) -> bool:
    tried = (
        couple.fund_attempts >= route.fund_attempts
        and couple.province_attempts >= route.province_attempts
        and couple.all_attempts >= route.all_attempts
    )
    return tried and (couple.refused_by_commission or not route.refused_by_commission)


def _residence(rules: RuleSet, couple: Couple, day: date | None) -> list[Condition]:
    asked = {Who.BOTH: ("woman", "partner"), Who.WOMAN: ("woman",), Who.EITHER: ("woman", "partner"), Who.NOBODY: ()}
    found = [
        _resident(f"residence-{who}", getattr(couple, who), rules.residence_months, day)
        for who in asked[rules.residence_who]
    ]
    if rules.residence_who is not Who.EITHER:
        return found
    best = max(found, key=lambda condition: (condition.met is True, condition.found or -1))
    return [Condition("residence", best.met, best.on, best.wanted, best.found)]


def _resident(code: str, person: Person, months: int, day: date | None) -> Condition:
    if day is None:
        return Condition(code, None, wanted=months)
    since = person.resident_since
    if since is None or since > day:
        return Condition(code, False, on=day, wanted=months)
    return Condition(code, since + relativedelta(months=months) <= day, day, months, months_between(since, day))


def _citizenship(rules: RuleSet, couple: Couple) -> list[Condition]:
    woman, partner = couple.woman.citizen, couple.partner.citizen
    met = {Who.BOTH: woman and partner, Who.WOMAN: woman, Who.EITHER: woman or partner, Who.NOBODY: True}
    return [] if rules.citizenship_who is Who.NOBODY else [Condition("citizenship", met[rules.citizenship_who])]
