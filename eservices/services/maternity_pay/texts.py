"""Wording of the decisions on maternity pay, in the language now active. Own wording after ЗУП чл. 136. and 141."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate

from eservices.cases.models import Case
from eservices.cases.service import Applicant, Calculation, DecisionText
from eservices.services.maternity_pay.explanation import day
from eservices.services.maternity_pay.forms import MOTHER
from eservices.services.maternity_pay.request import Request
from municipalities.amounts import amount_in_words, format_amount
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Matter:
    """Everything a text may speak of."""

    case: Case
    request: Request
    applicant: Applicant
    calculation: Calculation | None
    details: Mapping[str, Any]

    @property
    def filed(self) -> str:
        return date_format(timezone.localdate(self.case.filed_at), "SHORT_DATE_FORMAT")

    @property
    def municipality(self) -> str:
        return pismo(self.case.municipality.official_name)


def money(amount: Decimal | str) -> str:
    """``99.500,00 динара (словима: …)``."""
    number = Decimal(str(amount))
    words = pismo(amount_in_words(number))
    return translate("%(amount)s динара (словима: %(words)s)") % {"amount": format_amount(number), "words": words}


def decision_text(matter: Matter, outcome: str) -> DecisionText:
    """The parts of the decision for an outcome of the service."""
    write = WRITERS[outcome]
    return DecisionText(
        legal_basis=_legal_basis(matter),
        operative=tuple(write.operative(matter)),
        reasoning=(*_request_and_facts(matter), *write.reasoning(matter)),
        remedy=_remedy(matter, ruling=outcome in RULINGS),
    )


def _legal_basis(matter: Matter) -> str:
    article = "13" if matter.request.employee else "17"
    return translate(
        "На основу члана %(article)s. и члана 38. Закона о финансијској подршци породици са децом („Сл. гласник РС“, бр. "
        "113/17 са каснијим изменама) и члана 136. Закона о општем управном поступку („Сл. гласник РС“, бр. 18/16 и "
        "95/18), решавајући по захтеву од %(filed)s, подносилац: %(name)s, надлежни орган доноси:"
    ) % {"article": article, "name": matter.applicant.name, "filed": matter.filed}


def _remedy(matter: Matter, *, ruling: bool) -> str:
    days = matter.case.pinned["general.appeal_days"]["value"]
    what = translate("овог закључка") if ruling else translate("овог решења")
    return translate(
        "Против %(what)s може се изјавити жалба министарству надлежном за бригу о породици и демографију, у року од "
        "%(days)s дана од дана обавештавања. Жалба се предаје преко овог органа: на порталу, непосредно или поштом."
    ) % {"what": what, "days": days}


def _request_and_facts(matter: Matter) -> Iterator[str]:
    number = matter.case.number
    yield translate("Захтев је поднет %(filed)s преко портала и заведен под бројем %(number)s.") % {
        "filed": matter.filed, "number": number,
    }  # fmt: skip
    if matter.request.leave_start:
        yield translate("Одсуство је почело %(start)s према решењу послодавца: %(employer)s") % {
            "start": day(matter.request.leave_start.isoformat()),
            "employer": matter.request.employer_name,
        }


class Writer:
    """Operative part and reasons of one outcome."""

    def operative(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError

    def reasoning(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError


class Grant(Writer):
    """The right is granted, with amounts and periods."""

    def opening(self, matter: Matter) -> str:
        right = (
            translate("право на накнаду зараде за време одсуства")
            if matter.request.employee
            else translate("право на остале накнаде по основу рођења и неге детета")
        )
        return translate("ПРИЗНАЈЕ СЕ %(right)s, подносилац: %(name)s, од %(start)s до %(end)s") % {
            "right": right,
            "name": matter.applicant.name,
            "start": day(self.values(matter)["from"]),
            "end": day(self.values(matter)["until"]),
        }

    def values(self, matter: Matter) -> Mapping[str, Any]:
        if matter.calculation is None:
            raise ValueError("A grant needs a calculation.")
        return matter.calculation.values

    def operative(self, matter: Matter) -> Iterator[str]:
        yield self.opening(matter)
        yield from self._amounts(matter)
        yield translate("Накнада се исплаћује на текући рачун подносиоца. Порез и доприносе обрачунава исплатилац.")
        if matter.request.employee:
            yield translate(
                "Послодавац и подносилац дужни су да у року од 15 дана јаве овом органу сваку промену од значаја за право."
            )

    def _amounts(self, matter: Matter) -> Iterator[str]:
        values = self.values(matter)
        parts, periods = values["parts"], values["periods"]
        sentences = {
            "maternity": translate("За породиљско одсуство %(period)s месечно се исплаћује %(amount)s, нето."),
            "child_care": translate("За одсуство ради неге детета %(period)s месечно се исплаћује %(amount)s, нето."),
            "other": translate("Месечно се исплаћује %(amount)s %(period)s"),
        }
        if matter.request.lost:
            sentences["child_care"] = translate("За остатак одсуства %(period)s месечно се исплаћује %(amount)s, нето.")
        for name, amount in parts.items():
            span = periods.get(name)
            if name == "maternity" and span is None and matter.request.role != MOTHER:
                continue  # a father's leave has no maternity part
            period = (
                translate("од %(first)s до %(last)s") % {"first": day(span[0]), "last": day(span[1])} if span else ""
            )
            yield " ".join((sentences[name] % {"period": period, "amount": money(amount)}).split())

    def reasoning(self, matter: Matter) -> Iterator[str]:
        values = self.values(matter)
        yield translate(
            "Подаци о плаћеним основицама доприноса и пребивалишту прибављени су по службеној дужности, односно увидом "
            "у приложене доказе."
        )
        yield translate(
            "Збир плаћених основица за прописани период износи %(total)s динара; месеци без плаћене основице рачунају "
            "се као нула. Обрачун је приказан у табели."
        ) % {"total": format_amount(Decimal(str(values["total"])))}


class Correction(Grant):
    """The amounts are set anew, for example after contributions were paid late."""

    def opening(self, matter: Matter) -> str:
        return translate("МЕЊА СЕ раније донето решење тако да гласи: %(grant)s") % {"grant": super().opening(matter)}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("После доношења ранијег решења промениле су се чињенице од значаја за износ накнаде.")
        yield from super().reasoning(matter)


class Provisional(Writer):
    """A decision for the time until all facts are obtained."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ПРИВРЕМЕНО СЕ ПРИЗНАЈЕ право на накнаду, подносилац: %(name)s, до %(until)s") % {
            "name": matter.applicant.name,
            "until": day(str(matter.details["until"])),
        }
        yield translate("До доношења коначног решења месечно се исплаћује %(amount)s, нето.") % {
            "amount": money(matter.details["monthly"])
        }
        yield translate("Ово решење замениће се коначним када се прибаве сви подаци; разлика се исплаћује или пребија.")

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "Услови за право су испуњени, али сви подаци који се прибављају по службеној дужности још нису приспели. Да "
            "подносилац не би остао без прихода, доноси се привремено решење."
        )


