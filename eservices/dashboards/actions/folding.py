"""Folds changes into counts and publishes the counts that changed. One folder at a time; writers never wait for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from eservices.dashboards.measures import total
from eservices.dashboards.models import CountChange, CountsOfMonth, Freshness, PublishedMonth
from eservices.dashboards.protection import protect
from municipalities.current import system_scope

MOST = 5_000
FOLDER_LOCK = 4_771_001
"""Number of the advisory lock; any number that nobody else uses."""
Cell = tuple[int, str, date]
"""Municipality, service, month."""
Counts = Mapping[Cell, Counter[str]]


def fold(*, most: int = MOST) -> int:
    """Take up to ``most`` changes into the counts; returns how many. While somebody else folds, does nothing."""
    with transaction.atomic(), system_scope():
        if not _lock():
            return 0
        until = timezone.now()
        changes = list(CountChange.objects.order_by("pk")[:most])
        if changes:
            _add(changes)
            CountChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
            publish({(change.municipality_id, change.service) for change in changes})
        freshen(until if len(changes) < most else changes[-1].at, changed=bool(changes))
        return len(changes)


def fold_all() -> int:
    """Fold until nothing waits; returns how many changes were taken."""
    done = 0
    while taken := fold():
        done += taken
    return done


def _lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [FOLDER_LOCK])
        return bool(cursor.fetchone()[0])


def wait_for_lock() -> None:
    """Let nobody fold until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [FOLDER_LOCK])


def _add(changes: Iterable[CountChange]) -> None:
    summed: dict[Cell, Counter[str]] = defaultdict(Counter)
    for change in changes:
        summed[change.municipality_id, change.service, change.month].update(change.counts)
    months = {month for _, _, month in summed}
    places = {place for place, _, _ in summed}
    for row in CountsOfMonth.objects.filter(municipality__in=places, month__in=months):
        cell = row.municipality_id, row.service, row.month
        if cell in summed:
            summed[cell].update(row.counts)
    store(summed)


def store(counts: Counts) -> None:
    """Write the counts of these cells in place of what they held."""
    rows = [
        CountsOfMonth(municipality_id=place, service=service, month=month, counts=_without_zeros(values))
        for (place, service, month), values in counts.items()
    ]
    CountsOfMonth.objects.bulk_create(
        rows, batch_size=1000, update_conflicts=True, update_fields=["counts"],
        unique_fields=["municipality", "service", "month"],
    )  # fmt: skip


def _without_zeros(counts: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}


def publish(series: Iterable[tuple[int, str]]) -> None:
    """Publish anew the series of these pairs of municipality and service, and the sums of those municipalities."""
    places = sorted({place for place, _ in series})
    for place in places:
        before = {
            (row.service, row.month): row
            for row in PublishedMonth.objects.filter(municipality=place).order_by("service", "month")
        }
        wanted = _published(place)
        changed = [
            PublishedMonth(municipality_id=place, service=service, month=month, counts=counts)
            for (service, month), counts in wanted.items()
            if (service, month) not in before or before[service, month].counts != counts
        ]
        PublishedMonth.objects.bulk_create(
            changed, batch_size=1000, update_conflicts=True, update_fields=["counts"],
            unique_fields=["municipality", "service", "month"],
        )  # fmt: skip
        gone = [row.pk for key, row in before.items() if key not in wanted]
        PublishedMonth.objects.filter(pk__in=gone).delete()


def _published(place: int) -> dict[tuple[str, date], dict[str, int]]:
    """Every published row of a municipality: protected series by service, and under no name their sum."""
    kept: dict[str, list[tuple[date, Counter[str]]]] = defaultdict(list)
    for row in CountsOfMonth.objects.filter(municipality=place).order_by("service", "month"):
        kept[row.service].append((row.month, Counter(row.counts)))
    rows: dict[tuple[str, date], dict[str, int]] = {}
    sums: dict[date, list[Counter[str]]] = defaultdict(list)
    for service, months in kept.items():
        for month, shown in protect(months):
            sums[month].append(shown)
            if service:
                rows[service, month] = dict(shown)
    return rows | {("", month): dict(total(parts)) for month, parts in sums.items()}


def renew_pages() -> None:
    """Note that pages made before are old, because of something other than counts."""
    Freshness.objects.update(version=F("version") + 1)


def freshen(until: datetime, *, changed: bool) -> None:
    """Note until when the figures are complete, and that pages made before are old."""
    row, _ = Freshness.objects.get_or_create(pk=1)
    Freshness.objects.filter(pk=row.pk).update(complete_until=until, version=F("version") + int(changed))
