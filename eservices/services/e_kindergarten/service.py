"""Declaration of the kindergarten service; see the folder's docstring for what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases import vault
from eservices.cases.actions.intake import Incomplete
from eservices.cases.case_acts import ActKind, Direction, name_acts
from eservices.cases.labels import name_events
from eservices.cases.models import Case, Evidence
from eservices.cases.service import (
    Answers,
    Applicant,
    Calculation,
    DecisionText,
    Link,
    Outcome,
    Problem,
    Service,
    StartPage,
    Stop,
    Text,
)
from eservices.services.e_kindergarten import demo, desk_forms, explanation, facts, rules, texts
from eservices.services.e_kindergarten.evidence import EVIDENCE
from eservices.services.e_kindergarten.models import Application, Competition, Objection
from eservices.services.e_kindergarten.request import Request
from eservices.services.e_kindergarten.steps import DOCUMENTS, STEPS
from municipalities.catalogue import LifeEvent
from municipalities.models import Municipality

EVENTS = {
    "kindergarten_preliminary": _("Објављена је прелиминарна листа"),
    "kindergarten_final": _("Објављена је коначна листа"),
    "kindergarten_objection": _("Поднет је правни лек на листу"),
    "kindergarten_objection_accepted": _("Правни лек је усвојен; листа се рангира поново"),
    "kindergarten_objection_refused": _("Правни лек је одбијен"),
    "kindergarten_objection_dismissed": _("Правни лек је одбачен"),
    "kindergarten_contract_offered": _("Позвани сте да закључите уговор са установом"),
    "kindergarten_contract_signed": _("Уговор је закључен"),
    "kindergarten_contract_lapsed": _("Уговор није закључен; место је препуштено следећем детету"),
    "kindergarten_place_offered": _("Ослободило се место и понуђено је вашем детету"),
    "kindergarten_checked": _("Комисија је проверила доказе"),
}
ACTS = {
    "kindergarten_objection": ActKind(_("Правни лек на листу"), Direction.INCOMING),
    **dict.fromkeys(
        ["kindergarten_objection_accepted", "kindergarten_objection_refused", "kindergarten_objection_dismissed"],
        ActKind(_("Одлука о правном леку на листу"), Direction.OUTGOING),
    ),
    "kindergarten_contract_offered": ActKind(_("Позив за закључење уговора"), Direction.OUTGOING),
    "kindergarten_place_offered": ActKind(_("Понуда ослобођеног места"), Direction.OUTGOING),
    "kindergarten_contract_signed": ActKind(_("Уговор"), Direction.OUTGOING),
}


class EKindergarten(Service):
    """Упис детета у јавну предшколску установу по конкурсу."""

    slug = "e-kindergarten"
    version = 1
    name = _("Упис у вртић")
    summary = _("Пријавите дете на конкурс за јавни вртић, поређајте жеље и пратите листу до уговора.")
    life_event = LifeEvent.CHILD
    search_words = (
        "вртић јаслице обданиште предшколска установа упис детета конкурс ранг листа еВртић kindergarten vrtic"
    )
    classification = "60"
    retention_class = "e-kindergarten"
    urls = "eservices.services.e_kindergarten.urls"
    start = StartPage(
        who=(
            _("родитељ детета за које је отворен конкурс, по правилу са пребивалиштем у овој општини или граду"),
            _("старатељ или хранитељ детета"),
        ),
        cost=_("Бесплатно."),
        minutes=15,
        decided_in=_("по календару конкурса: после рока за пријаве објављује се прелиминарна, па коначна листа"),
        documents=(
            _("докази за првенство при упису, ако га тражите (решења, уверења, извештаји)"),
            _("потврда факултета или газдинства, за родитеља који студира или се бави пољопривредом"),
        ),
        fetched_by_us=(
            _("податке о рођењу детета и родитељима из матичне књиге"),
            _("податке о запослењу родитеља из Централног регистра обавезног социјалног осигурања"),
            _("податке о пребивалишту"),
        ),
        legal_basis=_(
            "Закон о предшколском васпитању и образовању; Правилник о приоритетима за упис (Сл. гласник РС 44/2011); "
            "конкурс установе."
        ),
        legal_link="",
        good_to_know=(
            _("За једно дете подноси се један захтев по конкурсу; дупли се одбацује."),
            _("На листама стоје само шифре и бодови. Име детета и разлог првенства се не објављују."),
            _("Свако може сам да понови рангирање из објављене датотеке."),
            _("Ако дете не буде примљено, добијате обавештење са бројем и печатом (одбијеницу)."),
        ),
    )
    steps = STEPS
    documents = DOCUMENTS
    evidence = EVIDENCE
    parameters = ("e-kindergarten.decision_days",)
    term_parameter = "e-kindergarten.decision_days"
    assurance_parameter = "e-kindergarten.assurance"
    remedy_authority = _("комисија за упис предшколске установе")
    outcomes = (
        Outcome(
            "admission", _("Обавештење о пријему детета"), _("ОБАВЕШТЕЊЕ О ПРИЈЕМУ"), favourable=True,
            needs_calculation=True,
        ),
        Outcome(
            "refusal", _("Обавештење да дете није примљено (одбијеница)"), _("ОБАВЕШТЕЊЕ О НЕПРИЈЕМУ"),
            favourable=False, needs_calculation=True,
        ),
        Outcome(
            "dismissal", _("Закључак о одбацивању"), _("ЗАКЉУЧАК"), favourable=False, form=desk_forms.DismissalForm
        ),
        Outcome("discontinuance", _("Закључак о обустави"), _("ЗАКЉУЧАК"), favourable=False, discontinues=True),
    )  # fmt: skip

    # -- before and beside the request -------------------------------------------------------------------------------
    def closed(self, municipality: Municipality, *, now: datetime) -> Stop | None:
        """Requests are received only while a competition is open."""
        if any(row.receives(now) for row in Competition.objects.filter(municipality=municipality)):
            return None
        return Stop(
            _("Сада нема отвореног конкурса за упис у вртић"),
            (
                _("Пријаве се примају само док траје конкурс, до последње секунде рока."),
                _("Рокове и листе наћи ћете на страни „Конкурси и листе“ ове услуге."),
            ),
        )

    def links(self, municipality: Municipality) -> Sequence[Link]:
        """Dates and published lists."""
        return (Link(_("Конкурси и листе"), reverse("cases:e-kindergarten:lists", args=[municipality.slug])),)

    def case_links(self, case: Case) -> Sequence[Link]:
        """Points, rank, objection and contract of the child."""
        address = reverse("cases:e-kindergarten:result", args=[case.municipality.slug, case.code])
        return (Link(_("Бодови, место на листи и правни лек"), address),)

    # -- request -----------------------------------------------------------------------------------------------------
    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        """Everything is checked by the forms, which are asked again when the request is sent."""
        return iter(())

    def applicant(self, answers: Answers) -> Applicant:
        person, address = answers["parent"], answers["address"]
        return Applicant(
            name=f"{person['first_name']} {person['last_name']}",
            identity=person["jmbg"],
            address=f"{address['street']}, {address['postal_code'].strip()} {address['place']}",
        )

    def subject(self, answers: Answers) -> str:
        """One live request per child and competition, whichever parent files it."""
        request = Request.read(answers)
        return f"{request.competition_id}:{request.child_jmbg}"

    def duplicate_message(self, earlier: Case) -> Text:
        return _(
            "За ово дете је на истом конкурсу већ поднет захтев. Рангира се само један, па други не можемо да примимо."
        )

    def erase(self, case: Case) -> None:
        """Objections and application go; on the published lists stays a code that leads to nobody any more."""
        Objection.objects.filter(application__case=case).delete()
        Application.objects.filter(case=case).delete()

    def file(self, case: Case, answers: Answers) -> None:
        """Write the application. The moment of receipt decides whether the competition was open."""
        request = Request.read(answers)
        competition = Competition.objects.get(pk=request.competition_id, municipality_id=case.municipality_id)
        if not competition.receives(case.filed_at):
            message = translate("Рок за пријаве је управо истекао, па захтев није примљен.")
            raise Incomplete([Problem("competition", "competition", message)])
        group = rules.age_group(competition.age_groups, request.born, competition.school_year_start)
        Application.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            competition=competition,
            child_index=vault.blind_index(request.child_jmbg, purpose="kindergarten-child"),
            age_group=group.slug,
            wishes=list(request.wishes),
            protected=request.protected,
        )

    # -- work --------------------------------------------------------------------------------------------------------
    def obstacle(self, case: Case, outcome: Outcome, answers: Answers) -> Text:
        """A notice about the list needs the final list, and says what stands on it."""
        if outcome.slug not in ("admission", "refusal"):
            return ""
        standing = self._application(case).outcome
        if standing == Application.Outcome.FILED:
            return _("Коначна листа још није објављена, па нема шта да се саопшти.")
        holds = standing in (Application.Outcome.PLACED, Application.Outcome.SIGNED)
        if holds != (outcome.slug == "admission"):
            return _("Обавештење се не слаже са листом: проверите да ли дете има место.")
        return ""

    def calculate(
        self, case: Case, answers: Answers, evidence: Mapping[str, Evidence], payloads: Mapping[str, Any]
    ) -> Calculation | None:
        application = self._application(case)
        competition = application.competition
        found = facts.facts(Request.read(answers), facts.established(application), payloads, 0)
        result = explanation.calculation(
            application, rules.score(competition.point_rules, found, competition.school_year_start)
        )
        unfit = payloads.get("civil_registry", {}).get("holds") is False
        warning = translate(
            "Родитељ из захтева није уписан као родитељ детета у матичној књизи. Проверите ко подноси захтев."
        )
        return Calculation(
            lines=(), tables=result.tables, values=result.values,
            warnings=(*result.warnings, warning) if unfit else result.warnings,
        )  # fmt: skip

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        application = self._application(case)
        matter = texts.Matter(case, application, Request.read(answers), self.applicant(answers), details)
        return texts.decision_text(matter, outcome.slug)

    @staticmethod
    def _application(case: Case) -> Application:
        rows = Application.objects.select_related("competition__institution", "place__kindergarten", "case__data_key")
        return rows.get(case=case)

    @staticmethod
    def load_demo(municipalities: Sequence[str]) -> int:
        """Invented competitions, kindergartens and requests; returns how many requests were made."""
        return demo.load_demo(municipalities)


name_events(EVENTS)
name_acts(ACTS)
services.register(EKindergarten())
