"""One way to change a case: lock it, ask the transition table, write event, clock and audit, derive the dates."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, clock, happenings, outbox, registry
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor, Requirement, State, Transition, transition
from eservices.cases.models import Case, CaseEvent
from municipalities.accounts.models import User


class Conflict(Exception):
    """Somebody was faster: the case changed since the official opened it. ``events`` tell what changed and by whom."""

    def __init__(self, case: Case, events: list[CaseEvent]) -> None:
        super().__init__(f"case {case.pk} is at version {case.version}")
        self.case, self.events = case, events


class MissingReason(ValueError):
    """The action needs a reason in words."""


class SamePerson(PermissionError):
    """The person who proposed a decision cannot be the one who approves it (четири ока)."""


@dataclass(frozen=True)
class Change:
    """What goes with a transition: reason in words, data of the event, dates of the clock."""

    reason: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    on: date | None = None
    days: int | None = None
    until: date | None = None
    public: bool = True


NOTHING = Change()
STORY = ("version", "last_act")
"""Fields of a case that a line of its story changes."""


def lock(case: Case, *, expected_version: int | None = None) -> Case:
    """The case, locked until the transaction ends.

    Raises :class:`Conflict` when it is no longer at the version the caller saw.
    """
    locked = Case.objects.select_for_update(of=("self",)).select_related("municipality", "data_key").get(pk=case.pk)
    if expected_version is not None and locked.version != expected_version:
        since = list(locked.events.filter(position__gt=expected_version).select_related("actor").order_by("position"))
        raise Conflict(locked, since)
    return locked


@transaction.atomic
def perform(
    action: str,
    *,
    case: Case,
    actor: Actor,
    expected_version: int | None = None,
    change: Change = NOTHING,
    by: User | None,
) -> CaseEvent:
    """Carry out one row of the transition table on a case.

    Raises ``lifecycle.NotAllowed``, :class:`Conflict` or :class:`MissingReason`; then nothing has changed.
    """
    locked = lock(case, expected_version=expected_version)
    rule = transition(State(locked.state), action, actor)
    if Requirement.REASON in rule.requires and not change.reason.strip():
        raise MissingReason(action)
    if Requirement.PROOF in rule.requires and not change.data.get("proof"):
        raise MissingReason(action)
    before, locked.state = locked.state, rule.from_state(State(locked.state))
    event = write_event(locked, action, actor=actor, from_state=before, change=change, by=by)
    _tell_the_clock(locked, event, rule, change)
    clock.derive(locked, today=timezone.localdate())
    locked.save(update_fields=["state", *STORY, "due_on", "act_by"])
    if rule.notifies:
        notify(locked, action, event)
    audit.record(
        action,
        municipality_id=locked.municipality_id,
        case=locked,
        data={"event": event.position},
        actor_kind=actor,
        by=by,
    )
    _refresh(case, locked)
    return event


def write_event(
    case: Case,
    action: str,
    *,
    actor: Actor,
    from_state: str,
    change: Change = NOTHING,
    by: User | None,
) -> CaseEvent:
    """Add a line to the story of a locked case; its version becomes the line's position.

    The version of a case is always the position of its last line, and a new case begins at 0. An event that is an act
    of the file (``case_acts``) takes its sub-number, and who listens to happenings is told. The caller then saves
    ``STORY`` of the case.
    """
    case.version += 1
    event = CaseEvent.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        position=case.version,
        action=action,
        actor=by,
        actor_kind=actor,
        from_state=from_state,
        to_state=case.state,
        public=change.public,
        data=change.data,
        reason=hide(case.data_key, change.reason, "reason") if change.reason else b"",
    )
    registry.enter_act(case, event)
    happenings.tell_event(case, event)
    return event


def note_event(case: Case, action: str, data: dict[str, Any], *, public: bool = True, by: User | None) -> None:
    """Add a line to the story of a locked case that changes no state, and to the audit trail."""
    actor = Actor.CLERK if by else Actor.SYSTEM
    write_event(case, action, actor=actor, from_state=case.state, change=Change(data=data, public=public), by=by)
    case.save(update_fields=STORY)
    audit.record(action, municipality_id=case.municipality_id, case=case, data=data, actor_kind=actor, by=by)


def _tell_the_clock(case: Case, event: CaseEvent, rule: Transition, change: Change) -> None:
    if rule.clock is None:
        return
    clock.write(
        case,
        event,
        rule.clock,
        on=change.on or timezone.localdate(),
        article=rule.legal_basis,
        reason=rule.action,
        days=change.days,
        until=change.until,
    )


def notify(case: Case, topic: str, event: CaseEvent) -> None:
    """Promise a neutral message to the applicant."""
    outbox.promise_all([message(case, topic, event)])


def message(case: Case, topic: str, event: CaseEvent) -> outbox.Promise:
    """The neutral message to the applicant that an event calls for, to be promised."""
    return outbox.Promise(
        "notification",
        key=f"{case.pk}:{event.position}",
        municipality_id=case.municipality_id,
        payload={"case_id": case.pk, "topic": topic, "position": event.position},
    )


def _refresh(case: Case, locked: Case) -> None:
    """Give the caller's object what the transaction wrote."""
    for name in ("state", "version", "due_on", "act_by", "last_act", "assignee_id"):
        setattr(case, name, getattr(locked, name))
