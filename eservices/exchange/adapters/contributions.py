"""Central register of mandatory social insurance (Централни регистар обавезног социјалног осигурања, ЦРОСО).

It holds, for each month and each payer, the base on which contributions were due and whether they were paid. The
calculation of maternity pay takes the paid bases of the 18 months before the leave (ЗФППД чл. 13. и 17).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources
from eservices.exchange.reading import Fields

EMPLOYMENT = "employment"
SELF_EMPLOYMENT = "self_employment"
FARMER = "farmer"
CONTRACT = "contract"
INSURANCE_KINDS = frozenset({EMPLOYMENT, SELF_EMPLOYMENT, FARMER, CONTRACT})


def months_between(first: date, last: date) -> list[date]:
    """First days of the months from `first` to `last`, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [first.replace(day=1) + relativedelta(months=number) for number in range(count)]


@dataclass(frozen=True)
class ContributionsRequest:
    """Bases of one person from the month of `first_month` to that of `last_month`, both included."""

    jmbg: str = field(repr=False)
    first_month: date
    last_month: date

    def __post_init__(self) -> None:
        if self.last_month < self.first_month:
            raise ValueError("The last month is before the first one.")

    @classmethod
    def before(cls, jmbg: str, leave_start: date, months: int = 18) -> "ContributionsRequest":
        """The months that precede the first month of leave (18 by ЗФППД чл. 13. став 1)."""
        first_of_leave = leave_start.replace(day=1)
        return cls(jmbg, first_of_leave - relativedelta(months=months), first_of_leave - relativedelta(months=1))

    @property
    def subject(self) -> str:
        """The insured person."""
        return self.jmbg

    @property
    def months(self) -> list[date]:
        """The months asked for, in order."""
        return months_between(self.first_month, self.last_month)

    def payload(self) -> dict[str, Any]:
        """JMBG and the two months, as 2026-02."""
        return {"jmbg": self.jmbg, "first_month": f"{self.first_month:%Y-%m}", "last_month": f"{self.last_month:%Y-%m}"}


@dataclass(frozen=True)
class MonthlyBase:
    """One month with one payer: gross `base` in dinars (zero when not insured), and whether contributions were paid."""

    month: date
    base: Decimal
    insured: bool
    paid: bool
    paid_on: date | None

    @property
    def paid_base(self) -> Decimal:
        """What counts in the calculation: the base if paid, else zero."""
        return self.base if self.paid else Decimal("0.00")

    @property
    def is_missing_payment(self) -> bool:
        """Insured, with a base, and not paid: the applicant is told."""
        return self.insured and self.base > 0 and not self.paid


@dataclass(frozen=True)
class Insurance:
    """The months of one person with one payer; `payer_pib` and `payer_number` are empty when there is no firm."""

    kind: str
    payer_name: str
    payer_number: str
    payer_pib: str
    months: tuple[MonthlyBase, ...]

    @property
    def paid_total(self) -> Decimal:
        """Sum of the paid bases, in dinars."""
        return sum((month.paid_base for month in self.months), Decimal("0.00"))

    @property
    def unpaid_months(self) -> tuple[date, ...]:
        """Months with a base whose contributions were not paid."""
        return tuple(month.month for month in self.months if month.is_missing_payment)


@dataclass(frozen=True)
class Contributions:
    """All insurances of a person in the months asked for; none at all is a true answer, with a sum of zero."""

    jmbg: str = field(repr=False)
    insurances: tuple[Insurance, ...]

    def with_payer(self, number: str) -> Insurance | None:
        """The insurance with the firm of this registration number (матични број); one request is filed per firm."""
        return next((insurance for insurance in self.insurances if insurance.payer_number == number), None)

    def of_kind(self, *kinds: str) -> tuple[Insurance, ...]:
        """Insurances of these kinds, as employment or self-employment."""
        return tuple(insurance for insurance in self.insurances if insurance.kind in kinds)


class ContributionsRegister(sources.Source[ContributionsRequest, Contributions]):
    """Monthly bases and payments of contributions."""

    name = "contributions"
    label = _("Централни регистар обавезног социјалног осигурања")
    holds = _("ко вас је осигурао, основице доприноса по месецима и да ли су доприноси плаћени")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о финансијској подршци породици са децом"

    def parse(self, payload: Any) -> Contributions:
        """Insurances with their months."""
        fields = self.fields(payload)
        return Contributions(
            jmbg=fields.digits("jmbg", 13), insurances=tuple(map(_insurance, fields.objects("insurances")))
        )

    def validate(self, data: Contributions, request: ContributionsRequest) -> None:
        """The same person; each payer once; each month asked for exactly once; payment only on a base."""
        self.require_same_subject(data.jmbg, request.jmbg)
        payers = [(insurance.kind, insurance.payer_number, insurance.payer_name) for insurance in data.insurances]
        if len(set(payers)) != len(payers):
            raise self.refuse("one payer stands twice")
        for insurance in data.insurances:
            self._validate_months([base.month for base in insurance.months], request.months)
            self._validate_payments(insurance.months)

    def _validate_months(self, answered: list[date], asked: list[date]) -> None:
        if len(set(answered)) != len(answered):
            raise self.refuse("one month stands twice")
        if sorted(answered) != asked:
            raise self.refuse(f"{len(asked)} months were asked for, {len(answered)} came or other ones")

    def _validate_payments(self, months: Iterable[MonthlyBase]) -> None:
        for base in months:
            if base.base > 0 and not base.insured:
                raise self.refuse("a month without insurance has a base")
            if base.paid != (base.paid_on is not None):
                raise self.refuse("a payment without a day, or a day without a payment")
            if base.paid_on is not None and base.paid_on < base.month:
                raise self.refuse("a month was paid before it began")


def _insurance(fields: Fields) -> Insurance:
    return Insurance(
        kind=fields.code("kind", INSURANCE_KINDS),
        payer_name=fields.text("payer_name"),
        payer_number=fields.optional_digits("payer_number", 8),
        payer_pib=fields.optional_digits("payer_pib", 9),
        months=tuple(sorted(map(_monthly_base, fields.objects("months")), key=lambda base: base.month)),
    )


def _monthly_base(fields: Fields) -> MonthlyBase:
    return MonthlyBase(
        month=fields.month("month"),
        base=fields.amount("base"),
        insured=fields.flag("insured"),
        paid=fields.flag("paid"),
        paid_on=fields.optional_day("paid_on"),
    )


CONTRIBUTIONS = sources.register(ContributionsRegister())
