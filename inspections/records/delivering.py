"""Entering how a record came to the supervised subject; terms of objections and appeal begin with the delivery."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from eservices.cases.keys import hide
from inspections import delivery_rules as rules
from inspections.actions.engine import Change, carry_out, lock, refresh
from inspections.delivery_rules import Entry, Step
from inspections.lifecycle import Actor
from inspections.models import InspectionRecord, RecordDelivery
from inspections.record_labels import STEP_LABELS
from inspections.record_rules import Kind
from inspections.records import terms
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


def entries_of(rows: Sequence[RecordDelivery]) -> list[Entry]:
    """Steps as data of the rules, in the order in which they were entered."""
    return [Entry(Step(row.step), row.on) for row in sorted(rows, key=lambda row: row.position)]


@transaction.atomic
def deliver(
    *, record: InspectionRecord, step: Step, way: str, on: date, remark: str = "", actor: Actor,
    expected_version: int | None = None, by: User,
) -> RecordDelivery:  # fmt: skip
    """Write down a step on the way of a record to the supervised subject (достава).

    Raises ``delivery_rules.CannotDeliver``, ``ParameterMissing``, ``lifecycle.NotAllowed`` or ``engine.Conflict``; then
    nothing has changed.
    """
    locked = lock(record.report, expected_version=expected_version)
    entries, new = entries_of(list(record.deliveries.all())), Entry(step, on)
    kind = Kind(record.kind)
    rules.check(kind, timezone.localdate(record.made_at), entries, new, timezone.localdate())
    posting = terms.term(locked.municipality, terms.POSTING)
    day = rules.delivered_on([*entries, new], posting, calendar_of(locked.municipality))
    code = terms.OBJECTIONS if kind in rules.OBJECTED_TO else terms.APPEAL if kind in rules.APPEALED else ""
    row = RecordDelivery.objects.create(
        municipality_id=locked.municipality_id,
        record=record,
        position=len(entries) + 1,
        step=step,
        way=way,
        on=on,
        delivered_on=day,
        term_until=terms.end(locked, code, day) if day and code else None,
        remark=hide(locked.data_key, remark, "delivery") if remark else b"",
        entered_by=by,
    )
    text = f"{record.get_kind_display()} {record.number}: {STEP_LABELS[step]}, {date_format(on, 'SHORT_DATE_FORMAT')}"
    data: dict[str, Any] = {"record": record.pk, "step": step}
    carry_out("deliver", locked, actor=actor, change=Change(internal_text=text, data=data, public=False), by=by)
    refresh(record.report, locked)
    return row
