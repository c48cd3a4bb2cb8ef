"""The audit trail: every reading by an official and every act, in a hash chain per municipality.

Each record's hash covers its content and the hash before it; changing, deleting, inserting or re-ordering a row, even
as superuser, breaks the chain at that place and :func:`first_broken` names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from eservices.cases.models import AuditHead, AuditRecord, Case
from municipalities.accounts.models import User

_EXTEND = f"""
    INSERT INTO {AuditHead._meta.db_table} AS head (municipality_id, sequence, hash) VALUES (%(place)s, %(number)s, ''::bytea)
    ON CONFLICT (municipality_id) DO UPDATE SET sequence = head.sequence + %(number)s
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


@dataclass(frozen=True)
class Deed:
    """What is to be recorded: the act, who did it in which part, and codes and identifiers that belong to it."""

    action: str
    actor_kind: str
    by: User | None
    data: dict[str, Any] = field(default_factory=dict)
    case: Case | None = None


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
    return record_all([Deed(action, actor_kind, by, data or {}, case)], municipality_id=municipality_id)[0]


def record_all(deeds: Sequence[Deed], *, municipality_id: int) -> list[AuditRecord]:
    """Add records of several deeds to the chain, in their order, in as many statements as for one; see :func:`record`."""
    with connection.cursor() as cursor:
        cursor.execute(_EXTEND, {"place": municipality_id, "number": len(deeds)})
        last, previous = cursor.fetchone()
    rows, end = [], bytes(previous)
    for sequence, deed in enumerate(deeds, last - len(deeds) + 1):
        rows.append(_row(deed, municipality_id, sequence, end))
        end = bytes(rows[-1].hash)
    AuditRecord.objects.bulk_create(rows)
    AuditHead.objects.filter(municipality_id=municipality_id).update(hash=end)
    return rows


def _row(deed: Deed, municipality_id: int, sequence: int, previous: bytes) -> AuditRecord:
    row = AuditRecord(
        municipality_id=municipality_id,
        sequence=sequence,
        at=timezone.now(),
        actor=deed.by,
        actor_kind=deed.actor_kind,
        action=deed.action,
        case_reference=deed.case.pk if deed.case else None,
        data=deed.data,
        previous_hash=previous,
    )
    row.hash = digest(previous, sequence, row.at, _content(row))
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
