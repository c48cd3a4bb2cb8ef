"""Declaration of the maternity-pay service; see the folder's docstring for what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases.models import Case, Evidence
from eservices.cases.service import (
    Answers,
    Applicant,
    Calculation,
    CannotCalculate,
    DecisionText,
    DeliveryWay,
    Outcome,
    Problem,
    Service,
    StartPage,
    Text,
)
from eservices.services.maternity_pay import explanation, forms, request, rules, texts
from eservices.services.maternity_pay.evidence import EVIDENCE, month_bases
from eservices.services.maternity_pay.models import MaternityPayDetails
from eservices.services.maternity_pay.request import Request
from eservices.services.maternity_pay.steps import DOCUMENTS, STEPS
from municipalities.catalogue import LifeEvent
from municipalities.models import Municipality

BOTH = ("applicant", "employer")

BASES_PROBLEMS = {
    "bases-count": _("Број месеци није %(months)s. Унесите тачно онолико месеци колико закон тражи."),
    "bases-duplicate": _("Месец %(month)s је унет два пута."),
    "bases-negative": _("Основица за %(month)s је мања од нуле."),
    "bases-outside": _("Месец %(month)s не спада у период који се рачуна."),
}


class MaternityPay(Service):
    """Накнада зараде за време породиљског одсуства и остале накнаде."""

    slug = "maternity-pay"
    version = 1
    name = _("Накнада за породиљско одсуство")
    summary = _("Поднесите захтев за накнаду зараде током породиљског одсуства и неге детета, или за остале накнаде.")
    life_event = LifeEvent.CHILD
    search_words = "породиља породиљско трудноћа боловање беба накнада зараде плата нега детета НЗ-ПОНД maternity"
    classification = "553"
    retention_class = "maternity-pay"
    start = StartPage(
        who=(
            _("мајка која је у радном односу и користи породиљско одсуство"),
            _("мајка која обавља самосталну делатност, пољопривредница, незапослена или радно ангажована по уговору"),
            _("отац, усвојитељ, хранитељ или старатељ када они користе одсуство"),
        ),
        cost=_("Бесплатно: за захтеве о заштити деце такса се не плаћа."),
        minutes=15,
        decided_in=_("30 дана од потпуног захтева; до тада можете добити привремено решење"),
        documents=(
            _("дознака за породиљско одсуство (слика или PDF)"),
            _("решење послодавца о породиљском одсуству и нези детета"),
            _("картон текућег рачуна на ваше име"),
        ),
        fetched_by_us=(
            _("основице доприноса за 18 месеци из Централног регистра обавезног социјалног осигурања"),
            _("податке о пребивалишту"),
        ),
        legal_basis=_("Закон о финансијској подршци породици са децом, чл. 12–21. и 38–45."),
        legal_link="",
        good_to_know=(
            _("Ако радите код више послодаваца, за сваког подносите посебан захтев."),
            _("Захтев можете поднети од првог до последњег дана одсуства."),
            _("Накнаду исплаћује Република директно на ваш рачун; општина одлучује о праву и износу."),
        ),
    )
    steps = STEPS
    documents = DOCUMENTS
    evidence = EVIDENCE
    parameters = (
        "maternity-pay.cap_factor",
        "maternity-pay.average_wage",
        "maternity-pay.minimum_hourly_net",
        "maternity-pay.contribution_rate",
        "maternity-pay.tax_rate",
        "maternity-pay.non_taxable",
        "maternity-pay.self_employed_divisor",
        "maternity-pay.window_months",
        "maternity-pay.provisional_months",
        "maternity-pay.loss_ends_with_maternity",
    )
    term_parameter = "maternity-pay.decision_days"
    assurance_parameter = "maternity-pay.assurance"
    remedy_authority = _("министарство надлежно за бригу о породици и демографију")
    outcomes = (
        Outcome(
            "provisional_grant", _("Привремено решење"), _("ПРИВРЕМЕНО РЕШЕЊЕ"), favourable=True, ends=False,
            form=forms.ProvisionalForm, recipients=BOTH,
        ),
        Outcome(
            "final_grant", _("Решење о признавању права"), _("РЕШЕЊЕ"), favourable=True, needs_calculation=True,
            needs_evidence=True, recipients=BOTH,
        ),
        Outcome(
            "correction", _("Решење о измени износа"), _("РЕШЕЊЕ"), favourable=True, needs_calculation=True,
            needs_evidence=True, recipients=BOTH,
        ),
        Outcome("refusal", _("Решење о одбијању"), _("РЕШЕЊЕ"), favourable=False, form=forms.ReasonForm),
        Outcome(
            "dismissal", _("Закључак о одбацивању"), _("ЗАКЉУЧАК"), favourable=False, form=forms.DismissalForm
        ),
        Outcome("end", _("Решење о престанку права"), _("РЕШЕЊЕ"), favourable=False, form=forms.EndForm, recipients=BOTH),
        Outcome(
            "discontinuance", _("Закључак о обустави"), _("ЗАКЉУЧАК"), favourable=False, discontinues=True
        ),
    )  # fmt: skip

    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        return request.problems(answers, today=today)

    def applicant(self, answers: Answers) -> Applicant:
        person, address = answers["applicant"], answers["address"]
        name = f"{person['first_name']} {person['last_name']}"
        return Applicant(
            name=name,
            identity=person["jmbg"],
            address=f"{address['street']}, {address['postal_code'].strip()} {address['place']}",
            acting_as=name if person.get("proxy") else "",
        )

    def subject(self, answers: Answers) -> str:
        """One request per person, right, employer and leave."""
        asked = Request.read(answers)
        return f"{asked.jmbg}:{asked.right}:{asked.employer_number}:{asked.window_start:%Y-%m}"

    def duplicate_message(self, earlier: Case) -> Text:
        return _("Захтев за исто одсуство код истог послодавца већ је поднет. Обратите се писарници општине.")

    def parameters_on(self, answers: Answers, *, today: date) -> date:
        """Amounts of the law are those in force when the leave started, or the child was born."""
        return min(Request.read(answers).window_start, today)

    def file(self, case: Case, answers: Answers) -> None:
        asked = Request.read(answers)
        MaternityPayDetails.objects.create(
            municipality_id=case.municipality_id,
            case=case,
            right=asked.right,
            role=asked.role,
            leave_start=asked.leave_start,
            leave_end=asked.last_day,
        )

    def calculate(
        self, case: Case, answers: Answers, evidence: Mapping[str, Evidence], payloads: Mapping[str, Any]
    ) -> Calculation | None:
        if "contributions" not in payloads:
            raise CannotCalculate(
                translate("Нема података о основицама. Прибавите их из регистра или их унесите уз белешку.")
            )
        asked = Request.read(answers)
        parameters = explanation.parameters_of(case.pinned)
        bases = month_bases(payloads["contributions"], asked, parameters.window_months)
        compute = rules.calculate if asked.employee else rules.calculate_other
        try:
            result = compute(asked.window_start, bases, parameters)
        except rules.BasesError as error:
            month = f"{error.month:%m.%Y.}" if error.month else ""
            raise CannotCalculate(
                str(BASES_PROBLEMS[error.code]) % {"month": month, "months": parameters.window_months}
            ) from error
        return explanation.explain(result, bases, asked, case.pinned)

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        matter = texts.Matter(case, Request.read(answers), self.applicant(answers), calculation, details)
        return texts.decision_text(matter, outcome.slug)

    def delivery_way(self, answers: Answers) -> DeliveryWay:
        """By post for who did not agree to electronic delivery."""
        return DeliveryWay.PORTAL if answers["consent"]["electronic"] else DeliveryWay.POST

    def other_recipients(self, answers: Answers) -> Mapping[str, str]:
        asked = Request.read(answers)
        return {"employer": f"{asked.employer_name}, {asked.employer_address}"} if asked.employee else {}


services.register(MaternityPay())
