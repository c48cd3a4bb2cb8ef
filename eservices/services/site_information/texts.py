"""Wording of the information and of the rulings, in the language now active. Own wording after ЗПИ чл. 53. and ЗУП."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate

from eservices.cases.models import Case
from eservices.cases.service import Applicant, DecisionText
from eservices.services.site_information.desk_forms import receiver
from eservices.services.site_information.explanation import Allowed, Known, number
from eservices.services.site_information.models import PlanningZone
from eservices.services.site_information.request import Request
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Matter:
    """Everything a text may speak of; ``known`` and ``allowed`` are empty where the outcome does not need them."""

    case: Case
    request: Request
    applicant: Applicant
    details: Mapping[str, Any]
    known: Sequence[Known] = ()
    allowed: Sequence[Allowed] = ()

    @property
    def filed(self) -> str:
        return date_format(timezone.localdate(self.case.filed_at), "SHORT_DATE_FORMAT")

    @property
    def name(self) -> str:
        return self.applicant.name

    @property
    def parcels(self) -> str:
        """Every parcel of the request in one line."""
        words = [
            translate("КО %(place)s, парцела %(number)s") % {"place": pismo(one.ko_name), "number": one.number}
            for one in self.request.parcels
        ]
        return "; ".join(words)

    def number_of(self, parameter: str) -> Any:
        return self.case.pinned[parameter]["value"]


class Writer:
    """The parts of one outcome."""

    def operative(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError

    def reasoning(self, matter: Matter) -> Iterator[str]:
        raise NotImplementedError

    def remedy(self, matter: Matter) -> str:
        return translate(
            "Против овог закључка може се изјавити жалба општинском, односно градском већу, у року од %(days)s дана од дана "
            "обавештавања. Жалба се предаје преко овог органа: на порталу, непосредно или поштом."
        ) % {"days": matter.number_of("general.appeal_days")}

    def legal_basis(self, matter: Matter) -> str:
        return translate(
            "На основу Закона о општем управном поступку („Сл. гласник РС“, бр. 18/16 и 95/18), решавајући по захтеву од "
            "%(filed)s, подносилац: %(name)s, надлежни орган доноси:"
        ) % {"filed": matter.filed, "name": matter.name}


def decision_text(matter: Matter, outcome: str) -> DecisionText:
    """The parts of the act for an outcome of the service."""
    write = WRITERS[outcome]
    return DecisionText(
        legal_basis=write.legal_basis(matter),
        operative=tuple(write.operative(matter)),
        reasoning=(_request(matter), *write.reasoning(matter)),
        remedy=write.remedy(matter),
    )


def _request(matter: Matter) -> str:
    return translate("Захтев је поднет %(filed)s преко портала и заведен под бројем %(number)s.") % {
        "filed": matter.filed,
        "number": matter.case.number,
    }


# -- the document ------------------------------------------------------------------------------------------------------
class Information(Writer):
    """The document itself: not a decision, so it grants nothing and there is no appeal against it."""

    def legal_basis(self, matter: Matter) -> str:
        return translate(
            "На основу члана 53. Закона о планирању и изградњи („Сл. гласник РС“, бр. 72/09 са каснијим изменама), по захтеву "
            "од %(filed)s, подносилац: %(name)s, надлежни орган издаје:"
        ) % {"filed": matter.filed, "name": matter.name}

    def remedy(self, matter: Matter) -> str:
        return translate(
            "Информација о локацији није решење и против ње није дозвољена жалба. Због њене садржине, или због тога што није "
            "издата у року, овом органу може се поднети приговор у року од %(days)s дана од дана обавештавања, по Закону о "
            "општем управном поступку."
        ) % {"days": matter.number_of("site-information.objection_days")}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "На основу ове информације не може се градити. Она није ни грађевинска дозвола ни локацијски услови; служи да се "
            "зна шта важећи план дозвољава."
        )
        yield translate(
            "Подаци о парцелама прибављени су по службеној дужности из катастра непокретности. Власништво није испитивано."
        )


class Issued(Information):
    """What the plan in force allows, zone by zone."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("Информација се односи на: %(parcels)s.") % {"parcels": matter.parcels}
        for zone in dict.fromkeys(one.zone for one in matter.allowed):
            here = [one for one in matter.allowed if one.zone == zone]
            yield from _zone(zone, here, several=len(matter.known) > 1)

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield from super().reasoning(matter)
        yield translate(
            "Површине у табели су оријентационе: добијене су множењем површине парцеле индексом заузетости и бројем етажа, без "
            "одстојања и других услова из плана."
        )
        yield from (line.strip() for line in matter.details.get("remarks", "").splitlines() if line.strip())


def _zone(zone: PlanningZone, here: Sequence[Allowed], *, several: bool) -> Iterator[str]:
    """The rules of one zone; what the plan does not set is left out."""
    where = ", ".join(one.known.parcel.number for one in here)
    plan = translate("Плански основ: %(plan)s (%(gazette)s), зона %(code)s, %(name)s.") % {
        "plan": pismo(zone.plan_name), "gazette": pismo(zone.gazette), "code": pismo(zone.code), "name": pismo(zone.name),
    }  # fmt: skip
    yield f"{plan} {translate('Парцеле: %(numbers)s.') % {'numbers': where}}" if several else plan
    yield translate("Намена земљишта: %(text)s.") % {"text": _sentence(zone.land_use)}
    yield from _lines(zone)
    yield translate("Индекс заузетости: највише %(percent)s %%. Спратност: највише %(storeys)s.") % {
        "percent": number(zone.coverage_percent), "storeys": pismo(zone.storeys),
    }  # fmt: skip
    if zone.height_metres:
        yield translate("Висина објекта: највише %(metres)s м.") % {"metres": number(zone.height_metres)}
    if zone.green_percent:
        yield translate("Зелене површине: најмање %(percent)s %% парцеле.") % {"percent": number(zone.green_percent)}
    yield from _texts(zone)
    yield from _smallest_parcel(zone, here)
    yield _further_plan(zone)


