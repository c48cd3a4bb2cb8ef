"""Who sits at the desk of inspections, and who inspects here."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone

from inspections.access import InspectionDesk, actor_of, inspection_desk
from inspections.lifecycle import Actor
from inspections.models import Report
from municipalities.accounts.admin_access import person
from municipalities.accounts.models import Membership, User
from municipalities.accounts.roles import ROLES, Permission
from municipalities.middleware import desk_municipality


def desk_of(request: HttpRequest) -> InspectionDesk:
    """The desk of this request, or 404."""
    return inspection_desk(person(request), desk_municipality(request))


def part_in(desk: InspectionDesk, report: Report) -> Actor | None:
    """In which part the official acts on the report; None for one who only reads it."""
    try:
        return actor_of(desk.user, report)
    except Http404:
        return None


@dataclass(frozen=True)
class Inspector:
    """An inspector of this municipality and the inspectorates (an empty set means all) that the person covers."""

    user: User
    kinds: tuple[frozenset[str], ...]

    def covers(self, inspectorate: str) -> bool:
        return any(not some or inspectorate in some for some in self.kinds)


def inspectors_of(desk: InspectionDesk) -> list[Inspector]:
    """Inspectors here by name, each with all that is covered; one query."""
    today = timezone.localdate()
    rows = (
        Membership.objects.filter(municipality_id=desk.municipality_id, since__lte=today)
        .filter(Q(until=None) | Q(until__gte=today), user__is_active=True, user__is_staff=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "user_id")
    )
    found: dict[int, Inspector] = {}
    for row in rows:
        role = ROLES[row.role]
        if Permission.INSPECT in role.permissions:
            known = found.get(row.user_id, Inspector(row.user, ()))
            found[row.user_id] = Inspector(row.user, (*known.kinds, frozenset(row.services) or role.kinds))
    return list(found.values())
