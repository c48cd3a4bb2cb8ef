"""Doors to processes and what hangs on them: each fetches and authorises in one step, or answers 404."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from eservices.cases.access import Desk
from eservices.cases.desk import people
from eservices.participation.models import (
    AbuseReport,
    Announcement,
    Comment,
    Enclosure,
    Moderation,
    Option,
    Process,
    Report,
    Signature,
)
from eservices.participation.phases import Part, Phase
from municipalities.accounts.access import may, municipality_for
from municipalities.accounts.assurance import Level, level_of
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import enter
from municipalities.models import Municipality

PARTS = {Permission.RUN_PARTICIPATION: Part.EDITOR, Permission.DECIDE_PARTICIPATION: Part.HEAD}


def place_of(slug: str) -> Municipality:
    """The municipality of a public page; the page may then read its processes."""
    municipality = municipality_for(slug)
    enter(municipality=municipality.pk)
    return municipality


def announced() -> QuerySet[Announcement]:
    """What is public in all municipalities, the last changed first."""
    return Announcement.objects.select_related("municipality")


def public_process(municipality: str, code: str) -> Process:
    """A process that everybody may read."""
    if not Announcement.objects.filter(municipality__slug=municipality, code=code).exists():
        raise Http404
    return _process(municipality, code)


def _process(municipality: str, code: str) -> Process:
    place = place_of(municipality)
    rows = Process.objects.filter(municipality=place, code=code)
    found = rows.select_related("municipality", "data_key").prefetch_related("periods").first()
    if found is None:
        raise Http404
    return found


def is_member(user: User, process: Process) -> bool:
    """Whether the person belongs to the committee of an initiative."""
    return user.is_authenticated and process.committee.filter(person_id=user.pk).exists()


def readable_process(user: User, municipality: str, code: str) -> Process:
    """A public process, or one in preparation for the members of its committee."""
    if Announcement.objects.filter(municipality__slug=municipality, code=code).exists():
        return _process(municipality, code)
    return committee_process(user, municipality, code)


def committee_process(user: User, municipality: str, code: str) -> Process:
    """An initiative for a member of its committee."""
    found = _process(municipality, code)
    if not is_member(user, found):
        raise Http404
    return found


def invited_process(municipality: str, code: str, invitation: str) -> Process:
    """An initiative in preparation for somebody who holds its invitation."""
    found = _process(municipality, code)
    if found.invitation != invitation or Phase(found.phase) is not Phase.DRAFT or found.initiator_id is None:
        raise Http404
    return found


def initiatives_of(user: User, municipality: Municipality) -> QuerySet[Process]:
    """Initiatives of the municipality in whose committee the person sits, the newest first."""
    rows = Process.objects.filter(municipality=municipality, committee__person_id=user.pk)
    return rows.order_by("-created_at")


def comment_of(process: Process, pk: int) -> Comment:
    """A visible comment of a process that a door has opened."""
    found = Comment.objects.filter(process=process, pk=pk, hidden=False).select_related("process").first()
    if found is None:
        raise Http404
    return found


def moderation_of(user: User, process: Process, pk: int) -> Moderation:
    """The latest moderation of the person's own comment."""
    found = (
        Moderation.objects.filter(comment__process=process, comment_id=pk, comment__author_id=user.pk)
        .select_related("comment__process")
        .first()
    )
    if found is None or not user.is_authenticated:
        raise Http404
    return found


def own_signature(user: User, process: Process) -> Signature | None:
    """The person's own signature."""
    return Signature.objects.filter(process=process, person_id=user.pk).first() if user.is_authenticated else None


def enclosure_of(process: Process, code: UUID) -> Enclosure:
    """A document of a process that the reader may see."""
    found = Enclosure.objects.filter(process=process, code=code).first()
    if found is None:
        raise Http404
    return found


def published_report(process: Process) -> Report:
    """The published report with its file."""
    found = Report.objects.filter(process=process, published_at__isnull=False).first()
    if found is None or not found.pdf:
        raise Http404
    return found


def knows_verified(request: HttpRequest) -> bool:
    """Whether this session reaches the level that verified participation asks."""
    return level_of(request) >= Level.SUBSTANTIAL


# -- officials ---------------------------------------------------------------------------------------------------------
def is_official(user: User, municipality_id: int, permission: Permission = Permission.RUN_PARTICIPATION) -> bool:
    """Whether the person runs (or decides in) the participation of this municipality."""
    return may(user, permission, municipality_id=municipality_id)


def desk(request: HttpRequest, permission: Permission = Permission.RUN_PARTICIPATION) -> Desk:
    """The desk of an official of participation, or 404."""
    found = people.desk_of(request)
    if not is_official(found.user, found.municipality_id, permission):
        raise Http404
    return found


def parts_at(desk: Desk) -> frozenset[Part]:
    """In which parts the official at this desk moves processes on."""
    return frozenset(
        part for permission, part in PARTS.items() if is_official(desk.user, desk.municipality_id, permission)
    )


def process_at(desk: Desk, pk: int) -> Process:
    """A process of the desk's municipality."""
    rows = Process.objects.filter(municipality_id=desk.municipality_id, pk=pk)
    found = rows.select_related("municipality", "data_key").prefetch_related("periods").first()
    if found is None:
        raise Http404
    return found


def comment_at(desk: Desk, pk: int) -> Comment:
    """A comment in a process of the desk's municipality, hidden or not."""
    found = Comment.objects.filter(municipality_id=desk.municipality_id, pk=pk).select_related("process__municipality")
    row = found.first()
    if row is None:
        raise Http404
    return row


def moderation_at(desk: Desk, pk: int) -> Moderation:
    """A moderation at the desk's municipality against which the author has objected."""
    rows = Moderation.objects.filter(municipality_id=desk.municipality_id, pk=pk, appealed_at__isnull=False)
    found = rows.select_related("comment__process__municipality").first()
    if found is None:
        raise Http404
    return found


def open_reports(process: Process) -> QuerySet[AbuseReport]:
    """Reports of comments that nobody has looked at."""
    return AbuseReport.objects.filter(comment__process=process, settled_at=None).select_related("comment")


def option_at(desk: Desk, pk: int) -> Option:
    """A proposal of the desk's municipality."""
    found = Option.objects.filter(municipality_id=desk.municipality_id, pk=pk).select_related("process").first()
    if found is None:
        raise Http404
    return found


def signature_at(desk: Desk, pk: str) -> Signature:
    """A signature of the desk's municipality with the key that opens it."""
    rows = Signature.objects.filter(municipality_id=desk.municipality_id, pk=pk)
    found = rows.select_related("process__data_key").first()
    if found is None:
        raise Http404
    return found
