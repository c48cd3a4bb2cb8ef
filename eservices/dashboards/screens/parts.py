"""Sections that several screens have: courses over months, undecided cases by age, ranked tables, what changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from eservices.dashboards import charts
from eservices.dashboards.charts import Series
from eservices.dashboards.counting import DECIDED_LATE, DECIDED_ON_TIME, INSPECTORATE
from eservices.dashboards.definitions import AGE_LABELS, BACKLOG, BY_SLUG, MEASURES, TARGET, Kind, Value
from eservices.dashboards.measures import Measures, share
from eservices.dashboards.periods import Period
from eservices.dashboards.reading import Figures
from eservices.dashboards.screens.page import (
    COURSE_MONTHS,
    Asked,
    Section,
    Tile,
    name_of,
    people_of,
    rank_key,
    service_label,
    tile,
)
from eservices.dashboards.tables import Column, Row, Table, difference, month_name
from inspections.models import Inspectorate
from inspections.wording import name_of as inspection_name
from municipalities.models import Municipality

OF_MUNICIPALITY = ("registri", "prijave-u-roku", "kvalitet-podataka", "svezina-podataka")
"""Measures that belong to a municipality as a whole and to none of its services."""
WITHOUT_SERVICE = frozenset({*OF_MUNICIPALITY, "prijave", "skupovi"})
TILES = ("primljeno", "digitalno", "odluceno", "u-roku", "medijana", "p90", "zadovoljstvo", *OF_MUNICIPALITY)
RANKED = (
    "primljeno",
    "na-1000",
    "digitalno",
    "odluceno",
    "u-roku",
    "medijana",
    "p90",
    "dopune",
    "zalbe",
    "zadovoljstvo",
)
BESIDE = ("uvazene-zalbe", "registri", "prijave", "prijave-u-roku", "skupovi", "kvalitet-podataka", "svezina-podataka")
"""What the second ranked table shows: appeals, and what belongs to a municipality as a whole."""
OLD_BANDS = 3
"""Bands of age from which undecided cases count as old: half a year and more."""
LONGEST_RUN = 24


def tiles(figures: Figures, places: Collection[int], asked: Asked, people: int | None = None) -> list[Tile]:
    """The large numbers on top of a page."""
    now = figures.measures(places, asked.service, asked.period.months)
    before = figures.measures(places, asked.service, asked.period.previous.months)
    shown = [BY_SLUG[slug] for slug in TILES if not asked.service or slug not in OF_MUNICIPALITY]
    shown += [BY_SLUG["na-1000"]] if people else []
    return [tile(measure, now, before, people) for measure in shown]


def courses(figures: Figures, places: Collection[int], asked: Asked) -> list[Section]:
    """Month by month: received and decided, in time, days to a decision."""
    period = asked.period.reaching(COURSE_MONTHS)
    months = figures.by_month(places, asked.service, period)
    labels = [month_name(month) for month in period.months]
    by_month = _("Месец")

    def section(slug: str, title: str, names: Sequence[str], *, as_bars: bool) -> Section:
        measures = [BY_SLUG[name] for name in names]
        kind = measures[0].kind
        series = [Series(measure.label, [measure.of(one, None) for one in months]) for measure in measures]
        draw = charts.bars if as_bars else charts.lines
        columns = [Column(by_month), *(Column(measure.label, kind) for measure in measures)]
        rows = [Row([label, *(one.values[number] for one in series)]) for number, label in enumerate(labels)]
        return Section(Table(slug, title, columns, rows), draw(slug, title, labels, series, kind))

    return [
        section("promet", _("Примљено и одлучено по месецима"), ("primljeno", "odluceno"), as_bars=True),
        section("rok", _("Одлучено у законском року, по месецима"), ("u-roku",), as_bars=False),
        section("dani", _("Дана до одлуке, по месецима"), ("medijana", "p90"), as_bars=False),
    ]


def backlog(bands: Mapping[int, list[int]], places: Collection[int]) -> Section:
    """Undecided cases now, by age."""
    summed = [
        sum(bands.get(place, [0] * len(AGE_LABELS))[number] for place in places) for number in range(len(AGE_LABELS))
    ]
    labels, title = [str(label) for label in AGE_LABELS], _("Нерешени предмети по старости")
    columns = [Column(_("Старост")), Column(_("Нерешено"), Kind.COUNT)]
    table = Table("nereseno", title, columns, [Row(list(pair)) for pair in zip(labels, summed, strict=True)])
    chart = charts.bars("nereseno", title, labels, [Series(_("Нерешено"), summed)], Kind.COUNT)
    return Section(table, chart, note=str(BACKLOG))


def ranked(
    figures: Figures,
    places: Sequence[Municipality],
    asked: Asked,
    bands: Mapping[int, list[int]],
    *,
    slug: str,
    caption: str,
) -> Section:
    """Municipalities by the chosen measure, the best first, each with the course of that measure."""
    course = asked.period.reaching(COURSE_MONTHS)
    names = ranked_measures(asked)
    columns = [Column(_("Општина или град")), *(Column(BY_SLUG[name].label, BY_SLUG[name].kind) for name in names)]
    columns.append(Column(_("Нерешено пола године и дуже"), Kind.COUNT))
    found = []
    for place in places:
        measures, people = figures.measures([place.pk], asked.service, asked.period.months), people_of(place)
        line = [asked.measure.of(one, people) for one in figures.by_month([place.pk], asked.service, course)]
        old = sum(bands.get(place.pk, [])[OLD_BANDS:])
        values = [name_of(place), *(BY_SLUG[name].of(measures, people) for name in names), old]
        row = Row(values, asked.address("municipality", place.slug), charts.spark(line))
        found.append((rank_key(asked.measure, asked.measure.of(measures, people), place.sort_key), row))
    rows = [row for _key, row in sorted(found, key=lambda pair: pair[0])]
    return Section(Table(slug, caption, columns, rows, course=asked.measure.label))


def ranked_measures(asked: Asked) -> list[str]:
    """Columns of the ranked table: the usual ones, and the chosen measure where it is none of them."""
    known = {*RANKED, *([] if asked.service else BESIDE)}
    return [*RANKED] if asked.measure.slug in known else [*RANKED, asked.measure.slug]


def by_service(figures: Figures, place: Municipality, asked: Asked) -> Section:
    """Each service of a municipality, with its course."""
    course, people = asked.period.reaching(COURSE_MONTHS), people_of(place)
    names = [name for name in (*RANKED, "uvazene-zalbe") if name != "na-1000"]
    columns = [Column(_("Услуга")), *(Column(BY_SLUG[name].label, BY_SLUG[name].kind) for name in names)]
    rows = []
    for service in figures.services([place.pk]):
        measures = figures.measures([place.pk], service, asked.period.months)
        line = [asked.measure.of(one, people) for one in figures.by_month([place.pk], service, course)]
        values = [service_label(service), *(BY_SLUG[name].of(measures, people) for name in names)]
        address = asked.address("municipality", place.slug, service=service)
        rows.append(Row(values, address, charts.spark(line), marked=service == asked.service))
    return Section(Table("usluge", _("По услугама"), columns, rows, course=asked.measure.label))


def beside(figures: Figures, places: Sequence[Municipality], asked: Asked) -> Section:
    """Municipalities in the same order with what is of no service: registers, inspections, open data; and appeals."""
    columns = [Column(_("Општина или град")), *(Column(BY_SLUG[name].label, BY_SLUG[name].kind) for name in BESIDE)]
    found = []
    for place in places:
        measures, people = figures.measures([place.pk], asked.service, asked.period.months), people_of(place)
        values = [name_of(place), *(BY_SLUG[name].of(measures, people) for name in BESIDE)]
        key = rank_key(asked.measure, asked.measure.of(measures, people), place.sort_key)
        found.append((key, Row(values, asked.address("municipality", place.slug))))
    rows = [row for _key, row in sorted(found, key=lambda pair: pair[0])]
    return Section(Table("celina", _("Жалбе, регистри, инспекције и отворени подаци"), columns, rows))


def by_inspectorate(figures: Figures, places: Sequence[Municipality], asked: Asked) -> Section:
    """Answers of each inspectorate in these municipalities together: how many, how many late, the share in time."""
    every = [place.pk for place in places]
    measure, course = BY_SLUG["prijave-u-roku"], asked.period.reaching(COURSE_MONTHS)
    columns = [
        Column(_("Инспекција")), Column(_("Одговорено"), Kind.COUNT), Column(_("После рока"), Kind.COUNT),
        Column(measure.label, measure.kind), Column(_("Промена"), measure.kind, is_difference=True),
    ]  # fmt: skip
    labels, rows = {row.slug: inspection_name(row) for row in Inspectorate.objects.all()}, []
    for name in figures.inspectorates(every):
        now = figures.measures(every, name, asked.period.months)
        before = figures.measures(every, name, asked.period.previous.months)
        change = difference(now.reports_share, before.reports_share, measure.kind)
        label = labels.get(name.removeprefix(INSPECTORATE), name)
        late = now.reports_answered - now.reports_on_time
        line = [one.reports_share for one in figures.by_month(every, name, course)]
        rows.append(Row([label, now.reports_answered, late, now.reports_share, change], spark=charts.spark(line)))
    return Section(Table("inspekcije", _("По инспекцијама"), columns, rows, course=measure.label))


def inspections_of_places(figures: Figures, places: Sequence[Municipality], asked: Asked) -> Section:
    """Share of answers in time by municipality and inspectorate, where there were any."""
    labels = {row.slug: inspection_name(row) for row in Inspectorate.objects.all()}
    names = figures.inspectorates([place.pk for place in places])
    heads = [labels.get(name.removeprefix(INSPECTORATE), name) for name in names]
    columns = [Column(_("Општина или град")), Column(_("Одговорено"), Kind.COUNT)]
    columns += [Column(label, Kind.SHARE) for label in heads]
    rows = []
    for place in places:
        found = [figures.measures([place.pk], name, asked.period.months) for name in names]
        if answered := sum(one.reports_answered for one in found):
            address = asked.address("municipality", place.slug)
            rows.append(Row([name_of(place), answered, *(one.reports_share for one in found)], address))
    note = str(BY_SLUG["prijave-u-roku"].definition)
    return Section(
        Table("inspekcije-opstina", _("Пријаве у року, по општинама и инспекцијама"), columns, rows), note=note
    )


def every_measure(figures: Figures, places: Collection[int], asked: Asked, people: int | None) -> Section:
    """All measures, now and in the period before: what changed, and what changed with it."""
    now = figures.measures(places, asked.service, asked.period.months)
    before = figures.measures(places, asked.service, asked.period.previous.months)
    columns = [Column(_("Мера")), Column(_("Сада")), Column(_("Претходни период")), Column(_("Промена"))]
    rows = []
    for measure in MEASURES:
        if asked.service and measure.slug in WITHOUT_SERVICE:
            continue
        value, former = measure.of(now, people), measure.of(before, people)
        shown = Column("", measure.kind).text
        change = Column("", measure.kind, is_difference=True).text(difference(value, former, measure.kind))
        rows.append(Row([str(measure.label), shown(value), shown(former), change]))
    return Section(Table("mere", _("Шта се променило"), columns, rows))


def late(figures: Figures, places: Sequence[Municipality], asked: Asked, *, most: int = 25) -> Section:
    """Who is late with what and since when, and what changed beside it: who still is first, then the most late decisions."""
    columns = [
        Column(_("Општина или град")), Column(_("Услуга")), Column(_("После рока"), Kind.COUNT),
        Column(_("У року"), Kind.SHARE), Column(_("Промена"), Kind.SHARE, is_difference=True), Column(_("Касни од")),
        Column(_("Примљено, промена"), Kind.COUNT, is_difference=True),
        Column(_("Допуна по захтеву, промена"), Kind.SHARE, is_difference=True),
        Column(_("Медијана дана, промена"), Kind.DAYS, is_difference=True),
        Column(_("Доступност регистара, промена"), Kind.SHARE, is_difference=True),
    ]  # fmt: skip
    found = []
    for place in places:
        for service in [asked.service] if asked.service else figures.services([place.pk]):
            now = figures.measures([place.pk], service, asked.period.months)
            if now.late:
                since = late_since(figures, place.pk, service, asked.period)
                found.append((since is None, -now.late, place.sort_key, place, service, now, since))
    first = sorted(found, key=lambda entry: entry[:3])[:most]
    rows = [_late_row(figures, place, service, asked, now, since) for *_key, place, service, now, since in first]
    note = _("Месец се рачуна као месец кашњења када је мање од %(share)s %% одлука издато у року.") % {
        "share": round(TARGET * 100)
    }
    return Section(Table("kasne", _("Ко касни, с чим и од када"), columns, rows), note=note)


def _late_row(
    figures: Figures, place: Municipality, service: str, asked: Asked, now: Measures, since: date | None
) -> Row:
    before = figures.measures([place.pk], service, asked.period.previous.months)
    registers = (
        figures.measures([place.pk], "", asked.period.months).availability,
        figures.measures([place.pk], "", asked.period.previous.months).availability,
    )
    changes: list[Value] = [
        difference(now.received, before.received, Kind.COUNT),
        difference(now.calls_share, before.calls_share, Kind.SHARE),
        difference(now.median_days, before.median_days, Kind.DAYS),
        difference(*registers, Kind.SHARE),
    ]
    change = difference(now.on_time_share, before.on_time_share, Kind.SHARE)
    values = [
        name_of(place), service_label(service), now.late, now.on_time_share, change,
        month_name(since) if since else _("сада у року"), *changes,
    ]  # fmt: skip
    return Row(values, asked.address("municipality", place.slug, service=service))


def late_since(figures: Figures, place: int, service: str, period: Period) -> date | None:
    """First month of the run of late months that lasts until the end of the period; None when the last one was in time.

    Months without decisions neither begin nor end a run; it is followed back as far as figures were read.
    """
    since = None
    for month in reversed(period.reaching(LONGEST_RUN).months):
        counts = figures.counts([place], service, {month})
        in_time = share(counts[DECIDED_ON_TIME], counts[DECIDED_ON_TIME] + counts[DECIDED_LATE])
        if in_time is None:
            continue
        if in_time >= TARGET:
            break
        since = month
    return since
