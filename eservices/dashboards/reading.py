"""Published counts, read once for a page and then summed in any direction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Min
from django.db.models.fields.json import KT

from eservices.dashboards.counting import INSPECTORATE, OPEN
from eservices.dashboards.measures import Measures, backlog_by_age, measures_of, total
from eservices.dashboards.models import Freshness, PublishedMonth, StateOfMonth
from eservices.dashboards.periods import Period

ALL_SERVICES = ""
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """Counts by municipality, service and month. Under `ALL_SERVICES` stands the sum of all services.

    ``states`` are what municipalities had in each month; ``measured_on`` is the day of the latest measurement.
    """

    cells: Mapping[tuple[int, str], Mapping[date, Counts]]
    states: Mapping[int, Mapping[date, Counts]] = field(default_factory=dict)
    measured_on: date | None = None

    def counts(self, places: Iterable[int], service: str, months: Collection[date]) -> Counter[str]:
        """Summed counts of these municipalities, one service and these months."""
        return total(
            series[month]
            for place in places
            if (series := self.cells.get((place, service)))
            for month in months
            if month in series
        )

    def measures(self, places: Iterable[int], service: str, months: Collection[date]) -> Measures:
        """Measures of the same; without a service also of what the municipalities had at the end of these months."""
        counts = self.counts(places, service, months)
        if service == ALL_SERVICES:
            counts.update(self.state(places, months))
        return measures_of(counts)

    def state(self, places: Iterable[int], months: Collection[date]) -> Counter[str]:
        """What these municipalities had in the last of the months that was measured, added up."""
        return total(
            series[max(measured)]
            for place in places
            if (series := self.states.get(place)) and (measured := series.keys() & set(months))
        )

    def by_month(self, places: Collection[int], service: str, period: Period) -> list[Measures]:
        """Measures of each month of a period."""
        return [self.measures(places, service, {month}) for month in period.months]

    def services(self, places: Collection[int]) -> list[str]:
        """Services of which there are counts, by name in addresses."""
        named = {service for place, service in self.cells if place in places and service}
        return sorted(service for service in named if not service.startswith(INSPECTORATE))

    def inspectorates(self, places: Collection[int]) -> list[str]:
        """Inspectorates of which there are counts, as they stand in the cells."""
        return sorted({name for place, name in self.cells if place in places and name.startswith(INSPECTORATE)})

    def silent(self, places: Collection[int], months: Collection[date]) -> list[int]:
        """Municipalities without any count in these months."""
        return [place for place in places if not self.counts([place], ALL_SERVICES, months)]


def read_figures(
    first: date, last: date, *, places: Collection[int] | None = None, service: str | None = None
) -> Figures:
    """Published counts of the months from ``first`` to ``last``, as far as the transaction may see them.

    ``places`` None means all municipalities, ``service`` None each service and their sum.
    """
    rows = PublishedMonth.objects.filter(month__gte=first, month__lte=last).order_by()
    if places is not None:
        rows = rows.filter(municipality__in=places)
    if service is not None:
        rows = rows.filter(service=service)
    cells: dict[tuple[int, str], dict[date, Counts]] = defaultdict(dict)
    for place, name, month, counts in rows.values_list("municipality_id", "service", "month", "counts"):
        cells[place, name][month] = counts
    if service:
        return Figures(cells)
    return Figures(cells, *_read_states(first, last, places))


def _read_states(
    first: date, last: date, places: Collection[int] | None
) -> tuple[Mapping[int, Mapping[date, Counts]], date | None]:
    rows = StateOfMonth.objects.filter(month__gte=first, month__lte=last).order_by()
    if places is not None:
        rows = rows.filter(municipality__in=places)
    states: dict[int, dict[date, Counts]] = defaultdict(dict)
    measured = []
    for place, month, values, on in rows.values_list("municipality_id", "month", "values", "measured_on"):
        states[place][month] = values
        measured.append(on)
    return states, max(measured, default=None)


def read_backlog(today: date, service: str, places: Collection[int] | None = None) -> dict[int, list[int]]:
    """Undecided cases of each municipality by age, in the bands of ``measures.AGE_BANDS``."""
    rows = PublishedMonth.objects.filter(service=service).order_by()
    if places is not None:
        rows = rows.filter(municipality__in=places)
    months: dict[int, dict[date, Counts]] = defaultdict(dict)
    for place, month, still_open in rows.annotate(still_open=KT(f"counts__{OPEN}")).values_list(
        "municipality_id", "month", "still_open"
    ):
        months[place][month] = {OPEN: int(still_open or 0)}
    return {place: backlog_by_age(counts, today) for place, counts in months.items()}


def earliest_month(today: date) -> date:
    """The first month of which anything is published; the present one while nothing is."""
    found: date | None = PublishedMonth.objects.aggregate(first=Min("month"))["first"]
    return found or today.replace(day=1)


def freshness() -> Freshness:
    """Until when the figures are complete; a version of zero while nothing was ever counted."""
    return Freshness.objects.first() or Freshness(version=0)
