"""Legal values of a municipality: one person proposes, the portal simulates, another person publishes or rejects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, outbox
from eservices.cases.actions.engine import MissingReason, SamePerson
from eservices.cases.lifecycle import Actor
from eservices.cases.models import ParameterProposal
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter


class CannotPublish(Exception):
    """``code``: ``settled`` (somebody decided already), ``simulating``, ``past`` (its first day has come) or ``taken``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class NewValue:
    """A legal value to be: what, how much, from when, by which rule. ``value`` as ``Parameter.value`` keeps it."""

    code: str
    label: str
    value: Any
    unit: str
    valid_from: date
    valid_to: date | None
    legal_source: str


@transaction.atomic
def propose_value(*, municipality: Municipality, value: NewValue, by: User) -> ParameterProposal:
    """Put a value before the second person and start its simulation."""
    proposal = ParameterProposal.objects.create(municipality=municipality, proposed_by=by, **vars(value))
    outbox.promise(
        "simulate",
        key=f"{proposal.pk}:0",
        municipality_id=proposal.municipality_id,
        payload={"proposal_id": proposal.pk, "after": 0},
    )
    _note("propose_value", proposal, by)
    return proposal


@transaction.atomic
def publish_value(*, proposal: ParameterProposal, confirmed: bool, by: User) -> Parameter:
    """Make the value a parameter of the municipality; ``confirmed`` when ``by`` compared it with its source.

    Cases filed before its first day keep what they have. Raises :class:`SamePerson` or :class:`CannotPublish`.
    """
    locked = _waiting(proposal)
    if locked.proposed_by_id == by.pk:
        raise SamePerson(locked.pk)
    if locked.simulated_at is None:
        raise CannotPublish("simulating")
    if locked.valid_from <= timezone.localdate():
        raise CannotPublish("past")
    same = {"municipality_id": locked.municipality_id, "code": locked.code, "valid_from": locked.valid_from}
    if Parameter.objects.filter(**same).exists():
        raise CannotPublish("taken")
    row = Parameter.objects.create(
        **same, label=locked.label, value=locked.value, unit=locked.unit, valid_to=locked.valid_to,
        legal_source=locked.legal_source, confirmed=confirmed,
    )  # fmt: skip
    _settle(locked, ParameterProposal.State.PUBLISHED, by, parameter=row)
    _note("publish_value", locked, by)
    return row


@transaction.atomic
def reject_value(*, proposal: ParameterProposal, reason: str, by: User) -> None:
    """Drop a proposal, also the own one. Raises :class:`MissingReason` or :class:`CannotPublish`."""
    if not reason.strip():
        raise MissingReason("reject_value")
    locked = _waiting(proposal)
    _settle(locked, ParameterProposal.State.REJECTED, by, reason=reason.strip())
    _note("reject_value", locked, by)


def _waiting(proposal: ParameterProposal) -> ParameterProposal:
    locked = ParameterProposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    if locked.state != ParameterProposal.State.PROPOSED:
        raise CannotPublish("settled")
    return locked


def _settle(proposal: ParameterProposal, state: str, by: User, **more: Any) -> None:
    changed: dict[str, Any] = {"state": state, "settled_by": by, "settled_at": timezone.now()} | more
    for name, given in changed.items():
        setattr(proposal, name, given)
    proposal.save(update_fields=list(changed))


def _note(action: str, proposal: ParameterProposal, by: User) -> None:
    audit.record(
        action,
        municipality_id=proposal.municipality_id,
        data={"proposal": proposal.pk, "code": proposal.code},
        actor_kind=Actor.CLERK,
        by=by,
    )
