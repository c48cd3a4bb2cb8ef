"""What to say when a colleague was faster."""

from __future__ import annotations

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from eservices.cases import actions
from eservices.cases.models import Case, CaseEvent
from eservices.cases.timeline import title_of
from municipalities.templatetags.pismo import pismo


def who_and_what(conflict: actions.Conflict) -> str:
    """All that happened since the page was opened, in one sentence."""
    return _("у међувремену се променило: %(what)s") % {"what": "; ".join(lines(conflict))}


def lines(conflict: actions.Conflict) -> list[str]:
    """Who did what and when, one line an event."""
    return [_line(event, conflict.case) for event in conflict.events]


def _line(event: CaseEvent, case: Case) -> str:
    name = pismo(event.actor.get_full_name()) if event.actor else _("систем")
    when = formats.date_format(timezone.localtime(event.at), "SHORT_DATETIME_FORMAT")
    return f"{name}, {when}: {title_of(event, case)}"
