"""Messages to applicants. They say that something waits at the portal, never what: mail is read by others too."""

from __future__ import annotations

import smtplib
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as translate

from eservices.cases import outbox
from eservices.cases.models import Case, Delivery, DeliveryAttempt, Draft
from municipalities.accounts.models import User
from municipalities.current import municipality_scope

_NAMESPACE = uuid.UUID("8f0d5c3e-6a51-4f0b-9d6e-2f6a3c1b7e90")

# Topics that need an answer get a subject of their own; all subjects are free of personal data.
_WAITING = frozenset({"request_amendment", "issue", "issue_provisional", "reminder"})


@dataclass(frozen=True)
class Letter:
    """A message ready to go: its identity, so that a repeated task sends it once, address and text.

    ``stop``: where a mail programme ends a subscription with one press (List-Unsubscribe, RFC 8058).
    """

    key: uuid.UUID
    to: str
    subject: str
    body: str
    stop: str = ""


def subject_for(topic: str) -> str:
    """Neutral subject in the language now active."""
    if topic in _WAITING:
        return translate("Чека вас порука на порталу општине")
    return translate("Обавештење са портала општине")


def compose(case: Case, topic: str, position: int) -> Letter | None:
    """The message about an event of a case, in the applicant's language; None when the person wants no mail."""
    person = case.person
    if person is None or not person.is_active or person.channel != User.Channel.EMAIL:
        return None
    with translation.override(case.language):
        address = settings.SITE_ADDRESS + reverse("cases:case", args=[case.code])
        body = render_to_string(
            [f"cases/mail/{topic}.txt", "cases/mail/event.txt"],
            {
                "municipality": case.municipality,
                "address": address,
                "waiting": topic in _WAITING,
            },
        )
        key = uuid.uuid5(_NAMESPACE, f"{case.pk}:{topic}:{position}")
        return Letter(key, person.email, subject_for(topic), body)


def send(letter: Letter) -> None:
    """Hand the message to the mail server under a Message-ID that a repeated try keeps.

    Raises ``smtplib.SMTPRecipientsRefused`` when the address is refused for good and ``outbox.TryAgain`` when the
    server cannot be reached.
    """
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    headers = {"Message-ID": f"<{letter.key}@{domain}>"}
    if letter.stop:
        headers |= {"List-Unsubscribe": f"<{letter.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    message = EmailMessage(letter.subject, letter.body, to=[letter.to], headers=headers)
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused:
        raise
    except (smtplib.SMTPException, OSError) as error:
        raise outbox.TryAgain(type(error).__name__) from error


def _open_attempt(letter: Letter, case: Case, topic: str, delivery: Delivery | None) -> DeliveryAttempt | None:
    """The attempt row of a letter, counted up; None when it was sent before."""
    attempt, _ = DeliveryAttempt.objects.select_for_update().get_or_create(
        key=letter.key,
        defaults={
            "municipality_id": case.municipality_id,
            "case": case,
            "delivery": delivery,
            "topic": topic,
            "way": DeliveryAttempt.Way.EMAIL,
            "outcome": DeliveryAttempt.Outcome.SENDING,
        },
    )
    if attempt.outcome != DeliveryAttempt.Outcome.SENDING:
        return None
    attempt.tries += 1
    attempt.save(update_fields=["tries"])
    return attempt


def send_once(letter: Letter, *, case: Case, topic: str, delivery: Delivery | None = None) -> None:
    """Send a letter unless it was sent before; what became of it stands in its attempt row."""
    with municipality_scope(case.municipality_id):
        attempt = _open_attempt(letter, case, topic, delivery)
    if attempt is None:
        return
    outcome, detail = DeliveryAttempt.Outcome.SENT, ""
    try:
        send(letter)
    except smtplib.SMTPRecipientsRefused:
        outcome, detail = DeliveryAttempt.Outcome.REFUSED, "recipient refused"
    with municipality_scope(case.municipality_id):
        DeliveryAttempt.objects.filter(pk=attempt.pk).update(outcome=outcome, detail=detail, at=timezone.now())
        if outcome == DeliveryAttempt.Outcome.REFUSED and delivery is not None:
            Delivery.objects.filter(pk=delivery.pk, status=Delivery.Status.NOTIFIED).update(
                status=Delivery.Status.TO_POST
            )


@outbox.handler("notification")
def notify_applicant(*, municipality_id: int, case_id: int, topic: str, position: int) -> None:
    """Tell the applicant that something happened in the case."""
    with municipality_scope(municipality_id):
        case = Case.objects.select_related("municipality", "person").get(pk=case_id)
    letter = compose(case, topic, position)
    if letter is not None:
        send_once(letter, case=case, topic=topic)


@outbox.handler("resume-link")
def send_resume_link(*, municipality_id: int, draft_id: int) -> None:
    """Send the link by which an unfinished request is continued."""
    with municipality_scope(municipality_id):
        draft = Draft.objects.select_related("municipality").filter(pk=draft_id, case=None).first()
    if draft is None or not draft.email:
        return
    address = settings.SITE_ADDRESS + reverse("cases:resume", args=[draft.code])
    body = render_to_string(
        "cases/mail/resume.txt",
        {
            "municipality": draft.municipality,
            "address": address,
            "expires": timezone.localdate(draft.expires_at),
        },
    )
    key = uuid.uuid5(_NAMESPACE, f"resume:{draft.pk}:{draft.updated_at.isoformat()}")
    send(Letter(key, draft.email, translate("Наставите започети захтев"), body))
