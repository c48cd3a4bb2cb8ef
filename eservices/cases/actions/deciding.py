"""From the proposal to a final decision: four eyes, numbers, delivery, appeal."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from eservices.cases import freshness, outbox, payments
from eservices.cases import service as services
from eservices.cases.actions.engine import Change, SamePerson, lock, perform
from eservices.cases.actions.paying import NotPaid
from eservices.cases.actions.rechecking import ask_before_decision, refuse_over_unseen_change, refuse_unchecked
from eservices.cases.actions.relating import hand_over_by_decision, take_back
from eservices.cases.keys import hide
from eservices.cases.lifecycle import Actor, NotAllowed, State
from eservices.cases.models import Case, Decision, Delivery
from municipalities.accounts.models import User
from municipalities.calendars import calendar_of


@transaction.atomic
def propose(
    *,
    case: Case,
    outcome: str,
    content: dict[str, Any],
    expected_version: int | None = None,
    by: User,
) -> Decision:
    """Put a decision before the second person. ``content`` is what ``decisions.compose`` made.

    Register answers that are too old for it are asked for again. Raises :class:`~.rechecking.UnseenChange` while a
    register states something else than before and nobody has looked at it.
    """
    chosen = services.get(case.service).outcome(outcome)
    if freshness.rests_on_registers(chosen):
        refuse_over_unseen_change(case)
    action = "propose_discontinuance" if chosen.discontinues else "propose"
    event = perform(
        action, case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(data={"outcome": outcome}, public=False), by=by,
    )  # fmt: skip
    replaces = case.decisions.filter(stage=Decision.Stage.SEALED).order_by("-issued_at").first()
    decision = Decision.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        outcome=outcome,
        is_provisional=not chosen.ends,
        language=case.paper_language,
        content=hide(case.data_key, content, "decision"),
        proposed_by=by,
        proposed_at=event.at,
        replaces=replaces,
    )
    services.get(case.service).decision_changed(decision, by=by)
    ask_before_decision(decision=decision, by=by)
    return decision


def _waits_for_approval(decision: Decision, action: str, *, case: Case) -> None:
    """Refuse a decision that is not the proposal now before the second person: returned, issued or never kept."""
    waiting = Decision.objects.filter(pk=decision.pk, case=case, stage=Decision.Stage.PROPOSED)
    if not waiting.exists():
        raise NotAllowed(State(case.state), action, Actor.APPROVER)


@transaction.atomic
def return_proposal(*, decision: Decision, reason: str, expected_version: int | None = None, by: User) -> None:
    """Send a proposal back with the reason."""
    discontinues = services.get(decision.case.service).outcome(decision.outcome).discontinues
    action = "return_discontinuance" if discontinues else "return_proposal"
    _waits_for_approval(decision, action, case=lock(decision.case, expected_version=expected_version))
    perform(
        action, case=decision.case, actor=Actor.APPROVER, expected_version=expected_version,
        change=Change(reason=reason, public=False), by=by,
    )  # fmt: skip
    Decision.objects.filter(pk=decision.pk).update(stage=Decision.Stage.RETURNED)
    decision.stage = Decision.Stage.RETURNED
    services.get(decision.case.service).decision_changed(decision, by=by)


@transaction.atomic
def issue(*, decision: Decision, expected_version: int | None = None, by: User) -> None:
    """Approve and issue: the act gets its number; sealing and delivery are promised.

    Raises :class:`NotPaid` while a fee is not paid that the outcome needs, :class:`SamePerson` when the approver also
    proposed it, :class:`~.rechecking.UnseenChange` over a changed fact that nobody has looked at, and
    :class:`~.rechecking.StillChecking` while answers that are too old are asked for again; call
    :func:`~.rechecking.ask_before_decision` first.
    """
    if decision.proposed_by_id == by.pk:
        raise SamePerson(decision.pk)
    case = decision.case
    action = "issue_provisional" if decision.is_provisional else "issue"
    _waits_for_approval(decision, action, case=lock(case, expected_version=expected_version))
    refuse_unchecked(decision)
    unpaid = payments.unsettled(case)
    if unpaid and services.get(case.service).outcome(decision.outcome).needs_payment:
        raise NotPaid(unpaid)
    event = perform(
        action, case=case, actor=Actor.APPROVER, expected_version=expected_version,
        change=Change(data={"outcome": decision.outcome, "decision": decision.pk}), by=by,
    )  # fmt: skip
    decision.act, decision.number = event.act.sub_number, event.act.number
    decision.stage, decision.approved_by, decision.issued_at = (
        Decision.Stage.ISSUED,
        by,
        timezone.now(),
    )
    decision.save(update_fields=["act", "number", "stage", "approved_by", "issued_at"])
    hand_over_by_decision(decision, event)
    services.get(case.service).decision_changed(decision, by=by)
    _open_deliveries(decision)
    outbox.promise(
        "seal",
        key=str(decision.pk),
        municipality_id=decision.municipality_id,
        payload={"decision_id": decision.pk},
    )


def _open_deliveries(decision: Decision) -> None:
    for kind in services.get(decision.case.service).outcome(decision.outcome).recipients:
        Delivery.objects.create(
            municipality_id=decision.municipality_id,
            case=decision.case,
            decision=decision,
            recipient=kind,
        )


@transaction.atomic
def confirm_delivery(
    *,
    delivery: Delivery,
    proof: str,
    on: date | None = None,
    actor: Actor,
    by: User | None,
) -> bool:
    """Note that an act reached its recipient; the appeal term (рок за жалбу) runs from that day.

    Returns False when it was already noted. The delivery to the applicant moves the case on; against a document that
    decides nothing there is no appeal, so its delivery ends the case.
    """
    day = on or timezone.localdate()
    updated = Delivery.objects.filter(pk=delivery.pk).exclude(status=Delivery.Status.DELIVERED).update(
        status=Delivery.Status.DELIVERED, delivered_on=day, proof=proof
    )  # fmt: skip
    if not updated or delivery.recipient != Delivery.Recipient.APPLICANT or delivery.decision is None:
        return bool(updated)
    case = Case.objects.select_related("municipality", "data_key").get(pk=delivery.case_id)
    until = _appeal_until(case, delivery.decision, day)
    Decision.objects.filter(pk=delivery.decision.pk).update(delivered_on=day, appeal_until=until)
    if not delivery.decision.is_provisional:
        data = {"on": day.isoformat(), "proof": proof} | ({"appeal_until": until.isoformat()} if until else {})
        perform(
            "confirm_delivery",
            case=case,
            actor=actor,
            change=Change(data=data, on=day),
            by=by,
        )
        if until is None:
            change = Change(data={"decision": delivery.decision_id})
            perform("become_final", case=case, actor=Actor.SYSTEM, change=change, by=None)
    return True


def _appeal_until(case: Case, decision: Decision, day: date) -> date | None:
    """Last day for an appeal when the act was received on ``day``; None when there is none."""
    if not services.get(case.service).outcome(decision.outcome).is_decision:
        return None
    return calendar_of(case.municipality).term_end(day, int(case.pinned["general.appeal_days"]["value"]))


@transaction.atomic
def lodge_appeal(*, case: Case, text: str, by: User) -> None:
    """Appeal against the decision (жалба), within the term, with the body of first instance.

    Raises ValueError after the term.
    """
    decision = case.decisions.filter(stage=Decision.Stage.SEALED, is_provisional=False).order_by("-issued_at").first()
    if decision is None or decision.appeal_until is None or timezone.localdate() > decision.appeal_until:
        raise ValueError("the term for an appeal has passed")
    data = {"decision": decision.pk}
    perform(
        "lodge_appeal",
        case=case,
        actor=Actor.APPLICANT,
        change=Change(reason=text, data=data),
        by=by,
    )


@transaction.atomic
def forward_appeal(*, case: Case, expected_version: int | None = None, by: User) -> None:
    """Send the appeal with the file to the body of second instance."""
    perform(
        "forward_appeal",
        case=case,
        actor=Actor.CLERK,
        expected_version=expected_version,
        by=by,
    )


@transaction.atomic
def uphold_decision(*, case: Case, reason: str, expected_version: int | None = None, by: User) -> None:
    """Note that the second instance rejected the appeal."""
    perform(
        "uphold_decision", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason), by=by,
    )  # fmt: skip


@transaction.atomic
def annul_decision(*, case: Case, reason: str, expected_version: int | None = None, by: User) -> None:
    """Note that the second instance annulled the decision and sent the case back; the term runs anew."""
    perform(
        "annul_decision", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason), by=by,
    )  # fmt: skip
    for decision in case.decisions.filter(stage=Decision.Stage.SEALED):
        decision.stage, decision.revoked_at, decision.case = Decision.Stage.REVOKED, timezone.now(), case
        decision.save(update_fields=["stage", "revoked_at"])
        take_back(decision)
        services.get(case.service).decision_changed(decision, by=by)


@transaction.atomic
def become_final(*, case: Case) -> bool:
    """The term for an appeal has passed: the decision is final (коначно); True when it had."""
    decision = case.decisions.filter(stage=Decision.Stage.SEALED, is_provisional=False).order_by("-issued_at").first()
    if decision is None or decision.appeal_until is None or decision.appeal_until >= timezone.localdate():
        return False
    perform(
        "become_final",
        case=case,
        actor=Actor.SYSTEM,
        change=Change(data={"decision": decision.pk}),
        by=None,
    )
    return True


@transaction.atomic
def reopen_for_correction(*, case: Case, reason: str, expected_version: int | None = None, by: User) -> None:
    """Open a decided case again, for example after contributions were paid late; the next decision replaces the old."""
    perform(
        "reopen_for_correction", case=case, actor=Actor.CLERK, expected_version=expected_version,
        change=Change(reason=reason), by=by,
    )  # fmt: skip
