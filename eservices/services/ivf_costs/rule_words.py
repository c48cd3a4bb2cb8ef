"""A rule set as sentences, for the public page, the start of a request and the administrator who enters it."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as translate

from eservices.services.ivf_costs import labels
from eservices.services.ivf_costs.rules import WHOLE, Kind, Order, Procedure, Reference, Route, RuleSet, Who
from municipalities.amounts import format_amount


def in_words(rules: RuleSet) -> list[str]:
    """What the decision says, one idea a sentence, in the language now active."""
    return [*_form(rules), *_conditions(rules), *_money(rules)]


def _form(rules: RuleSet) -> Iterator[str]:
    if rules.kind is Kind.STANDING:
        yield translate("Захтев се подноси у току целе године, док има средстава.")
    else:
        yield translate("Захтев се подноси на јавни позив, у року који позив одреди.")
    if rules.order is Order.AGE_AND_INCOME:
        yield translate("Предност има пар у коме је жена старија, а затим пар са мањим приходом.")
    else:
        yield translate("Захтеви се решавају по редоследу пријема.")


def _conditions(rules: RuleSet) -> Iterator[str]:
    asked = [text for text in map(_route, rules.routes) if text]
    if len(asked) == len(rules.routes):
        reference = translate("Гледа се %(day)s.") % {"day": labels.REFERENCES[rules.age_reference]}
        yield f"{translate('или: ').join(asked)} {reference}"
    yield from _residence(rules)
    citizens = {
        Who.BOTH: translate("Оба партнера су држављани Србије."),
        Who.WOMAN: translate("Жена је држављанка Србије."),
        Who.EITHER: translate("Бар један партнер је држављанин Србије."),
    }
    if rules.citizenship_who in citizens:
        yield citizens[rules.citizenship_who]
    if rules.only_uncovered:
        yield translate("Трошак не покрива РФЗО.")
    if rules.before_procedure:
        yield translate("Захтев се подноси пре поступка.")
    if rules.contracted_clinics:
        yield translate("Поступак се обавља у клиници која има уговор са РФЗО.")
    if rules.procedures != frozenset(Procedure):
        named = ", ".join(str(labels.PROCEDURES[one]) for one in Procedure if one in rules.procedures)
        yield translate("Плаћају се поступци: %(named)s.") % {"named": named}


def _route(route: Route) -> str:
    parts = []
    if route.age_from is not None:
        parts.append(translate("жена има најмање навршених година: %(years)s") % {"years": route.age_from})
    if route.age_below is not None:
        parts.append(translate("жена није напунила година: %(years)s") % {"years": route.age_below})
    counts = (
        (route.fund_attempts, translate("ранијих поступака преко РФЗО најмање: %(count)s")),
        (route.province_attempts, translate("ранијих поступака о трошку покрајине најмање: %(count)s")),
        (route.all_attempts, translate("ранијих поступака укупно најмање: %(count)s")),
        (route.children_from, translate("заједничке деце најмање: %(count)s")),
    )
    parts += [text % {"count": count} for count, text in counts if count]
    if route.children_most is not None:
        parts.append(translate("заједничке деце највише: %(count)s") % {"count": route.children_most})
    if route.donated_only:
        parts.append(translate("само поступак са дарованим ћелијама"))
    if route.refused_by_commission:
        parts.append(translate("Републичка комисија је одбила пар"))
    text = ", ".join(parts)
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _residence(rules: RuleSet) -> Iterator[str]:
    who = {
        Who.BOTH: translate("Оба партнера имају пребивалиште у општини."),
        Who.WOMAN: translate("Жена има пребивалиште у општини."),
        Who.EITHER: translate("Бар један партнер има пребивалиште у општини."),
    }
    if rules.residence_who not in who:
        return
    yield who[rules.residence_who]
    if rules.residence_months:
        yield translate("Пребивалиште траје без прекида месеци: %(months)s. Гледа се %(day)s.") % {
            "months": rules.residence_months, "day": labels.REFERENCES[Reference(rules.residence_reference)],
        }  # fmt: skip


def _money(rules: RuleSet) -> Iterator[str]:
    if rules.share != WHOLE:
        yield translate("Општина сноси део цене, у процентима: %(share)s.") % {"share": format_amount(rules.share)}
    if rules.cap is not None:
        yield translate("Највише по пару: %(cap)s динара.") % {"cap": format_amount(rules.cap)}
    if rules.cap_wages is not None:
        yield translate("Највише по пару, у просечним зарадама општине за прошлу годину: %(wages)s.") % {
            "wages": f"{rules.cap_wages.normalize():f}".replace(".", ",")
        }
    if rules.cap is None and rules.cap_wages is None and rules.share == WHOLE:
        yield translate("Плаћа се цела цена поступка.")
    yield translate("Одобрења за исти пар у години највише: %(count)s.") % {"count": rules.year_grants}
    if rules.ever_grants is not None:
        yield translate("Одобрења за исти пар укупно највише: %(count)s.") % {"count": rules.ever_grants}
    if rules.partial:
        yield translate("Последњи пар добија остатак средстава.")
    else:
        yield translate("Ко не може да добије цео износ, ставља се на листу чекања.")
