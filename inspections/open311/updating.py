"""From the fields of a service request update (mySociety's extension of GeoReport v2) to an update; every doubt is a sentence.

Name, e-mail and telephone of whoever wrote the words are understood and not kept: the sender is known from the filing,
and the official of a body speaks for the body.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inspections.models import Forwarding
from inspections.open311.actions import Update
from inspections.open311.asking import Asked
from inspections.open311.faults import WRONG, Fault
from inspections.open311.filing import description_of, reporter_of

LONGEST_NUMBER = 100
AHEAD = timedelta(hours=1)
"""By how much another clock may go before ours."""
OPEN = ("open", "in_progress", "investigating", "planned", "action_scheduled")
"""What the body says while it still works; its answer is awaited further."""
OUTCOMES = {
    "closed": Forwarding.Outcome.DONE,
    "fixed": Forwarding.Outcome.DONE,
    "not_councils_responsibility": Forwarding.Outcome.NOT_OURS,
}
"""What ends the wait for the answer of a body, and as what it is written down."""


def update_of(asked: Asked) -> Update:
    """The update that was sent. Raises Fault."""
    number = asked.text("update_id", longest=LONGEST_NUMBER)
    if not number:
        raise Fault(WRONG, _("Недостаје update_id: број допуне код вас, по коме се иста не уписује два пута."))
    text = description_of(asked)
    if not text:
        raise Fault(WRONG, _("Недостаје description. Напишите шта се догодило."))
    reporter_of(asked)
    said_at = asked.moment("updated_datetime")
    if said_at is not None and said_at > timezone.now() + AHEAD:
        raise Fault(WRONG, _("updated_datetime је у будућности. Проверите сат и временску зону."))
    status = asked.text("status", longest=40).lower()
    if status and status not in OPEN and status not in OUTCOMES:
        known = ", ".join([*OPEN, *OUTCOMES])
        raise Fault(WRONG, _("Непознат status. Прима се: %(known)s.") % {"known": known})
    return Update(number, text, _open_or_closed(status), OUTCOMES.get(status, ""), said_at)


def _open_or_closed(status: str) -> str:
    """The status as GeoReport v2 knows it; empty when none was sent."""
    return "" if not status else "open" if status in OPEN else "closed"
