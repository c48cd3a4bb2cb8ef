"""The local e-government index: all municipalities with components, one municipality explained to the row, the method."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from eservices.dashboards import charts
from eservices.dashboards.charts import Series
from eservices.dashboards.definitions import Kind, Value
from eservices.dashboards.index.method import CURRENT, ENOUGH, Component, Indicator, Line, Method, Source
from eservices.dashboards.index.wording import COMPONENTS, INDICATORS, SOURCES, value_text
from eservices.dashboards.models import IndexAnswer, IndexScore
from eservices.dashboards.periods import read as read_period
from eservices.dashboards.screens.page import Page, Section, Tile, name_of
from eservices.dashboards.tables import Column, Row, Table, Told, difference, signed, written
from eservices.dashboards.wording import period_label
from municipalities.models import Municipality

Scores = Mapping[int, IndexScore]


def quarters() -> list[str]:
    """Quarters of which there is an index, the latest first, as far as the transaction may see."""
    return sorted(set(IndexScore.objects.order_by().values_list("quarter", flat=True)), reverse=True)


def scores_of(quarter: str) -> dict[int, IndexScore]:
    """The index of each municipality in a quarter, by the latest method it was measured with."""
    return {row.municipality_id: row for row in IndexScore.objects.filter(quarter=quarter).order_by("method")}


def label_of(quarter: str) -> str:
    """Name of the quarter in the reader's language."""
    return period_label(read_period(quarter, localtime().date()))


# -- all ---------------------------------------------------------------------------------------------------------------
def overview(places: Sequence[Municipality], scores: Scores) -> Page:
    """All municipalities by index, answers that wait to be confirmed, the method."""
    method = next(iter(scores.values())).score.method if scores else CURRENT
    without = [name_of(place) for place in places if place.pk not in scores]
    return Page(
        title=_("Индекс е-управе"),
        sections=[_ranked(places, scores), _waiting(places), *method_sections(method)],
        warnings=[] if scores else [_("Индекс још није измерен. Мери се сваке ноћи.")],
        silent=without if scores else (),
    )


def _ranked(places: Sequence[Municipality], scores: Scores) -> Section:
    columns = [
        Column(_("Општина или град")), Column(_("Место"), Kind.COUNT), Column(_("Индекс"), Kind.SCORE),
        Column(_("Познато"), Kind.SHARE), *(Column(label, Kind.SCORE) for label in COMPONENTS.values()),
        Column(_("Најмање"), Kind.SCORE), Column(_("Највише"), Kind.SCORE),
    ]  # fmt: skip
    measured = [(place, scores[place.pk]) for place in places if place.pk in scores]
    measured.sort(
        key=lambda pair: (not pair[1].score.whole.is_ranked, -(pair[1].score.whole.index or 0), pair[0].sort_key)
    )
    rows, places_taken = (
        [],
        _positions([row.score.whole.index for _place, row in measured if row.score.whole.is_ranked]),
    )
    for number, (place, row) in enumerate(measured):
        whole = row.score.whole
        position = places_taken[number] if number < len(places_taken) else None
        parts = [_number(row.score.component(component).index) for component in COMPONENTS]
        values = [name_of(place), position, _number(whole.index), float(whole.known_share), *parts,
                  float(whole.reached), float(whole.highest)]  # fmt: skip
        rows.append(
            Row(values, reverse("dashboards:index-municipality", args=[place.slug]) + f"?kvartal={row.quarter}")
        )
    note = _(
        "Индекс и компоненте: освојено од сваких 100 познатих бодова. Што није познато не рачуна се као нула: „најмање“ су "
        "бодови ако све непознато не вреди ништа, „највише“ ако вреди све. Место добија ко има бар %(enough)s познатих бодова."
    ) % {"enough": int(ENOUGH)}
    return Section(Table("indeks", _("Општине и градови по индексу"), columns, rows), note=note)


def _positions(indexes: Sequence[Decimal | None]) -> list[int]:
    """Places of sorted indexes; equal ones share the better place."""
    return [indexes.index(value) + 1 for value in indexes]


