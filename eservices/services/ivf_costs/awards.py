"""Money and order: what a couple gets, who goes first, until when it is used and what has to be returned. Pure.

Amounts are dinars. The formula is that of the local decisions: the least of the invoice, the cap and the money left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from eservices.services.ivf_costs.rules import WHOLE, ZERO, Order, RuleSet
from municipalities.amounts import round_half_up


# -- money -------------------------------------------------------------------------------------------------------------
class Limit(StrEnum):
    """What the amount was bounded by."""

    INVOICE = "invoice"
    CAP = "cap"
    BUDGET = "budget"


@dataclass(frozen=True, slots=True)
class Award:
    """What a couple gets: ``wanted`` without regard to the money left, ``amount`` with it (0 means: has to wait)."""

    amount: Decimal
    wanted: Decimal
    limit: Limit

    @property
    def waits(self) -> bool:
        return self.amount == ZERO


def cap_of(rules: RuleSet, average_wage: Decimal) -> Decimal | None:
    """Most that is paid: a fixed amount, a number of average wages, the lower of both; None for the whole price.

    Two average wages of 95.000 are 190.000.
    """
    caps = [rules.cap] if rules.cap is not None else []
    caps += [round_half_up(rules.cap_wages * average_wage)] if rules.cap_wages is not None else []
    return min(caps) if caps else None


def award(invoice: Decimal, cap: Decimal | None, remaining: Decimal, *, share: Decimal = WHOLE, partial: bool) -> Award:
    """min(share of the invoice, cap, money left); the last couple gets the rest only where the decision allows it.

    Raises ValueError for an invoice that is not above zero or money left below zero.
    """
    if invoice <= ZERO or remaining < ZERO:
        raise ValueError("an invoice is above zero and the money left not below")
    part = round_half_up(invoice * share / WHOLE)
    wanted = part if cap is None else min(part, cap)
    limit = Limit.INVOICE if cap is None or part <= cap else Limit.CAP
    if wanted <= remaining:
        return Award(wanted, wanted, limit)
    return Award(remaining if partial else ZERO, wanted, Limit.BUDGET)


def distribute(
    invoices: Iterable[Decimal], cap: Decimal | None, budget: Decimal, *, share: Decimal = WHOLE, partial: bool
) -> tuple[Award, ...]:
    """The money of a year along an order; nobody overtakes a couple that has to wait or got only a part."""
    awards: list[Award] = []
    for invoice in invoices:
        left = ZERO if awards and awards[-1].limit is Limit.BUDGET else budget
        given = award(invoice, cap, left, share=share, partial=partial)
        budget -= given.amount
        awards.append(given)
    return tuple(awards)


@dataclass(frozen=True, slots=True)
class Entrant:
    """A couple in a public call. ``income``: dinars a month and member of the household; ``code`` is drawn at random."""

    code: str
    woman_birth: date
    income: Decimal
    filed_at: datetime


def ranked(entrants: Iterable[Entrant], order: Order) -> Sequence[Entrant]:
    """The couples in the order in which they get money, whatever the order they are given in.

    By filing: the earlier goes first. By age and income: the older woman first, then the lower income, then the earlier
    filing; the random code ends a tie of everything else.
    """
    if order is Order.FILING:
        return sorted(entrants, key=lambda one: (one.filed_at, one.code))
    return sorted(entrants, key=lambda one: (one.woman_birth, one.income, one.filed_at, one.code))


# -- after the award ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Use:
    """Until when an award can be used, and until when the final invoice has to be here; both days are included."""

    use_until: date
    invoice_until: date


def use_of(granted_on: date, rules: RuleSet) -> Use:
    """The terms of a grant that was delivered on ``granted_on``."""
    use_until = granted_on + relativedelta(months=rules.use_months)
    return Use(use_until, use_until + relativedelta(days=rules.final_invoice_days))


def to_refund(paid: Decimal, final_invoice: Decimal | None, use: Use, today: date) -> Decimal:
    """What has to be returned: all of it after the term without a final invoice, else what exceeds the final invoice."""
    if final_invoice is not None:
        return max(ZERO, paid - final_invoice)
    return paid if today > use.invoice_until else ZERO


# -- invoice -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Invoice:
    """What the clinic wrote. ``procedure_on`` is the planned or actual day of the procedure, when it is known."""

    issued_on: date
    amount: Decimal
    procedure_on: date | None = None


def invoice_faults(invoice: Invoice, rules: RuleSet, *, today: date, months: int, most: Decimal) -> tuple[str, ...]:
    """Codes of what is wrong: future, old, amount-most, procedure-passed, after-procedure."""
    found = []
    if invoice.issued_on > today:
        found.append("future")
    if invoice.issued_on + relativedelta(months=months) < today:
        found.append("old")
    if invoice.amount > most:
        found.append("amount-most")
    if rules.before_procedure and invoice.procedure_on is not None:
        if invoice.procedure_on <= today:
            found.append("procedure-passed")
        if invoice.issued_on > invoice.procedure_on:
            found.append("after-procedure")
    return tuple(found)
