"""Printed reports: asked for in a request, made by a task in steps that the page shows, found again when a worker died."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from eservices.dashboards import paper
from eservices.dashboards.models import Report
from eservices.dashboards.periods import Period
from eservices.dashboards.reading import freshness
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality

log = logging.getLogger(__name__)
MOST_ATTEMPTS = 3
CLAIM = timedelta(minutes=3)
"""After so long a report that is being made belongs to whoever comes next."""
Wake = Callable[[int, int], None]
_wakes: list[Wake] = []


def on_request(wake: Wake) -> None:
    """Whom to wake with municipality and report when one was asked for; the task module registers the broker here."""
    _wakes.append(wake)


@transaction.atomic
def request_report(*, place: Municipality, period: Period, language: str, by: User) -> Report:
    """Ask for a report; one of the same figures that was asked for before is that one. Raises ValueError for no quarter."""
    if period.quarter is None:
        raise ValueError("a report is about a quarter")
    report, made = Report.objects.get_or_create(
        municipality=place,
        period=period.slug,
        language=language,
        version=freshness().version,
        defaults={"requested_by": by},
    )
    if not made and report.state == Report.State.FAILED:
        report.state, report.attempts = Report.State.WAITING, 0
        report.save(update_fields=["state", "attempts"])
    if report.state == Report.State.WAITING:
        transaction.on_commit(lambda: _wake(place.pk, report.pk), robust=True)
    return report


def _wake(municipality_id: int, report_id: int) -> None:
    for wake in _wakes:
        wake(municipality_id, report_id)


def make_report(*, municipality_id: int, report_id: int) -> bool:
    """Make the report, unless it is made or somebody is at it; True when it was made."""
    report = _claim(municipality_id, report_id)
    if report is None:
        return False
    try:
        pdf = paper.report_pdf(report, lambda percent: _note(report, progress=percent))
        name = f"reports/{report.municipality_id}/{report.pk}.pdf"
        default_storage.delete(name)  # what a worker that died left behind
        path = default_storage.save(name, ContentFile(pdf))
    except Exception:
        log.exception("report %s failed", report.pk)
        over = report.attempts >= MOST_ATTEMPTS
        _note(report, state=Report.State.FAILED if over else Report.State.WAITING, progress=0)
        return False
    _note(report, state=Report.State.DONE, progress=100, path=path)
    return True


def _claim(municipality_id: int, report_id: int) -> Report | None:
    now = timezone.now()
    with municipality_scope(municipality_id):
        free = Q(state=Report.State.WAITING) | Q(state=Report.State.MAKING, claimed_at__lt=now - CLAIM)
        rows = Report.objects.filter(free, pk=report_id)
        if not rows.update(state=Report.State.MAKING, claimed_at=now, attempts=F("attempts") + 1, progress=5):
            return None
        return Report.objects.select_related("municipality").get(pk=report_id)


def _note(report: Report, **values: object) -> None:
    with municipality_scope(report.municipality_id):
        Report.objects.filter(pk=report.pk).update(**values)


def sweep() -> int:
    """Make reports that an absent broker or a dead worker left lying; returns how many."""
    with system_scope():
        late = timezone.now() - CLAIM
        lying = Report.objects.filter(
            Q(state=Report.State.WAITING, requested_at__lt=late) | Q(state=Report.State.MAKING, claimed_at__lt=late)
        )
        found = list(lying.values_list("municipality_id", "pk")[:10])
    return sum(make_report(municipality_id=place, report_id=pk) for place, pk in found)
