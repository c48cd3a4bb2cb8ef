"""Messages: neutral, in the applicant's language and script, sent once."""

from __future__ import annotations

import smtplib
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from eservices.cases import actions, notifications, outbox
from eservices.cases.models import Case, Delivery, DeliveryAttempt, Draft, OutboxMessage
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.answers import maternity
from tests.factories import decide, fill, submit

pytestmark = pytest.mark.usefixtures("mailoutbox")


def tell(case: Case, topic: str = "submit", position: int = 1) -> None:
    notifications.notify_applicant(
        municipality_id=case.municipality_id, case_id=case.pk, topic=topic, position=position
    )


def refuse(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        raise error

    monkeypatch.setattr(EmailMessage, "send", send)


@pytest.mark.parametrize(
    ("language", "subject"),
    [("sr", "Обавештење са портала општине"), ("sr-latn", "Obaveštenje sa portala opštine"), ("en", None)],
)
def test_the_message_is_in_the_language_of_the_request(
    at_home: Municipality, milica: User, language: str, subject: str | None
) -> None:
    tell(submit(fill(at_home, milica), milica, language=language))
    [message] = mail.outbox
    assert message.to == [milica.email]
    cyrillic = any("а" <= letter <= "ш" for letter in message.subject.lower())
    assert message.subject == subject if subject else not cyrillic


def test_the_message_says_nothing_about_the_person_or_the_matter(filed: Case) -> None:
    tell(filed)
    text = f"{mail.outbox[0].subject} {mail.outbox[0].body}"
    for secret in ("Примеровић", "Јелена", "Милица", "1205992665011", "породиљ", filed.number, "Текстил"):
        assert secret not in text
    assert f"/moji-predmeti/{filed.code}/" in text


def test_a_message_is_sent_once_however_often_the_work_is_repeated(filed: Case) -> None:
    tell(filed)
    tell(filed)
    assert len(mail.outbox) == 1
    assert DeliveryAttempt.objects.get().outcome == "sent"
    tell(filed, "take", 2)
    assert len(mail.outbox) == 2


def test_the_identity_of_a_message_stays_over_repeated_tries(filed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def send(self: EmailMessage, fail_silently: bool = False) -> int:
        seen.append(str(self.extra_headers["Message-ID"]))
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(EmailMessage, "send", send)
    for _ in range(2):
        with pytest.raises(outbox.TryAgain):
            tell(filed)
    attempt = DeliveryAttempt.objects.get()
    assert len(seen) == 2 and seen[0] == seen[1] and str(attempt.key) in seen[0]
    assert (attempt.outcome, attempt.tries) == ("sending", 2)


@pytest.mark.parametrize("error", [ConnectionRefusedError(), TimeoutError(), smtplib.SMTPServerDisconnected()])
def test_a_mail_server_that_is_away_is_tried_again(
    filed: Case, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    refuse(monkeypatch, error)
    with pytest.raises(outbox.TryAgain, match=type(error).__name__):
        tell(filed)


def test_a_refused_address_is_noted_and_not_tried_again(filed: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({}))
    tell(filed)
    tell(filed)
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.outcome, attempt.detail, attempt.tries) == ("refused", "recipient refused", 1)


def test_a_refused_notice_of_a_decision_sends_it_by_post(
    filed: Case, jelena: User, dragan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    decision = decide(filed, jelena, dragan)
    delivery = decision.deliveries.get(recipient="applicant")
    Delivery.objects.filter(pk=delivery.pk).update(status="notified")
    refuse(monkeypatch, smtplib.SMTPRecipientsRefused({}))
    letter = notifications.compose(filed, "issue", 9)
    assert letter is not None
    notifications.send_once(letter, case=filed, topic="issue", delivery=delivery)
    delivery.refresh_from_db()
    assert delivery.status == "to_post"


@pytest.mark.parametrize("change", [{"channel": "portal"}, {"is_active": False}])
def test_who_wants_no_mail_gets_none(filed: Case, milica: User, change: dict[str, Any]) -> None:
    User.objects.filter(pk=milica.pk).update(**change)
    tell(filed)
    assert not mail.outbox and not DeliveryAttempt.objects.exists()


def test_a_call_to_complete_says_that_something_waits(filed: Case) -> None:
    tell(filed, "request_amendment")
    assert mail.outbox[0].subject == "Чека вас порука на порталу општине"


def test_the_resume_link_leads_back_to_the_draft(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, None, maternity())
    actions.remember_email(draft=draft, email="jelena@primer.example", by=None)
    notifications.send_resume_link(**OutboxMessage.objects.get(topic="resume-link").payload, municipality_id=at_home.pk)
    [message] = mail.outbox
    assert message.to == ["jelena@primer.example"] and f"/nastavi/{draft.code}/" in message.body
    assert "породиљ" not in message.body


def test_a_deleted_draft_gets_no_link(at_home: Municipality) -> None:
    draft = fill(at_home, None)
    Draft.objects.filter(pk=draft.pk).update(email="a@primer.example")
    pk = draft.pk
    actions.delete_draft(draft=draft, by=None)
    notifications.send_resume_link(municipality_id=at_home.pk, draft_id=pk)
    assert not mail.outbox
