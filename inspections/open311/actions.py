"""What changes: keys, their use, the reports that they file and the updates that they send."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eservices.cases.uploads import storage
from inspections.actions import Filing, file, keep_photo, remark, remark_of_body, reply_of_body
from inspections.lifecycle import State, open311_status
from inspections.models import ExternalBody, Open311Day, Open311Entry, Open311Key, Report, ReportEvent
from inspections.open311.access import hash_of
from municipalities.accounts.models import User
from municipalities.models import Municipality

BEGINNING = 8


class QuotaSpent(Exception):
    """The key has sent all the reports and updates it may send today."""


class NumberTaken(ValueError):
    """The key has sent an update of another report under this number."""


class NotTheirs(PermissionError):
    """The key neither filed the report nor belongs to a body that it was forwarded to."""


class StateNotTheirs(PermissionError):
    """The update would change the state of a report, and it is not with the body of the key now."""


@dataclass(frozen=True, slots=True)
class Update:
    """What a programme has to say about a report.

    ``number`` is the one the update has there, ``text`` the words. ``outcome`` (``Forwarding.Outcome``) ends the wait for
    a body's answer; empty for a remark. ``status``: open or closed as the programme sees it, empty when it does not say.
    """

    number: str
    text: str
    status: str = ""
    outcome: str = ""
    said_at: datetime | None = None


@transaction.atomic
def issue_key(
    *,
    municipality: Municipality,
    holder: str,
    contact: str,
    valid_until: date,
    daily_quota: int,
    body: ExternalBody | None = None,
    by: User,
) -> tuple[Open311Key, str]:
    """Make a key for a programme, or for a ``body`` that reports go to; returns its row and the key, kept nowhere."""
    key = secrets.token_urlsafe(32)
    row = Open311Key.objects.create(
        municipality=municipality,
        holder=holder,
        contact=contact,
        beginning=key[:BEGINNING],
        key_hash=hash_of(key),
        valid_until=valid_until,
        daily_quota=daily_quota,
        body=body,
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
    locked = _lock(key)
    day = _day_within_quota(locked)
    report = file(filing=filing, by=None)
    _keep_all(report, pictures)
    _enter(locked, report, report.events.get(action="file"))
    Open311Day.objects.filter(pk=day.pk).update(filed=F("filed") + 1)
    return report


@transaction.atomic
def update_with_key(*, key: Open311Key, report: Report, update: Update) -> ReportEvent:
    """Write an update of a report within the key's quota; the same number once more is the update that was written.

    A programme adds to what it filed; a body says how far it came with what was forwarded to it, or answers. Raises
    :class:`QuotaSpent`, :class:`NumberTaken`, :class:`NotTheirs`, :class:`StateNotTheirs`, or
    ``lifecycle.NotAllowed`` when the report went on meanwhile; then nothing is written.
    """
    locked = _lock(key)
    written = Open311Entry.objects.select_related("event").filter(key=locked, update_id=update.number).first()
    if written is not None:
        if written.report_id != report.pk:
            raise NumberTaken(update.number)
        return written.event
    day = _day_within_quota(locked)
    event = _write(locked, report, update)
    _enter(locked, report, event, update.number)
    Open311Day.objects.filter(pk=day.pk).update(updated=F("updated") + 1)
    return event


def _write(key: Open311Key, report: Report, update: Update) -> ReportEvent:
    """The event that an update means for whoever holds the key."""
    sent = report.forwardings.select_related("report__municipality", "report__data_key").filter(body=key.body_id)
    forwardings = list(sent) if key.body_id else []
    awaited = next((row for row in forwardings if row.is_awaited), None)
    is_author = Open311Entry.objects.filter(key=key, report=report, event__action="file").exists()
    if not forwardings and not is_author:
        raise NotTheirs(report.pk)
    if update.outcome and awaited is not None:
        return reply_of_body(forwarding=awaited, outcome=update.outcome, text=update.text, by=None)
    if update.status and update.status != open311_status(State(report.state)):
        raise StateNotTheirs(report.pk)
    if forwardings:
        return remark_of_body(report=report, text=update.text, said_at=update.said_at)
    return remark(report=report, text=update.text, said_at=update.said_at)


def _lock(key: Open311Key) -> Open311Key:
    """Let everything that is sent with one key follow each other."""
    return Open311Key.objects.select_for_update(of=("self",)).get(pk=key.pk)


def _day_within_quota(key: Open311Key) -> Open311Day:
    day, _made = Open311Day.objects.get_or_create(
        municipality_id=key.municipality_id, key=key, day=timezone.localdate()
    )
    if day.filed + day.updated >= key.daily_quota:
        raise QuotaSpent(key.pk)
    return day


def _enter(key: Open311Key, report: Report, event: ReportEvent, number: str = "") -> None:
    Open311Entry.objects.create(
        municipality_id=key.municipality_id, key=key, report=report, event=event, update_id=number
    )


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
    """Note that a filing or an update with the key was refused, so that its holder can be told what goes wrong."""
    day, _made = Open311Day.objects.get_or_create(
        municipality_id=key.municipality_id, key=key, day=timezone.localdate()
    )
    Open311Day.objects.filter(pk=day.pk).update(refused=F("refused") + 1)