class Refusal(Writer):
    """The request is refused on its merits."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОДБИЈА СЕ захтев за накнаду, подносилац: %(name)s, као неоснован.") % {
            "name": matter.applicant.name
        }

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield str(matter.details["reason"])


class Dismissal(Writer):
    """The request is dismissed without deciding on its merits; for a late one the arithmetic of dates is shown."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОДБАЦУЈЕ СЕ захтев за накнаду, подносилац: %(name)s.") % {"name": matter.applicant.name}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        if matter.details["ground"] == "late":
            yield translate(
                "Захтев се подноси најкасније последњег дана одсуства, а то је %(last)s. Поднет је %(filed)s, дакле после "
                "рока."
            ) % {"last": day(matter.request.last_day.isoformat()), "filed": matter.filed}
        yield str(matter.details["reason"])


class Discontinuance(Writer):
    """The applicant withdrew."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОБУСТАВЉА СЕ поступак по захтеву за накнаду, подносилац: %(name)s.") % {
            "name": matter.applicant.name
        }

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("Подносилац је одустао од захтева пре доношења одлуке, па се поступак обуставља.")


class End(Writer):
    """The right ends early."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ПРЕСТАЈЕ право на накнаду, подносилац: %(name)s, закључно са %(on)s") % {
            "name": matter.applicant.name,
            "on": day(str(matter.details["on"])),
        }

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield str(matter.details["reason"])


WRITERS: dict[str, Writer] = {
    "provisional_grant": Provisional(),
    "final_grant": Grant(),
    "correction": Correction(),
    "refusal": Refusal(),
    "dismissal": Dismissal(),
    "discontinuance": Discontinuance(),
    "end": End(),
}
RULINGS = frozenset({"dismissal", "discontinuance"})
