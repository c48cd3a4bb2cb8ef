"""Wording of the decisions, in the language now active. Own wording; no diagnosis and nothing else about health."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate

from eservices.cases.models import Case
from eservices.cases.service import Calculation, DecisionText
from eservices.services.ivf_costs.models import IvfRequest
from eservices.services.ivf_costs.request import Request
from eservices.services.ivf_costs.rules import RuleSet
from municipalities.amounts import amount_in_words, format_amount
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Matter:
    """Everything a text may speak of."""

    case: Case
    details: IvfRequest
    request: Request
    calculation: Calculation | None
    given: Mapping[str, Any]
    refund: Decimal

    @property
    def rules(self) -> RuleSet:
        return RuleSet.read(self.details.rules)

    @property
    def filed(self) -> str:
        return date_format(timezone.localdate(self.case.filed_at), "SHORT_DATE_FORMAT")

    @property
    def couple(self) -> str:
        return translate("%(one)s и %(other)s") % {
            "one": self.request.applicant.name,
            "other": self.request.second.name,
        }

    @property
    def values(self) -> Mapping[str, Any]:
        if self.calculation is None:
            raise ValueError("This outcome needs a calculation.")
        return self.calculation.values


def money(amount: Decimal | str) -> str:
    """``220.000,00 динара (словима: …)``."""
    number = Decimal(str(amount))
    words = pismo(amount_in_words(number))
    return translate("%(amount)s динара (словима: %(words)s)") % {"amount": format_amount(number), "words": words}


def decision_text(matter: Matter, outcome: str) -> DecisionText:
    """The parts of the decision for an outcome of the service."""
    write = WRITERS[outcome]
    return DecisionText(
        legal_basis=_legal_basis(matter),
        operative=tuple(write.operative(matter)),
        reasoning=(_request(matter), *write.reasoning(matter)),
        remedy=_remedy(matter, ruling=outcome in RULINGS),
    )


def _legal_basis(matter: Matter) -> str:
    return translate(
        "На основу прописа: %(source)s, и члана 136. Закона о општем управном поступку („Сл. гласник РС“, бр. 18/16 и "
        "95/18), решавајући по захтеву од %(filed)s, подносиоци: %(couple)s, надлежни орган доноси:"
    ) % {"source": pismo(matter.details.rule_set.legal_source), "couple": matter.couple, "filed": matter.filed}


def _remedy(matter: Matter, *, ruling: bool) -> str:
    town = matter.case.municipality.kind == Municipality.Kind.TOWN
    return translate(
        "Против %(what)s може се изјавити жалба. О њој одлучује %(body)s. Рок за жалбу, у данима од дана обавештавања: "
        "%(days)s. Жалба се предаје преко овог органа: на порталу, непосредно или поштом."
    ) % {
        "what": translate("овог закључка") if ruling else translate("овог решења"),
        "body": translate("градско веће") if town else translate("општинско веће"),
        "days": matter.case.pinned["general.appeal_days"]["value"],
    }


def _request(matter: Matter) -> str:
    return translate(
        "Захтев су заједно поднели %(couple)s, %(filed)s преко портала, и заведен је под бројем %(number)s. Оба подносиоца "
        "дала су сагласност."
    ) % {"couple": matter.couple, "filed": matter.filed.rstrip("."), "number": matter.case.number}


class Writer:
    """Operative part and reasons of one outcome."""

    def operative(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError

    def reasoning(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError


class Grant(Writer):
    """The costs are covered, up to an amount, by the invoice of a clinic."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "ПРИЗНАЈЕ СЕ право на надокнаду трошкова вантелесне оплодње, подносиоци: %(couple)s, у износу до %(amount)s."
        ) % {"couple": matter.couple, "amount": money(matter.values["amount"])}
        yield translate("Поступак се обавља у клиници: %(clinic)s. Редни број одобрења за овај пар: %(number)s.") % {
            "clinic": pismo(matter.request.clinic_name), "number": matter.values["number"],
        }  # fmt: skip
        payee = (
            translate("клиници, по рачуну број %(number)s")
            if matter.request.payee == "clinic"
            else translate("подносиоцима, по рачуну број %(number)s")
        ) % {"number": matter.request.invoice_number}
        yield translate("Износ се исплаћује %(payee)s. У сврси уплате стоји само број овог решења.") % {"payee": payee}
        yield translate(
            "Средства се користе најкасније у року од месеци: %(months)s, од дана доношења овог решења. Коначни рачун се "
            "доставља најкасније у року од дана: %(days)s, по истеку тог рока. Ко не достави коначни рачун, враћа примљени "
            "износ."
        ) % {"months": matter.rules.use_months, "days": matter.rules.final_invoice_days}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "Подаци о пребивалишту, држављанству и породици прибављени су по службеној дужности, односно увидом у приложене "
            "доказе. Утврђено је да су испуњени сви услови из одлуке."
        )
        yield translate("Комисија је предложила да се захтев одобри. Записник комисије чува се одвојено.")
        yield translate("Обрачун је приказан у табели; додељује се најмањи од приказаних износа.")