def _lines(zone: PlanningZone) -> Iterator[str]:
    if zone.regulation_line:
        yield translate("Регулациона линија: %(text)s.") % {"text": _sentence(zone.regulation_line)}
    if zone.building_line:
        yield translate("Грађевинска линија: %(text)s.") % {"text": _sentence(zone.building_line)}


def _texts(zone: PlanningZone) -> Iterator[str]:
    for template, text in (
        (translate("Најмања одстојања: %(text)s."), zone.distances),
        (translate("Паркирање: %(text)s."), zone.parking),
        (translate("Услови прикључења: %(text)s."), zone.utilities),
        (translate("Геологија и заштита: %(text)s."), zone.protection),
    ):
        if text:
            yield template % {"text": _sentence(text)}


def _smallest_parcel(zone: PlanningZone, here: Sequence[Allowed]) -> Iterator[str]:
    """Whether each parcel is large enough to be built on."""
    if zone.minimum_parcel is None:
        return
    for one in here:
        words = {
            "number": one.known.parcel.number,
            "minimum": number(zone.minimum_parcel),
            "lacking": number(one.lacking),
        }
        if one.lacking:
            yield (
                translate(
                    "Најмања грађевинска парцела је %(minimum)s м²; парцела %(number)s је мања за %(lacking)s м² и не испуњава "
                    "услов."
                )
                % words
            )
        else:
            yield translate("Најмања грађевинска парцела је %(minimum)s м²; парцела %(number)s испуњава услов.") % words


def _further_plan(zone: PlanningZone) -> str:
    if zone.detailed_plan:
        return translate("Пре градње потребна је даља разрада: %(text)s.") % {"text": _sentence(zone.detailed_plan)}
    return translate("Даља разрада плана није потребна: услови се издају непосредно на основу овог плана.")


def _sentence(text: str) -> str:
    """A text of the database in the script of the paper, without its full stop."""
    return " ".join(pismo(text).split()).rstrip(".")


class NoPlan(Information):
    """No plan in force lets rules be told; which one has to be made."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("Информација се односи на: %(parcels)s.") % {"parcels": matter.parcels}
        yield translate(
            "За наведене парцеле није на снази плански документ на основу кога се могу дати правила грађења."
        )
        yield translate("Пре градње потребно је донети: %(plan)s.") % {"plan": _sentence(matter.details["plan"])}
        if matter.details.get("state"):
            yield translate("Докле се стигло са израдом плана: %(state)s.") % {
                "state": _sentence(matter.details["state"])
            }


# -- rulings -----------------------------------------------------------------------------------------------------------
class Transfer(Writer):
    """The parcel lies elsewhere; the case ends here and the request goes on."""

    def operative(self, matter: Matter) -> Iterator[str]:
        to = {"to": pismo(receiver(dict(matter.details)))}
        yield translate("УСТУПА СЕ захтев за информацију о локацији, подносилац: %(name)s, органу: %(to)s.") % {
            "name": matter.name, **to,
        }  # fmt: skip
        yield translate("Даље обавештења о захтеву даје тај орган: %(to)s. Поступак код овог органа је завршен.") % to

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("Захтев се односи на: %(parcels)s.") % {"parcels": matter.parcels}
        yield str(matter.details["reason"])
        yield translate(
            "Орган који није надлежан без одлагања уступа захтев надлежном органу и о томе обавештава подносиоца."
        )


class Unpaid(Writer):
    """The fees were not paid in time."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОБУСТАВЉА СЕ поступак по захтеву за информацију о локацији, подносилац: %(name)s.") % {
            "name": matter.name
        }

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate(
            "Информација се издаје уз накнаду стварних трошкова. Такса и накнада нису плаћене у року од %(days)s дана од "
            "подношења захтева, па се поступак обуставља."
        ) % {"days": matter.number_of("payments.days")}
        yield translate("Нови захтев за исте парцеле може се поднети у свако доба.")


class Dismissal(Writer):
    """The request cannot be answered as it stands."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОДБАЦУЈЕ СЕ захтев за информацију о локацији, подносилац: %(name)s.") % {"name": matter.name}

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield str(matter.details["reason"])


class Discontinuance(Writer):
    """The applicant withdrew."""

    def operative(self, matter: Matter) -> Iterator[str]:
        yield translate("ОБУСТАВЉА СЕ поступак по захтеву за информацију о локацији, подносилац: %(name)s.") % {
            "name": matter.name
        }

    def reasoning(self, matter: Matter) -> Iterator[str]:
        yield translate("Подносилац је одустао од захтева пре издавања документа, па се поступак обуставља.")


WRITERS: dict[str, Writer] = {
    "issued": Issued(),
    "no_plan": NoPlan(),
    "transfer": Transfer(),
    "unpaid": Unpaid(),
    "dismissal": Dismissal(),
    "discontinuance": Discontinuance(),
}
