"""What the screens share: what was asked for, and the parts of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from eservices.cases import service as services
from eservices.dashboards import periods
from eservices.dashboards.charts import Chart, Map
from eservices.dashboards.definitions import BY_SLUG, DEFAULT, Better, Measure, Text, Value
from eservices.dashboards.measures import Measures
from eservices.dashboards.periods import Period
from eservices.dashboards.tables import Table, difference, in_script, signed, written
from municipalities.models import Municipality

COURSE_MONTHS = 12
"""Lines show at least so many months, whatever the period."""
MOST_COMPARED = 8


@dataclass(frozen=True)
class Asked:
    """What a page of figures was asked for; anything unknown in an address becomes the usual."""

    period: Period
    measure: Measure
    service: str = ""
    places: tuple[str, ...] = ()
    today: date = date.min

    @property
    def query(self) -> str:
        """The same as the query of an address, in one order, so that equal pages have equal addresses."""
        pairs = [("period", self.period.slug), ("mera", self.measure.slug)]
        pairs += [("usluga", self.service)] if self.service else []
        return urlencode(pairs + [("o", place) for place in self.places])

    def address(self, name: str, *args: str, service: str | None = None) -> str:
        """Another screen, asked the same."""
        asked = replace(self, places=(), service=self.service if service is None else service)
        return f"{reverse(f'dashboards:{name}', args=args)}?{asked.query}"


def read_asked(
    *, period: str, measure: str, service: str, places: Sequence[str], known: Sequence[str], today: date
) -> Asked:
    """From the words of an address; ``known`` are the municipalities there are."""
    offered = {one.slug for one in services.all_services()}
    chosen = [place for place in known if place in set(places)][:MOST_COMPARED]
    return Asked(
        period=periods.read(period, today),
        measure=BY_SLUG.get(measure, BY_SLUG[DEFAULT]),
        service=service if service in offered else "",
        places=tuple(chosen),
        today=today,
    )


@dataclass(frozen=True)
class Tile:
    """One large number with its change against the period before; ``tone`` ``good`` or ``bad`` where that can be said."""

    label: Text
    value: str
    change: str
    tone: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a page: a table, perhaps drawn as well."""

    table: Table
    chart: Chart | None = None
    map: Map | None = None
    note: Text = ""


@dataclass(frozen=True)
class Page:
    """A whole screen. ``warnings`` say what is missing; ``silent`` names municipalities without figures."""

    title: str
    sections: Sequence[Section]
    tiles: Sequence[Tile] = ()
    warnings: Sequence[str] = ()
    silent: Sequence[str] = field(default=())

    def table(self, slug: str) -> Table | None:
        """The table of that name."""
        return next((section.table for section in self.sections if section.table.slug == slug), None)


def people_of(place: Municipality) -> int | None:
    """Number of inhabitants where it is confirmed."""
    return place.population_2022 if place.population_confirmed else None


def service_label(slug: str) -> str:
    """Name of a service in the reader's language; its slug when it is no longer installed."""
    try:
        return str(services.get(slug).name)
    except LookupError:
        return slug


def name_of(place: Municipality) -> str:
    """Name in the reader's script."""
    return in_script(place.name)


def tile(measure: Measure, now: Measures, before: Measures, people: int | None = None) -> Tile:
    """A measure now, against the period before."""
    value, former = measure.of(now, people), measure.of(before, people)
    change = difference(value, former, measure.kind)
    return Tile(measure.label, written(value, measure.kind), signed(change, measure.kind), tone_of(measure, change))


def tone_of(measure: Measure, change: Value) -> str:
    """Whether a change is for the better."""
    if not change or measure.better is Better.NEITHER:
        return ""
    return "good" if (change > 0) == (measure.better is Better.HIGHER) else "bad"


def rank_key(measure: Measure, value: Value, name: str) -> tuple[bool, float, str]:
    """Order of a ranked table: the best first, unknown ones last."""
    if value is None:
        return True, 0.0, name
    return False, float(value) if measure.better is Better.LOWER else -float(value), name
