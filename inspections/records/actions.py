"""Writing records: a number, the row, the step of the report and the promise of the sealed paper in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from eservices.cases.uploads import storage
from inspections import record_rules as rules
from inspections.actions import papers
from inspections.actions.engine import Change, carry_out, lock, refresh
from inspections.actions.filing import keep_photo
from inspections.actions.protecting import refuse_names
from inspections.lifecycle import Actor, State
from inspections.models import Checklist, InspectionRecord, Photo, RecordDelivery, Report, ReportEvent
from inspections.record_rules import Kind
from inspections.records.access import content_of
from municipalities.accounts.models import User


class NotAnnounced(ValueError):
    """The supervision was neither announced for today or earlier, nor was the notice left out with a reason."""


@dataclass(frozen=True)
class Draft:
    """What becomes a record. ``content`` as composed; ``ends_on`` the day its term ends; ``then`` whether the further
    step of its row follows at once, ``instead`` whether the other one is taken in place of its step."""

    kind: Kind
    content: dict[str, Any]
    language: str = "sr"
    ends_on: date | None = None
    degree: int | None = None
    checklist: Checklist | None = None
    counted_as: str = ""
    public_text: str = ""
    then: bool = False
    instead: bool = False


def write(
    *, report: Report, draft: Draft, actor: Actor, expected_version: int | None = None, by: User
) -> InspectionRecord:  # fmt: skip
    """Write a record into the file of a report.

    Raises ``rules.MayNotWrite``, ``NamesTheSender`` (written into the audit, because it was tried),
    ``lifecycle.NotAllowed`` or ``engine.Conflict``; then nothing has changed.
    """
    texts = [*_texts(draft.content), draft.public_text]
    refuse_names(report=report, texts=texts, kind=draft.kind, actor=actor, by=by)
    return _write(report, draft, actor, expected_version, by)


@transaction.atomic
def _write(report: Report, draft: Draft, actor: Actor, expected_version: int | None, by: User) -> InspectionRecord:
    locked = lock(report, expected_version=expected_version)
    row = rules.writing(draft.kind, State(locked.state), actor, kinds_in(locked), kinds_delivered(locked))
    record = papers.enter(
        locked,
        kind=draft.kind,
        content=draft.content,
        language=draft.language,
        by=by,
        checklist=draft.checklist,
        degree=draft.degree,
        due_on=draft.ends_on,
        counted_as=draft.counted_as,
    )
    _move(locked, row, record, draft, actor, by)
    refresh(report, locked)
    return record


def _move(
    locked: Report, row: rules.Writing, record: InspectionRecord, draft: Draft, actor: Actor, by: User
) -> None:  # fmt: skip
    """Take the report the step that the record means; a record without one leaves a line for the file."""
    step = row.instead if draft.instead and row.instead else row.step
    data = {"record": record.pk, "kind": record.kind}
    text = f"{draft.content['title']} {record.number}"
    change = Change(public_text=draft.public_text, internal_text=text, data=data, public=bool(step))
    carry_out(step or "note", locked, actor=actor, change=change, by=by)
    if draft.then and row.then:
        carry_out(row.then, locked, actor=actor, change=Change(data=data), by=by)


@transaction.atomic
def start(*, report: Report, actor: Actor, expected_version: int | None = None, by: User) -> ReportEvent:
    """Begin the supervision (почетак надзора): after the announced day came, or the notice was left out with a reason.

    Raises :class:`NotAnnounced`.
    """
    locked = lock(report, expected_version=expected_version)
    last = locked.records.filter(kind=Kind.NOTICE).select_related("report__data_key").order_by("-sub_number").first()
    too_early = last is None or (last.due_on is not None and last.due_on > timezone.localdate())
    if too_early and not (last is not None and content_of(last)["values"]["exemption"]):
        raise NotAnnounced(locked.pk)
    event = carry_out("start", locked, actor=actor, by=by)
    refresh(report, locked)
    return event


def kinds_in(report: Report) -> frozenset[Kind]:
    """Kinds of records that stand in the file of a report."""
    return frozenset(Kind(kind) for kind in report.records.values_list("kind", flat=True))


def kinds_delivered(report: Report) -> frozenset[Kind]:
    """Kinds of records in the file of a report of which the last one counts as delivered today."""
    today = timezone.localdate()
    last: dict[Kind, RecordDelivery | None] = {}
    for record in report.records.order_by("sub_number").prefetch_related("deliveries"):
        last[Kind(record.kind)] = record.delivery
    return frozenset(
        kind for kind, row in last.items() if row is not None and row.delivered_on and row.delivered_on <= today
    )


def _texts(value: Any) -> list[str]:
    """Every text within data of lists and dictionaries, but for digests and codes of photographs."""
    if isinstance(value, dict):
        return [text for key, item in value.items() if key != "photos" for text in _texts(item)]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    return [str(value)] if value is not None else []


def write_with_photos(
    *, report: Report, draft: Draft, uploads: Sequence[UploadedFile], compose: Callable[[list[Photo]], dict[str, Any]],
    actor: Actor, expected_version: int | None = None, by: User,
) -> InspectionRecord:  # fmt: skip
    """As :func:`write`, with photographs kept first; ``compose`` then says the content with their digests.

    Raises also ``uploads.Refused`` and ``storage.StorageFull``. Whatever is raised, no photograph is left behind.
    """
    kept: list[Photo] = []
    try:
        for upload in uploads:
            taken = keep_photo(
                upload=upload, limit=settings.UPLOAD_LIMIT_BYTES, report=report, by_official=True, by=by
            )  # fmt: skip
            kept.append(taken.photo)
        whole = replace(draft, content=compose(kept))
        return write(report=report, draft=whole, actor=actor, expected_version=expected_version, by=by)
    except BaseException:
        for photo in kept:
            photo.delete()
            storage.shred(photo.path)
        raise
