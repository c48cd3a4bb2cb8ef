"""Declaration of the service for the costs of artificial insemination; see the folder's docstring for what it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases import decisions
from eservices.cases import service as services
from eservices.cases.actions.intake import Incomplete
from eservices.cases.models import Case, Decision, Draft, Evidence
from eservices.cases.service import (
    Answers,
    Applicant,
    Calculation,
    CannotCalculate,
    DecisionText,
    Link,
    Outcome,
    Problem,
    Service,
    StartPage,
    Stop,
    Text,
)
from eservices.services.ivf_costs import (
    awards,
    consent,
    demo,
    explanation,
    following,
    outcome_forms,
    request,
    rule_sets,
    rules,
    texts,
)
from eservices.services.ivf_costs.evidence import EVIDENCE
from eservices.services.ivf_costs.labels import Proposal, Standing
from eservices.services.ivf_costs.models import CommissionOpinion, IvfRequest, PartnerConsent, PublicCall
from eservices.services.ivf_costs.request import Request
from eservices.services.ivf_costs.steps import DOCUMENTS, STEPS
from municipalities.accounts.models import User
from municipalities.amounts import format_amount
from municipalities.catalogue import LifeEvent
from municipalities.models import Municipality

BOTH = ("applicant", "other")


class IvfCosts(Service):
    """Трошкови вантелесне оплодње из буџета општине."""

    slug = "ivf-costs"
    version = 1
    name = _("Трошкови вантелесне оплодње")
    summary = _("Поднесите заједно захтев да општина из свог буџета плати поступак који РФЗО не покрива.")
    life_event = LifeEvent.CHILD
    search_words = "вантелесна оплодња ВТО БМПО ИВФ IVF покушај клиника пар предрачун буџет"
    classification = "512"
    retention_class = "ivf-costs"
    urls = "eservices.services.ivf_costs.urls"
    start = StartPage(
        who=(
            _("парови у браку или ванбрачној заједници, са пребивалиштем у овој општини или граду"),
            _("парови који испуњавају услове из одлуке општине: године, пребивалиште, ранији поступци"),
        ),
        cost=_("Бесплатно, ако општина није прописала таксу."),
        minutes=20,
        decided_in=_("30 дана од потпуног захтева; код јавног позива после његовог затварања"),
        documents=(
            _("предрачун или рачун клинике у динарима"),
            _("извештај лекара или комисије"),
            _("потврда о ранијим поступцима, ако их је било"),
            _("оверена изјава о ванбрачној заједници, ако нисте у браку"),
        ),
        fetched_by_us=(
            _("пребивалиште и држављанство обоје партнера"),
            _("податак о заједничкој деци из матичне књиге рођених"),
        ),
        legal_basis=_(
            "Одлука ваше општине или града; Закон о финансијској подршци породици са децом; Закон о локалној самоуправи."
        ),
        legal_link="",
        good_to_know=(
            _(
                "Захтев је поднет тек када оба партнера дају сагласност: пријавом на портал или кодом који стиже е-поштом."
            ),
            _("Услове и износ прописује свака општина сама и могу се разликовати од суседне."),
            _("Поруке које вам шаљемо никада не помињу о каквом је захтеву реч."),
        ),
    )
    steps = STEPS
    documents = DOCUMENTS
    evidence = EVIDENCE
    parameters = (
        explanation.AVERAGE_WAGE,
        "ivf-costs.invoice_months",
        "ivf-costs.invoice_most",
        "ivf-costs.consent_code_minutes",
    )
    term_parameter = "ivf-costs.decision_days"
    assurance_parameter = "ivf-costs.assurance"
    remedy_authority = _("општинско, односно градско веће")
    outcomes = (
        Outcome(
            "grant", _("Решење о одобравању"), _("РЕШЕЊЕ"), favourable=True, needs_calculation=True, needs_evidence=True,
            recipients=BOTH,
        ),
        Outcome(
            "waiting", _("Закључак о стављању на листу чекања"), _("ЗАКЉУЧАК"), favourable=False, ends=False,
            needs_calculation=True, needs_evidence=True, recipients=BOTH,
        ),
        Outcome(
            "refusal", _("Решење о одбијању"), _("РЕШЕЊЕ"), favourable=False, needs_calculation=True, needs_evidence=True,
            form=outcome_forms.RefusalForm, recipients=BOTH,
        ),
        Outcome(
            "dismissal", _("Закључак о одбацивању"), _("ЗАКЉУЧАК"), favourable=False, form=outcome_forms.DismissalForm,
            recipients=BOTH,
        ),
        Outcome("refund", _("Решење о повраћају"), _("РЕШЕЊЕ"), favourable=False, recipients=BOTH),
        Outcome(
            "discontinuance", _("Закључак о обустави"), _("ЗАКЉУЧАК"), favourable=False, discontinues=True, recipients=BOTH
        ),
    )  # fmt: skip

    # -- before the request ------------------------------------------------------------------------------------------
    def closed(self, municipality: Municipality, *, now: datetime) -> Stop | None:
        today = timezone.localdate(now)
        rule_set = rule_sets.in_force(municipality, today)
        if rule_set is None:
            return Stop(
                _("Општина још није унела правила за ову услугу"),
                (_("Без одлуке општине захтев не може да се реши. Питајте општину да ли даје овај новац."),),
            )
        return closed_call(municipality, today) if rule_set.read().kind is rules.Kind.CALL else None

    def links(self, municipality: Municipality) -> Sequence[Link]:
        url = reverse("cases:ivf-costs:awards", args=[municipality.slug])
        return (Link(_("Правила ове општине, средства и листа одобрених захтева"), url),)

    def case_links(self, case: Case) -> Sequence[Link]:
        found = IvfRequest.objects.filter(case=case).first()
        if found is None:
            return ()
        links = [Link(format_lazy(_("Ваша шифра на листама: {code}"), code=found.list_code),
                      reverse("cases:ivf-costs:awards", args=[case.municipality.slug]))]  # fmt: skip
        if found.standing == Standing.GRANTED and found.final_invoice_id is None:
            url = reverse("cases:ivf-costs:final-invoice", args=[case.municipality.slug, case.code])
            links.append(Link(_("Доставите коначни рачун"), url))
        return links

    def invitation(self, code: str) -> str:
        return consent.invitation(code)

    # -- questions ---------------------------------------------------------------------------------------------------
    def problems(self, answers: Answers, *, municipality: Municipality, today: date) -> Iterator[Problem]:
        stop = self.closed(municipality, now=timezone.now())
        if stop is not None:
            yield Problem("residence", "here", stop.title)
            return
        yield from request.problems(answers, municipality=municipality, today=today)

    def draft_problems(self, draft: Draft, answers: Answers) -> Iterator[Problem]:
        return consent.problems(draft, answers)

    def applicant(self, answers: Answers) -> Applicant:
        asked = Request.read(answers)
        return Applicant(name=asked.applicant.name, identity=asked.applicant.jmbg, address=asked.address)

    def duplicate_message(self, earlier: Case) -> Text:
        return _("Вас двоје сте ове године већ поднели захтев. Обратите се писарници општине.")

    def erase(self, case: Case) -> None:
        """Opinions, request and the partner's agreement go; the entries of the budget stay, for they are money spent."""
        CommissionOpinion.objects.filter(request__case=case).delete()
        IvfRequest.objects.filter(case=case).delete()
        PartnerConsent.objects.filter(data_key_id=case.data_key_id).delete()

    def file(self, case: Case, answers: Answers) -> None:
        """The details, with the reference days. The book of the registry is locked now, so nobody files in between."""
        asked, today = Request.read(answers), timezone.localdate(case.filed_at)
        rule_set = rule_sets.in_force(case.municipality, today)
        if rule_set is None:
            raise Incomplete(list(request.problems(answers, municipality=case.municipality, today=today)))
        read = rule_set.read()
        again = list(
            request.earlier_requests(
                asked, read.year_grants, read.ever_grants, municipality=case.municipality, year=today.year
            )
        )
        if again:
            raise Incomplete(again)
        call = open_call(case.municipality, today) if read.kind is rules.Kind.CALL else None
        days = rules.Days(today, call.opens_on if call else None, call.closes_on if call else None)
        IvfRequest.objects.create(
            municipality_id=case.municipality_id, case=case, rule_set=rule_set, rules=rule_set.rules, call=call,
            year=today.year, age_reference=read.age_reference, age_day=days.on(read.age_reference),
            residence_reference=read.residence_reference, residence_day=days.on(read.residence_reference),
            pair_index=asked.pair_index, invoice_index=asked.invoice_index,
        )  # fmt: skip

    # -- work --------------------------------------------------------------------------------------------------------
    def calculate(
        self, case: Case, answers: Answers, evidence: Mapping[str, Evidence], payloads: Mapping[str, Any]
    ) -> Calculation | None:
        judged = explanation.judge(case, answers, payloads)
        return explanation.explain(judged, case, Request.read(answers))

    def obstacle(self, case: Case, outcome: Outcome, answers: Answers) -> Text:
        if outcome.slug == "refund":
            return "" if refund_of(case) > 0 else _("Нема шта да се врати: рок још тече, или је све искоришћено.")
        if outcome.slug not in ("grant", "waiting"):
            return ""
        try:
            found = decisions.calculation_for(case)
        except CannotCalculate as error:
            return str(error)
        return _obstacle(outcome.slug, found, following.proposal_of_commission(case)) if found else ""

    def decision_text(
        self,
        case: Case,
        outcome: Outcome,
        answers: Answers,
        calculation: Calculation | None,
        details: Mapping[str, Any],
    ) -> DecisionText:
        row = IvfRequest.objects.select_related("rule_set").get(case=case)
        matter = texts.Matter(case, row, Request.read(answers), calculation, details, refund_of(case))
        return texts.decision_text(matter, outcome.slug)

    def decision_changed(self, decision: Decision, *, by: User) -> None:
        following.follow(decision, by=by)

    def other_recipients(self, answers: Answers) -> Mapping[str, str]:
        """The second partner is a party too and gets an own copy."""
        asked = Request.read(answers)
        return {"other": f"{asked.second.name}, {asked.address}"}

    @staticmethod
    def load_demo(municipalities: Sequence[str]) -> int:
        """Invented decisions, money and requests; how many requests were made."""
        return demo.load_demo(municipalities)


