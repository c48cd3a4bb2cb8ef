"""Celery tasks of the figures; each may be repeated without harm."""

from __future__ import annotations

from celery import shared_task

from eservices.dashboards.actions import folding


@shared_task(name="dashboards.fold")
def fold() -> int:
    """Take the changes of the last seconds into the figures; asks for another round when many wait."""
    taken = folding.fold()
    if taken >= folding.MOST:
        fold.delay()
    return taken
