"""Tax Administration (Пореска управа): income of a year and property on which tax is paid."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from eservices.exchange import sources
from eservices.exchange.reading import Fields

INCOME_KINDS = frozenset({"wage", "self_employment", "contract", "rent", "capital", "other"})
PROPERTY_KINDS = frozenset({"flat", "house", "business_space", "land", "other"})


@dataclass(frozen=True)
class TaxRequest:
    """Income and property of one person in one calendar year."""

    jmbg: str = field(repr=False)
    year: int

    @property
    def subject(self) -> str:
        """The taxpayer."""
        return self.jmbg

    def payload(self) -> dict[str, Any]:
        """JMBG and year."""
        return {"jmbg": self.jmbg, "year": self.year}


@dataclass(frozen=True)
class Income:
    """Income of one kind from one payer in the year: `gross` before tax and contributions, dinars."""

    kind: str
    payer_name: str
    gross: Decimal


@dataclass(frozen=True)
class Property:
    """One taxed property: `area` in square metres, in the municipality of that five-digit number."""

    kind: str
    municipality_code: str
    area: Decimal


@dataclass(frozen=True)
class TaxRecord:
    """What the tax administration knows of one person and year."""

    jmbg: str = field(repr=False)
    year: int
    incomes: tuple[Income, ...]
    properties: tuple[Property, ...]

    @property
    def gross_total(self) -> Decimal:
        """Sum of all gross income of the year, in dinars."""
        return sum((income.gross for income in self.incomes), Decimal("0.00"))


class TaxAdministration(sources.Source[TaxRequest, TaxRecord]):
    """Income and property."""

    name = "tax"
    label = _("Пореска управа")
    holds = _("приходи по врстама и имовина на коју се плаћа порез")
    legal_basis = f"{sources.OFFICIAL_DUTY}; Закон о пореском поступку и пореској администрацији, чл. 7"

    def parse(self, payload: Any) -> TaxRecord:
        """Incomes and properties."""
        fields = self.fields(payload)
        return TaxRecord(
            jmbg=fields.digits("jmbg", 13),
            year=fields.count("year"),
            incomes=tuple(map(_income, fields.objects("incomes"))),
            properties=tuple(map(_property, fields.objects("properties"))),
        )

    def validate(self, data: TaxRecord, request: TaxRequest) -> None:
        """The same person and year; one row for each kind of income and payer."""
        self.require_same_subject(data.jmbg, request.jmbg)
        if data.year != request.year:
            raise self.refuse("the answer is about another year")
        rows = [(income.kind, income.payer_name) for income in data.incomes]
        if len(set(rows)) != len(rows):
            raise self.refuse("one income stands twice")


def _income(fields: Fields) -> Income:
    return Income(fields.code("kind", INCOME_KINDS), fields.text("payer_name"), fields.amount("gross"))


def _property(fields: Fields) -> Property:
    return Property(fields.code("kind", PROPERTY_KINDS), fields.digits("municipality_code", 5), fields.amount("area"))


TAX = sources.register(TaxAdministration())