def open_call(municipality: Municipality, today: date) -> PublicCall | None:
    """The call that receives requests on that day."""
    return PublicCall.objects.filter(municipality=municipality, opens_on__lte=today, closes_on__gte=today).first()


def closed_call(municipality: Municipality, today: date) -> Stop | None:
    """Why nothing can be filed today where the right is exercised on a public call; None while one is open."""
    if open_call(municipality, today) is not None:
        return None
    coming = PublicCall.objects.filter(municipality=municipality, opens_on__gt=today).order_by("opens_on").first()
    last = PublicCall.objects.filter(municipality=municipality, closes_on__lt=today).order_by("-closes_on").first()
    if coming is not None:
        first, until = _day(coming.opens_on), _day(coming.closes_on)
        return Stop(
            _("Јавни позив још није отворен"),
            (format_lazy(_("Захтеви се примају од {first} до {until}"), first=first, until=until),),
        )
    said = (
        format_lazy(_("Последњи позив је затворен {day}"), day=_day(last.closes_on))
        if last
        else _("Позив још није био објављен.")
    )
    return Stop(
        _("Јавни позив није отворен"), (said, _("Нови позив се објављује на овом порталу и на огласној табли општине."))
    )


def _day(day: date) -> str:
    return date_format(day, "SHORT_DATE_FORMAT")


