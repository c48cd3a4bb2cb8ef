"""Doors to what a person may do where. Everything else asks here and never compares roles by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from municipalities.accounts.models import Membership, User
from municipalities.accounts.roles import ROLES, Permission
from municipalities.models import Municipality


@dataclass(frozen=True)
class Grant:
    """One membership in force: the municipality (None means everywhere), the services (empty means all), the rights."""

    municipality_id: int | None
    services: frozenset[str]
    permissions: frozenset[Permission]

    def covers(self, permission: Permission, municipality_id: int | None, service: str | None) -> bool:
        here = self.municipality_id is None or municipality_id is None or self.municipality_id == municipality_id
        kind = not self.services or service is None or service in self.services
        return permission in self.permissions and here and kind


def grants_of(user: User) -> tuple[Grant, ...]:
    """Memberships of an active person that hold today; read once a request."""
    if not user.is_authenticated or not user.is_active:
        return ()
    cached: tuple[Grant, ...] | None = getattr(user, "_grants", None)
    if cached is None:
        today = timezone.localdate()
        rows = Membership.objects.filter(user=user, since__lte=today).filter(Q(until=None) | Q(until__gte=today))
        cached = tuple(
            Grant(row.municipality_id, frozenset(row.services) or ROLES[row.role].kinds, ROLES[row.role].permissions)
            for row in rows
            if row.role in ROLES and (row.municipality_id is not None or ROLES[row.role].everywhere)
        )
        user._grants = cached  # type: ignore[attr-defined]
    return cached


def may(user: User, permission: Permission, *, municipality_id: int | None = None, service: str | None = None) -> bool:
    """Whether ``user`` has ``permission`` in that municipality, for that service."""
    return any(grant.covers(permission, municipality_id, service) for grant in grants_of(user))


def services_permitted(user: User, permission: Permission, *, municipality_id: int) -> frozenset[str] | None:
    """Services for which the permission holds there: None means all of them, an empty set means none."""
    grants = [grant for grant in grants_of(user) if grant.covers(permission, municipality_id, None)]
    if any(not grant.services for grant in grants):
        return None
    return frozenset().union(*(grant.services for grant in grants))


def desks_of(user: User) -> Sequence[Municipality]:
    """Municipalities where the person works, in alphabetical order."""
    ids = {grant.municipality_id for grant in grants_of(user) if grant.municipality_id is not None}
    return list(Municipality.objects.filter(pk__in=ids)) if ids else []


def municipality_for(slug: str) -> Municipality:
    """The municipality of an address; 404 when there is none."""
    try:
        return Municipality.objects.get(slug=slug)
    except Municipality.DoesNotExist as missing:
        raise Http404 from missing