def _waiting(places: Sequence[Municipality]) -> Section:
    """Newest answers without a review, the oldest first."""
    newer = IndexAnswer.objects.filter(
        municipality=OuterRef("municipality"), question=OuterRef("question"), pk__gt=OuterRef("pk")
    )
    named = {place.pk: place for place in places}
    columns = [Column(_("Општина или град")), Column(_("Питање")), Column(_("Одговор")), Column(_("Послат"))]
    rows = []
    for answer in IndexAnswer.objects.filter(~Exists(newer), review=None).order_by("pk"):
        indicator, place = CURRENT.indicator(answer.question), named.get(answer.municipality_id)
        if indicator is not None and place is not None:
            values = [name_of(place), str(INDICATORS[indicator.slug].name), value_text(answer.value, indicator.unit)]
            address = reverse("dashboards:index-question", args=[place.slug, answer.question])
            rows.append(Row([*values, date_format(localtime(answer.at), "DATE_FORMAT")], address))
    return Section(Table("cekaju", _("Одговори који чекају потврду"), columns, rows))


# -- the method --------------------------------------------------------------------------------------------------------
def method_sections(method: Method) -> list[Section]:
    """Every indicator with its weight and scale, and the weights of the components."""
    columns = [
        Column(_("Показатељ")), Column(_("Компонента")), Column(_("Тежина"), Kind.COUNT), Column(_("Нула бодова до")),
        Column(_("Сви бодови од")), Column(_("Извор")), Column(_("Шта се мери")),
    ]  # fmt: skip
    rows = [_method_row(indicator) for indicator in method.indicators]
    note = _(
        "Компоненте су оне из Локалног индекса е-управе (ЛЕИ) организације НАЛЕД. Показатеље, тежине и скале одређује овај "
        "портал, па ово није НАЛЕД-ов резултат. Између две границе бодови расту равномерно. Издање се не мења: другачији "
        "рачун добија ново издање, а ранији квартали остају по свом."
    )
    title = _("Метод, издање %(version)s") % {"version": method.version}
    return [Section(Table("metod", title, columns, rows), note=note)]


def _method_row(one: Indicator) -> Row:
    words = INDICATORS[one.slug]
    scale = [Told(float(bound), value_text(bound, one.unit)) for bound in (one.empty, one.full)]
    source, component = str(SOURCES[one.source]), str(COMPONENTS[one.component])
    return Row([str(words.name), component, int(one.weight), *scale, source, str(words.meaning)])


# -- one municipality --------------------------------------------------------------------------------------------------
def municipality(place: Municipality, history: Sequence[IndexScore], quarter: str) -> Page:
    """Components, every line, the course by quarter, the questionnaire. ``history`` is in the order of quarters."""
    title = _("Индекс е-управе: %(place)s") % {"place": name_of(place)}
    number = next((number for number, row in enumerate(history) if row.quarter == quarter), None)
    if number is None:
        warning = _("Индекс још није измерен. Мери се сваке ноћи.")
        return Page(title, [_questionnaire(place), *method_sections(CURRENT)], warnings=[warning])
    row, before = history[number], history[number - 1] if number else None
    return Page(
        title=title,
        tiles=_tiles(row, before),
        sections=[
            _components(row), _lines(place, row), _course(history), _questionnaire(place),
            *method_sections(row.score.method),
        ],
        warnings=_unknown(row),
    )  # fmt: skip


def _tiles(row: IndexScore, before: IndexScore | None) -> list[Tile]:
    whole, former = row.score.whole, before.score.whole if before else None
    change = difference(_number(whole.index), _number(former.index if former else None), Kind.SCORE)
    tone = "" if not change else "good" if change > 0 else "bad"
    known = float(whole.known_share)
    known_change = difference(known, float(former.known_share) if former else None, Kind.SHARE)
    return [
        Tile(_("Индекс, 0 до 100"), written(_number(whole.index), Kind.SCORE), signed(change, Kind.SCORE), tone),
        Tile(_("Познато"), written(known, Kind.SHARE), signed(known_change, Kind.SHARE)),
    ]


def _unknown(row: IndexScore) -> list[str]:
    whole = row.score.whole
    if whole.known == whole.possible:
        return []
    bounds = {"lowest": written(float(whole.reached), Kind.SCORE), "highest": written(float(whole.highest), Kind.SCORE)}
    said = (
        _("Непознати показатељи се не рачунају као нула. Са њима би индекс био између %(lowest)s и %(highest)s.")
        % bounds
    )
    return (
        [said]
        if whole.is_ranked
        else [said, _("Познато је мање од половине бодова, па општина нема место међу другима.")]
    )


