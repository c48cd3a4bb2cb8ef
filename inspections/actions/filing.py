"""Filing a report: from the filled pages, or from another programme, to a number and a clock in one transaction."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from eservices.cases import audit, outbox, registry
from eservices.cases.actions.intake import pin
from eservices.cases.deadlines import ClockKind
from eservices.cases.keys import hide, new_key, plain_key, reveal
from eservices.cases.models import DataKey, Document
from eservices.cases.uploads import storage
from eservices.cases.uploads.keeping import Kept, keep
from eservices.cases.uploads.refusals import Refused
from inspections import clock, grid, routing, rules
from inspections.actions.engine import Change, next_line, step_of_new, tell
from inspections.grid import Point
from inspections.lifecycle import ARTICLE_18, Actor
from inspections.models import Category, Photo, Report, ReportClockEntry, ReportDraft, ReportEvent
from inspections.models.report import draft_expiry
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing, values
from municipalities.script import fold

OFFICE_OF_INSPECTIONS = "inspections"
"""Under this name an office says in its list of services that it leads inspections; its organ stands in the number."""
MOST_PHOTOS = 6


class TooManyPhotos(ValueError):
    """There are as many photographs as a report takes."""


@dataclass(frozen=True)
class Filing:
    """What makes a report. ``reporter`` holds name, email and phone as far as given; nothing for an anonymous one."""

    municipality: Municipality
    category: Category
    identity: str
    description: str
    address: str = ""
    place: Point | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    reporter: Mapping[str, str] = field(default_factory=dict)
    language: str = "sr"
    channel: str = Report.Channel.ONLINE
    submission_key: uuid.UUID = field(default_factory=uuid.uuid4)


class WrongIdentity(ValueError):
    """An anonymous report with the sender's data, or in a category that takes none."""


def file(*, filing: Filing, draft: ReportDraft | None = None, by: User | None) -> Report:
    """File a report: number, first events, clock, route and promised messages in one transaction.

    ``by`` is the signed-in sender, or the official who takes it down. With a ``draft`` its photographs and its key
    become those of the report. A repeated call with the same submission key returns the report that was filed first.
    Raises :class:`WrongIdentity` or ``ParameterMissing``.
    """
    try:
        return _file(filing, draft, by)
    except IntegrityError:
        filed = Report.objects.filter(submission_key=filing.submission_key).first()
        if filed is None:
            raise
        return filed


@transaction.atomic
def _file(filing: Filing, draft: ReportDraft | None, by: User | None) -> Report:
    offered = routing.offer(filing.municipality, filing.category)
    anonymous = filing.identity == Report.Identity.ANONYMOUS
    if anonymous and (any(filing.reporter.values()) or not offered.anonymous):
        raise WrongIdentity(filing.category.code)
    key = draft.data_key if draft else new_key(filing.municipality)
    report = _new_report(filing, key, is_public=offered.public, person=None if anonymous else by)
    destination = routing.route(
        filing.municipality, filing.category, at=report.filed_at, address=filing.address, place=filing.place
    )
    report.inspectorate = destination.inspectorate
    give_number(report)
    _write(report, _first_lines(report, destination.officer, by if report.person is None and not anonymous else None))
    if draft is not None:
        draft.photos.update(report=report)
        ReportDraft.objects.filter(pk=draft.pk).update(report=report)
    _promise_messages(report)
    return report


def _new_report(filing: Filing, key: DataKey, *, is_public: bool, person: User | None) -> Report:
    on_behalf = filing.channel in (Report.Channel.PHONE, Report.Channel.COUNTER)
    report = Report(
        municipality=filing.municipality,
        category=filing.category,
        identity=filing.identity,
        person=None if on_behalf else person,
        data_key=key,
        reporter=hide(key, dict(filing.reporter), "reporter") if any(filing.reporter.values()) else b"",
        details=hide(key, filing.description, "details"),
        answers=hide(key, dict(filing.answers), "answers"),
        address=filing.address,
        address_key=fold(filing.address)[:200],
        priority=Report.Priority.URGENT if filing.category.urgent else Report.Priority.NORMAL,
        language=filing.language,
        channel=filing.channel,
        submission_key=filing.submission_key,
        is_public=is_public,
        pinned=pinned_terms(filing.municipality),
    )
    put_at(report, filing.place)
    report.triage_due = rules.triage_until(
        timezone.localdate(report.filed_at), clock.terms_of(report), calendar_of(filing.municipality)
    )
    return report


def put_at(report: Report, place: Point | None) -> None:
    """Set the exact and the rounded place of a report and their cells; the caller saves."""
    shown = None if place is None else grid.rounded(place, report.category.rounding_metres)
    report.lat, report.lon = (place.lat, place.lon) if place else (None, None)
    report.cell = grid.cell_of(place) if place else None
    report.public_lat, report.public_lon = (shown.lat, shown.lon) if shown else (None, None)
    report.public_cell = grid.cell_of(shown) if shown else None


def pinned_terms(municipality: Municipality) -> dict[str, Any]:
    """The terms of today as a report keeps them. Raises ``ParameterMissing``."""
    today = timezone.localdate()
    found = values(clock.PARAMETERS, municipality=municipality, on=today)
    for code in clock.PARAMETERS:
        if code not in found:
            raise ParameterMissing(code, today)
    return pin(found)


