"""What changes who may read the ledger from outside, and the record of what was read."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from eservices.exchange.access import hash_of
from eservices.exchange.models import TrackerKey, TrackerQuery
from municipalities.accounts.models import User
from municipalities.models import Municipality

BEGINNING = 8


class QuotaSpent(Exception):
    """The key has made all the queries it may make today."""


@transaction.atomic
def issue_key(
    *, municipality: Municipality, holder: str, valid_until: date, daily_quota: int, by: User
) -> tuple[TrackerKey, str]:
    """Make a key for an auditing body; returns its row and the key, which is kept nowhere."""
    key = secrets.token_urlsafe(32)
    row = TrackerKey.objects.create(
        municipality=municipality,
        holder=holder,
        beginning=key[:BEGINNING],
        key_hash=hash_of(key),
        valid_until=valid_until,
        daily_quota=daily_quota,
        created_by=by,
    )
    return row, key


@transaction.atomic
def revoke_key(*, key: TrackerKey, by: User) -> bool:
    """Take a key back at once; False when it already was."""
    return bool(TrackerKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=timezone.now()))


@transaction.atomic
def reserve_query(*, key: TrackerKey) -> None:
    """Let the key make one more query today; queries of one key wait for each other until the transaction ends.

    Raises :class:`QuotaSpent`.
    """
    locked = TrackerKey.objects.select_for_update().get(pk=key.pk)
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    if TrackerQuery.objects.filter(key=locked, asked_at__gte=midnight).count() >= locked.daily_quota:
        raise QuotaSpent(locked.pk)


def note_query(
    *,
    key: TrackerKey,
    operation: str,
    found: int,
    subject: bytes = b"",
    period: tuple[datetime | None, datetime | None] = (None, None),
) -> TrackerQuery:
    """Record what was asked with a key."""
    return TrackerQuery.objects.create(
        municipality_id=key.municipality_id,
        key=key,
        operation=operation,
        subject_reference=subject,
        period_start=period[0],
        period_end=period[1],
        found=found,
    )
