"""Proposals for a participatory budget, and the secret ballot of budgets and polls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eservices.participation.actions.engine import Change, citizen_may, lock, official_may, take_step, write_event
from eservices.participation.models import Ballot, Option, Period, Process, Turnout
from eservices.participation.phases import Act, Kind, NotNow, Part, Phase, Standing
from municipalities.accounts.models import User


class AlreadyVoted(Exception):
    """One person, one ballot."""


class WrongChoice(ValueError):
    """``code``: ``none`` (nothing chosen), ``unknown`` (not on the ballot), ``many`` (too many), ``dear`` (costs more than
    there is)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Project:
    """A proposal as it was typed; ``cost`` in RSD as its author estimates it."""

    title: str
    text: str
    cost: Decimal
    signed: str


@transaction.atomic
def propose(*, process: Process, project: Project, standing: Standing, by: User) -> Option:
    """Propose a project. Raises ``phases.NotNow``, or :class:`WrongChoice` (``dear``) above the whole budget."""
    locked = citizen_may(process, Act.PROPOSE, standing)
    if locked.budget is not None and project.cost > locked.budget:
        raise WrongChoice("dear")
    row = Option.objects.create(
        municipality_id=locked.municipality_id, process=locked, title=project.title, text=project.text,
        cost=project.cost, signed=project.signed, author=by, state=Option.State.PROPOSED,
    )  # fmt: skip
    write_event(locked, "proposed", part=Part.SYSTEM, change=Change(data={"option": row.pk}), by=None)
    return row


@transaction.atomic
def examine(*, option: Option, admitted: bool, cost: Decimal | None, reason: str, by: User) -> None:
    """Say whether a proposal goes to the vote, at which examined price, and why not. Raises ``phases.NotNow``."""
    locked = official_may(option.process, Act.ADMIT)
    if admitted and locked.budget is not None and cost is not None and cost > locked.budget:
        raise WrongChoice("dear")
    option.state = Option.State.ADMITTED if admitted else Option.State.NOT_ADMITTED
    option.cost, option.reason = cost or option.cost, reason
    option.save(update_fields=["state", "cost", "reason"])
    action = "admitted" if admitted else "not_admitted"
    write_event(locked, action, part=Part.EDITOR, change=Change(data={"option": option.pk}), by=by)


@transaction.atomic
def open_voting(*, process: Process, last: date, by: User) -> Process:
    """Let people vote from today. Raises ``phases.NotNow`` or ``engine.NeedMissing``."""
    locked = lock(process)
    if Phase(locked.phase) is not Phase.ADMITTING:
        raise NotNow("phase")
    Period.objects.update_or_create(
        process=locked, phase=Phase.VOTING,
        defaults={"municipality_id": locked.municipality_id, "first": timezone.localdate(), "last": last},
    )  # fmt: skip
    return take_step("open_voting", process=process, part=Part.EDITOR, by=by)


@transaction.atomic
def vote(*, process: Process, choices: Sequence[int], standing: Standing, by: User) -> None:
    """Cast a ballot: that the person voted and what was voted are kept apart, so a vote cannot be changed or shown.

    Raises ``phases.NotNow``, :class:`AlreadyVoted` or :class:`WrongChoice`.
    """
    locked = citizen_may(process, Act.VOTE, standing)
    if Turnout.objects.filter(process=locked, person=by).exists():
        raise AlreadyVoted
    chosen = _valid(locked, choices)
    Turnout.objects.create(municipality_id=locked.municipality_id, process=locked, person=by)
    Ballot.objects.create(municipality_id=locked.municipality_id, process=locked, choices=sorted(chosen))
    Option.objects.filter(process=locked, pk__in=chosen).update(votes=F("votes") + 1)
    Process.objects.filter(pk=locked.pk).update(ballots=F("ballots") + 1)


def _valid(process: Process, choices: Sequence[int]) -> set[int]:
    """The chosen options, if the ballot is a valid one."""
    chosen = set(choices)
    if not chosen:
        raise WrongChoice("none")
    rows = list(Option.objects.filter(process=process, state=Option.State.ADMITTED, pk__in=chosen))
    if len(rows) != len(chosen):
        raise WrongChoice("unknown")
    if process.kind == Kind.POLL and len(chosen) > process.max_choices:
        raise WrongChoice("many")
    if process.kind == Kind.BUDGET and sum((row.cost or Decimal(0) for row in rows), Decimal(0)) > (
        process.budget or 0
    ):
        raise WrongChoice("dear")
    return chosen