def _first_lines(report: Report, officer: User | None, taken_down_by: User | None) -> list[ReportEvent]:
    """The story of a report on the day it comes: filed, entered in the register and, where a rule says so, assigned.

    ``taken_down_by`` is an official; a sender is never named in it, because the identity may be protected.
    """
    lines = [next_line(report, "file", actor=Actor.REPORTER, from_state="", by=taken_down_by)]
    lines.append(step_of_new(report, "register"))
    if officer is not None:
        report.assignee = officer
        lines.append(step_of_new(report, "assign", change=Change(data={"to": officer.pk})))
    return lines


def _write(report: Report, lines: list[ReportEvent]) -> None:
    """Write a new report with its story, its ledger and the audit of it, each in one statement."""
    today = timezone.localdate(report.filed_at)
    start = ReportClockEntry(
        municipality_id=report.municipality_id, report=report, event=lines[0], kind=ClockKind.START, on=today,
        article=ARTICLE_18, reason=lines[0].action,
    )  # fmt: skip
    clock.derive(report, today=timezone.localdate(), entries=[start.entry])
    report.save(force_insert=True)
    ReportEvent.objects.bulk_create(lines)
    start.save(force_insert=True)
    for line in lines:
        if line.action == "assign":
            tell(report, line)
    audit.record_all([_deed(report, line) for line in lines], municipality_id=report.municipality_id)


def _deed(report: Report, line: ReportEvent) -> audit.Deed:
    return audit.Deed(
        f"report_{line.action}", line.actor_kind, line.actor, {"report": report.pk, "event": line.position}
    )  # fmt: skip


def give_number(report: Report) -> None:
    """Take the next number of the register for a report that is being filed (завођење)."""
    place = registry.Place(
        report.municipality,
        report.inspectorate.classification,
        timezone.localdate(report.filed_at).year,
        registry.organ_for(report.municipality, OFFICE_OF_INSPECTIONS),
    )
    number = registry.next_number(place)
    report.classification, report.year = number.classification, number.year
    report.sequence, report.organ = number.sequence, number.organ
    report.number = number.format(report.municipality.number_pattern)


def _promise_messages(report: Report) -> None:
    topics = ["report-receipt"] if report.reporter else []
    if report.priority == Report.Priority.URGENT:
        topics.append("report-alert")
    payload = {"report_id": report.pk}
    if topics:
        outbox.promise_all(outbox.Promise(topic, str(report.pk), report.municipality_id, payload) for topic in topics)


# -- Drafts ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_draft(*, municipality: Municipality, by: User | None) -> ReportDraft:
    """Open an empty report."""
    key = new_key(municipality)
    return ReportDraft.objects.create(municipality=municipality, data_key=key, answers=hide(key, {}, "answers"))


def answers_of_draft(draft: ReportDraft) -> dict[str, dict[str, Any]]:
    """What was given so far, by page."""
    return dict(reveal(draft.data_key, draft.answers, "answers"))


@transaction.atomic
def save_page(*, draft: ReportDraft, page: str, given: Mapping[str, Any], by: User | None) -> dict[str, dict[str, Any]]:
    """Keep the answers of one page; the draft lives a week from now."""
    locked = (
        ReportDraft.objects.select_for_update(of=("self",)).select_related("data_key").get(pk=draft.pk, report=None)
    )
    answers = answers_of_draft(locked) | {page: dict(given)}
    draft.answers = hide(locked.data_key, answers, "answers")
    ReportDraft.objects.filter(pk=draft.pk).update(
        answers=draft.answers, updated_at=timezone.now(), expires_at=draft_expiry()
    )
    return answers


@transaction.atomic
def remove_photo(*, draft: ReportDraft, code: str, by: None = None) -> None:
    """Take a photograph back before sending; one that is not there any more needs nothing."""
    try:
        wanted = uuid.UUID(code)
    except ValueError:
        return
    for photo in Photo.objects.filter(draft=draft, report=None, code=wanted):
        path = photo.path
        photo.delete()
        transaction.on_commit(partial(storage.shred, path), robust=True)


# -- Photographs -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Taken:
    """A kept photograph and where it was taken, if the file said so; the place is not stored with the photograph."""

    photo: Photo
    place: Point | None


def keep_photo(
    *,
    upload: UploadedFile,
    limit: int,
    draft: ReportDraft | None = None,
    report: Report | None = None,
    by_official: bool = False,
    by: User | None,
) -> Taken:
    """Check, write anew without metadata, encrypt and keep a photograph of a draft or of a report.

    For a report write the event by :func:`inspections.actions.add_photo`. Raises ``uploads.Refused``,
    ``storage.StorageFull`` or :class:`TooManyPhotos`; then nothing is left behind.
    """
    holder = draft or report
    if holder is None:
        raise ValueError("A photograph belongs to a draft or to a report.")
    if holder.photos.filter(by_official=False).count() >= MOST_PHOTOS and not by_official:
        raise TooManyPhotos
    code = uuid.uuid4()

    def write(kept: Kept) -> Taken:
        if kept.accepted.width is None or kept.accepted.height is None:
            raise Refused("type_not_allowed")
        photo = Photo.objects.create(
            code=code,
            municipality_id=holder.municipality_id,
            draft=draft,
            report=report,
            content_type=kept.accepted.media_type,
            size=kept.stored.size,
            width=kept.accepted.width,
            height=kept.accepted.height,
            sha256=kept.stored.sha256,
            path=kept.stored.path,
            scan=Document.Scan.CLEAN if kept.is_scanned else Document.Scan.NOT_SCANNED,
            by_official=by_official,
        )
        position = kept.accepted.position
        return Taken(photo, Point(*position) if position else None)

    context = f"photo:{code}".encode()
    return keep(upload, limit=limit, data_key=plain_key(holder.data_key), context=context, write=write)
