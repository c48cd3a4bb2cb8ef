"""Objections to the preliminary list."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit
from eservices.cases.actions.engine import STORY, lock, notify, write_event
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor
from eservices.services.e_kindergarten import facts
from eservices.services.e_kindergarten.actions.engine import (
    NotNow,
    Outdated,
    lock_competition,
    tell,
)
from eservices.services.e_kindergarten.actions.ranking import check_application
from eservices.services.e_kindergarten.models import Application, Objection
from eservices.services.e_kindergarten.phases import Moment
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


@transaction.atomic
def file_objection(*, application: Application, text: str, by: User) -> Objection:
    """Object to the preliminary list (приговор). Raises NotNow outside the term or for a second objection."""
    competition = lock_competition(application.competition)
    if competition.moment(timezone.now()) is not Moment.OBJECTIONS:
        raise NotNow("no-objection-now")
    if Objection.objects.filter(application=application).exists():
        raise NotNow("already-objected")
    due = calendar_of(competition.municipality).term_end(timezone.localdate(), competition.answer_days)
    objection = Objection.objects.create(
        municipality_id=application.municipality_id,
        application=application,
        due_on=due,
        text=hide(application.case.data_key, text, "kindergarten-objection"),
    )
    case = lock(application.case)
    event = write_event(case, "kindergarten_objection", actor=Actor.APPLICANT, from_state=case.state, by=by)
    case.save(update_fields=STORY)
    notify(case, "kindergarten_objection", event)
    audit.record(
        "kindergarten_objection", municipality_id=case.municipality_id, case=case, actor_kind=Actor.APPLICANT, by=by
    )
    return objection


@transaction.atomic
def decide_objection(
    *, objection: Objection, verdict: str, reason: str, instead: facts.Established, seen: str, by: User
) -> facts.Effect:
    """Decide on an objection whose effect the official has seen (``seen``: digest of the simulated list).

    Accepting establishes ``instead`` for the child; the list follows with the next ranking. Raises Outdated when another
    decision has changed the effect meanwhile, NotNow when this one was decided already.
    """
    lock_competition(objection.application.competition)
    row = Objection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    if row.state != Objection.State.FILED:
        raise NotNow("already-decided")
    application = Application.objects.select_related("competition__municipality", "case__data_key").get(
        pk=row.application_id
    )
    effect = facts.simulate(application, instead)
    if effect.list_sha256 != seen:
        raise Outdated
    key = application.case.data_key
    if verdict == Objection.State.ACCEPTED:
        check_application(application=application, established=instead, by=by)
        row.change = hide(key, dict(instead), "kindergarten-change")
    row.state, row.seen, row.reason = verdict, seen, hide(key, reason, "kindergarten-reason")
    row.decided_at, row.decided_by = timezone.now(), by
    row.save()
    tell(application, f"kindergarten_objection_{verdict}", by, reason=reason)
    return effect
