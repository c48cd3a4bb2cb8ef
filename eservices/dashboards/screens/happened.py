"""What happened, with the chosen measure before and after: what helped, as far as figures can say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from eservices.dashboards.counting import month_of
from eservices.dashboards.definitions import Kind, Value
from eservices.dashboards.happened import occurrences
from eservices.dashboards.periods import add_months
from eservices.dashboards.reading import Figures
from eservices.dashboards.screens.page import Asked, Section, name_of, people_of, service_label, tone_of
from eservices.dashboards.screens.parts import LONGEST_RUN
from eservices.dashboards.sources import Occurrence
from eservices.dashboards.tables import Column, Row, Table, difference
from municipalities.models import Municipality

MONTHS = 3
"""So many whole months before the month of an occurrence are put beside as many from it on."""
MOST_HELPFUL, MOST = 10, 40


@dataclass(frozen=True)
class Effect:
    """The measure before and from an occurrence on, the difference, and whether that is better (``good``) or worse."""

    before: Value
    after: Value
    change: Value
    tone: str


def what_happened(figures: Figures, place: Municipality, asked: Asked) -> Section:
    """Everything known of one municipality in the time of the page, the latest first."""
    rows = [
        Row([_day(one), one.kind, one.what, *_values(effect), _says(effect)], one.address, marked=effect.tone == "good")
        for one, effect in _effects(figures, [place], asked)[:MOST]
    ]
    columns = [
        Column(_("Дан")),
        Column(_("Врста")),
        Column(_("Шта се догодило")),
        *_columns(asked),
        Column(_("Учинак")),
    ]
    return Section(Table("dogadjaji", _("Шта се догодило и шта је помогло"), columns, rows), note=_note(asked))


def what_helped(figures: Figures, places: Sequence[Municipality], asked: Asked) -> Section:
    """What was followed by the largest improvement; what changed everywhere at once is left to the pages of municipalities."""
    by_key = {place.pk: place for place in places}
    effects = _effects(figures, places, asked)
    better = [(one, effect) for one, effect in effects if effect.tone == "good" and not one.general]
    better.sort(key=lambda pair: -abs(pair[1].change or 0))
    rows = []
    for one, effect in better[:MOST_HELPFUL]:
        place = by_key[one.municipality]
        address = asked.address("municipality", place.slug, service=one.service or asked.service)
        service = service_label(one.service) if one.service else _("све услуге")
        rows.append(Row([name_of(place), _day(one), one.what, service, *_values(effect)], address))
    columns = [
        Column(_("Општина или град")), Column(_("Дан")), Column(_("Шта се догодило")), Column(_("Услуга")),
        *_columns(asked),
    ]  # fmt: skip
    return Section(Table("pomoglo", _("Шта је помогло"), columns, rows), note=_note(asked))


def _effects(figures: Figures, places: Sequence[Municipality], asked: Asked) -> list[tuple[Occurrence, Effect]]:
    """Occurrences of the time for which figures were read, with their effects; of another service than asked are left out."""
    first, last = add_months(asked.period.last, 1 - LONGEST_RUN), min(asked.today, asked.period.end)
    by_key = {place.pk: place for place in places}
    found = [
        one
        for one in occurrences(list(by_key), first, last)
        if not (asked.service and one.service) or one.service == asked.service
    ]
    return [(one, _effect(figures, by_key[one.municipality], one, asked)) for one in found]


def _effect(figures: Figures, place: Municipality, one: Occurrence, asked: Asked) -> Effect:
    month, people = month_of(one.on), people_of(place)
    service = one.service or asked.service
    then, since = (
        asked.measure.of(figures.measures([place.pk], service, {add_months(month, step) for step in steps}), people)
        for steps in (range(-MONTHS, 0), range(MONTHS))
    )
    change = difference(since, then, asked.measure.kind)
    return Effect(then, since, change, tone_of(asked.measure, change))


def _day(one: Occurrence) -> str:
    return date_format(one.on, "SHORT_DATE_FORMAT")


def _values(effect: Effect) -> list[Value]:
    return [effect.before, effect.after, effect.change]


def _columns(asked: Asked) -> list[Column]:
    kind: Kind = asked.measure.kind
    return [Column(_("Три месеца пре"), kind), Column(_("Три месеца од тада"), kind),
            Column(_("Промена"), kind, is_difference=True)]  # fmt: skip


def _says(effect: Effect) -> str:
    if effect.change is None:
        return _("још се не зна")
    return {"good": _("боље"), "bad": _("лошије")}.get(effect.tone, _("без разлике"))


def _note(asked: Asked) -> str:
    return _(
        "Мера: %(measure)s. Три цела месеца пре месеца догађаја упоређена су са три месеца од њега. Разлика не доказује узрок: "
        "у исто време могло се променити и нешто друго."
    ) % {"measure": asked.measure.label}
