"""Published counts, read once for a page and then summed in any direction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Min
from django.db.models.fields.json import KT

from eservices.dashboards.counting import OPEN
from eservices.dashboards.measures import Measures, backlog_by_age, measures_of, total
from eservices.dashboards.models import Freshness, PublishedMonth
from eservices.dashboards.periods import Period

ALL_SERVICES = ""
Counts = Mapping[str, int]


@dataclass(frozen=True)
class Figures:
    """Counts by municipality, service and month. Under `ALL_SERVICES` stands the sum of all services."""

    cells: Mapping[tuple[int, str], Mapping[date, Counts]]

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
        """Measures of the same."""
        return measures_of(self.counts(places, service, months))

    def by_month(self, places: Collection[int], service: str, period: Period) -> list[Measures]:
        """Measures of each month of a period."""
        return [self.measures(places, service, {month}) for month in period.months]

    def services(self, places: Collection[int]) -> list[str]:
        """Services of which there are counts, by name in addresses."""
        return sorted({service for place, service in self.cells if place in places and service})

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
    return Figures(cells)


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
