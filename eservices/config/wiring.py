"""What floors that do not know each other tell one another: open data to campaign and dashboards, promotions to dashboards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from django.utils import timezone

from campaign import sources
from campaign.access import public_promotions
from campaign.models import Promotion
from eservices.dashboards import sources as figures
from eservices.dashboards.sources import Occurrence, OpenDataState
from municipalities.models import Municipality
from opendata.access import published_datasets
from opendata.models import Dataset
from opendata.quality.metrics import MOST_POINTS
from opendata.tabular.schema import municipal_schemas


def open_data_score(town: Municipality) -> Decimal | None:
    """Share of the agreed kinds of municipal data sets of which the town has a public one that is not late."""
    agreed = len(municipal_schemas())
    fresh = {
        row.schema_name for row in published_datasets().filter(municipality=town) if row.schema_name and not row.is_late
    }
    return Decimal(len(fresh)) / Decimal(agreed) if agreed else None


def open_data_states() -> dict[int, OpenDataState]:
    """How many public data sets each municipality has, how many are not late, and their points of quality.

    A data set that has not been judged yet counts neither with points nor with possible ones.
    """
    rows: dict[int, list[Dataset]] = defaultdict(list)
    for row in Dataset.objects.filter(is_public=True).order_by():
        rows[row.municipality_id].append(row)
    return {place: _state_of(found) for place, found in rows.items()}


def _state_of(rows: list[Dataset]) -> OpenDataState:
    judged = [row.quality_points for row in rows if row.quality_points is not None]
    return OpenDataState(
        datasets=len(rows),
        fresh=sum(not row.is_late for row in rows),
        points=sum(judged),
        possible=len(judged) * MOST_POINTS,
    )


def promotions_held(places: Collection[int], first: date, last: date) -> Iterator[Occurrence]:
    """Promotions on squares of these towns from the first to the last day, as far as they have been held."""
    for row in public_promotions().filter(town__in=places).exclude(state=Promotion.State.CANCELLED):
        day = timezone.localdate(row.starts_at)
        if row.is_over and first <= day <= last:
            kind = str(Promotion._meta.verbose_name)
            yield Occurrence(row.town_id, day, kind, row.said_title, address=row.get_absolute_url())


def connect() -> None:
    """Called when all apps are ready."""
    sources.provide_open_data_score(open_data_score)
    figures.provide_open_data_states(open_data_states)
    figures.register_occurrences(promotions_held)
    sources.provide_open_data_count(lambda: published_datasets().count())
