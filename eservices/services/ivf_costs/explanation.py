"""Conditions and amount in words. What stands on paper says whether a condition is met, never anything about health."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case, Decision
from eservices.cases.service import Answers, Calculation, CannotCalculate, Line, Table
from eservices.services.ivf_costs import awards, budget, rules
from eservices.services.ivf_costs.evidence import resident_since
from eservices.services.ivf_costs.labels import Entry
from eservices.services.ivf_costs.models import BudgetEntry, IvfRequest
from eservices.services.ivf_costs.request import Request, earlier_requests, grants_of
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo

AVERAGE_WAGE = "ivf-costs.average_wage"
CONDITIONS = {
    "age": _("Старост жене"),
    "history": _("Ранији поступци"),
    "children": _("Заједничка деца"),
    "procedure": _("Врста поступка"),
    "residence-woman": _("Пребивалиште жене"),
    "residence-partner": _("Пребивалиште партнера"),
    "residence": _("Пребивалиште бар једног партнера"),
    "citizenship": _("Држављанство"),
    "coverage": _("Трошак не покрива РФЗО"),
    "year-grants": _("Број одобрења у години"),
    "ever-grants": _("Број одобрења укупно"),
}
SAID_WITHOUT_FIGURES = frozenset({"history", "children", "procedure", "coverage", "citizenship"})
"""Conditions about health or family, of which only the result is told."""


@dataclass(frozen=True)
class Judgement:
    """Everything the rules say about one request today."""

    details: IvfRequest
    rule_set: rules.RuleSet
    finding: rules.Finding
    award: awards.Award
    cap: Decimal | None
    remaining: Decimal
    year: int
    number: int


def judge(case: Case, answers: Answers, payloads: Mapping[str, Any]) -> Judgement:
    """Run the rules over answers and register data. Raises CannotCalculate while a fact is missing."""
    missing = {"residence-woman", "residence-partner", "joint-children"} - set(payloads)
    if missing:
        raise CannotCalculate(
            translate("Недостају подаци о пребивалишту или деци. Прибавите их из регистара или их унесите уз белешку.")
        )
    details = IvfRequest.objects.select_related("call").get(case=case)
    rule_set, request, year = rules.RuleSet.read(details.rules), Request.read(answers), timezone.localdate().year
    had = grants_of(case.municipality, request.pair_index, details.year, besides=case.pk)
    finding = rules.examine(rule_set, _couple(case, request, details, payloads), days_of(details), had)
    money = budget.budget_of(case.municipality, year)
    remaining = (money.remaining if money else rules.ZERO) + _own_reservation(case)
    cap = awards.cap_of(rule_set, Decimal(str(case.pinned[AVERAGE_WAGE]["value"])))
    given = awards.award(request.invoice.amount, cap, remaining, share=rule_set.share, partial=rule_set.partial)
    return Judgement(details, rule_set, finding, given, cap, remaining, year, had.ever + 1)


def days_of(details: IvfRequest) -> rules.Days:
    """The days that the references of this request may name."""
    session = details.opinions.filter(session__closed_at__isnull=False).order_by("-session__held_on").first()
    call = details.call
    return rules.Days(
        filed=timezone.localdate(details.case.filed_at),
        call_opened=call.opens_on if call else None,
        call_closed=call.closes_on if call else None,
        commission=session.session.held_on if session else None,
    )


def _couple(case: Case, request: Request, details: IvfRequest, payloads: Mapping[str, Any]) -> rules.Couple:
    on = (
        details.residence_day
        or days_of(details).on(rules.Reference(details.residence_reference))
        or timezone.localdate()
    )

    def person(source: str, birth: date) -> rules.Person:
        kept = payloads[source]
        return rules.Person(birth, resident_since(kept, case.municipality.sors_code, on), kept["citizen"])

    return rules.Couple(
        person("residence-woman", request.woman.birth),
        person("residence-partner", request.partner.birth),
        joint_children=payloads["joint-children"]["joint"],
        fund_attempts=request.fund_attempts,
        province_attempts=request.province_attempts,
        own_attempts=request.own_attempts,
        procedure=request.procedure,
        covered_by_fund=request.covered_by_fund,
        refused_by_commission=request.refused_by_commission,
    )


def _own_reservation(case: Case) -> Decimal:
    """What the proposal now before the second person keeps for this very case."""
    rows = BudgetEntry.objects.filter(case=case, kind=Entry.RESERVATION, decision__stage=Decision.Stage.PROPOSED)
    return sum((row.amount for row in rows), rules.ZERO)


# -- words -------------------------------------------------------------------------------------------------------------
def explain(found: Judgement, case: Case, request: Request) -> Calculation:
    """The amount line by line, the conditions, and what an official should look at."""
    return Calculation(
        lines=tuple(_lines(found, case, request)),
        tables=(conditions_table(found.finding),),
        values={
            "amount": found.award.amount,
            "year": found.year,
            "number": found.number,
            "eligible": found.finding.eligible,
            "unmet": [sentence(condition) for condition in found.finding.unmet],
            "unknown": [str(CONDITIONS[condition.code]) for condition in found.finding.unknown],
        },
        warnings=tuple(_warnings(found, case, request)),
    )


def _lines(found: Judgement, case: Case, request: Request) -> list[Line]:
    source = pismo(found.details.rule_set.legal_source)
    lines = [Line(translate("Износ на рачуну"), "", request.invoice.amount)]
    if found.rule_set.share != rules.WHOLE:
        how = f"{format_amount(found.rule_set.share)} %"
        lines.append(Line(translate("Део који општина сноси"), how, found.award.wanted, source))
    if found.cap is not None:
        lines.append(Line(translate("Највиши износ по пару"), _cap_in_words(found, case), found.cap, source))
    lines.append(Line(translate("Преостала средства за годину"), str(found.year), found.remaining))
    how = translate("најмањи од горњих износа") if not found.award.waits else translate("средства нису довољна")
    lines.append(Line(translate("Износ који се додељује"), how, found.award.amount, emphasised=True))
    return lines


def _cap_in_words(found: Judgement, case: Case) -> str:
    wage = Decimal(str(case.pinned[AVERAGE_WAGE]["value"]))
    if found.rule_set.cap_wages is None or found.cap == found.rule_set.cap:
        return ""
    factor = f"{found.rule_set.cap_wages.normalize():f}".replace(".", ",")
    return translate("%(factor)s × просечна зарада у општини %(wage)s") % {
        "factor": factor,
        "wage": format_amount(wage),
    }


def conditions_table(finding: rules.Finding) -> Table:
    """Condition, and whether it is met; figures only where they tell nothing about health."""
    results = {True: translate("испуњен"), False: translate("није испуњен"), None: translate("још се не зна")}
    rows = tuple(
        (str(CONDITIONS[condition.code]), results[condition.met], _figures(condition))
        for condition in finding.conditions
    )
    head = (translate("Услов"), translate("Да ли је испуњен"), translate("Како је рачунато"))
    return Table(translate("Услови из одлуке"), head, rows)


def _figures(condition: rules.Condition) -> str:
    if condition.code in SAID_WITHOUT_FIGURES or condition.wanted is None:
        return "–"
    return sentence(condition)


def sentence(condition: rules.Condition) -> str:
    """One condition as a sentence for a decision; the arithmetic of dates is shown, nothing about health is."""
    day = date_format(condition.on, "SHORT_DATE_FORMAT") if condition.on else translate("дан седнице комисије")
    if condition.code == "age":
        return _age_sentence(condition, day)
    if condition.code.startswith("residence"):
        return _residence_sentence(condition, day)
    shown = {"wanted": condition.wanted, "found": condition.found}
    texts = {
        "history": translate("Није испуњен услов из одлуке о ранијим поступцима."),
        "children": translate("Није испуњен услов из одлуке о заједничкој деци."),
        "procedure": translate("Одлука не предвиђа поступак за који се тражи новац."),
        "citizenship": translate("Није испуњен услов из одлуке о држављанству."),
        "coverage": translate("Трошак покрива РФЗО, па га општина по одлуци не надокнађује."),
        "year-grants": translate("Одобрења у истој години: %(found)s; по одлуци највише: %(wanted)s."),
        "ever-grants": translate("Одобрења до сада: %(found)s; по одлуци највише: %(wanted)s."),
    }
    return texts[condition.code] % shown


def _age_sentence(condition: rules.Condition, day: str) -> str:
    since, below = condition.wanted
    parts = []
    if since is not None:
        parts.append(translate("најмање навршених година: %(years)s") % {"years": since})
    if below is not None:
        parts.append(translate("није навршено година: %(years)s") % {"years": below})
    found = "–" if condition.found is None else condition.found
    text = translate("Навршене године жене на дан %(day)s: %(found)s; по одлуци: %(wanted)s.")
    return text % {"day": day.rstrip("."), "found": found, "wanted": ", ".join(parts)}


def _residence_sentence(condition: rules.Condition, day: str) -> str:
    label = str(CONDITIONS[condition.code])
    if condition.found is None and condition.met is False:
        return translate("%(label)s: на дан %(day)s није у овој општини.") % {"label": label, "day": day.rstrip(".")}
    found = "–" if condition.found is None else condition.found
    text = translate("%(label)s без прекида, у месецима до дана %(day)s: %(found)s; по одлуци најмање: %(wanted)s.")
    return text % {"label": label, "day": day.rstrip("."), "found": found, "wanted": condition.wanted}


def _warnings(found: Judgement, case: Case, request: Request) -> list[str]:
    said = []
    if not found.details.rule_set.confirmed:
        said.append(translate("Правила ове општине још нису упоређена са прописом. Проверите их пре доношења одлуке."))
    if found.award.limit is awards.Limit.BUDGET and not found.award.waits:
        said.append(translate("Додељује се остатак средстава за ову годину, мање него што би пар иначе добио."))
    rule_set = found.rule_set
    said += [
        str(problem.message)
        for problem in earlier_requests(
            request,
            rule_set.year_grants,
            rule_set.ever_grants,
            municipality=case.municipality,
            year=found.details.year,
            besides=case.pk,
        )
    ]  # a completion may have brought another partner or invoice
    before = waiting_before(case, found.details)
    if before:
        said.append(translate("На листи чекања пре овог захтева: %(count)s.") % {"count": before})
    return said


def waiting_before(case: Case, details: IvfRequest) -> int:
    """Requests of this municipality that wait for money and were filed earlier."""
    from_list = IvfRequest.objects.filter(municipality_id=case.municipality_id, standing="waiting")
    return from_list.filter(case__filed_at__lt=case.filed_at).exclude(pk=details.pk).count()
