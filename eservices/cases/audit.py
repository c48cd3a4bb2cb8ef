"""The audit trail: every reading by an official and every act, in a hash chain per municipality.

Each record's hash covers its content and the hash before it; changing, deleting, inserting or re-ordering a row, even
as superuser, breaks the chain at that place and :func:`first_broken` names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from eservices.cases.models import AuditHead, AuditRecord, Case
from municipalities.accounts.models import User

_EXTEND = f"""
    INSERT INTO {AuditHead._meta.db_table} AS head (municipality_id, sequence, hash) VALUES (%s, 1, ''::bytea)
    ON CONFLICT (municipality_id) DO UPDATE SET sequence = head.sequence + 1
    RETURNING sequence, hash
"""  # noqa: S608 - the table name is ours


def digest(previous: bytes, sequence: int, at: datetime, content: list[Any]) -> bytes:
    """Hash of a record: it covers the hash before it, the position, the moment and the content (see ``_content``)."""
    body = json.dumps(
        [sequence, at.astimezone(UTC).isoformat(), *content],
        ensure_ascii=True,
        sort_keys=True,
    )
    return hashlib.sha256(previous + body.encode()).digest()


def _content(row: AuditRecord) -> list[Any]:
    return [
        row.municipality_id,
        row.actor_id,
        row.actor_kind,
        row.action,
        row.case_reference,
        row.data,
    ]


def record(
    action: str,
    *,
    municipality_id: int,
    case: Case | None = None,
    data: dict[str, Any] | None = None,
    actor_kind: str,
    by: User | None,
) -> AuditRecord:
    """Add a record to the municipality's chain. Call it last in a transaction: it locks the end of the chain."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, [municipality_id])
        sequence, previous = cursor.fetchone()
    row = AuditRecord(
        municipality_id=municipality_id,
        sequence=sequence,
        at=timezone.now(),
        actor=by,
        actor_kind=actor_kind,
        action=action,
        case_reference=case.pk if case else None,
        data=data or {},
        previous_hash=bytes(previous),
    )
    row.hash = digest(bytes(previous), sequence, row.at, _content(row))
    row.save(force_insert=True)
    AuditHead.objects.filter(municipality_id=municipality_id).update(hash=row.hash)
    return row


def first_broken(rows: Iterable[AuditRecord], *, head: AuditHead | None) -> int | None:
    """Position of the first record that does not fit its predecessor, or None when the chain is whole.

    ``rows`` is the whole chain in order; ``head`` tells how long it must be and how it must end.
    """
    previous, expected = b"", 1
    for row in rows:
        fits = row.sequence == expected and bytes(row.previous_hash) == previous
        if not fits or digest(previous, row.sequence, row.at, _content(row)) != bytes(row.hash):
            return expected
        previous, expected = bytes(row.hash), expected + 1
    complete = (head is None and expected == 1) or (head is not None and head.sequence == expected - 1)
    return None if complete and (head is None or bytes(head.hash) == previous) else expected


def readings_of(case: Case) -> Iterable[AuditRecord]:
    """Who opened the case or acted in it, newest first; shown to its applicant."""
    return AuditRecord.objects.filter(municipality_id=case.municipality_id, case_reference=case.pk).select_related(
        "actor"
    )
