"""Short words of the desk: tones of states, days left, names of services and registers."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from eservices.cases import service as services
from eservices.cases.lifecycle import State
from eservices.cases.service import Text
from eservices.exchange import sources

STATE_TONES = {
    State.SUBMITTED: "new",
    State.IN_REVIEW: "info",
    State.AMENDMENT_REQUESTED: "wait",
    State.STAYED: "wait",
    State.PROPOSED: "info",
    State.ISSUED: "good",
    State.DELIVERED: "good",
    State.APPEALED: "wait",
    State.FINAL: "good",
    State.ARCHIVED: "",
    State.WITHDRAWN: "wait",
    State.TRANSFERRED: "",
}
SOON_DAYS = 3


def service_name(slug: str) -> Text:
    """Name of a service; its slug when the service is no longer installed."""
    try:
        return services.get(slug).name
    except LookupError:
        return slug


def outcome_label(service: str, outcome: str) -> Text:
    """Name of an outcome; its slug when the service is no longer installed or no longer has it."""
    try:
        return services.get(service).outcome(outcome).label
    except LookupError:
        return outcome


def source_label(name: str) -> str:
    """Full name of a register; its key when its adapter is no longer there."""
    return str(dict(sources.choices()).get(name, name))


def days_left(act_by: date | None, today: date) -> tuple[str, str]:
    """How much time is left, in words, and how urgent it is: ``late``, ``soon``, ``paused`` or nothing."""
    if act_by is None:
        return _("рок не тече"), "paused"
    left = (act_by - today).days
    if left < 0:
        return _late(-left), "late"
    if left == 0:
        return _("данас"), "soon"
    if left == 1:
        return _("сутра"), "soon"
    text = _("још %(days)s дан") if _takes_singular(left) else _("још %(days)s дана")
    return text % {"days": left}, "soon" if left <= SOON_DAYS else ""


def _late(days: int) -> str:
    text = _("касни %(days)s дан") if _takes_singular(days) else _("касни %(days)s дана")
    return text % {"days": days}


def _takes_singular(number: int) -> bool:
    """21 дан, 22 дана, 11 дана."""
    return number % 10 == 1 and number % 100 != 11
