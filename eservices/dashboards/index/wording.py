"""Words of the index: components, indicators with what exactly is measured, questions with the evidence they want."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.dashboards.definitions import Kind, Text
from eservices.dashboards.index.method import Component, Source, Unit
from eservices.dashboards.tables import NOTHING, written

COMPONENTS: Mapping[Component, Text] = {
    Component.INFRASTRUCTURE: _("Инфраструктура"),
    Component.PEOPLE: _("Људи и вештине"),
    Component.SERVICES: _("Услуге"),
    Component.INVOLVEMENT: _("Укључивање грађана"),
}
SOURCES: Mapping[Source, Text] = {
    Source.PORTAL: _("стварна употреба портала"),
    Source.ANSWER: _("потврђен одговор општине"),
}
KINDS = {Unit.SHARE: Kind.SHARE, Unit.SCORE: Kind.SCORE, Unit.RATE: Kind.RATE}


@dataclass(frozen=True)
class Words:
    """An indicator in words: short name, what is measured or asked, and which evidence the answer wants."""

    name: Text
    meaning: Text
    evidence: Text = ""


INDICATORS: Mapping[str, Words] = {
    "registers": Words(
        _("Доступност регистара"),
        _("Удео упита државним регистрима на које је регистар одговорио, у 12 месеци закључно са кварталом."),
    ),
    "seal": Words(
        _("Важећи електронски печат"),
        _("Да ли печат којим портал потписује одлуке важи на дан мерења. Печат је заједнички свим општинама."),
    ),
    "workplaces": Words(
        _("Радна места са рачунаром и интернетом"),
        _("Који удео радних места у општинској управи има рачунар са интернетом, у процентима?"),
        _("На пример попис опреме: број акта, датум и ко га је потписао."),
    ),
    "backup": Words(
        _("Проверена резервна копија"),
        _("Да ли се резервне копије чувају ван зграде и да ли је у последњих годину дана проверено да могу да се врате?"),
        _("На пример записник о провери: број акта, датум и шта је враћено."),
    ),
    "second-factor": Words(
        _("Службеници са другим кораком пријаве"),
        _("Удео службеника са улогом у општини који имају код из апликације или приступни кључ, на дан мерења."),
    ),
    "it-staff": Words(
        _("Стално запослен за информатику"),
        _("Да ли је у општинској управи стално запослен бар један службеник за информатику?"),
        _("На пример акт о систематизацији: број, датум и назив радног места."),
    ),
    "trained": Words(
        _("Службеници обучени за е-управу"),
        _("Који удео службеника је у последње две године завршио обуку за електронску управу, у процентима?"),
        _("На пример евиденција обука: ко их је држао, када и за колико службеника."),
    ),
    "offered": Words(
        _("Укључене услуге портала"),
        _("Удео услуга портала које општина нуди, на дан мерења."),
    ),
    "online": Words(
        _("Захтеви преко портала"),
        _("Удео захтева поднетих преко портала, од свих примљених у 12 месеци закључно са кварталом."),
    ),
    "on-time": Words(
        _("Одлуке у законском року"),
        _("Удео одлука издатих у законском року, у 12 месеци закључно са кварталом."),
    ),
    "satisfaction": Words(
        _("Задовољство подносилаца"),
        _("Просечна оцена од 1 до 5 коју су подносиоци дали после одлуке, у 12 месеци закључно са кварталом."),
    ),
    "use": Words(
        _("Захтеви на 1.000 становника"),
        _("Примљени захтеви на 1.000 становника у 12 месеци закључно са кварталом, само где је број становника потврђен."),
    ),
    "reports": Words(
        _("Пријаве инспекцији одговорене у року"),
        _("Удео пријава чији је рок за одговор истекао у 12 месеци закључно са кварталом, а окончане су најкасније тог дана. "
          "Приказује се од пет пријава."),
    ),
    "processes": Words(
        _("Поступци учешћа са одговором у року"),
        _("Удео расправа, иницијатива, анкета и дебата на које је општина одговорила или објавила извештај у року, од оних чији "
          "је рок истекао у 12 месеци закључно са кварталом."),
    ),
    "drafts": Words(
        _("Нацрти прописа на интернету"),
        _("Да ли општина на својој интернет страни објављује нацрте прописа пре него што их скупштина усвоји?"),
        _("Адреса стране са нацртима и датум последњег објављеног нацрта."),
    ),
    "accessibility": Words(
        _("Изјава о приступачности"),
        _("Да ли интернет страна општине има изјаву о приступачности која није старија од годину дана?"),
        _("Адреса изјаве и датум када је усвојена."),
    ),
}  # fmt: skip


def value_text(value: Decimal | None, unit: Unit) -> str:
    """A value as people read it; a dash for what is not known."""
    if value is None:
        return NOTHING
    if unit is Unit.YES_NO:
        return translate("да") if value else translate("не")
    return written(float(value), KINDS[unit])
