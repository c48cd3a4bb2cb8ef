"""The money of a year: allocated, reserved by a proposal, awarded by an issued decision, released, returned.

Every change locks the row of the year (``SELECT ... FOR UPDATE``) and writes a ledger line in the same transaction, so of
two decisions on the last dinar one wins and the other is told; a CHECK of the database stands behind that.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as translate

from eservices.cases.models import Case, Decision
from eservices.cases.service import CannotDecide
from eservices.services.ivf_costs.labels import Entry
from eservices.services.ivf_costs.models import BudgetEntry, BudgetYear
from municipalities.accounts.models import User
from municipalities.amounts import format_amount
from municipalities.models import Municipality

ZERO = Decimal("0.00")


class NotEnough(CannotDecide):
    """The money left is less than the amount; the message says how much is left."""

    def __init__(self, budget: BudgetYear | None) -> None:
        left = format_amount(budget.remaining if budget else ZERO)
        super().__init__(
            translate("Средства у међувремену нису довољна: преостало је %(left)s динара. Саставите предлог поново.")
            % {"left": left}
        )


@dataclass(frozen=True)
class _Change:
    """What one ledger line does to the three sums of its year."""

    allocated: int = 0
    reserved: int = 0
    awarded: int = 0


CHANGES = {
    Entry.ALLOCATION: _Change(allocated=1),
    Entry.RESERVATION: _Change(reserved=1),
    Entry.RELEASE: _Change(reserved=-1),
    Entry.AWARD: _Change(reserved=-1, awarded=1),
    Entry.REVOCATION: _Change(awarded=-1),
    Entry.REFUND: _Change(awarded=-1),
}


def budget_of(municipality: Municipality, year: int) -> BudgetYear | None:
    """The money of that year, or None while nothing is allocated."""
    return BudgetYear.objects.filter(municipality=municipality, year=year).first()


def _locked(municipality_id: int, year: int) -> BudgetYear | None:
    return BudgetYear.objects.select_for_update().filter(municipality_id=municipality_id, year=year).first()


def _write(
    budget: BudgetYear, kind: Entry, amount: Decimal, *, case: Case | None = None, decision: Decision | None = None,
    source: str = "", by: User,
) -> None:  # fmt: skip
    """Add a line for a locked year and bring its sums up to it."""
    change = CHANGES[kind]
    budget.allocated += change.allocated * amount
    budget.reserved += change.reserved * amount
    budget.awarded += change.awarded * amount
    budget.save(update_fields=["allocated", "reserved", "awarded"])
    BudgetEntry.objects.create(
        municipality_id=budget.municipality_id, budget=budget, kind=kind, amount=amount, case=case, decision=decision,
        source=source, by=by,
    )  # fmt: skip


@transaction.atomic
def allocate(*, municipality: Municipality, year: int, amount: Decimal, source: str, by: User) -> BudgetYear:
    """Add money to a year, or take some back with an amount below zero; ``source`` is the act (одлука о буџету, ребаланс).

    Raises :class:`NotEnough` when less would remain than is reserved and awarded.
    """
    BudgetYear.objects.get_or_create(municipality=municipality, year=year)
    budget = _locked(municipality.pk, year)
    if budget is None or budget.remaining + amount < ZERO:
        raise NotEnough(budget)
    _write(budget, Entry.ALLOCATION, amount, source=source, by=by)
    return budget


@transaction.atomic
def reserve(*, decision: Decision, year: int, amount: Decimal, by: User) -> None:
    """Keep the amount of a proposal away from others. Raises :class:`NotEnough`."""
    budget = _locked(decision.municipality_id, year)
    if budget is None or amount > budget.remaining:
        raise NotEnough(budget)
    _write(budget, Entry.RESERVATION, amount, case=decision.case, decision=decision, by=by)


def _held(decision: Decision, *kinds: Entry) -> tuple[BudgetYear, Decimal] | None:
    """Year (locked) and sum of the lines of these kinds for a decision; the other kinds of CHANGES undo nothing here."""
    lines = BudgetEntry.objects.filter(decision=decision, kind__in=kinds)
    first = lines.select_related("budget").first()
    if first is None:
        return None
    budget = _locked(decision.municipality_id, first.budget.year)
    if budget is None:
        return None
    return budget, lines.aggregate(total=Sum("amount"))["total"]


@transaction.atomic
def release(*, decision: Decision, by: User) -> None:
    """A proposal went back: its money is free again."""
    held = _held(decision, Entry.RESERVATION)
    if held is not None:
        _write(held[0], Entry.RELEASE, held[1], case=decision.case, decision=decision, by=by)


@transaction.atomic
def award(*, decision: Decision, by: User) -> Decimal:
    """A decision was issued: what was reserved for it is awarded; returns the amount."""
    held = _held(decision, Entry.RESERVATION)
    if held is None:
        raise NotEnough(None)
    _write(held[0], Entry.AWARD, held[1], case=decision.case, decision=decision, by=by)
    return held[1]


@transaction.atomic
def revoke(*, decision: Decision, by: User) -> None:
    """A decision was annulled: what it awarded can be given out again."""
    held = _held(decision, Entry.AWARD)
    if held is not None:
        _write(held[0], Entry.REVOCATION, held[1], case=decision.case, decision=decision, by=by)


@transaction.atomic
def take_back(*, case: Case, amount: Decimal, source: str, by: User) -> None:
    """Money that was not used came back. Raises ValueError for more than the case was awarded and has not returned."""
    lines = BudgetEntry.objects.filter(case=case)
    first = lines.filter(kind=Entry.AWARD).select_related("budget").order_by("-pk").first()
    budget = _locked(case.municipality_id, first.budget.year) if first else None
    if budget is None or not ZERO < amount <= outstanding(case):
        raise ValueError("more comes back than was given out")
    _write(budget, Entry.REFUND, amount, case=case, source=source, by=by)


def outstanding(case: Case) -> Decimal:
    """What the case was awarded and has neither lost by annulment nor returned."""
    lines = BudgetEntry.objects.filter(case=case, kind__in=[Entry.AWARD, Entry.REVOCATION, Entry.REFUND])
    sums = {row["kind"]: row["total"] for row in lines.order_by().values("kind").annotate(total=Sum("amount"))}
    return sums.get(Entry.AWARD, ZERO) - sums.get(Entry.REVOCATION, ZERO) - sums.get(Entry.REFUND, ZERO)
