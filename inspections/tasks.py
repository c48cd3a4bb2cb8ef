"""Work of inspections by the clock, carried by Celery; each may be repeated without harm."""

from __future__ import annotations

import logging

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from eservices.cases.uploads import storage
from inspections import actions, digests
from inspections.lifecycle import NotAllowed
from inspections.models import InfoRequest, Photo, Report, ReportDraft
from municipalities.current import municipality_scope
from municipalities.models import Municipality

log = logging.getLogger(__name__)


@shared_task(name="inspections.fold_cells")
def fold_cells() -> int:
    """Take the changes of the last seconds into the counts of the maps; asks for another round when many wait."""
    taken = actions.fold_cells()
    if taken >= actions.MOST_FOLDED:
        fold_cells.delay()
    return taken


@shared_task(name="inspections.nightly")
def run_nightly() -> dict[str, int]:
    """Count reports as withdrawn whose sender did not complete them, throw old drafts and addresses that nobody
    confirmed away, promise the letters of the day to those who follow an area, see that the maps count rightly."""
    done = {"lapsed": 0, "drafts": 0, "unconfirmed": 0, "digests": 0, "cells": 0}
    for place in Municipality.objects.only("pk", "slug"):
        with municipality_scope(place.pk):
            done["lapsed"] += lapse_unanswered(place)
            done["drafts"] += throw_old_drafts_away(place)
            done["unconfirmed"] += digests.forget_unconfirmed(place)
            done["digests"] += digests.promise_digests(place)
        done["cells"] += mend_cells(place)
    return done


def mend_cells(place: Municipality) -> int:
    """Counts of the maps that differ from the reports; they are mended, and the log says that somebody should ask why."""
    wrong = actions.recount_cells(place=place)
    if wrong:
        log.error("%s counts of the maps of %s were wrong and were mended", wrong, place.slug)
    return wrong


def lapse_unanswered(place: Municipality) -> int:
    """Reports whose question was not answered in time (ЗИН, члан 18: сматра се да је одустао)."""
    overdue = InfoRequest.objects.filter(
        municipality=place, answered_at=None, lapsed=False, due_on__lt=timezone.localdate()
    )
    lapsed = 0
    for report in Report.objects.filter(pk__in=overdue.values("report")):
        try:
            lapsed += actions.lapse_info(report=report) is not None
        except NotAllowed:
            continue  # it was merged or answered while this ran
    return lapsed


def throw_old_drafts_away(place: Municipality) -> int:
    """Drafts that nobody finished: photographs, answers and key."""
    expired = ReportDraft.objects.filter(municipality=place, expires_at__lt=timezone.now()).select_related("data_key")
    count = 0
    for draft in expired:
        _throw_away(draft)
        count += 1
    return count


def _throw_away(draft: ReportDraft) -> None:
    """A filed draft only loses its answers; its key and photographs are those of the report."""
    with transaction.atomic():
        photos = Photo.objects.filter(draft=draft, report=None)
        paths = list(photos.values_list("path", flat=True))
        photos.delete()
        key, filed = draft.data_key, draft.report_id is not None
        draft.delete()
        if not filed:
            key.wrapped, key.destroyed_at = b"", timezone.now()
            key.save(update_fields=["wrapped", "destroyed_at"])
    for path in paths:
        storage.shred(path)
