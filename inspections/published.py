"""Inspections as open data: public reports, supervisions and outcomes by inspectorate and month, and the checklists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.published import hidden_by_month
from inspections.access import public_reports
from inspections.models import InspectionRecord, Inspectorate, Report
from inspections.offer import SERVICE
from inspections.record_rules import CountedAs, Kind
from inspections.records.access import public_checklists
from inspections.wording import public_group
from municipalities import publishing
from municipalities.models import Municipality
from municipalities.publishing import Column, ColumnType, Frequency, Publishable, Row, Theme

CHUNK = 2000
STATE_WORDS = {"new": "нова", "running": "у раду", "done": "окончана", "elsewhere": "код другог органа"}
"""The public group of a state (``wording.public_group``) as the data say it; data are Serbian."""
Cell = tuple[str, date]
"""Slug of an inspectorate and the first day of a month."""
COUNTED: tuple[tuple[Kind, str], ...] = (
    (Kind.ORDER, ""), (Kind.CONTROL_VISIT, ""), (Kind.FIELD_RECORD, CountedAs.NO_BREACH),
    (Kind.FIELD_RECORD, CountedAs.BREACH), (Kind.MEASURE, ""), (Kind.MISDEMEANOUR_ORDER, ""), (Kind.DECISION, ""),
    (Kind.ANSWER, ""),
)  # fmt: skip
"""Kind of record and what it counts as (empty: whatever), in the order of the columns."""


class Supervision(Publishable):
    """Per inspectorate and finished month: reports received (small counts hidden) and acts of the inspection.

    Only the count of reports is one of people; acts are counted as they are, because they are done by the authority and
    stand for no person.
    """

    slug = "inspekcijski-nadzor"
    title = _("Инспекцијски надзор")
    description = _(
        "Колико је пријава стигло општинским инспекцијама и шта су инспекције учиниле, по инспекцији и месецу: налози за"
        " надзор, контролни надзори, записници са неправилностима и без њих, мере, прекршајни налози, решења и обавештења"
        " подносиоцима. Бројеви пријава од 1 до 4, и они из којих би се такви могли израчунати, нису објављени."
    )
    theme = Theme.GOVERNMENT
    frequency = Frequency.MONTHLY
    keywords = (_("инспекцијски надзор"), _("пријаве грађана"), _("мере инспекције"), _("прекршајни налози"))
    key = ("mesec", "inspekcija_sifra")
    columns = (
        Column("mesec", ColumnType.MONTH, _("Месец")),
        Column("inspekcija_sifra", ColumnType.TEXT, _("Шифра инспекције")),
        Column("inspekcija", ColumnType.TEXT, _("Инспекција")),
        Column("prijave", ColumnType.INTEGER, _("Примљене пријаве")),
        Column("nalozi", ColumnType.INTEGER, _("Налози за надзор")),
        Column("kontrolni_nadzori", ColumnType.INTEGER, _("Контролни надзори")),
        Column("bez_nepravilnosti", ColumnType.INTEGER, _("Надзори без неправилности")),
        Column("sa_nepravilnostima", ColumnType.INTEGER, _("Надзори са утврђеним неправилностима")),
        Column("mere", ColumnType.INTEGER, _("Наложене мере")),
        Column("prekrsajni_nalozi", ColumnType.INTEGER, _("Прекршајни налози")),
        Column("resenja", ColumnType.INTEGER, _("Решења")),
        Column("obavestenja", ColumnType.INTEGER, _("Обавештења подносиоцима")),
    )

    def municipalities(self) -> QuerySet[Municipality]:
        """Those that receive reports to inspections."""
        return Municipality.objects.filter(offered__service=SERVICE, offered__enabled=True).distinct()

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """One row for each inspectorate and finished month in which anything was received or done."""
        names = dict(Inspectorate.objects.values_list("slug", "name"))
        received, done = _received(municipality), _done(municipality)
        out = hidden_by_month({cell: (count,) for cell, count in received.items()})
        for cell in sorted({*received, *done}, key=lambda cell: (cell[1], cell[0])):
            slug, month = cell
            counted = done.get(cell, Counter())
            yield (
                f"{month:%Y-%m}",
                slug,
                names[slug],
                None if cell in out else received.get(cell, 0),
                *(_sum(counted, kind, counted_as) for kind, counted_as in COUNTED),
            )


class PublicReports(Publishable):
    """Every report on the public map: what the map tells of it, and nothing that the map does not.

    The place is the middle of a fixed square (``grid.rounded``); no text, no photograph, nothing of the sender.
    """

    slug = "prijave-gradjana"
    title = _("Пријаве грађана инспекцијама")
    description = _(
        "Пријаве које се виде на јавној мапи: врста, инспекција, дан пријема, стање и место. Место је средина квадрата"
        " одређене величине, тако да не открива појединачну кућу. Текстови и слике нису у скупу, а ни одбачене, спојене и"
        " повучене пријаве. Иста пријава има исту ознаку и у програмском приступу Open311."
    )
    theme = Theme.GOVERNMENT
    frequency = Frequency.DAILY
    keywords = (_("пријаве грађана"), _("комунални проблеми"), _("инспекцијски надзор"), _("програмски приступ"))
    key = ("oznaka",)
    columns = (
        Column("oznaka", ColumnType.TEXT, _("Ознака пријаве"), _("Као service_request_id у Open311.")),
        Column("dan_prijema", ColumnType.DATE, _("Дан пријема")),
        Column("inspekcija", ColumnType.TEXT, _("Инспекција")),
        Column("kategorija_sifra", ColumnType.TEXT, _("Шифра категорије")),
        Column("kategorija", ColumnType.TEXT, _("Категорија")),
        Column("stanje", ColumnType.TEXT, _("Стање"), _("нова, у раду, окончана, код другог органа")),
        Column("dan_okoncanja", ColumnType.DATE, _("Дан окончања")),
        Column("lon", ColumnType.NUMBER, _("Географска дужина, заокружена"), unit=_("степени")),
        Column("lat", ColumnType.NUMBER, _("Географска ширина, заокружена"), unit=_("степени")),
    )

    def municipalities(self) -> QuerySet[Municipality]:
        """Those that receive reports to inspections."""
        return Municipality.objects.filter(offered__service=SERVICE, offered__enabled=True).distinct()

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """One row for each public report, in the order of filing."""
        found = public_reports(municipality).order_by("pk").select_related("category", "inspectorate")
        columns = (
            "filed_at", "closed_on", "state", "public_lat", "public_lon", "category__code", "category__name",
            "inspectorate__name",
        )  # fmt: skip
        for report in found.only(*columns).iterator(CHUNK):
            yield (
                f"{municipality.slug}-{report.pk}",
                timezone.localdate(report.filed_at),
                report.inspectorate.name,
                report.category.code,
                report.category.name,
                STATE_WORDS[public_group(report)],
                report.closed_on,
                report.public_longitude,
                report.public_latitude,
            )


class Checklists(Publishable):
    """Questions of the checklists in use, with their points."""

    slug = "kontrolne-liste-inspekcija"
    title = _("Контролне листе инспекција")
    description = _(
        "Питања по којима општинске инспекције врше надзор и бодови које носе, по листи и верзији. Све верзије које су икад"
        " важиле остају у скупу; колона „u_upotrebi“ каже по којој се сада поступа."
    )
    theme = Theme.GOVERNMENT
    frequency = Frequency.IRREGULAR
    keywords = (_("инспекцијски надзор"), _("контролне листе"), _("процена ризика"))
    key = ("lista", "nacionalna", "verzija", "redni_broj")
    columns = (
        Column("inspekcija", ColumnType.TEXT, _("Инспекција")),
        Column("lista", ColumnType.TEXT, _("Ознака листе")),
        Column("naziv", ColumnType.TEXT, _("Област надзора")),
        Column("nacionalna", ColumnType.BOOLEAN, _("Важи за све општине")),
        Column("verzija", ColumnType.INTEGER, _("Верзија")),
        Column("vazi_od", ColumnType.DATE, _("Важи од")),
        Column("u_upotrebi", ColumnType.BOOLEAN, _("У употреби")),
        Column("redni_broj", ColumnType.INTEGER, _("Редни број питања")),
        Column("pitanje", ColumnType.TEXT, _("Питање")),
        Column("bodovi", ColumnType.INTEGER, _("Бодови")),
    )

    def municipalities(self) -> QuerySet[Municipality]:
        """Those whose inspections work through the portal."""
        return Municipality.objects.filter(offered__service=SERVICE, offered__enabled=True).distinct()

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """One row for each question of each version."""
        newest: set[tuple[str, int | None]] = set()
        for row in public_checklists(municipality):
            used = row.is_active and (row.code, row.municipality_id) not in newest
            if used:
                newest.add((row.code, row.municipality_id))
            about = (
                row.inspectorate.name,
                row.code,
                row.name,
                row.municipality_id is None,
                row.version,
                row.valid_from,
            )
            for number, question in enumerate(row.questions(), start=1):
                yield (*about, used, number, question.text, question.points)


def _sum(counted: Counter[tuple[str, str]], kind: Kind, counted_as: str) -> int:
    return sum(n for (one, outcome), n in counted.items() if one == kind and counted_as in ("", outcome))


def _by_month(rows: QuerySet[Any], moment: str, *names: str) -> Iterator[dict[str, Any]]:
    """Counts by month of finished months."""
    end = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    finished = rows.filter(**{f"{moment}__lt": end}).annotate(month=TruncMonth(moment)).order_by()
    for row in finished.values("month", *names).annotate(count=Count("pk")):
        yield {**row, "month": timezone.localdate(row["month"])}


def _received(municipality: Municipality) -> dict[Cell, int]:
    rows = Report.objects.filter(municipality=municipality)
    return {
        (row["inspectorate__slug"], row["month"]): row["count"]
        for row in _by_month(rows, "filed_at", "inspectorate__slug")
    }


def _done(municipality: Municipality) -> dict[Cell, Counter[tuple[str, str]]]:
    found: dict[Cell, Counter[tuple[str, str]]] = {}
    rows = InspectionRecord.objects.filter(municipality=municipality)
    for row in _by_month(rows, "made_at", "report__inspectorate__slug", "kind", "counted_as"):
        cell = row["report__inspectorate__slug"], row["month"]
        found.setdefault(cell, Counter())[row["kind"], row["counted_as"]] += row["count"]
    return found


publishing.register(Supervision())
publishing.register(Checklists())
publishing.register(PublicReports())
