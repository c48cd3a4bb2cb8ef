"""Statistics of e-services (статистика е-услуга) as open data: requests received and decided, by service and month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Aggregate, Count, DurationField, F, Q, QuerySet
from django.db.models.functions import TruncDate, TruncMonth
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases.models import Case, Decision
from municipalities import publishing
from municipalities.models import Municipality
from municipalities.publishing import Column, ColumnType, Frequency, Publishable, Row, Theme
from municipalities.suppression import Counts, hidden

Cell = tuple[str, date]
"""Slug of a service and the first day of a month."""
DAY_SECONDS = Decimal(86_400)


@dataclass(frozen=True, slots=True)
class Decided:
    """Acts issued in one month: how many, how many in favour and in term, and the median from filing to issue."""

    count: int
    positive: int
    on_time: int
    median_days: Decimal


class Median(Aggregate):
    """Median (медијана) of an expression, by PostgreSQL."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


class ServiceStatistics(Publishable):
    """Per service and finished month: received, decided, in favour, in term, median days; small counts are hidden.

    Months that have not ended are left out, so that two editions never differ by one person. Neither sums over months nor
    sums over services give a hidden count away; sums over municipalities must not be published beside it.
    """

    slug = "e-usluge-statistika"
    title = _("Статистика е-услуга")
    description = _(
        "Колико је захтева примљено и решено преко портала, по услузи и месецу, колико је решења повољно, колико је донето"
        " у законском року и за колико дана. Бројеви од 1 до 4, и они из којих би се такви могли израчунати, нису објављени."
    )
    theme = Theme.GOVERNMENT
    frequency = Frequency.MONTHLY
    keywords = (_("е-услуге"), _("рокови"), _("решења"), _("општинска управа"))
    key = ("mesec", "usluga_sifra")
    columns = (
        Column("mesec", ColumnType.MONTH, _("Месец")),
        Column("usluga_sifra", ColumnType.TEXT, _("Шифра услуге")),
        Column("usluga", ColumnType.TEXT, _("Услуга")),
        Column("podneto", ColumnType.INTEGER, _("Примљено захтева")),
        Column("reseno", ColumnType.INTEGER, _("Решено захтева"), _("Акти донети у том месецу, без привремених.")),
        Column("pozitivno", ColumnType.INTEGER, _("Решено повољно")),
        Column("u_roku", ColumnType.INTEGER, _("Решено у законском року")),
        Column("medijana_dana", ColumnType.NUMBER, _("Медијана дана од пријема до акта"), unit=_("дана")),
    )

    def municipalities(self) -> QuerySet[Municipality]:
        """Those that offer at least one service."""
        return Municipality.objects.filter(offered__enabled=True).distinct()

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """One row for each service and month in which anything was received or decided."""
        end = _this_month()
        received, decided = _received(municipality, end), _decided(municipality, end)
        no_received = hidden_by_month({cell: (count,) for cell, count in received.items()})
        no_decided = hidden_by_month({cell: (found.count,) for cell, found in decided.items()})
        no_positive = hidden_by_month(
            {cell: _parts(found.count, found.positive) for cell, found in decided.items()}, no_decided
        )
        no_on_time = hidden_by_month(
            {cell: _parts(found.count, found.on_time) for cell, found in decided.items()}, no_decided
        )
        for cell in sorted({*received, *decided}, key=lambda cell: (cell[1], cell[0])):
            slug, month = cell
            row = decided.get(cell)
            yield (
                f"{month:%Y-%m}",
                slug,
                _name(slug),
                None if cell in no_received else received.get(cell, 0),
                None if cell in no_decided else row.count if row else 0,
                None if cell in no_positive else row.positive if row else 0,
                None if cell in no_on_time else row.on_time if row else 0,
                None if row is None or cell in no_decided else row.median_days,
            )


def _this_month() -> datetime:
    """The first moment of the running month in Belgrade."""
    return timezone.make_aware(datetime.combine(timezone.localdate().replace(day=1), time.min))


def _received(municipality: Municipality, end: datetime) -> dict[Cell, int]:
    rows = Case.objects.filter(municipality=municipality, filed_at__lt=end).annotate(month=TruncMonth("filed_at"))
    grouped = rows.order_by().values("service", "month").annotate(count=Count("pk"))
    return {(row["service"], timezone.localdate(row["month"])): row["count"] for row in grouped}


def _decided(municipality: Municipality, end: datetime) -> dict[Cell, Decided]:
    rows = Decision.objects.filter(
        municipality=municipality, issued_at__lt=end, is_provisional=False,
        stage__in=[Decision.Stage.ISSUED, Decision.Stage.SEALED],
    )  # fmt: skip
    grouped = (
        rows.annotate(month=TruncMonth("issued_at"), issued_on=TruncDate("issued_at"))
        .order_by()
        .values("case__service", "month")
        .annotate(
            count=Count("pk"),
            positive=Count("pk", filter=_favourable()),
            on_time=Count("pk", filter=Q(issued_on__lte=F("case__due_on"))),
            median=Median(F("issued_at") - F("case__filed_at"), output_field=DurationField()),
        )
    )
    return {(row["case__service"], timezone.localdate(row["month"])): _decided_of(row) for row in grouped}


def _decided_of(row: Mapping[str, Any]) -> Decided:
    days = Decimal(row["median"].total_seconds()) / DAY_SECONDS
    return Decided(row["count"], row["positive"], row["on_time"], days.quantize(Decimal("0.1")))


def _favourable() -> Q:
    """Acts with an outcome that its service declares as favourable."""
    pairs = [
        Q(case__service=service.slug, outcome=outcome.slug)
        for service in services.all_services()
        for outcome in service.outcomes
        if outcome.favourable
    ]
    return reduce(or_, pairs, Q(pk__in=[]))


def _parts(whole: int, part: int) -> Counts:
    """A share and the rest: who knows the whole and one of them knows the other."""
    return (part, whole - part)


def hidden_by_month(cells: Mapping[Cell, Counts], already: frozenset[Cell] = frozenset()) -> frozenset[Cell]:
    """Cells that are not shown, month after month, so that a later edition never uncovers an earlier figure.

    Totals that may be known: of a month over services, and of a service over the year up to any month.
    """
    out: frozenset[Cell] = frozenset()
    for month in sorted({month for _slug, month in cells}):
        known = {cell: counts for cell, counts in cells.items() if cell[1] <= month}
        year = [cell for cell in sorted(known) if cell[1].year == month.year]
        lines = [[cell for cell in year if cell[1] == month]]
        lines += [[cell for cell in year if cell[0] == slug] for slug in sorted({slug for slug, _month in year})]
        out = hidden(known, lines, out | {cell for cell in already if cell in known})
    return out


def _name(slug: str) -> str:
    """Name of the service in Cyrillic; the slug for one that is no longer installed."""
    try:
        service = services.get(slug)
    except LookupError:
        return slug
    with translation.override("sr"):
        return str(service.name)


publishing.register(ServiceStatistics())