def refund_of(case: Case) -> Decimal:
    """What has to be returned today; nothing while the terms of the award run."""
    row = IvfRequest.objects.get(case=case)
    if row.use_until is None or row.invoice_until is None or row.standing not in (Standing.GRANTED, Standing.REFUND):
        return rules.ZERO
    use = awards.Use(row.use_until, row.invoice_until)
    owed = awards.to_refund(row.awarded, row.final_amount, use, timezone.localdate())
    return max(rules.ZERO, owed - row.returned)


def _obstacle(outcome: str, found: Calculation, proposal: str) -> Text:
    """Why the request cannot be granted, or put on the list, now."""
    values = found.values
    if values["unknown"]:
        return translate("Седница комисије још није одржана, па се не зна: %(what)s.") % {
            "what": ", ".join(values["unknown"])
        }
    if not values["eligible"]:
        return " ".join(values["unmet"])
    if not proposal:
        return translate("Комисија још није дала мишљење о овом захтеву.")
    if outcome == "waiting":
        enough = Decimal(str(values["amount"])) > 0
        return translate("Средства су довољна, па захтев не мора да чека.") if enough else ""
    if proposal != Proposal.GRANT:
        return translate("Комисија није предложила да се захтев одобри.")
    if Decimal(str(values["amount"])) > 0:
        return ""
    left = next(line.amount for line in reversed(found.lines[:-1]) if line.amount is not None)
    return translate("Преостала средства за годину: %(left)s динара. Ставите захтев на листу чекања.") % {
        "left": format_amount(left)
    }


services.register(IvfCosts())
