"""The answers of a request as typed values, who stands behind it, and the sentences for what does not fit together."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from eservices.cases import vault
from eservices.cases.service import Answers, Problem
from eservices.services.ivf_costs import forms, labels, rule_sets
from eservices.services.ivf_costs.awards import Invoice, invoice_faults
from eservices.services.ivf_costs.models import IvfRequest
from eservices.services.ivf_costs.rules import Grants, Procedure
from municipalities.identifiers import clean_jmbg
from municipalities.models import Municipality
from municipalities.parameters import value
from municipalities.script import fold

OTHER = {forms.WOMAN: forms.PARTNER, forms.PARTNER: forms.WOMAN}
INVOICE_SENTENCES = {
    "future": ("issued_on", _("Датум рачуна не може бити после данашњег дана.")),
    "old": ("issued_on", _("Рачун је старији од {months} месеци. Затражите од клинике нов.")),
    "amount-most": ("amount", _("Износ је већи од {most} динара. Проверите да ли сте погрешили неку цифру.")),
    "procedure-passed": (
        "procedure_on",
        _("Ваша општина плаћа само поступак који тек следи. Захтев се подноси пре дана поступка."),
    ),
    "after-procedure": ("issued_on", _("Рачун је издат после поступка. Потребан је предрачун од пре поступка.")),
}


@dataclass(frozen=True)
class PersonGiven:
    """One partner as the couple wrote it."""

    first_name: str
    last_name: str
    jmbg: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def birth(self) -> date:
        return clean_jmbg(self.jmbg).birth_date

    def is_called(self, first_name: str, last_name: str) -> bool:
        """Whether this is the person of that name, whatever the script, capitals and accents."""
        return fold(f"{first_name} {last_name}") == fold(self.name)


@dataclass(frozen=True)
class Request:
    """A complete request. ``filled_in_by`` is ``woman`` or ``partner``; the other one agrees separately."""

    filled_in_by: str
    woman: PersonGiven
    partner: PersonGiven
    married: bool
    address: str
    procedure: Procedure
    fund_attempts: int
    province_attempts: int
    own_attempts: int
    covered_by_fund: bool
    refused_by_commission: bool
    joint_children: int
    income: Decimal
    clinic: str
    clinic_name: str
    invoice_number: str
    invoice: Invoice
    payee: str
    account: str

    @classmethod
    def read(cls, answers: Answers) -> Request:
        """Read answers that passed their forms; raises KeyError or ValueError for others."""
        history, household, invoice = answers["history"], answers["household"], answers["invoice"]
        address = answers["address"]
        planned = invoice.get("procedure_on")
        return cls(
            filled_in_by=answers["who"]["who"],
            woman=_person(answers["woman"]),
            partner=_person(answers["partner"]),
            married=answers["union"]["union"] == forms.MARRIED,
            address=f"{address['street']}, {address['postal_code'].strip()} {address['place']}",
            procedure=Procedure(answers["procedure"]["procedure"]),
            fund_attempts=int(history["fund_attempts"]),
            province_attempts=int(history["province_attempts"]),
            own_attempts=int(history["own_attempts"]),
            covered_by_fund=history["covered_by_fund"] == "yes",
            refused_by_commission=history["refused_by_commission"] == "yes",
            joint_children=int(household["joint_children"]),
            income=Decimal(household.get("income") or 0),
            clinic=answers["clinic"]["clinic"],
            clinic_name=answers["clinic"]["name"],
            invoice_number=invoice["number"],
            invoice=Invoice(
                date.fromisoformat(invoice["issued_on"]),
                Decimal(invoice["amount"]),
                date.fromisoformat(planned) if planned else None,
            ),
            payee=answers["payee"]["payee"],
            account=answers["payee"]["account"],
        )

    @property
    def applicant(self) -> PersonGiven:
        """The partner who fills in."""
        return self.woman if self.filled_in_by == forms.WOMAN else self.partner

    @property
    def second(self) -> PersonGiven:
        """The partner who agrees separately."""
        return self.partner if self.filled_in_by == forms.WOMAN else self.woman

    @property
    def pair_index(self) -> bytes:
        """Equal for the same two people in either order."""
        return vault.blind_index("|".join(sorted([self.woman.jmbg, self.partner.jmbg])), purpose="ivf-pair")

    @property
    def invoice_index(self) -> bytes:
        """Equal for the same number of the same clinic, however it is spaced or written."""
        number = "".join(sign for sign in fold(self.invoice_number) if sign.isalnum())
        return vault.blind_index(f"{self.clinic}|{number}", purpose="ivf-invoice")


def _person(given: Any) -> PersonGiven:
    return PersonGiven(given["first_name"], given["last_name"], given["jmbg"])


def digest(answers: Answers) -> bytes:
    """What the second partner agrees to: every answer that is filed, in a fixed spelling."""
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, default=str)
    return vault.blind_index(text, purpose="ivf-consent")


def grants_of(municipality: Municipality, pair_index: bytes, year: int, *, besides: int) -> Grants:
    """Grants that the couple has had here by other cases than ``besides``."""
    rows = IvfRequest.objects.filter(
        municipality=municipality, pair_index=pair_index, standing__in=labels.COUNTS_AS_GRANTED
    ).exclude(case_id=besides)
    years = list(rows.values_list("year", flat=True))
    return Grants(this_year=years.count(year), ever=len(years))


# -- what does not fit -------------------------------------------------------------------------------------------------
def problems(answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
    """What keeps the request from being filed (domain section 4, bad input)."""
    request, rule_set = Request.read(answers), rule_sets.in_force(municipality, today)
    if rule_set is None:
        yield Problem("residence", "here", _("Ваша општина још није унела правила за ову услугу. Обратите се општини."))
        return
    rules = rule_set.read()
    if request.clinic not in {row.code for row in forms.licensed_clinics(municipality, today)}:
        yield Problem("clinic", "clinic", _("Клиника више није на списку клиника са дозволом. Изаберите другу."))
    limits = {
        "months": value("ivf-costs.invoice_months", municipality=municipality, on=today).days,
        "most": value("ivf-costs.invoice_most", municipality=municipality, on=today).number,
    }
    for code in invoice_faults(request.invoice, rules, today=today, **limits):  # type: ignore[arg-type]
        field, sentence = INVOICE_SENTENCES[code]
        shown = {"months": limits["months"], "most": f"{limits['most']:,.0f}".replace(",", ".")}
        yield Problem("invoice", field, format_lazy(sentence, **shown))
    if rules.before_procedure and request.invoice.procedure_on is None:
        yield Problem(
            "invoice", "procedure_on", _("Унесите дан поступка: ваша општина плаћа само поступак који тек следи.")
        )
    yield from earlier_requests(
        request, rules.year_grants, rules.ever_grants, municipality=municipality, year=today.year
    )


def earlier_requests(
    request: Request, year_most: int, ever_most: int | None, *, municipality: Municipality, year: int, besides: int = 0
) -> Iterator[Problem]:
    """The same couple, in either order, or the same invoice, has been here before in another case than ``besides``."""
    rows = IvfRequest.objects.filter(municipality=municipality, standing__in=labels.COUNTS_AS_FILED)
    rows = rows.exclude(case_id=besides)
    of_couple = rows.filter(pair_index=request.pair_index)
    if of_couple.filter(year=year).count() >= year_most:
        yield Problem(
            "partner", "jmbg",
            _("Вас двоје сте ове године већ поднели захтев. Важи и кад партнери замене места. Погледајте тај предмет."),
        )  # fmt: skip
    elif ever_most is not None and of_couple.filter(standing__in=labels.COUNTS_AS_GRANTED).count() >= ever_most:
        yield Problem("partner", "jmbg", _("По одлуци ове општине пар може да добије овај новац само једном."))
    if rows.filter(invoice_index=request.invoice_index).exists():
        yield Problem(
            "invoice", "number", _("Рачун са тим бројем исте клинике већ је приложен уз други захтев. Проверите број.")
        )
