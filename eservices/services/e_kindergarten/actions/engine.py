"""One way to change a competition: lock it, move it on, tell the applicants."""

from __future__ import annotations

from datetime import date
from typing import Any

from eservices.cases import audit
from eservices.cases.actions.engine import STORY, Change, lock, notify, write_event
from eservices.cases.lifecycle import Actor
from eservices.services.e_kindergarten.models import Application, Competition
from eservices.services.e_kindergarten.phases import Phase, after
from municipalities.accounts.models import User

SLUG = "e-kindergarten"
Outcome = Application.Outcome


class NotNow(Exception):
    """The step cannot be taken; ``code`` says why (see ``refusals``)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Outdated(NotNow):
    """What the official saw is no longer so: somebody else decided meanwhile."""

    def __init__(self) -> None:
        super().__init__("outdated")


def lock_competition(competition: Competition) -> Competition:
    """The competition, locked until the transaction ends."""
    return Competition.objects.select_for_update(of=("self",)).select_related("municipality").get(pk=competition.pk)


def advance(competition: Competition, step: str, by: User, **dates: date | None) -> None:
    """Move a locked competition to the phase after ``step`` and note it. Raises NotInThisPhase."""
    competition.phase = after(step, Phase(competition.phase))
    for name, day in dates.items():
        setattr(competition, name, day)
    competition.save(update_fields=["phase", *dates])
    audit.record(
        f"kindergarten_{step}", municipality_id=competition.municipality_id, data={"competition": competition.pk},
        actor_kind=Actor.CLERK, by=by,
    )  # fmt: skip


def tell(application: Application, action: str, by: User | None, *, reason: str = "", **data: Any) -> None:
    """Add a line to the story of the case and promise its applicant a neutral message."""
    case = lock(application.case)
    actor = Actor.CLERK if by else Actor.SYSTEM
    event = write_event(
        case, action, actor=actor, from_state=case.state, change=Change(reason=reason, data=data), by=by
    )
    case.save(update_fields=STORY)
    notify(case, action, event)
    audit.record(action, municipality_id=case.municipality_id, case=case, data=data, actor_kind=actor, by=by)
