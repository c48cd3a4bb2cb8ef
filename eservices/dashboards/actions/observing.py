"""The state of the month measured: what a municipality has, beside what happened in it."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from eservices.dashboards import counting
from eservices.dashboards.actions import folding
from eservices.dashboards.models import StateOfMonth
from eservices.dashboards.sources import OpenDataState, open_data_states
from municipalities.current import system_scope
from municipalities.models import Municipality


def observe_yesterday() -> int:
    """Measure the month in which yesterday lies, so that its last measurement sees all of it; for how many places."""
    return observe(timezone.localdate() - timedelta(days=1))


def observe(on: date) -> int:
    """Keep the state of every municipality for the month of ``on``. The same day measured again gives the same rows.

    A municipality without public data sets gets a row of zeros: nothing published is not the same as not measured.
    """
    with transaction.atomic(), system_scope():
        states = open_data_states()
        if states is None:
            return 0
        rows = [
            StateOfMonth(
                municipality_id=place, month=counting.month_of(on), measured_on=on,
                values=_values(states.get(place, OpenDataState())),
            )
            for place in Municipality.objects.values_list("pk", flat=True)
        ]  # fmt: skip
        StateOfMonth.objects.bulk_create(
            rows,
            update_conflicts=True,
            update_fields=["values", "measured_on"],
            unique_fields=["municipality", "month"],
        )
        folding.renew_pages()
        return len(rows)


def _values(state: OpenDataState) -> dict[str, int]:
    return {
        counting.DATASETS: state.datasets,
        counting.DATASETS_FRESH: state.fresh,
        counting.QUALITY_POINTS: state.points,
        counting.QUALITY_POSSIBLE: state.possible,
    }
