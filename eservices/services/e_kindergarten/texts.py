"""Wording of notices and rulings on enrolment, in the language now active. Own wording after ЗУП чл. 136. and 141."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.service import Applicant, DecisionText
from eservices.services.e_kindergarten.explanation import points
from eservices.services.e_kindergarten.models import Application
from eservices.services.e_kindergarten.request import Request
from eservices.services.e_kindergarten.rules import RANKED
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Matter:
    """Everything a text may speak of."""

    case: Case
    application: Application
    request: Request
    applicant: Applicant
    details: Mapping[str, Any]

    @property
    def names(self) -> dict[str, str]:
        return {
            "child": self.request.child_name,
            "name": self.applicant.name,
            "institution": pismo(self.application.competition.institution.name),
            "competition": pismo(self.application.competition.title),
            "code": self.application.code,
        }


def decision_text(matter: Matter, outcome: str) -> DecisionText:
    """The parts of the decision for an outcome of the service."""
    operative, reasoning = WRITERS[outcome]
    return DecisionText(
        legal_basis=_legal_basis(matter),
        operative=tuple(operative(matter)),
        reasoning=(_request(matter), *reasoning(matter)),
        remedy=_remedy(matter),
    )


def _legal_basis(matter: Matter) -> str:
    return (
        translate(
            "На основу Закона о предшколском васпитању и образовању („Сл. гласник РС“, бр. 18/10 са каснијим изменама), "
            "правила конкурса „%(competition)s“ и члана 136. Закона о општем управном поступку („Сл. гласник РС“, бр. 18/16 и "
            "95/18), комисија за упис деце, %(institution)s, доноси:"
        )
        % matter.names
    )


def _remedy(matter: Matter) -> str:
    competition = matter.application.competition
    return translate(
        "Против овог акта може се изјавити %(remedy)s комисији за упис установе, у року од %(days)s дана од дана "
        "обавештавања, на порталу, непосредно или поштом."
    ) % {"remedy": competition.remedy_name, "days": competition.objection_days}


def _request(matter: Matter) -> str:
    filed = date_format(timezone.localdate(matter.case.filed_at), "SHORT_DATE_FORMAT")
    return translate("Захтев број %(number)s за упис детета поднет је %(filed)s на конкурс „%(competition)s“.") % {
        "number": matter.case.number, "filed": filed, "competition": matter.names["competition"],
    }  # fmt: skip


def _standing(matter: Matter) -> Iterator[str]:
    """Basis of points and rank; the ground of a priority is not written down here."""
    row = matter.application
    if row.group is not None and row.group < RANKED:
        yield translate("Дете се уписује пре рангирања, по редоследу првенства из правилника.")
        return
    yield translate(
        "На коначној листи дете је под шифром %(code)s, са %(points)s бодова. Бодови су утврђени из службених евиденција и "
        "приложених доказа, а редослед се може проверити из објављене датотеке."
    ) % {"code": row.code, "points": points(row.points or "0")}


def _admission(matter: Matter) -> Iterator[str]:
    place = matter.application.place
    names = matter.names | {"kindergarten": pismo(place.kindergarten.name) if place else ""}
    yield translate("ПРИМА СЕ дете %(child)s у вртић „%(kindergarten)s“, %(institution)s.") % names
    until = matter.application.sign_until
    if until:
        yield translate(
            "Уговор се закључује најкасније %(day)s Ако не буде закључен, место добија следеће дете са листе."
        ) % {"day": date_format(until, "SHORT_DATE_FORMAT")}


def _admission_reasons(matter: Matter) -> Iterator[str]:
    yield from _standing(matter)
    yield translate("Кад је дете дошло на ред, у том вртићу је било слободно место за узраст детета.")


def _refusal(matter: Matter) -> Iterator[str]:
    yield translate("НИЈЕ ПРИМЉЕНО дете %(child)s на конкурсу „%(competition)s“, %(institution)s.") % matter.names
    yield translate("Ово обавештење служи као доказ да дете није примљено у јавну предшколску установу (одбијеница).")


def _refusal_reasons(matter: Matter) -> Iterator[str]:
    yield from _standing(matter)
    yield translate("У свим вртићима наведеним у захтеву места су попуњена децом са вишим редоследом.")
    if matter.application.outcome == Application.Outcome.WAITING:
        yield translate("Дете остаје на листи чекања и може да добије место које се ослободи.")


DISMISSALS = {
    "duplicate": _("За исто дете на истом конкурсу већ је поднет захтев, а рангира се само један."),
    "incomplete": _("Захтев није допуњен у остављеном року, а рангирају се само потпуни захтеви."),
    "competence": _("Дете нема пребивалиште на подручју за које је конкурс расписан."),
    "debt": _("Конкурс тражи да дуговања према установи буду измирена пре подношења захтева."),
}


def _dismissal(matter: Matter) -> Iterator[str]:
    yield translate("ОДБАЦУЈЕ СЕ захтев за упис детета %(child)s, подносилац: %(name)s.") % matter.names


def _dismissal_reasons(matter: Matter) -> Iterator[str]:
    yield str(DISMISSALS[str(matter.details["ground"])])
    yield str(matter.details["reason"])


def _discontinuance(matter: Matter) -> Iterator[str]:
    yield translate("ОБУСТАВЉА СЕ поступак по захтеву за упис детета %(child)s, подносилац: %(name)s.") % matter.names


def _discontinuance_reasons(matter: Matter) -> Iterator[str]:
    yield translate("Подносилац је одустао од захтева пре доношења одлуке, па се поступак обуставља.")


Writer = Callable[[Matter], Iterator[str]]
WRITERS: dict[str, tuple[Writer, Writer]] = {
    "admission": (_admission, _admission_reasons),
    "refusal": (_refusal, _refusal_reasons),
    "dismissal": (_dismissal, _dismissal_reasons),
    "discontinuance": (_discontinuance, _discontinuance_reasons),
}
