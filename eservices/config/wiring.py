"""What floors that do not know each other tell one another: what the campaign asks of open data."""

from __future__ import annotations

from decimal import Decimal

from campaign import sources
from municipalities.models import Municipality
from opendata.access import published_datasets
from opendata.tabular.schema import municipal_schemas


def open_data_score(town: Municipality) -> Decimal | None:
    """Share of the agreed kinds of municipal data sets of which the town has a public one that is not late."""
    agreed = len(municipal_schemas())
    fresh = {
        row.schema_name for row in published_datasets().filter(municipality=town) if row.schema_name and not row.is_late
    }
    return Decimal(len(fresh)) / Decimal(agreed) if agreed else None


def connect() -> None:
    """Called when all apps are ready."""
    sources.provide_open_data_score(open_data_score)
    sources.provide_open_data_count(lambda: published_datasets().count())
