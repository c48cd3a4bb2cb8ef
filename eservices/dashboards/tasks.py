"""Celery tasks of the figures; each may be repeated without harm."""

from __future__ import annotations

import logging

from celery import shared_task

from eservices.dashboards.actions import folding, measuring, observing, reporting

log = logging.getLogger(__name__)


@shared_task(name="dashboards.fold")
def fold() -> int:
    """Take the changes of the last seconds into the figures; asks for another round when many wait."""
    taken = folding.fold()
    if taken >= folding.MOST:
        fold.delay()
    return taken


@shared_task(name="dashboards.report")
def make_report(municipality_id: int, report_id: int) -> bool:
    """Make a printed report; does nothing when it is made or another worker is at it."""
    return reporting.make_report(municipality_id=municipality_id, report_id=report_id)


@shared_task(name="dashboards.reports")
def sweep_reports() -> int:
    """Make reports that a dead worker or an absent broker left lying."""
    return reporting.sweep()


@shared_task(name="dashboards.index")
def measure_index() -> int:
    """Measure the local e-government index of the running quarter; the same day again gives the same."""
    return measuring.measure_yesterday()


@shared_task(name="dashboards.states")
def measure_states() -> int:
    """Measure what municipalities have in the running month; the same day again gives the same."""
    return observing.observe_yesterday()


def wake(municipality_id: int, report_id: int) -> None:
    """Tell a worker after the commit; while the broker is away, the sweep makes the report."""
    try:
        make_report.apply_async(args=(municipality_id, report_id), retry=False, ignore_result=True)
    except Exception as error:
        log.warning("the broker is away (%s); the sweep will make the report", type(error).__name__)
