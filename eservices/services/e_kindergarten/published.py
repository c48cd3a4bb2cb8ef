"""Open data of enrolment in kindergartens: places by kindergarten, and the published lists by code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import ClassVar

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from eservices.services.e_kindergarten.access import SLUG, announced
from eservices.services.e_kindergarten.models import Publication, Quota
from municipalities import publishing
from municipalities.models import Municipality
from municipalities.publishing import Column, ColumnType, Frequency, Publishable, Row, Theme

_COMPETITION = Column("konkurs", ColumnType.TEXT, _("Конкурс"), _("Ознака конкурса у адреси."))
_AGE_GROUP = Column("uzrasna_grupa", ColumnType.TEXT, _("Узрасна група"))
_CHUNK = 500
"""Rows fetched at once; a list with its thousands of lines is fetched alone."""


class _Kindergartens(Publishable):
    """What both data sets have in common."""

    theme: ClassVar[Theme] = Theme.EDUCATION

    def municipalities(self) -> QuerySet[Municipality]:
        """Those that offer enrolment."""
        return Municipality.objects.filter(offered__service=SLUG, offered__enabled=True).distinct()


class Places(_Kindergartens):
    """Places of every announced competition (конкурс), as they were announced. No counts of people."""

    slug = "vrtici-mesta"
    title = _("Вртићи и места по групама")
    description = _(
        "Места у вртићима по конкурсу за упис, узрасној групи, програму и језику рада, како су расписана."
        " Конкурси који нису расписани нису овде."
    )
    frequency = Frequency.ANNUAL
    keywords = (_("вртићи"), _("упис"), _("места"))
    key = ("konkurs", "ustanova", "vrtic", "uzrasna_grupa", "program", "jezik")
    columns = (
        _COMPETITION,
        Column("skolska_godina", ColumnType.DATE, _("Почетак школске године")),
        Column("ustanova", ColumnType.TEXT, _("Предшколска установа")),
        Column("vrtic", ColumnType.TEXT, _("Ознака вртића")),
        Column("naziv", ColumnType.TEXT, _("Назив вртића")),
        Column("adresa", ColumnType.TEXT, _("Адреса")),
        _AGE_GROUP,
        Column("program", ColumnType.TEXT, _("Програм")),
        Column("jezik", ColumnType.TEXT, _("Језик рада")),
        Column("mesta", ColumnType.INTEGER, _("Места")),
    )

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """One row for each group of a kindergarten in each announced competition."""
        quotas = (
            Quota.objects.filter(competition__in=announced(municipality))
            .select_related("competition", "kindergarten__institution")
            .order_by("competition__slug", "kindergarten__institution__name", "code")
        )
        for quota in quotas.iterator(_CHUNK):
            competition, house = quota.competition, quota.kindergarten
            with translation.override("sr"):
                programme, language = quota.get_programme_display(), quota.get_language_display()
            yield (
                competition.slug, competition.school_year_start, house.institution.name, house.code, house.name,
                house.address, competition.age_label(quota.age_group), programme, language, quota.places,
            )  # fmt: skip


class Results(_Kindergartens):
    """The lists that every competition has published, by code.

    The rows are those of the published file and nothing more: it names nobody, and children with priority or protection
    are not in it (``rules.for_public``). A final list (коначна листа) takes the place of the preliminary one.
    """

    slug = "vrtici-rang-liste"
    title = _("Ранг-листе за упис у вртиће")
    description = _(
        "Објављене листе конкурса за упис у вртић, по шифри детета: бодови, место на листи и вртић. Деца која се примају"
        " пре рангирања и деца чији се подаци штите нису на листи."
    )
    frequency = Frequency.IRREGULAR
    keywords = (_("вртићи"), _("упис"), _("ранг-листа"))
    key = ("konkurs", "uzrasna_grupa", "mesto_na_listi")
    columns = (
        _COMPETITION,
        Column("lista", ColumnType.TEXT, _("Листа"), _("Прелиминарна или коначна.")),
        _AGE_GROUP,
        Column("mesto_na_listi", ColumnType.INTEGER, _("Место на листи")),
        Column("sifra", ColumnType.TEXT, _("Шифра на листи")),
        Column("bodovi", ColumnType.NUMBER, _("Бодови")),
        Column("vrtic", ColumnType.TEXT, _("Ознака вртића"), _("Празно: дете је на листи чекања.")),
    )

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """One row for each line of the latest list of each competition."""
        latest = (
            Publication.objects.filter(competition__in=announced(municipality))
            .select_related("competition")
            .order_by("competition__slug", "-published_at", "-pk")
            .distinct("competition__slug")
        )
        for publication in latest.iterator(1):
            yield from _lines(publication)


def _lines(publication: Publication) -> Iterator[Row]:
    competition = publication.competition
    with translation.override("sr"):
        stage = publication.get_stage_display()
    houses = dict(competition.quotas.values_list("code", "kindergarten__code"))
    lines = json.loads(bytes(publication.content))["list"]
    for group in sorted(competition.age_groups, key=lambda group: group.label):
        for line in lines:
            if line["list"] == group.slug:
                yield (
                    competition.slug, stage, group.label, line["rank"], line["code"], Decimal(line["points"]),
                    houses.get(line["place"]),
                )  # fmt: skip


publishing.register(Places())
publishing.register(Results())
