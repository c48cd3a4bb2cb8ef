"""Passages of decisions: one person proposes a version, another publishes it; applicants ask for a language."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from eservices.cases import audit, passages
from eservices.cases.actions.engine import STORY, Change, SamePerson, lock, write_event
from eservices.cases.lifecycle import Actor, NotAllowed, State
from eservices.cases.models import Case, DecisionTemplate
from municipalities.accounts.models import User
from municipalities.models import Municipality

BEFORE_PROPOSAL = (State.SUBMITTED, State.IN_REVIEW, State.AMENDMENT_REQUESTED, State.STAYED)


class AlreadySettled(Exception):
    """Somebody published or rejected the version meanwhile."""


@transaction.atomic
def propose_template(
    *, municipality: Municipality, service: str, texts: Mapping[str, Mapping[str, str]], by: User
) -> DecisionTemplate:
    """Write the next version of the passages for one service (or, empty, for all) and put it before a second person."""
    Municipality.objects.select_for_update().get(pk=municipality.pk)  # two versions of one moment take turns
    own = DecisionTemplate.objects.filter(municipality=municipality, service=service)
    last = own.aggregate(last=Max("version"))["last"] or 0
    row = DecisionTemplate.objects.create(
        municipality=municipality, service=service, version=last + 1, passages=texts, proposed_by=by
    )
    _note("propose_template", row, by)
    return row


@transaction.atomic
def publish_template(*, template: DecisionTemplate, by: User) -> None:
    """Let a version hold for cases filed from now on. Raises :class:`SamePerson` or :class:`AlreadySettled`."""
    if template.proposed_by_id == by.pk:
        raise SamePerson(template.pk)
    _settle(template, DecisionTemplate.State.PUBLISHED, by)
    _note("publish_template", template, by)


@transaction.atomic
def reject_template(*, template: DecisionTemplate, by: User) -> None:
    """Drop a proposed version, also the own one. Raises :class:`AlreadySettled`."""
    _settle(template, DecisionTemplate.State.REJECTED, by)
    _note("reject_template", template, by)


def _settle(template: DecisionTemplate, state: str, by: User) -> None:
    waiting = DecisionTemplate.objects.filter(pk=template.pk, state=DecisionTemplate.State.PROPOSED)
    if not waiting.update(state=state, settled_by=by, settled_at=timezone.now()):
        raise AlreadySettled(template.pk)


def _note(action: str, template: DecisionTemplate, by: User) -> None:
    audit.record(
        action,
        municipality_id=template.municipality_id,
        data={"template": template.pk},
        actor_kind=Actor.CLERK,
        by=by,
    )


@transaction.atomic
def ask_language(*, case: Case, language: str, by: User) -> None:
    """Ask for the decision in a minority language too; an empty one takes the wish back.

    Raises ValueError for a language that is not in official use in the municipality, ``lifecycle.NotAllowed`` once a
    decision has been proposed.
    """
    locked = lock(case)
    if language and language not in passages.languages_of(locked.municipality):
        raise ValueError(language)
    if locked.state not in BEFORE_PROPOSAL:
        raise NotAllowed(State(locked.state), passages.ASKED, Actor.APPLICANT)
    change = Change(data={"language": language})
    write_event(locked, passages.ASKED, actor=Actor.APPLICANT, from_state=locked.state, change=change, by=by)
    locked.save(update_fields=STORY)
    audit.record(
        passages.ASKED, municipality_id=locked.municipality_id, case=locked, data=change.data, actor_kind=Actor.APPLICANT,
        by=by,
    )  # fmt: skip
    case.version = locked.version
