"""Carrying out an act and saying clearly why it could not be done; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eservices.cases.desk.refusals import Refusal
from inspections import actions
from inspections.desk.forms import ActForm
from inspections.labels import STATE_LABELS
from inspections.lifecycle import NotAllowed, State
from inspections.models import Report, ReportEvent
from inspections.wording import title_of
from municipalities.templatetags.pismo import pismo

LEADS = {
    "self": gettext_lazy("Пријава не може да води саму себе."),
    "ended": gettext_lazy("Тај предмет је завршен. Изаберите отворен предмет."),
    "elsewhere": gettext_lazy("Тај предмет је у другој општини."),
}


def attempt(act: Callable[[], Any], *, report: Report, form: ActForm | None = None) -> Refusal | None:
    """Carry out an act; None when it was done. ``report`` and the version in ``form`` then follow the present state."""
    try:
        act()
    except actions.Conflict as conflict:
        report.refresh_from_db()
        if form is not None:
            form.refresh_version()
        return Refusal(_("Колега је био бржи. Ништа што сте унели није изгубљено."), lines(conflict))
    except NotAllowed:
        report.refresh_from_db()
        return not_now(report)
    except (
        actions.CannotInspect, actions.AlreadyAnswered, actions.NamesTheSender, actions.WrongLead, actions.WrongParts,
    ) as obstacle:  # fmt: skip
        return Refusal(_("Ово сада није могуће."), [reason_of(obstacle)])
    return None


def not_now(report: Report) -> Refusal:
    """The table does not have the act in this state, or not for this official."""
    text = _("Пријава је сада у стању „%(state)s“, у коме то није могуће.")
    return Refusal(_("Ова радња сада није могућа."), [text % {"state": STATE_LABELS[State(report.state)]}])


def reason_of(obstacle: Exception) -> str:
    """Why an act was not carried out, as a sentence."""
    if isinstance(obstacle, actions.Conflict):
        return _("у међувремену се променило: %(what)s") % {"what": "; ".join(lines(obstacle))}
    if isinstance(obstacle, NotAllowed):
        return _("у стању „%(state)s“ то није могуће") % {"state": STATE_LABELS[obstacle.state]}
    if isinstance(obstacle, actions.NamesTheSender):
        return _("У тексту је име или контакт подносиоца чији је идентитет заштићен. Уклоните га.")
    if isinstance(obstacle, actions.CannotInspect):
        return _("Изабрана особа није инспектор ове инспекције.")
    if isinstance(obstacle, actions.WrongLead):
        return _lead(obstacle)
    if isinstance(obstacle, actions.WrongParts):
        return _("Пријава може да има највише десет делова, а део се не дели даље.")
    return _("Одговор је већ примљен или се више не чека.")


def _lead(obstacle: actions.WrongLead) -> str:
    if obstacle.code == "merged" and obstacle.lead is not None:
        return _("Тај предмет је већ спојен; води га %(number)s.") % {"number": obstacle.lead}
    return str(LEADS[obstacle.code])


def lines(conflict: actions.Conflict) -> list[str]:
    """Who did what and when since the page was opened, one line an event."""
    return [_line(event) for event in conflict.events]


def _line(event: ReportEvent) -> str:
    name = pismo(event.actor.get_full_name()) if event.actor else _("систем")
    when = formats.date_format(timezone.localtime(event.at), "SHORT_DATETIME_FORMAT")
    return f"{name}, {when}: {title_of(event)}"