def _components(row: IndexScore) -> Section:
    columns = [
        Column(_("Компонента")), Column(_("Индекс"), Kind.SCORE), Column(_("Освојени бодови"), Kind.RATE),
        Column(_("Познати бодови"), Kind.RATE), Column(_("Сви бодови"), Kind.RATE),
    ]  # fmt: skip
    score = row.score
    parts = [(str(label), score.component(component)) for component, label in COMPONENTS.items()]
    rows = [Row([label, _number(part.index), float(part.reached), float(part.known), float(part.possible)])
            for label, part in [*parts, (_("Укупно"), score.whole)]]  # fmt: skip
    note = _("%(quarter)s, стање на дан %(day)s Издање метода: %(version)s") % {
        "quarter": label_of(row.quarter), "day": date_format(row.measured_on, "DATE_FORMAT"), "version": row.method,
    }  # fmt: skip
    return Section(Table("komponente", _("Компоненте"), columns, rows), note=note)


def _lines(place: Municipality, row: IndexScore) -> Section:
    columns = [
        Column(_("Показатељ")), Column(_("Компонента")), Column(_("Вредност")), Column(_("Освојени бодови"), Kind.RATE),
        Column(_("Сви бодови"), Kind.RATE), Column(_("Извор")),
    ]  # fmt: skip
    rows = [_line(place, line) for line in row.score.lines]
    return Section(Table("pokazatelji", _("Показатељ по показатељ"), columns, rows))


def _line(place: Municipality, line: Line) -> Row:
    one = line.indicator
    value = Told(float(line.value), value_text(line.value, one.unit)) if line.value is not None else _("није познато")
    values: list[Value | str] = [
        str(INDICATORS[one.slug].name), str(COMPONENTS[one.component]), value, _number(line.points), float(one.weight),
        str(SOURCES[one.source]),
    ]  # fmt: skip
    return Row(values, _question_address(place, one) if one.source is Source.ANSWER else "")


def _question_address(place: Municipality, one: Indicator) -> str:
    return reverse("dashboards:index-question", args=[place.slug, one.slug])


def _course(history: Sequence[IndexScore]) -> Section:
    """The index by quarter, with how much was known of it and by which method."""
    labels = [label_of(row.quarter) for row in history]
    values = [_number(row.score.whole.index) for row in history]
    title = _("Индекс по кварталима")
    columns = [
        Column(_("Квартал")), Column(_("Индекс"), Kind.SCORE), Column(_("Познато"), Kind.SHARE),
        *(Column(label, Kind.SCORE) for label in COMPONENTS.values()), Column(_("Издање метода")),
    ]  # fmt: skip
    rows = []
    for label, value, row in zip(labels, values, history, strict=True):
        parts = [_number(row.score.component(component).index) for component in Component]
        rows.append(Row([label, value, float(row.score.whole.known_share), *parts, row.method]))
    short = [f"{row.quarter[-1]}/{row.quarter[:4]}" for row in history]
    chart = charts.lines("istorija", title, short, [Series(_("Индекс"), values)], Kind.SCORE)
    return Section(Table("istorija", title, columns, rows), chart)


def _questionnaire(place: Municipality) -> Section:
    """Every question with the newest answer and what became of it."""
    newest: dict[str, IndexAnswer] = {}
    for answer in IndexAnswer.objects.filter(municipality=place).select_related("review").order_by("pk"):
        newest[answer.question] = answer
    columns = [Column(_("Питање")), Column(_("Последњи одговор")), Column(_("Послат")), Column(_("Стање"))]
    rows = []
    for one in CURRENT.questions:
        found = newest.get(one.slug)
        day = date_format(localtime(found.at), "DATE_FORMAT") if found else ""
        said = value_text(found.value if found else None, one.unit)
        rows.append(Row([str(INDICATORS[one.slug].name), said, day, state_of(found)], _question_address(place, one)))
    note = _("Одговара администратор општине, уз доказ; потврђује СКГО. Потврђен одговор важи годину дана од слања.")
    return Section(Table("upitnik", _("Упитник"), columns, rows), note=note)


def state_of(answer: IndexAnswer | None) -> str:
    """What became of an answer."""
    if answer is None:
        return _("без одговора")
    review = getattr(answer, "review", None)
    if review is None:
        return _("чека потврду")
    return _("потврђен") if review.accepted else _("није потврђен")


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
