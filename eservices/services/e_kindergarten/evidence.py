"""What registers are asked, and what of the answer is kept: a yes or no where that is enough."""

from __future__ import annotations

from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.service import Answers, EvidenceNeed, Table
from eservices.exchange.adapters.civil_registry import CHILD, Births, BirthsRequest
from eservices.exchange.adapters.contributions import Contributions, ContributionsRequest
from eservices.exchange.adapters.residence import Residence, ResidenceRequest
from eservices.services.e_kindergarten.desk_forms import FoundForm
from eservices.services.e_kindergarten.request import Request
from eservices.services.e_kindergarten.steps import has_second_parent
from municipalities.templatetags.pismo import pismo

CONSENT = ("consent", "registers")
MONTHS_LOOKED_AT = 3


def _verdict(caption: str, holds: bool, more: str = "") -> tuple[Table, ...]:
    row = (translate("да") if holds else translate("не"), more)
    return (Table(caption, (translate("Потврђено"), translate("Појединост")), (row,)),)


class BirthNeed(EvidenceNeed):
    """Whether the child's entry in the register of births names the parents of the request."""

    def request(self, case: Case, answers: Answers) -> BirthsRequest:
        return BirthsRequest(Request.read(answers).child_jmbg, CHILD)

    def keep(self, data: Births, answers: Answers) -> dict[str, Any]:
        request = Request.read(answers)
        entry = data.of_child(request.child_jmbg)
        named = {entry.mother_jmbg, entry.father_jmbg} if entry else set()
        wanted = {request.parent_jmbg, request.second_jmbg} - {""}
        return {"holds": entry is not None and wanted <= named, "found": entry is not None}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        return _verdict(translate("Родитељи из захтева уписани су као родитељи детета"), payload["holds"])


class ResidenceNeed(EvidenceNeed):
    """Whether the parent who files lives in the municipality; the child has the residence of its parents."""

    def request(self, case: Case, answers: Answers) -> ResidenceRequest:
        return ResidenceRequest(Request.read(answers).parent_jmbg)

    def keep(self, data: Residence, answers: Answers) -> dict[str, Any]:
        current = data.on(timezone.localdate())
        return {
            "municipality_code": current.municipality_code if current else "",
            "municipality": current.municipality_name if current else "",
        }

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        if "holds" in payload:
            return _verdict(translate("Пребивалиште подносиоца је овде"), payload["holds"])
        place = pismo(payload["municipality"]) or translate("нема пријављене адресе")
        return (Table(translate("Пребивалиште"), (translate("Општина или град"),), ((place,),)),)


class WorkNeed(EvidenceNeed):
    """Whether a parent was insured by work in the last months; neither firm nor amounts are kept."""

    def person(self, request: Request) -> str:
        return request.parent_jmbg

    def request(self, case: Case, answers: Answers) -> ContributionsRequest:
        this_month = timezone.localdate(case.filed_at).replace(day=1)
        first, last = this_month - relativedelta(months=MONTHS_LOOKED_AT), this_month - relativedelta(months=1)
        return ContributionsRequest(self.person(Request.read(answers)), first, last)

    def keep(self, data: Contributions, answers: Answers) -> dict[str, Any]:
        return {"holds": any(month.insured for insurance in data.insurances for month in insurance.months[-1:])}

    def tables(self, payload: dict[str, Any]) -> tuple[Table, ...]:
        return _verdict(translate("У последњем месецу постоји осигурање по основу рада"), payload["holds"])


class SecondWorkNeed(WorkNeed):
    """The same about the second parent, where one is named."""

    def person(self, request: Request) -> str:
        return request.second_jmbg

    def applies(self, answers: Answers) -> bool:
        return has_second_parent(answers)


_DUTY = _("ЗУП, чл. 9. и 103; Закон о предшколском васпитању и образовању")
EVIDENCE: tuple[EvidenceNeed, ...] = (
    BirthNeed(
        source="civil_registry", label=_("Рођење детета и родитељи"), purpose=_("упис детета у вртић"),
        legal_basis=_DUTY, manual_form=FoundForm, consent=CONSENT,
    ),
    ResidenceNeed(
        source="residence", label=_("Пребивалиште подносиоца"), purpose=_("упис детета у вртић"),
        legal_basis=_DUTY, manual_form=FoundForm, consent=CONSENT,
    ),
    WorkNeed(
        source="contributions", label=_("Запослење подносиоца"), purpose=_("бодови за упис детета у вртић"),
        legal_basis=_DUTY, manual_form=FoundForm, consent=CONSENT,
    ),
    SecondWorkNeed(
        source="contributions-second", asks="contributions", label=_("Запослење другог родитеља"),
        purpose=_("бодови за упис детета у вртић"), legal_basis=_DUTY, manual_form=FoundForm, consent=CONSENT,
    ),
)  # fmt: skip