class Waiting(Writer):
    """The conditions are met, the money of the year is not enough."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "СТАВЉА СЕ на листу чекања захтев за надокнаду трошкова вантелесне оплодње, подносиоци: %(couple)s."
        ) % {"couple": matter.couple}
        yield translate("О захтеву ће се одлучити кад се обезбеде средства, по редоследу са листе.")

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("Услови су испуњени, али преостала средства за ову годину нису довољна за износ који се тражи.")


class Refusal(Writer):
    """The request is refused on its merits, with every condition that is not met."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "ОДБИЈА СЕ захтев за надокнаду трошкова вантелесне оплодње, подносиоци: %(couple)s, као неоснован."
        ) % {"couple": matter.couple}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        ground = matter.given["ground"]
        if ground == "conditions":
            yield translate("Нису испуњени сви услови из одлуке:")
            yield from matter.values["unmet"]
        elif ground == "exhausted":
            yield translate("Средства опредељена за ову годину су утрошена, а одлука не предвиђа чекање.")
        else:
            yield translate("Комисија није предложила да се захтев одобри. Записник комисије чува се одвојено.")
        if matter.given.get("reason"):
            yield str(matter.given["reason"])


class Dismissal(Writer):
    """The request is dismissed without deciding on its merits."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОДБАЦУЈЕ СЕ захтев за надокнаду трошкова вантелесне оплодње, подносиоци: %(couple)s.") % {
            "couple": matter.couple
        }

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield str(matter.given["reason"])


class Refund(Writer):
    """What was not used has to be returned."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("НАЛАЖЕ СЕ повраћај износа од %(amount)s, обвезници: %(couple)s.") % {
            "amount": money(matter.refund), "couple": matter.couple,
        }  # fmt: skip
        yield translate("Износ се враћа на рачун буџета општине у року од 15 дана од дана коначности овог решења.")

    def reasoning(self, matter: Matter) -> Iterator[str]:
        details = matter.details
        if details.final_amount is None:
            until = date_format(details.invoice_until, "SHORT_DATE_FORMAT") if details.invoice_until else "–"
            yield translate("Рок за достављање коначног рачуна био је %(until)s и коначни рачун није достављен.") % {
                "until": until.rstrip(".")
            }
        else:
            yield translate("Исплаћено је %(paid)s динара, а коначни рачун износи %(final)s динара.") % {
                "paid": format_amount(details.awarded), "final": format_amount(details.final_amount),
            }  # fmt: skip


class Discontinuance(Writer):
    """The couple withdrew."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОБУСТАВЉА СЕ поступак по захтеву, подносиоци: %(couple)s.") % {"couple": matter.couple}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("Подносиоци су одустали од захтева пре доношења одлуке, па се поступак обуставља.")


WRITERS: dict[str, Writer] = {
    "grant": Grant(),
    "waiting": Waiting(),
    "refusal": Refusal(),
    "dismissal": Dismissal(),
    "refund": Refund(),
    "discontinuance": Discontinuance(),
}
RULINGS = frozenset({"waiting", "dismissal", "discontinuance"})
