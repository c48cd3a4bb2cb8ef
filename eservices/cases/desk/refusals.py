"""Carrying out an act and saying clearly why it could not be done; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from eservices.cases import actions
from eservices.cases.desk import conflicts
from eservices.cases.desk.forms import VersionForm
from eservices.cases.freshness import labels
from eservices.cases.labels import STATE_LABELS
from eservices.cases.lifecycle import NotAllowed, State
from eservices.cases.models import Case
from eservices.cases.service import CannotDecide, Text
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo

CONFLICT = 409
FORBIDDEN = 403
MISTAKES = 422


@dataclass(frozen=True)
class Refusal:
    """Why an act was not carried out: heading, lines beneath it and the status of the answer."""

    title: Text
    lines: list[str] = field(default_factory=list)
    status: int = CONFLICT


def attempt(act: Callable[[], Any], *, case: Case, form: VersionForm | None = None) -> Refusal | None:
    """Carry out an act; None when it was done. ``case`` and the version in ``form`` then follow the present state."""
    try:
        act()
    except actions.Conflict as conflict:
        _follow(case, conflict.case)
        if form is not None:
            form.refresh_version()
        return Refusal(_("Колега је био бржи. Ништа што сте унели није изгубљено."), conflicts.lines(conflict))
    except NotAllowed:
        case.refresh_from_db(fields=["state", "version"])
        text = _("Предмет је сада у стању „%(state)s“, у коме то није могуће.")
        return Refusal(_("Ова радња више није могућа."), [text % {"state": STATE_LABELS[State(case.state)]}])
    except actions.SamePerson:
        text = _("Ко је предложио одлуку не може и да је одобри (четири ока). Замолите другог руководиоца.")
        return Refusal(_("Одлуку мора да одобри друга особа."), [text], FORBIDDEN)
    except actions.UnseenChange as change:
        return Refusal(_("Податак из регистра се променио."), [_unseen(change)])
    except actions.StillChecking as waiting:
        return Refusal(_("Подаци из регистара се управо проверавају."), [_checking(waiting)])
    except CannotDecide as obstacle:
        return Refusal(_("Предлог више не може да се спроведе."), [str(obstacle)])
    except actions.NotPaid as owed:
        text = _("Није плаћено: %(what)s. Потврдите уплату на страни предмета кад стигне, па издајте документ.")
        what = "; ".join(f"{pismo(one.recipient)}, {format_amount(one.amount)} РСД" for one in owed.payments)
        return Refusal(_("Издаје се тек кад је све плаћено."), [text % {"what": what}])
    return None


def _unseen(change: actions.UnseenChange) -> str:
    text = _("Отворите предмет, погледајте шта регистар сада каже и означите да сте прегледали: %(what)s.")
    return text % {"what": labels(change.needs)}


def _checking(waiting: actions.StillChecking) -> str:
    text = _(
        "Одговор је застарео, па је регистар поново питан: %(what)s. Покушајте за који тренутак. Ако регистар не"
        " одговори, одлука може да се донесе, а у предмету остаје забележено да податак није потврђен."
    )
    return text % {"what": labels(waiting.needs)}


def _follow(case: Case, present: Case) -> None:
    for name in ("state", "version", "due_on", "act_by", "assignee_id"):
        setattr(case, name, getattr(present, name))
