"""Who sits at which desk, with which rights, and who the colleagues are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django.db.models import Q
from django.http import Http404, HttpRequest
from django.utils import timezone

from eservices.cases.access import Desk
from eservices.cases.models import Case
from municipalities.accounts.access import desks_of, may
from municipalities.accounts.models import Membership, User
from municipalities.accounts.roles import ROLES, Permission
from municipalities.middleware import desk_municipality
from municipalities.models import Municipality


def official(request: HttpRequest) -> User:
    """The signed-in official."""
    return cast(User, request.user)


def desk_or_none(request: HttpRequest) -> Desk | None:
    """The desk of this request; None for an official without a municipality (СКГО, administrator of the portal)."""
    municipality = desk_municipality(request)
    return None if municipality is None else Desk(official(request), municipality)


def desk_of(request: HttpRequest) -> Desk:
    """The desk of this request, or 404."""
    desk = desk_or_none(request)
    if desk is None:
        raise Http404
    return desk


def holds(desk: Desk, permission: Permission) -> bool:
    """Whether the official has the right at this desk, for any service."""
    return may(desk.user, permission, municipality_id=desk.municipality_id)


def case_of(request: HttpRequest, pk: int, permission: Permission = Permission.VIEW_CASES) -> tuple[Desk, Case]:
    """Desk and case of an address, or 404 when the case is not for this official or was destroyed (излучен)."""
    desk = desk_of(request)
    case = desk.case(pk, permission)
    if case.is_destroyed:
        raise Http404
    return desk, case


@dataclass(frozen=True)
class Colleague:
    """An official of this desk and the services (empty means all) whose cases this person may process."""

    user: User
    services: tuple[frozenset[str], ...]

    def processes(self, service: str) -> bool:
        return any(not some or service in some for some in self.services)


def colleagues_of(desk: Desk) -> list[Colleague]:
    """Officials here who may process cases, by name; one query."""
    today = timezone.localdate()
    rows = (
        Membership.objects.filter(municipality_id=desk.municipality_id, since__lte=today)
        .filter(Q(until=None) | Q(until__gte=today), user__is_active=True, user__is_staff=True)
        .select_related("user")
        .order_by("user__last_name", "user__first_name", "user_id")
    )
    found: dict[int, Colleague] = {}
    for row in rows:
        if Permission.PROCESS_CASES in ROLES[row.role].permissions:
            known = found.get(row.user_id, Colleague(row.user, ()))
            found[row.user_id] = Colleague(row.user, (*known.services, frozenset(row.services)))
    return list(found.values())


def around(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every desk page shows: the desk, the desks to switch to, and where this person may go."""
    desk = desk_or_none(request)
    places = list(desks_of(official(request)))
    return {
        "desk": desk,
        "desks": places,
        "desk_municipality": next((place for place in places if desk and place.pk == desk.municipality_id), None),
        "rights": {permission.value: True for permission in Permission if desk and holds(desk, permission)},
    }


def municipality_of(desk: Desk) -> Municipality:
    """The municipality of the desk."""
    return Municipality.objects.get(pk=desk.municipality_id)
