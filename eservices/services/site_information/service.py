"""Declaration of the service; see the folder's docstring for what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases import payments
from eservices.cases import service as services
from eservices.cases.decisions import payloads_of
from eservices.cases.models import Case, Evidence
from eservices.cases.service import (
    Answers,
    Applicant,
    Calculation,
    CannotCalculate,
    DecisionText,
    DeliveryWay,
    Fee,
    Outcome,
    Problem,
    Service,
    StartPage,
    Stop,
    Text,
)
from eservices.services.site_information import desk_forms, explanation, rules, texts
from eservices.services.site_information.evidence import EVIDENCE
from eservices.services.site_information.models import CadastralMunicipality, PlanningZone, SiteInformationDetails
from eservices.services.site_information.request import Request
from eservices.services.site_information.steps import DOCUMENTS, STEPS, given
from municipalities.catalogue import LifeEvent
from municipalities.identifiers import clean_account
from municipalities.models import Municipality
from municipalities.parameters import values

CLASS_FEES = {one.value: f"site-information.fee_{one.value}" for one in rules.ObjectClass}
TITLE = _("ИНФОРМАЦИЈА О ЛОКАЦИЈИ")
RULING = _("ЗАКЉУЧАК")


class SiteInformation(Service):
    """Информација о локацији."""

    slug = "site-information"
    version = 1
    name = _("Информација о локацији")
    summary = _("Сазнајте шта се по важећем плану може градити на једној или више парцела.")
    life_event = LifeEvent.HOUSING
    search_words = (
        "информација локација парцела план градња зидање плац кућа урбанизам намена земљишта катастар location"
    )
    classification = "350"
    retention_class = "site-information"
    divisible = True
    gives_document = True
    start = StartPage(
        who=(
            _("свако физичко или правно лице; доказ о власништву није потребан"),
            _("неко кога овластите, у ваше име"),
        ),
        cost=_(
            "Републичка такса и накнада општине, која може зависити од класе објекта. Износе видите кад поднесете захтев."
        ),
        minutes=10,
        decided_in=_("8 радних дана од подношења захтева; документ се издаје кад је плаћено"),
        documents=(
            _("катастарска општина и број парцеле (пише у листу непокретности)"),
            _("скица или идејно решење, само ако желите"),
        ),
        fetched_by_us=(
            _("податке о парцели из катастра непокретности"),
            _("податке о правном лицу из Агенције за привредне регистре"),
        ),
        legal_basis=_("Закон о планирању и изградњи, члан 53."),
        legal_link="",
        good_to_know=(
            _("На основу информације не може се градити: она није грађевинска дозвола ни локацијски услови."),
            _("Један захтев може имати највише 20 парцела."),
            _("Информација није решење, па се против ње не изјављује жалба, него приговор."),
        ),
    )
    steps = STEPS
    documents = DOCUMENTS
    evidence = EVIDENCE
    fee_labels = {
        "request": _("Републичка такса за захтев"),
        "information": _("Републичка такса за информацију о локацији"),
        "service": _("Накнада општине за издавање"),
    }
    parameters = (
        *payments.PARAMETERS,
        "payments.republic_account",
        "payments.municipal_account",
        "site-information.republic_request_fee",
        "site-information.republic_information_fee",
        *CLASS_FEES.values(),
        "site-information.objection_days",
    )
    term_parameter = "site-information.decision_days"
    assurance_parameter = "site-information.assurance"
    remedy_authority = _("општинско, односно градско веће")
    outcomes = (
        Outcome(
            "issued", _("Информација о локацији"), TITLE, favourable=True, needs_calculation=True, needs_evidence=True,
            is_decision=False, needs_payment=True, form=desk_forms.ZonesForm,
        ),
        Outcome(
            "no_plan", _("Информација: план није на снази"), TITLE, favourable=True, needs_calculation=True,
            needs_evidence=True, is_decision=False, needs_payment=True, form=desk_forms.NoPlanForm,
        ),
        Outcome(
            "transfer", _("Уступање надлежној општини"), RULING, favourable=False, form=desk_forms.TransferForm,
            recipients=("applicant", "other"), hands_over_to="other",
        ),
        Outcome("unpaid", _("Обустава, јер није плаћено"), RULING, favourable=False),
        Outcome("dismissal", _("Закључак о одбацивању"), RULING, favourable=False, form=desk_forms.DismissalForm),
        Outcome("discontinuance", _("Закључак о обустави"), RULING, favourable=False, discontinues=True),
    )  # fmt: skip

    # -- questions ---------------------------------------------------------------------------------------------------
    def closed(self, municipality: Municipality, *, now: datetime) -> Stop | None:
        """Nothing can be asked before the municipality has entered its cadastral municipalities and its fees."""
        wanted = {*self.parameters, self.term_parameter}
        ready = wanted <= set(values(wanted, municipality=municipality, on=timezone.localdate(now)))
        if ready and CadastralMunicipality.objects.filter(municipality=municipality).exists():
            return None
        return Stop(
            _("Општина још није завршила припреме за ову услугу"),
            (
                _("Недостају списак катастарских општина или износи такси. Захтев можете да поднесете на шалтеру."),
                _("Подаци за контакт су на дну стране."),
            ),
        )

    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        """The class is needed where the municipality's fee depends on it."""
        found = values(CLASS_FEES.values(), municipality=municipality, on=today)
        fees = {name: found[code].number for name, code in CLASS_FEES.items() if code in found}
        try:
            rules.service_fee(fees, given(answers, "object", "object_class"))
        except rules.ClassNeeded:
            yield Problem(
                "object", "object_class",
                _("Изаберите класу објекта: од ње у овој општини зависи висина накнаде."),
            )  # fmt: skip

    def applicant(self, answers: Answers) -> Applicant:
        asked = Request.read(answers)
        return Applicant(
            name=asked.name,
            identity=asked.identity,
            address=asked.address,
            acting_as=asked.name if asked.legal else "",
        )

    def duplicate_message(self, earlier: Case) -> Text:
        return _("Захтев за исте парцеле већ је поднет. Обратите се писарници општине.")

    def file(self, case: Case, answers: Answers) -> None:
        asked = Request.read(answers)
        SiteInformationDetails.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            purpose=asked.purpose,
            object_class=asked.object_class,
            applicant_kind="legal" if asked.legal else "natural",
            parcels=len(asked.parcels),
        )

    def fees(self, case: Case, answers: Answers) -> Sequence[Fee]:
        """Two republic fees and the municipality's own, which may depend on the class of the building."""
        pinned = case.pinned

        def amount(code: str) -> Decimal:
            return Decimal(str(pinned[code]["value"]))

        object_class = Request.read(answers).object_class
        service_fee = rules.service_fee({name: amount(code) for name, code in CLASS_FEES.items()}, object_class)
        of_republic = (clean_account(pinned["payments.republic_account"]["value"]), "Републичке административне таксе")
        of_municipality = (clean_account(pinned["payments.municipal_account"]["value"]), _recipient(case.municipality))
        source = pinned[CLASS_FEES[object_class or rules.ObjectClass.A.value]]["source"]
        request_fee, information_fee = (
            "site-information.republic_request_fee",
            "site-information.republic_information_fee",
        )
        return (
            Fee("request", amount(request_fee), *of_republic, "Такса", pinned[request_fee]["source"]),
            Fee("information", amount(information_fee), *of_republic, "Такса", pinned[information_fee]["source"]),
            Fee("service", service_fee, *of_municipality, "Накнада", source),
        )

    # -- work --------------------------------------------------------------------------------------------------------
    def obstacle(self, case: Case, outcome: Outcome, answers: Answers) -> Text:
        """Proceedings end for want of payment only after its term."""
        if outcome.slug != "unpaid":
            return ""
        unpaid = payments.unsettled(case)
        if not unpaid:
            return _("Све је плаћено.")
        if any(payment.due_on >= timezone.localdate() for payment in unpaid):
            return _("Рок за уплату још није истекао.")
        return ""

    def calculate(
        self, case: Case, answers: Answers, evidence: Mapping[str, Evidence], payloads: Mapping[str, Any]
    ) -> Calculation | None:
        request = Request.read(answers)
        parcels = self._parcels(request, payloads)
        return explanation.of_parcels(parcels, case.municipality.sors_code, payloads.get("business_register"), request)

    def calculate_outcome(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        evidence: Mapping[str, Evidence],
        payloads: Mapping[str, Any],
        details: Mapping[str, Any],
    ) -> Calculation | None:
        """For the document also what may be built in the zones that the official chose."""
        if outcome.slug != "issued":
            return self.calculate(case, answers, evidence, payloads)
        parcels = self._parcels(Request.read(answers), payloads)
        return explanation.of_zones(parcels, explanation.allowed(parcels, _zones(case, len(parcels), details)))

    def _parcels(self, request: Request, payloads: Mapping[str, Any]) -> tuple[explanation.Known, ...]:
        if "cadastre" not in payloads:
            raise CannotCalculate(
                translate("Нема података катастра о парцелама. Прибавите их поново или их унесите уз белешку.")
            )
        return explanation.known_parcels(request, payloads["cadastre"])

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        request, applicant = Request.read(answers), self.applicant(answers)
        matter = texts.Matter(case, request, applicant, details)
        if outcome.slug == "issued":
            known = self._parcels(request, payloads_of(case))
            allowed = explanation.allowed(known, _zones(case, len(known), details))
            matter = texts.Matter(case, request, applicant, details, known, allowed)
        return texts.decision_text(matter, outcome.slug)

    def addressees(self, answers: Answers, details: Mapping[str, Any]) -> Mapping[str, str]:
        """A transferred request goes to the body that is competent."""
        return {"other": desk_forms.receiver(dict(details))} if "to" in details else {}

    def delivery_way(self, answers: Answers) -> DeliveryWay:
        return DeliveryWay(Request.read(answers).delivery)


def _recipient(municipality: Municipality) -> str:
    """Name of the account for the municipality's own fees."""
    town = municipality.kind == Municipality.Kind.TOWN
    return "Градске административне таксе" if town else "Општинске административне таксе"


def _zones(case: Case, parcels: int, details: Mapping[str, Any]) -> list[list[PlanningZone]]:
    """The chosen zones of each parcel. Raises CannotCalculate when one is not there any more."""
    chosen = [[int(key) for key in details[desk_forms.zone_field(position)]] for position in range(parcels)]
    found = PlanningZone.objects.filter(municipality_id=case.municipality_id).in_bulk(
        {pk for row in chosen for pk in row}
    )
    try:
        return [[found[pk] for pk in row] for row in chosen]
    except KeyError:
        raise CannotCalculate(translate("Изабрана зона више не постоји. Изаберите зоне поново.")) from None


services.register(SiteInformation())
