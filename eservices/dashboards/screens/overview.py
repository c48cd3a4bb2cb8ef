"""All municipalities side by side, a chosen few, or one service everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eservices.dashboards import charts, counting
from eservices.dashboards.charts import Seat, Series
from eservices.dashboards.definitions import Kind
from eservices.dashboards.periods import add_months
from eservices.dashboards.reading import Figures, read_backlog, read_figures
from eservices.dashboards.screens import parts
from eservices.dashboards.screens.happened import MONTHS, what_helped
from eservices.dashboards.screens.page import COURSE_MONTHS, Asked, Page, Section, name_of, people_of, service_label
from eservices.dashboards.tables import Column, Row, Table, month_name, written
from municipalities.models import Municipality

Bands = Mapping[int, list[int]]
STALE = timedelta(days=2)
"""States are measured every night; a measurement older than this says that the task does not run."""


def read(asked: Asked, *, places: Sequence[int] | None = None, service: str | None = None) -> Figures:
    """Everything a screen needs, in one question: back to the period before, two years for runs of late months, and as
    many months more as tell what followed a day at the end of the period."""
    first = min(asked.period.previous.first, add_months(asked.period.last, 1 - parts.LONGEST_RUN))
    last = min(add_months(asked.period.last, MONTHS - 1), counting.month_of(asked.today))
    return read_figures(first, last, places=places, service=service)


def overview(places: Sequence[Municipality], asked: Asked) -> Page:
    """The first screen of the analyst: large numbers, map, ranks, who is late, courses."""
    figures, bands = read(asked), read_backlog(asked.today, asked.service)
    every = [place.pk for place in places]
    caption = _("Општине и градови, редом по мери: %(measure)s") % {"measure": asked.measure.label}
    return Page(
        title=_("Све општине и градови"),
        tiles=parts.tiles(figures, every, asked),
        sections=[
            _map(figures, places, asked),
            parts.late(figures, places, asked),
            what_helped(figures, places, asked),
            parts.ranked(figures, places, asked, bands, slug="rang", caption=caption),
            *([] if asked.service else [parts.beside(figures, places, asked)]),
            *parts.courses(figures, every, asked),
            parts.backlog(bands, every),
            *([] if asked.service else [parts.inspections_of_places(figures, places, asked)]),
        ],
        warnings=open_data_warnings(figures, places, asked),
        silent=_silent(figures, places, asked),
    )


def one_service(places: Sequence[Municipality], asked: Asked) -> Page:
    """One service in every municipality that has it."""
    figures = read(asked, service=asked.service)
    bands = read_backlog(asked.today, asked.service)
    having = [place for place in places if (place.pk, asked.service) in figures.cells]
    every = [place.pk for place in having]
    caption = _("Редом по мери: %(measure)s") % {"measure": asked.measure.label}
    return Page(
        title=service_label(asked.service),
        tiles=parts.tiles(figures, every, asked),
        sections=[
            *parts.courses(figures, every, asked),
            parts.backlog(bands, every),
            parts.late(figures, having, asked),
            what_helped(figures, having, asked),
            parts.ranked(figures, having, asked, bands, slug="rang", caption=caption),
        ],
        silent=_silent(figures, having, asked),
    )


def comparison(places: Sequence[Municipality], asked: Asked) -> Page:
    """Any set of municipalities, with one small chart each on a common scale."""
    chosen = [place for place in places if place.slug in asked.places]
    ids = [place.pk for place in chosen]
    figures, bands = read(asked, places=ids), read_backlog(asked.today, asked.service, ids)
    caption = _("Редом по мери: %(measure)s") % {"measure": asked.measure.label}
    sections = [
        parts.ranked(figures, chosen, asked, bands, slug="rang", caption=caption),
        *([] if asked.service else [parts.beside(figures, chosen, asked)]),
        *multiples(figures, chosen, asked),
        parts.late(figures, chosen, asked),
        *([] if asked.service else [parts.inspections_of_places(figures, chosen, asked)]),
    ]
    warnings = open_data_warnings(figures, chosen, asked)
    return Page(_("Поређење"), sections if chosen else [], warnings=warnings, silent=_silent(figures, chosen, asked))


def multiples(figures: Figures, places: Sequence[Municipality], asked: Asked) -> list[Section]:
    """The course of the chosen measure, one chart a municipality, next to the course of all chosen together."""
    period = asked.period.reaching(COURSE_MONTHS)
    labels = [month_name(month) for month in period.months]
    every = [place.pk for place in places]
    together = [asked.measure.of(one, None) for one in figures.by_month(every, asked.service, period)]
    sections = []
    for place in places:
        own = [asked.measure.of(one, people_of(place)) for one in figures.by_month([place.pk], asked.service, period)]
        series = [Series(name_of(place), own), Series(_("сви изабрани заједно"), together)]
        title = f"{name_of(place)}: {asked.measure.label}"
        columns = [Column(_("Месец")), *(Column(one.label, asked.measure.kind) for one in series)]
        rows = [Row([label, own[number], together[number]]) for number, label in enumerate(labels)]
        slug = f"tok-{place.slug}"
        chart = charts.lines(slug, title, labels, series, asked.measure.kind)
        sections.append(Section(Table(slug, title, columns, rows), chart))
    return sections


def _map(figures: Figures, places: Sequence[Municipality], asked: Asked) -> Section:
    kind, label = asked.measure.kind, asked.measure.label
    seats, rows = [], []
    for place in places:
        measures = figures.measures([place.pk], asked.service, asked.period.months)
        value = asked.measure.of(measures, people_of(place))
        text = f"{name_of(place)}: {written(value, kind)}"
        address = asked.address("municipality", place.slug)
        seats.append(
            Seat(name_of(place), place.seat_latitude, place.seat_longitude, measures.received, value, text, address)
        )
        rows.append(Row([name_of(place), measures.received, value], address))
    columns = [Column(_("Општина или град")), Column(_("Примљено"), Kind.COUNT), Column(label, kind)]
    note = _("Круг стоји на седишту; већи круг значи више примљених захтева, тамнији вишу вредност мере.")
    title = _("Карта: %(measure)s") % {"measure": label}
    return Section(Table("karta", title, columns, rows), map=charts.draw_map(seats, kind), note=note)


def _silent(figures: Figures, places: Sequence[Municipality], asked: Asked) -> list[str]:
    silent = {place.pk for place in places if not figures.counts([place.pk], asked.service, asked.period.months)}
    return [name_of(place) for place in places if place.pk in silent]


def open_data_warnings(figures: Figures, places: Sequence[Municipality], asked: Asked) -> list[str]:
    """What is missing about open data: never measured, measured long ago, nothing published."""
    if asked.service or not places:
        return []
    if figures.measured_on is None:
        return [_("Отворени подаци у овом периоду нису мерени, па се квалитет и свежина не приказују.")]
    warnings = []
    until = min(asked.today, asked.period.end)
    if until - figures.measured_on > STALE:
        day = date_format(figures.measured_on, "DATE_FORMAT")
        warnings.append(_("Отворени подаци су последњи пут мерени: %(day)s") % {"day": day})
    without = [name_of(one) for one in places if not figures.state([one.pk], asked.period.months)[counting.DATASETS]]
    if without and len(places) == 1:
        warnings.append(_("Нема ниједног објављеног скупа података."))
    elif without:
        warnings.append(
            _("Општина и градова без иједног објављеног скупа података: %(count)s") % {"count": len(without)}
        )
    return warnings


def latest_month(figures: Figures, place: int) -> date | None:
    """The last month in which something was received or decided."""
    months = [month for month, counts in figures.cells.get((place, ""), {}).items() if counts]
    return max(months, default=None)
