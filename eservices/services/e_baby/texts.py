"""Wording of the decisions on both rights, in the language now active. Own wording after ЗУП чл. 136. and 141.

The words are the same whatever a family went through: nothing congratulates, nothing asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as translate

from eservices.cases.models import Case
from eservices.cases.service import Applicant, Calculation, CannotCalculate, DecisionText
from eservices.services.e_baby import desk_forms, rules
from eservices.services.e_baby.explanation import Facts
from eservices.services.e_baby.forms import day
from eservices.services.e_baby.request import Request
from eservices.services.e_baby.values import AID, ALLOWANCE
from municipalities.amounts import amount_in_words, format_amount
from municipalities.identifiers import format_account
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Matter:
    """Everything a text may speak of."""

    right: str
    case: Case
    request: Request
    applicant: Applicant
    calculation: Calculation | None
    details: Mapping[str, Any]

    @property
    def filed(self) -> str:
        return day(timezone.localdate(self.case.filed_at))

    @property
    def children(self) -> list[dict[str, Any]]:
        """What the calculation gives each child."""
        if self.calculation is None:
            raise ValueError("A grant needs a calculation.")
        return list(self.calculation.values["children"])

    def named(self) -> str:
        """The right in the accusative."""
        if self.right == ALLOWANCE:
            return translate("право на родитељски додатак")
        return translate("право на једнократну помоћ за новорођено дете")

    def asked(self) -> str:
        """The request for the right."""
        if self.right == ALLOWANCE:
            return translate("захтев за родитељски додатак")
        return translate("захтев за једнократну помоћ за новорођено дете")


def money(amount: Decimal | str) -> str:
    """``25.000,00 динара (словима: …)``."""
    number = Decimal(str(amount))
    return translate("%(amount)s динара (словима: %(words)s)") % {
        "amount": format_amount(number), "words": pismo(amount_in_words(number)),
    }  # fmt: skip


def decision_text(matter: Matter, outcome: str) -> DecisionText:
    """The parts of the decision; raises ``CannotCalculate`` where the outcome does not fit the facts."""
    write = WRITERS[outcome]
    return DecisionText(
        legal_basis=_legal_basis(matter),
        operative=tuple(write.operative(matter)),
        reasoning=(*_request(matter), *write.reasoning(matter)),
        remedy=_remedy(matter, ruling=outcome in RULINGS),
    )


def _legal_basis(matter: Matter) -> str:
    rule = (
        translate(
            "чл. 22–25д Закона о финансијској подршци породици са децом („Сл. гласник РС“, бр. 113/17 са каснијим изменама)"
        )
        if matter.right == ALLOWANCE
        else translate("прописа „%(decision)s“") % {"decision": pismo(matter.case.pinned[f"{AID}.decision"]["value"])}
    )
    return translate(
        "На основу %(rule)s и члана 136. Закона о општем управном поступку („Сл. гласник РС“, бр. 18/16 и 95/18), "
        "решавајући по захтеву који је поднет %(filed)s (подносилац: %(name)s), надлежни орган доноси:"
    ) % {"rule": rule, "name": matter.applicant.name, "filed": matter.filed}


def second_instance(right: str, municipality: Municipality) -> str:
    """To whom one appeals, in the dative: the ministry for an entrusted task, the council for an own one."""
    if right == ALLOWANCE:
        return translate("министарству надлежном за бригу о породици и демографију")
    if municipality.kind == Municipality.Kind.TOWN:
        return translate("градском већу")
    return translate("општинском већу")


def _remedy(matter: Matter, *, ruling: bool) -> str:
    return translate(
        "Против %(what)s може се изјавити жалба %(authority)s у року од %(days)s дана од дана обавештавања. Жалба се "
        "предаје преко овог органа: на порталу, непосредно или поштом."
    ) % {
        "what": translate("овог закључка") if ruling else translate("овог решења"),
        "authority": second_instance(matter.right, matter.case.municipality),
        "days": matter.case.pinned["general.appeal_days"]["value"],
    }


def _request(matter: Matter) -> Iterator[str]:
    yield translate("Захтев је поднет %(filed)s преко портала и заведен под бројем %(number)s.") % {
        "filed": matter.filed, "number": matter.case.number,
    }  # fmt: skip
    for child in matter.request.children:
        yield translate("Захтев се односи на дете: %(name)s, рођење: %(born)s") % {
            "name": child.name, "born": day(child.day),
        }  # fmt: skip


class Writer:
    """Operative part and reasons of one outcome."""

    def operative(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError

    def reasoning(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError


class Grant(Writer):
    """The right is granted for every child."""

    def check(self, matter: Matter) -> None:
        if not all(child["granted"] for child in matter.children):
            raise CannotCalculate(
                translate("За неко од деце нема износа по реду рођења. Изаберите делимично признавање или одбијање.")
            )

    def operative(self, matter: Matter) -> Iterator[str]:
        self.check(matter)
        for child in matter.children:
            if child["granted"]:
                yield from _granted(matter, child)
        yield translate("Исплата се врши на рачун подносиоца број %(account)s.") % {
            "account": format_account(matter.request.account)
        }
        if "start" in matter.details:
            yield translate("Исплата почиње %(start)s") % {"start": day(str(matter.details["start"]))}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("По службеној дужности, односно увидом у приложене доказе, утврђено је следеће.")
        yield from matter.calculation.values["facts"] if matter.calculation else ()
        if matter.right == ALLOWANCE:
            yield translate(
                "Изјаве о старању, родитељском праву и вакцинацији дате су у захтеву. Износи су они који важе за дан рођења "
                "детета, по закону и решењу министарства о номиналним износима."
            )
        yield translate(
            "Услови за признавање права су испуњени, па је одлучено као у изреци. Обрачун је приказан у табели."
        )


def _granted(matter: Matter, child: Mapping[str, Any]) -> Iterator[str]:
    yield translate(
        "ПРИЗНАЈЕ СЕ %(right)s, подносилац: %(name)s, за дете: %(child)s, ред рођења: %(order)s, рођење: %(born)s"
    ) % {
        "right": matter.named(), "name": matter.applicant.name, "child": child["name"], "order": child["order"],
        "born": day(str(child["born"])),
    }  # fmt: skip
    if int(child.get("instalments", 1)) == 1:
        yield translate("Износ који се исплаћује једнократно: %(amount)s.") % {"amount": money(child["amount"])}
    else:
        yield translate("Укупан износ: %(amount)s. Исплаћује се у ратама; број рата: %(count)s, месечна рата: %(monthly)s.") % {
            "amount": money(child["amount"]), "count": child["instalments"], "monthly": money(child["monthly"]),
        }  # fmt: skip
    if Decimal(str(child.get("one_off", 0))):
        yield translate("Уз прву исплату исплаћује се једнократна помоћ: %(amount)s.") % {
            "amount": money(child["one_off"])
        }
    if Decimal(str(child.get("equipment", 0))):
        yield translate("Уз прву исплату исплаћује се помоћ за опрему за дете: %(amount)s.") % {
            "amount": money(child["equipment"])
        }


class Partial(Grant):
    """The right is granted for some of the children and refused for the others."""

    def check(self, matter: Matter) -> None:
        if len({child["granted"] for child in matter.children}) < 2:
            raise CannotCalculate(
                translate("Сва деца из захтева имају исти исход. Изаберите признавање или одбијање права.")
            )

    def operative(self, matter: Matter) -> Iterator[str]:
        yield from super().operative(matter)
        for child in matter.children:
            if not child["granted"]:
                yield translate("ОДБИЈА СЕ захтев за дете: %(child)s, ред рођења: %(order)s, као неоснован.") % {
                    "child": child["name"], "order": child["order"],
                }  # fmt: skip

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield from super().reasoning(matter)
        yield str(matter.details["reason"])


class Refusal(Writer):
    """The request is refused on its merits."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОДБИЈА СЕ %(asked)s, подносилац: %(name)s, као неоснован.") % {
            "asked": matter.asked(), "name": matter.applicant.name,
        }  # fmt: skip

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield str(matter.details["reason"])


