"""Doors to reports: each fetches and authorises in one step, or answers 404.

The sender comes by the secret code, everybody else sees what is public, officials see the reports of their
inspectorates. A door also tells the database whose rows the rest of the transaction may see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from eservices.cases.keys import reveal, reveal_text
from inspections.lifecycle import Actor, State
from inspections.models import Follower, Forwarding, Photo, Report, ReportDraft
from municipalities.accounts.access import may, services_permitted
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import enter
from municipalities.models import Municipality

NOT_PUBLIC = (State.WITHDRAWN, State.REJECTED, State.MERGED)
"""States in which a report is not shown to everybody, whatever else holds."""


# -- Without an account ------------------------------------------------------------------------------------------------
def report_by_code(code: str) -> Report:
    """The own report by its receipt code, which nobody can guess."""
    enter(code=code)
    found = Report.objects.filter(code=code).values_list("municipality_id", "pk").first()
    if found is None:
        raise Http404
    enter(municipality=found[0])
    return Report.objects.select_related("municipality", "data_key", "category", "inspectorate", "lead").get(
        pk=found[1]
    )


def draft_by_code(code: str, *, held: frozenset[str]) -> ReportDraft:
    """An unfinished report that this browser holds, also when it was filed meanwhile."""
    enter(code=code)
    draft = ReportDraft.objects.select_related("municipality").filter(code=code).first()
    if draft is None or code not in held:
        raise Http404
    enter(municipality=draft.municipality_id)
    return ReportDraft.objects.select_related("municipality", "data_key", "report").get(pk=draft.pk)


def enter_to_begin(municipality: Municipality) -> None:
    """Let somebody begin a report at a municipality: the new draft will be a row of it."""
    enter(municipality=municipality.pk)


def public_reports(municipality: Municipality) -> QuerySet[Report]:
    """What everybody may see of a municipality, newest first. Show of it only the columns made for the public."""
    enter(municipality=municipality.pk)
    rows = Report.objects.filter(municipality=municipality, is_public=True).exclude(state__in=NOT_PUBLIC)
    return rows.order_by("-filed_at", "-id")


def public_report(municipality: Municipality, pk: int) -> Report:
    """One of the public reports; of a merged one its lead, where that is public."""
    enter(municipality=municipality.pk)
    merged = Report.objects.filter(municipality=municipality, pk=pk, state=State.MERGED).first()
    wanted = merged.lead_id if merged and merged.lead_id else pk
    found = public_reports(municipality).select_related("municipality", "category", "inspectorate").filter(pk=wanted)
    report = found.first()
    if report is None:
        raise Http404
    return report


def cleared_pictures(reports: Iterable[Report]) -> dict[int, UUID]:
    """The first cleared photograph of each of these public reports that has one, by report, in one query at most."""
    cleared = [report.pk for report in reports if report.cleared_at]
    if not cleared:
        return {}
    found: dict[int, UUID] = {}
    photos = Photo.objects.filter(report_id__in=cleared, cleared=True).order_by("report_id", "created_at", "id")
    for report, code in photos.values_list("report_id", "code"):
        found.setdefault(report, code)
    return found


def forwarding_by_code(code: str) -> Forwarding:
    """The forwarding whose reply form was opened by the code in the letter."""
    enter(code=code)
    found = Forwarding.objects.filter(code=code).values_list("municipality_id", "pk").first()
    if found is None:
        raise Http404
    enter(municipality=found[0])
    rows = Forwarding.objects.select_related("report__municipality", "report__data_key", "report__category", "body")
    return rows.get(pk=found[1])


def follower_by_code(code: str) -> Follower:
    """The follower whose code came in the letter."""
    enter(code=code)
    found = Follower.objects.filter(code=code).values_list("municipality_id", "pk").first()
    if found is None:
        raise Http404
    enter(municipality=found[0])
    return Follower.objects.select_related("municipality", "report__category", "category", "data_key").get(pk=found[1])


def photo_of(report: Report, code: UUID) -> Photo:
    """A photograph of a report that a door has already opened."""
    photo = report.photos.filter(code=code).first()
    if photo is None:
        raise Http404
    return photo


def reports_of(user: User) -> QuerySet[Report]:
    """The reports that the person filed signed in, newest first."""
    rows = Report.objects.filter(person_id=user.pk).select_related("municipality", "category")
    return rows.order_by("-filed_at", "-id")


# -- At the desk -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class InspectionDesk:
    """What an official may see of the reports of one municipality."""

    user: User
    municipality_id: int

    def inspectorates(self, permission: Permission = Permission.VIEW_REPORTS) -> frozenset[str] | None:
        """Slugs of the inspectorates: None means all, an empty set none."""
        return services_permitted(self.user, permission, municipality_id=self.municipality_id)

    def reports(self, permission: Permission = Permission.VIEW_REPORTS) -> QuerySet[Report]:
        """Reports of the permitted inspectorates, and those assigned to the official."""
        permitted = self.inspectorates(permission)
        rows = Report.objects.filter(municipality_id=self.municipality_id)
        if permitted is None:
            return rows
        if not permitted:
            return rows.none()
        return rows.filter(Q(inspectorate__slug__in=permitted) | Q(assignee=self.user))

    def report(self, pk: int, permission: Permission = Permission.VIEW_REPORTS) -> Report:
        """One report, or 404."""
        related = ("municipality", "data_key", "category", "inspectorate", "assignee", "lead")
        found = self.reports(permission).select_related(*related).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def inspectors(self, inspectorate: str) -> list[User]:
        """Inspectors of the inspectorate here, by name."""
        members = User.objects.filter(memberships__municipality_id=self.municipality_id, is_active=True, is_staff=True)
        return [
            person
            for person in members.distinct().order_by("last_name", "first_name")
            if may(person, Permission.INSPECT, municipality_id=self.municipality_id, service=inspectorate)
        ]

    @property
    def leads(self) -> bool:
        """Whether the official heads the inspections here."""
        return may(self.user, Permission.LEAD_INSPECTIONS, municipality_id=self.municipality_id)


def inspection_desk(user: User, municipality_id: int | None) -> InspectionDesk:
    """The desk of an official who sees reports there; 404 for everybody else."""
    if municipality_id is None or not may(user, Permission.VIEW_REPORTS, municipality_id=municipality_id):
        raise Http404
    enter(municipality=municipality_id)
    return InspectionDesk(user, municipality_id)


def actor_of(user: User, report: Report) -> Actor:
    """In which part an official acts on a report: head, inspector or dispatcher. 404 for everybody else."""
    for permission, actor in (
        (Permission.LEAD_INSPECTIONS, Actor.HEAD),
        (Permission.INSPECT, Actor.INSPECTOR),
        (Permission.TRIAGE_REPORTS, Actor.DISPATCHER),
    ):
        if may(user, permission, municipality_id=report.municipality_id, service=report.inspectorate.slug):
            return actor
    raise Http404


def sees_sender(user: User, report: Report) -> bool:
    """Whether an official may see who sent the report: of a protected one the head of inspections alone."""
    if report.identity == Report.Identity.ANONYMOUS:
        return False
    needed = Permission.VIEW_REPORTS if report.identity == Report.Identity.KNOWN else Permission.LEAD_INSPECTIONS
    return may(user, needed, municipality_id=report.municipality_id, service=report.inspectorate.slug)


# -- What is encrypted -------------------------------------------------------------------------------------------------
def sender_of(report: Report) -> Mapping[str, str]:
    """Name, e-mail and telephone as given; ask :func:`sees_sender` before showing them at the desk."""
    return dict(reveal(report.data_key, report.reporter, "reporter")) if report.reporter else {}


def description_of(report: Report) -> str:
    """The sender's own words: for the sender and for officials."""
    return reveal_text(report.data_key, report.details, "details")


def answers_of(report: Report) -> dict[str, Any]:
    """Answers to the extra questions, by code."""
    return dict(reveal(report.data_key, report.answers, "answers")) if report.answers else {}


def text_of(report: Report, blob: bytes | memoryview, purpose: str) -> str:
    """An encrypted text of the report: ``public_text`` or ``internal_text`` of an event, ``question``, ``answer``,
    ``message``, ``reply``, ``comment``."""
    return reveal_text(report.data_key, blob, purpose)
