"""What registers are asked: every parcel at the cadastre, a firm at the business register; and entry by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms as django_forms
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import NOT_GIVEN
from eservices.cases.models import Case
from eservices.cases.service import Answers, EvidenceNeed, Table
from eservices.exchange.adapters.business_register import ACTIVE, Business, BusinessRequest
from eservices.exchange.adapters.cadastre import Parcel as CadastreParcel
from eservices.exchange.adapters.cadastre import ParcelRequest
from eservices.services.site_information import rules
from eservices.services.site_information.request import Request
from eservices.services.site_information.steps import is_legal
from municipalities.amounts import InvalidAmount, format_amount, parse_amount
from municipalities.templatetags.pismo import pismo

_LINE = re.compile(
    r"(?:(?P<ko>\d{6})\s+)?(?P<number>\d{1,6}(?:/\d{1,4})?)\s+(?P<area>[\d.,]+)\s*(?:[мm][²2]\s*)?(?P<use>.*)"
)


# -- parcels -----------------------------------------------------------------------------------------------------------
def read_lines(text: str) -> list[dict[str, Any]]:
    """Lines such as ``799001 1234/5 640,00 грађевинско земљиште`` as kept parcels; the code of the КО may be left out.

    Raises ``ValidationError`` naming the line that cannot be read.
    """
    rows = []
    for position, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        match = _LINE.fullmatch(line.strip())
        try:
            if match is None:
                raise ValueError
            area = parse_amount(match["area"])
            rows.append(_kept(match["ko"] or "", rules.read_parcel(match["number"]), area, match["use"].strip()))
        except (ValueError, InvalidAmount):
            raise django_forms.ValidationError(
                _("%(position)s. ред није јасан. Упишите број, површину и начин коришћења: 1234/5 640,00 њива."),
                params={"position": position},
            ) from None
    return rows


def _kept(ko: str, number: str, area: Decimal, use: str) -> dict[str, Any]:
    return {
        "ko": ko, "number": number, "found": True, "status": "active", "area": str(area), "use": use,
        "municipality_code": "", "place": "", "outline": [], "replaced_by": [],
    }  # fmt: skip


class ManualParcelsForm(django_forms.Form):
    """Parcels read off a sheet of the cadastre (лист непокретности) by an official."""

    parcels = django_forms.CharField(
        label=_("Парцеле"),
        help_text=_("Једна парцела у реду: број, површина у м² и начин коришћења, на пример 1234/5 640,00 њива."),
        widget=django_forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        error_messages={"required": _("Унесите парцеле, једну у реду.")},
    )

    def clean_parcels(self) -> list[dict[str, Any]]:
        return read_lines(self.cleaned_data["parcels"])

    def payload(self) -> dict[str, Any]:
        return {"parcels": self.cleaned_data["parcels"]}


class CadastreNeed(EvidenceNeed):
    """Every parcel of the request; that the cadastre does not know one is part of the answer."""

    def requests(self, case: Case, answers: Answers) -> Sequence[ParcelRequest]:
        return [ParcelRequest(parcel.ko, parcel.number) for parcel in Request.read(answers).parcels]

    def request(self, case: Case, answers: Answers) -> ParcelRequest:
        return self.requests(case, answers)[0]

    def keep_all(self, found: Sequence[CadastreParcel | None], answers: Answers) -> dict[str, Any]:
        asked = Request.read(answers).parcels
        return {"parcels": [_row(parcel.ko, parcel.number, data) for parcel, data in zip(asked, found, strict=True)]}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """Number, area, use and what the cadastre says of its validity."""
        head = (translate("Парцела"), translate("Површина, м²"), translate("Начин коришћења"), translate("Стање"))
        rows = tuple(
            (
                row["number"],
                format_amount(Decimal(row["area"])) if row["area"] else "–",
                pismo(row["use"]),
                state_of(row),
            )
            for row in payload["parcels"]
        )
        return (Table(translate("Подаци катастра"), head, rows),)


def _row(ko: str, number: str, data: CadastreParcel | None) -> dict[str, Any]:
    """What the document needs of a parcel; the cadastre is asked for no owners."""
    if data is None:
        return {"ko": ko, "number": number, "found": False, "status": "", "area": "", "use": "", "municipality_code": "",
                "place": "", "outline": [], "replaced_by": []}  # fmt: skip
    return {
        "ko": ko,
        "number": number,
        "found": True,
        "status": data.status,
        "area": str(data.area),
        "use": data.use,
        "municipality_code": data.municipality_code,
        "place": data.place,
        "outline": [[str(point.latitude), str(point.longitude)] for point in data.outline],
        "replaced_by": list(data.replaced_by),
    }


def state_of(row: dict[str, Any]) -> str:
    """Whether the parcel exists, and what it became."""
    if not row["found"]:
        return translate("не постоји")
    if row["replaced_by"]:
        return translate("промењена у: %(numbers)s") % {"numbers": ", ".join(row["replaced_by"])}
    return translate("брисана") if row["status"] == "deleted" else translate("постоји")


# -- firms -------------------------------------------------------------------------------------------------------------
class ManualBusinessForm(django_forms.Form):
    """A firm looked up by an official on the site of the register."""

    name = django_forms.CharField(
        label=_("Пословно име"), max_length=200, error_messages={"required": _("Унесите пословно име.")}
    )
    pib = django_forms.RegexField(
        label=_("ПИБ"), regex=r"^\d{9}$",
        error_messages={"required": _("Унесите ПИБ, 9 цифара."), "invalid": _("ПИБ има 9 цифара.")},
    )  # fmt: skip
    active = django_forms.BooleanField(label=_("Активно је"), required=False)

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": given["name"], "pib": given["pib"], "active": given["active"], "address": "", "representative": "",
        }  # fmt: skip


class BusinessNeed(EvidenceNeed):
    """Whether the firm exists and under which name; asked only when one applies."""

    def applies(self, answers: Answers) -> bool:
        return is_legal(answers)

    def request(self, case: Case, answers: Answers) -> BusinessRequest:
        return BusinessRequest(Request.read(answers).company_number)

    def keep(self, data: Business, answers: Answers) -> dict[str, Any]:
        return {
            "name": data.name,
            "pib": data.pib,
            "active": data.status == ACTIVE,
            "address": data.address,
            "representative": data.representative,
        }

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        head = (translate("Пословно име"), translate("ПИБ"), translate("Заступник"), translate("Стање"))
        state = translate("активно") if payload["active"] else translate("није активно")
        representative = pismo(payload["representative"]) or str(NOT_GIVEN)
        row = (pismo(payload["name"]), payload["pib"], representative, state)
        return (Table(translate("Подаци привредног регистра"), head, (row,)),)


EVIDENCE: tuple[EvidenceNeed, ...] = (
    CadastreNeed(
        source="cadastre",
        label=_("Парцеле у катастру непокретности"),
        purpose=_("издавање информације о локацији"),
        legal_basis=_("Закон о планирању и изградњи, чл. 53; ЗУП, чл. 9. и 103."),
        manual_form=ManualParcelsForm,
        several=True,
    ),
    BusinessNeed(
        source="business_register",
        label=_("Подаци о правном лицу"),
        purpose=_("провера подносиоца захтева за информацију о локацији"),
        legal_basis=_("ЗУП, чл. 9. и 103."),
        manual_form=ManualBusinessForm,
    ),
)