class Dismissal(Writer):
    """The request is dismissed without deciding on its merits; for a late one the arithmetic of dates is shown."""

    def operative(self, matter: Matter) -> Iterator[str]:
        late = matter.details["ground"] == desk_forms.LATE
        if late:
            self._late_term(matter)
        how = translate("као неблаговремен") if late else translate("без одлучивања о праву")
        yield translate("ОДБАЦУЈЕ СЕ %(asked)s, подносилац: %(name)s, %(how)s.") % {
            "asked": matter.asked(), "name": matter.applicant.name, "how": how,
        }  # fmt: skip

    def reasoning(self, matter: Matter) -> Iterator[str]:
        ground = matter.details["ground"]
        if ground == desk_forms.LATE:
            yield from self._arithmetic(matter)
        elif ground == desk_forms.REPEATED:
            yield translate("О истом праву за исто дете вођен је предмет број %(number)s.") % {
                "number": matter.details["earlier"]
            }
        if matter.details["reason"]:
            yield str(matter.details["reason"])

    def _late_term(self, matter: Matter) -> rules.Term:
        facts = Facts(matter.case, matter.request, {})
        term = facts.term(matter.right)
        if term is None or not term.late_by(facts.filed):
            raise CannotCalculate(translate("Захтев је поднет у року, па се не може одбацити као неблаговремен."))
        return term

    def _arithmetic(self, matter: Matter) -> Iterator[str]:
        term, filed = self._late_term(matter), Facts(matter.case, matter.request, {}).filed
        yield translate("Рок за подношење захтева рачуна се од рођења детета; месеци: %(months)s, дан рођења: %(born)s") % {
            "months": term.months, "born": day(term.born),
        }  # fmt: skip
        if term.moved:
            yield translate(
                "Дан са истим бројем је %(same)s Како је то нерадан дан, рок се помера на први радни дан: %(last)s"
            ) % {
                "same": day(term.same_numbered), "last": day(term.last),
            }  # fmt: skip
        else:
            yield translate("Последњи дан рока био је %(last)s") % {"last": day(term.last)}
        yield translate("Захтев је поднет %(filed)s Од истека рока до подношења прошло је дана: %(late)s.") % {
            "filed": day(filed), "late": term.late_by(filed),
        }  # fmt: skip


class Transfer(Writer):
    """Another municipality has to decide."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("УСТУПА СЕ надлежном органу %(asked)s, подносилац: %(name)s. Надлежни орган: %(to)s.") % {
            "asked": matter.asked(), "name": matter.applicant.name, "to": matter.details["to"],
        }  # fmt: skip

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "О захтеву одлучује орган општине или града у коме подносилац има пребивалиште. Овај орган није надлежан."
        )
        yield str(matter.details["reason"])


class Discontinuance(Writer):
    """The applicant withdrew."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОБУСТАВЉА СЕ поступак. Предмет поступка је %(asked)s, подносилац: %(name)s.") % {
            "asked": matter.asked(), "name": matter.applicant.name,
        }  # fmt: skip

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("Подносилац је одустао од захтева пре доношења одлуке, па се поступак обуставља.")


WRITERS: dict[str, Writer] = {
    "grant": Grant(),
    "partial_grant": Partial(),
    "refusal": Refusal(),
    "dismissal": Dismissal(),
    "transfer": Transfer(),
    "discontinuance": Discontinuance(),
}
RULINGS = frozenset({"transfer"})
