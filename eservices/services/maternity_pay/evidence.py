"""What the municipality asks registers for, and what an official may enter while a register is down."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import NOT_GIVEN, DateField
from eservices.cases.models import Case
from eservices.cases.service import Answers, EvidenceNeed, Table
from eservices.exchange.adapters.contributions import (
    EMPLOYMENT,
    Contributions,
    ContributionsRequest,
    Insurance,
    MonthlyBase,
)
from eservices.exchange.adapters.residence import Residence, ResidenceRequest
from eservices.services.maternity_pay import forms, rules
from eservices.services.maternity_pay.request import Request
from municipalities.amounts import InvalidAmount, format_amount, parse_amount
from municipalities.templatetags.pismo import pismo

CONSENT = ("consent", "registers")
_LINE = re.compile(
    r"^\s*(?:(\d{1,2})[./](\d{4})|(\d{4})-(\d{2}))\.?\s+(\S+)\s*(РСД|RSD)?\s*(неплаћено|neplaćeno|neplaceno)?\s*$"
)


def read_bases(text: str) -> list[dict[str, Any]]:
    """Lines such as ``02.2026 99.500,00 неплаћено`` as kept bases.

    Raises ``ValidationError`` naming the line that cannot be read.
    """
    rows = []
    for position, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        match = _LINE.match(line)
        try:
            if match is None:
                raise ValueError
            month, year = int(match[1] or match[4]), int(match[2] or match[3])
            rows.append(_base(date(year, month, 1), parse_amount(match[5]), paid=match[7] is None))
        except (ValueError, InvalidAmount):
            raise django_forms.ValidationError(
                _("%(position)s. ред није јасан. Упишите месец и износ, на пример: 02.2026 99.500,00."),
                params={"position": position},
            ) from None
    return rows


def _base(month: date, amount: Decimal, *, paid: bool) -> dict[str, Any]:
    return {"month": month.isoformat(), "base": str(amount), "paid": paid}


class ManualBasesForm(forms.BasesForm):
    """Bases typed by an official; the result has the shape of what the register gives."""

    def payload(self) -> dict[str, Any]:
        return {"bases": self.cleaned_data["bases"]}

    def clean_bases(self) -> list[dict[str, Any]]:
        return read_bases(self.cleaned_data["bases"])


class ManualResidenceForm(django_forms.Form):
    """Residence read off the identity card by an official."""

    here = django_forms.BooleanField(
        label=_("Пребивалиште је у овој општини (увидом у личну карту)"),
        error_messages={"required": _("Потврдите да је пребивалиште у овој општини, или не уносите податак.")},
    )
    since = DateField(label=_("Од када"))

    def payload(self) -> dict[str, Any]:
        return {"here": True, "since": self.cleaned_data["since"].isoformat()}


class ContributionsNeed(EvidenceNeed):
    """Bases of the 18 months before the leave (ЗФППД чл. 13. и 17)."""

    def request(self, case: Case, answers: Answers) -> ContributionsRequest:
        months = int(case.pinned["maternity-pay.window_months"]["value"])
        request = Request.read(answers)
        return ContributionsRequest.before(request.jmbg, request.window_start, months)

    def keep(self, data: Contributions, answers: Answers) -> dict[str, Any]:
        """Months with their bases from the one employer of the request, or summed over all other insurances."""
        request = Request.read(answers)
        if request.employee:
            found = data.with_payer(request.employer_number)
            return {"bases": _rows([found] if found else []), "payer_known": found is not None}
        others = [insurance for insurance in data.insurances if insurance.kind != EMPLOYMENT]
        return {"bases": _rows(others), "payer_known": bool(others)}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """Month by month."""
        paid, unpaid = translate("плаћено"), translate("неплаћено")
        rows = tuple(
            (
                date_format(date.fromisoformat(row["month"]), "m.Y."),
                format_amount(Decimal(row["base"])),
                paid if row["paid"] else unpaid,
            )
            for row in payload["bases"]
        )
        head = (translate("Месец"), translate("Основица"), translate("Доприноси"))
        return (Table(translate("Основице по месецима"), head, rows),)


def _rows(insurances: list[Insurance]) -> list[dict[str, Any]]:
    """One row a month; several insurances are added up."""
    months: dict[date, list[MonthlyBase]] = {}
    for insurance in insurances:
        for base in insurance.months:
            if base.base > 0:
                months.setdefault(base.month, []).append(base)
    return [_month(month, items) for month, items in sorted(months.items())]


def _month(month: date, items: list[MonthlyBase]) -> dict[str, Any]:
    """What was paid in a month; an unpaid month keeps its base, so that it can be shown why it counts as zero."""
    paid = [item.base for item in items if item.paid]
    return _base(month, sum(paid or [item.base for item in items], Decimal(0)), paid=bool(paid))


class ResidenceNeed(EvidenceNeed):
    """Whether the applicant lives here."""

    def request(self, case: Case, answers: Answers) -> ResidenceRequest:
        return ResidenceRequest(Request.read(answers).jmbg)

    def keep(self, data: Residence, answers: Answers) -> dict[str, Any]:
        """The address in force only."""
        current = next((address for address in data.addresses if address.until is None), None)
        if current is None:
            return {"municipality_code": "", "municipality": "", "since": ""}
        return {
            "municipality_code": current.municipality_code,
            "municipality": current.municipality_name,
            "since": current.since.isoformat(),
        }

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """Where and since when."""
        place = payload.get("municipality") or (translate("у овој општини") if payload.get("here") else NOT_GIVEN)
        since = (
            date_format(date.fromisoformat(payload["since"]), "SHORT_DATE_FORMAT") if payload["since"] else NOT_GIVEN
        )
        head = (translate("Општина или град"), translate("Од"))
        return (Table(translate("Пребивалиште"), head, ((pismo(place), str(since)),)),)


def month_bases(payload: dict[str, Any], request: Request, months: int) -> tuple[rules.MonthBase, ...]:
    """Kept bases as the rules want them; months that the register does not know count as zero."""
    known = [
        rules.MonthBase(date.fromisoformat(row["month"]), Decimal(row["base"]), paid=row["paid"])
        for row in payload["bases"]
    ]
    return rules.complete_window(request.window_start, known, months)


EVIDENCE: tuple[EvidenceNeed, ...] = (
    ContributionsNeed(
        source="contributions",
        label=_("Основице доприноса за 18 месеци"),
        purpose=_("обрачун накнаде за породиљско одсуство"),
        legal_basis=_("Закон о финансијској подршци породици са децом, чл. 13. и 17; ЗУП, чл. 9. и 103."),
        manual_form=ManualBasesForm,
        consent=CONSENT,
        changes_often=True,
    ),
    ResidenceNeed(
        source="residence",
        label=_("Пребивалиште"),
        purpose=_("месна надлежност за накнаду за породиљско одсуство"),
        legal_basis=_("ЗУП, чл. 9. и 103."),
        manual_form=ManualResidenceForm,
        consent=CONSENT,
    ),
)
