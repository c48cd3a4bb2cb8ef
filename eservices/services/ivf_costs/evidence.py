"""What the municipality asks registers about the couple, what of the answers is kept, and the forms for an official."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.forms import NOT_GIVEN, DateField, YesNoField
from eservices.cases.models import Case
from eservices.cases.service import Answers, EvidenceNeed, Table
from eservices.exchange.adapters.civil_registry import Births, BirthsRequest
from eservices.exchange.adapters.residence import Address, Residence, ResidenceRequest
from eservices.services.ivf_costs.request import PersonGiven, Request
from municipalities.templatetags.pismo import pismo

CONSENT = ("consent", "registers")
SERBIAN = "SRB"
HERE = "here"
"""Stands for the municipality of the case in what an official enters by hand."""


class ManualResidenceForm(django_forms.Form):
    """Residence and citizenship read off papers by an official."""

    here = YesNoField(
        label=_("Да ли је пребивалиште у овој општини?"),
        error_messages={"required": _("Изаберите да ли је пребивалиште у овој општини.")},
    )
    since = DateField(label=_("Од када без прекида"), required=False)
    citizen = YesNoField(
        label=_("Да ли је држављанин Републике Србије?"),
        error_messages={"required": _("Изаберите да ли је држављанин Републике Србије.")},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("here") == "yes" and not given.get("since") and "since" not in self.errors:
            self.add_error("since", _("Унесите од када траје пребивалиште, на пример 3.11.2020."))
        return given

    def payload(self) -> dict[str, Any]:
        given = self.cleaned_data
        since = given["since"].isoformat() if given["here"] == "yes" else ""
        homes = [{"code": HERE, "name": "", "since": since, "until": None}] if since else []
        return {"homes": homes, "citizen": given["citizen"] == "yes"}


class ResidenceNeed(EvidenceNeed):
    """Residence without a break, and citizenship, of one partner; the street is not kept."""

    def person(self, answers: Answers) -> PersonGiven:
        """The partner whom the fact is about."""
        request = Request.read(answers)
        return request.woman if self.source == "residence-woman" else request.partner

    def request(self, case: Case, answers: Answers) -> ResidenceRequest:
        return ResidenceRequest(self.person(answers).jmbg)

    def keep(self, data: Residence, answers: Answers) -> dict[str, Any]:
        homes = [
            {
                "code": home.municipality_code,
                "name": home.municipality_name,
                "since": home.since.isoformat(),
                "until": home.until.isoformat() if home.until else None,
            }
            for home in data.addresses
        ]
        return {"homes": homes, "citizen": data.citizenship == SERBIAN}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """Where from when to when, and citizenship."""
        rows = [
            (pismo(home["name"]) or translate("ова општина"), _shown(home["since"]), _shown(home["until"]))
            for home in payload["homes"]
        ]
        citizen = translate("Да") if payload["citizen"] else translate("Не")
        rows.append((translate("Држављанство Србије"), citizen, ""))
        head = (translate("Општина или град"), translate("Од"), translate("До"))
        return (Table(str(self.label), head, tuple(rows)),)


def _shown(day: str | None) -> str:
    return date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT") if day else str(NOT_GIVEN)


def resident_since(payload: dict[str, Any], municipality_code: str, day: date) -> date | None:
    """First day of residence here without a break up to ``day``, out of what the case keeps."""
    homes = tuple(
        Address(
            municipality_code=municipality_code if home["code"] == HERE else home["code"],
            municipality_name="", settlement="", street="",
            since=date.fromisoformat(home["since"]),
            until=date.fromisoformat(home["until"]) if home["until"] else None,
        )
        for home in payload["homes"]
    )  # fmt: skip
    return Residence("", "", "", "", homes).unbroken_since(municipality_code, day)


class ManualChildrenForm(django_forms.Form):
    """Joint children read out of the register of births by an official."""

    joint = django_forms.IntegerField(
        label=_("Број заједничке деце"),
        min_value=0,
        max_value=20,
        error_messages={
            "required": _("Унесите број заједничке деце; ако их нема, унесите 0."),
            "invalid": _("Унесите број, на пример 0."),
            "min_value": _("Најмањи број је 0."),
            "max_value": _("Проверите број: највише 20."),
        },
    )

    def payload(self) -> dict[str, Any]:
        return {"joint": self.cleaned_data["joint"]}


class ChildrenNeed(EvidenceNeed):
    """How many living children the couple has together; nothing else of the entries is kept."""

    def request(self, case: Case, answers: Answers) -> BirthsRequest:
        return BirthsRequest(Request.read(answers).woman.jmbg)

    def keep(self, data: Births, answers: Answers) -> dict[str, Any]:
        partner = Request.read(answers).partner.jmbg
        joint = [
            birth for birth in data.entries if partner in (birth.mother_jmbg, birth.father_jmbg) and not birth.died_on
        ]
        return {"joint": len(joint)}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        """The number."""
        return (Table(str(self.label), (translate("Број заједничке деце"),), ((str(payload["joint"]),),)),)


LEGAL_BASIS = _("Одлука општине о трошковима вантелесне оплодње; ЗУП, чл. 9. и 103.")
EVIDENCE: tuple[EvidenceNeed, ...] = (
    ResidenceNeed(
        source="residence-woman", asks="residence", label=_("Пребивалиште и држављанство жене"),
        purpose=_("услови за новац из буџета општине"), legal_basis=LEGAL_BASIS, manual_form=ManualResidenceForm,
        consent=CONSENT,
    ),
    ResidenceNeed(
        source="residence-partner", asks="residence", label=_("Пребивалиште и држављанство партнера"),
        purpose=_("услови за новац из буџета општине"), legal_basis=LEGAL_BASIS, manual_form=ManualResidenceForm,
        consent=CONSENT,
    ),
    ChildrenNeed(
        source="joint-children", asks="civil_registry", label=_("Заједничка деца"),
        purpose=_("услови за новац из буџета општине"), legal_basis=LEGAL_BASIS, manual_form=ManualChildrenForm,
        consent=CONSENT,
    ),
)  # fmt: skip
