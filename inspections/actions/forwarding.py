"""Reports that go to others and come back: forwarded with an answer awaited, or ceded for good."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from eservices.cases import outbox
from eservices.cases.keys import hide
from inspections import clock
from inspections.actions.engine import Change, carry_out, check, lock, refresh
from inspections.actions.sending import add_remark, said
from inspections.lifecycle import Actor
from inspections.models import ExternalBody, Forwarding, Report, ReportEvent
from municipalities.accounts.models import User


class ContactIsProtected(PermissionError):
    """The sender's data may not leave with this report: the identity is protected or unknown."""


class AlreadyAnswered(ValueError):
    """The forwarding was answered, taken back or awaits no answer."""


@transaction.atomic
def forward(
    *,
    report: Report,
    body: ExternalBody,
    public_text: str,
    message: str,
    awaits_reply: bool,
    with_contact: bool = False,
    actor: Actor,
    expected_version: int | None = None,
    by: User,
) -> Forwarding:
    """Send the report to another body by e-mail: forwarded with a reply form, or ceded when no answer is awaited.

    ``public_text`` is what the sender reads, ``message`` what the body reads besides the report. Where the body has no
    address in the table, nothing is mailed and officials enter the reply. Raises :class:`ContactIsProtected`.
    """
    locked = lock(report, expected_version=expected_version)
    if with_contact and (locked.identity != Report.Identity.KNOWN or not locked.reporter):
        raise ContactIsProtected
    action = "forward" if awaits_reply else "cede"
    change = Change(public_text=public_text, data={"body": body.pk})
    check(action, locked, actor=actor, change=change)
    days = clock.terms_of(locked).forward_days
    forwarding = Forwarding.objects.create(
        municipality_id=locked.municipality_id, report=locked, body=body, email=body.email, awaits_reply=awaits_reply,
        with_contact=with_contact, message=hide(locked.data_key, message, "message") if message else b"",
        due_on=timezone.localdate() + timedelta(days=days) if awaits_reply else None,
    )  # fmt: skip
    carry_out(action, locked, actor=actor, change=change, by=by)
    if body.email:
        outbox.promise(
            "report-forward", key=str(forwarding.pk), municipality_id=locked.municipality_id,
            payload={"forwarding_id": forwarding.pk},
        )  # fmt: skip
    refresh(report, locked)
    return forwarding


@transaction.atomic
def reply_of_body(
    *, forwarding: Forwarding, outcome: str, text: str, actor: Actor = Actor.BODY, by: User | None
) -> ReportEvent:  # fmt: skip
    """What the body answered, by its form or entered by an official; the report is back at the desk.

    Raises :class:`AlreadyAnswered`.
    """
    locked = lock(forwarding.report)
    answered = Forwarding.objects.filter(pk=forwarding.pk, awaits_reply=True, replied_at=None, ended_at=None).update(
        replied_at=timezone.now(), outcome=outcome, reply=hide(locked.data_key, text, "reply")
    )
    if not answered:
        raise AlreadyAnswered
    change = Change(internal_text=text, data={"forwarding": forwarding.pk, "outcome": outcome})
    event = carry_out("reply_of_body", locked, actor=actor, change=change, by=by)
    refresh(forwarding.report, locked)
    return event


def remark_of_body(
    *, report: Report, text: str, said_at: datetime | None = None, by: None = None
) -> ReportEvent:  # fmt: skip
    """The body that has the report says how far it came, without ending the wait for its answer (јављање)."""
    change = Change(internal_text=text, data=said(said_at))
    return add_remark("remark_of_body", report=report, change=change, actor=Actor.BODY)


@transaction.atomic
def take_back(
    *, report: Report, reason: str, actor: Actor, expected_version: int | None = None, by: User
) -> ReportEvent:  # fmt: skip
    """Stop waiting for the body: the report is led here again and the reply form closes."""
    locked = lock(report, expected_version=expected_version)
    locked.forwardings.filter(awaits_reply=True, replied_at=None, ended_at=None).update(ended_at=timezone.now())
    event = carry_out("take_back", locked, actor=actor, change=Change(internal_text=reason), by=by)
    refresh(report, locked)
    return event
