"""What the portal knows about a person, collected for that person (право на приступ и преносивост, ZZPL art. 26, 36).

Every floor adds its own part: ``register("cases", part)``, where ``part(user)`` gives JSON-ready data.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from municipalities.accounts.models import User

Part = Callable[[User], Any]
_parts: dict[str, Part] = {}


def register(name: str, part: Part) -> None:
    """Add a part to every export; a second registration of the same name replaces the first."""
    _parts[name] = part


def export_of(user: User) -> dict[str, Any]:
    """All parts of one person, ready for JSON."""
    return {"exported_at": timezone.localtime().isoformat(), **{name: part(user) for name, part in _parts.items()}}


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "phone": str(user.phone),
        "language": user.language,
        "channel": user.channel,
        "opened_at": user.date_joined.isoformat(),
    }


def _sign_ins(user: User) -> list[dict[str, Any]]:
    rows = user.sign_ins.order_by("-at").values("at", "method", "level", "provider")
    return [{**row, "at": row["at"].isoformat()} for row in rows]


def _memberships(user: User) -> list[dict[str, Any]]:
    rows = user.memberships.order_by("pk").values("municipality__slug", "role", "services", "since", "until")
    return [{**row, "since": str(row["since"]), "until": row["until"] and str(row["until"])} for row in rows]


register("account", _account)
register("sign_ins", _sign_ins)
register("memberships", _memberships)
