"""What changes: keys, their use, and the reports that they file."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eservices.cases.uploads import storage
from inspections.actions import Filing, file, keep_photo
from inspections.models import Open311Day, Open311Key, Report
from inspections.open311.access import hash_of
from municipalities.accounts.models import User
from municipalities.models import Municipality

BEGINNING = 8


class QuotaSpent(Exception):
    """The key has filed all the reports it may file today."""


@transaction.atomic
def issue_key(
    *, municipality: Municipality, holder: str, contact: str, valid_until: date, daily_quota: int, by: User
) -> tuple[Open311Key, str]:
    """Make a key for a programme; returns its row and the key, which is kept nowhere."""
    key = secrets.token_urlsafe(32)
    row = Open311Key.objects.create(
        municipality=municipality,
        holder=holder,
        contact=contact,
        beginning=key[:BEGINNING],
        key_hash=hash_of(key),
        valid_until=valid_until,
        daily_quota=daily_quota,
        created_by=by,
    )
    return row, key


@transaction.atomic
def revoke_key(*, key: Open311Key, by: User) -> bool:
    """Take a key back at once; False when it already was."""
    return bool(Open311Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()))


@transaction.atomic
def file_with_key(*, key: Open311Key, filing: Filing, pictures: Sequence[UploadedFile] = ()) -> Report:
    """File a report with its photographs within the key's quota; filings of one key wait for each other.

    Raises :class:`QuotaSpent`, what :func:`inspections.actions.file` raises, and for a photograph ``uploads.Refused``,
    ``storage.StorageFull`` or ``TooManyPhotos``; then nothing is filed.
    """
    locked = Open311Key.objects.select_for_update(of=("self",)).get(pk=key.pk)
    day, _made = Open311Day.objects.get_or_create(
        municipality_id=locked.municipality_id, key=locked, day=timezone.localdate()
    )
    if day.filed >= locked.daily_quota:
        raise QuotaSpent(locked.pk)
    report = file(filing=filing, by=None)
    _keep_all(report, pictures)
    Open311Day.objects.filter(pk=day.pk).update(filed=F("filed") + 1)
    return report


def _keep_all(report: Report, pictures: Sequence[UploadedFile]) -> None:
    """Keep every photograph, or leave no file of any behind."""
    kept: list[str] = []
    try:
        for picture in pictures:
            taken = keep_photo(upload=picture, limit=settings.UPLOAD_LIMIT_BYTES, report=report, by=None)
            kept.append(taken.photo.path)
    except BaseException:
        for path in kept:
            storage.shred(path)
        raise


@transaction.atomic
def count_refusal(*, key: Open311Key) -> None:
    """Note that a filing with the key was refused, so that its holder can be told what goes wrong."""
    day, _made = Open311Day.objects.get_or_create(
        municipality_id=key.municipality_id, key=key, day=timezone.localdate()
    )
    Open311Day.objects.filter(pk=day.pk).update(refused=F("refused") + 1)
