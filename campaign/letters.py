"""Letters of the campaign, sent by the outbox in the language of who asked. They name the day, never a person."""

from __future__ import annotations

import smtplib
import uuid

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from campaign.certificates import certificate_pdf
from campaign.models import DrawEntry, NewsletterIssue, Promotion, Registration, Standing, Subscriber
from eservices.cases import outbox
from eservices.cases.notifications import Letter, send
from municipalities.current import municipality_scope

_NAMESPACE = uuid.UUID("c1d7d3f2-5a0e-4f57-9d1e-7b0a6b7f2a11")
State = Registration.State
SUBJECTS = {
    "confirm": _("Потврдите пријаву за промоцију"),
    "ticket": _("Ваша пријава за промоцију"),
    "moved-up": _("Ослободило се место на промоцији"),
    "moved": _("Промоција је померена"),
    "called-off": _("Промоција је отказана"),
    "reminder": _("Подсетник: промоција је сутра"),
}
FOR = {
    "confirm": {State.ASKED},
    "ticket": {State.CONFIRMED, State.WAITING},
    "moved-up": {State.CONFIRMED},
    "moved": {State.CONFIRMED, State.WAITING},
    "called-off": {State.CONFIRMED, State.WAITING},
    "reminder": {State.CONFIRMED},
}
"""In which state of the sign-up a letter still makes sense when its turn comes."""


def deliver(letter: Letter) -> None:
    """Send; an address that refuses for good is no reason to try again."""
    try:
        send(letter)
    except smtplib.SMTPRecipientsRefused:
        return


def full_address(name: str, *arguments: object) -> str:
    """Address of a page, as it stands in a letter."""
    return settings.SITE_ADDRESS + reverse(name, args=arguments)


@outbox.handler("campaign-letter")
def write_to_visitor(*, municipality_id: int, kind: str, registration_id: int, revision: int | None = None) -> None:
    """Write to somebody who signed up, unless the letter makes no sense any more."""
    with municipality_scope(municipality_id):
        row = Registration.objects.select_related("promotion__town").filter(pk=registration_id).first()
    if row is None or not row.email or row.state not in FOR[kind]:
        return
    promotion = row.promotion
    called_off = promotion.state == Promotion.State.CANCELLED
    outdated = revision is not None and revision != promotion.revision
    if outdated or called_off != (kind == "called-off") or promotion.is_over:
        return
    deliver(visitor_letter(row, kind))


def visitor_letter(row: Registration, kind: str) -> Letter:
    """A letter to a visitor in the language in which the place was asked for."""
    with translation.override(row.language):
        context = {
            "kind": kind, "registration": row, "promotion": row.promotion, "waiting": row.state == State.WAITING,
            "address": full_address("campaign:ticket", row.code),
            "page": full_address("campaign:promotion", row.promotion.code),
        }  # fmt: skip
        body = render_to_string("campaign/mail/visitor.txt", context)
        subject = str(SUBJECTS[kind])
    key = uuid.uuid5(_NAMESPACE, f"{kind}:{row.pk}:{row.promotion.revision}:{row.state}")
    return Letter(key, row.email, subject, body)


# -- the competition and the draw --------------------------------------------------------------------------------------
@outbox.handler("campaign-certificate")
def print_certificate(*, municipality_id: int, standing_id: int) -> None:
    """Print the certificate of a town, once."""
    rows = Standing.objects.select_related("town", "reckoning__competition")
    standing = rows.filter(pk=standing_id, certificate="").first()
    if standing is None:
        return
    path = default_storage.save(f"campaign/certificates/{standing.pk}.pdf", ContentFile(certificate_pdf(standing)))
    if not Standing.objects.filter(pk=standing.pk, certificate="").update(certificate=path):
        default_storage.delete(path)


@outbox.handler("campaign-prize")
def write_to_winner(*, municipality_id: int, code_id: int) -> None:
    """Tell somebody that the own code has won; the letter does not say what."""
    with municipality_scope(municipality_id):
        row = DrawEntry.objects.select_related("person", "draw").filter(code_id=code_id).first()
    if row is None or not row.person.is_active:
        return
    with translation.override(row.person.language):
        context = {"draw": row.draw, "address": full_address("campaign:draw", row.draw.slug)}
        body, subject = render_to_string("campaign/mail/prize.txt", context), gettext("Ваша шифра је извучена")
    deliver(Letter(uuid.uuid5(_NAMESPACE, f"prize:{code_id}"), row.person.email, subject, body))


# -- the newsletter ----------------------------------------------------------------------------------------------------
@outbox.handler("campaign-newsletter-confirm")
def ask_reader(*, municipality_id: int, subscriber_id: int) -> None:
    """The letter whose button begins the newsletter."""
    with municipality_scope(municipality_id):
        row = Subscriber.objects.filter(pk=subscriber_id, confirmed_at=None).first()
    if row is None:
        return
    with translation.override(row.language):
        context = {"address": full_address("campaign:newsletter-confirm", row.code)}
        body, subject = render_to_string("campaign/mail/reader.txt", context), gettext("Потврдите пријаву на билтен")
    deliver(Letter(uuid.uuid5(_NAMESPACE, f"reader:{row.pk}"), row.email, subject, body))


@outbox.handler("campaign-newsletter-town")
def send_to_town(*, municipality_id: int, issue_id: int) -> None:
    """Promise a letter to each reader of a town."""
    with municipality_scope(municipality_id):
        readers = Subscriber.objects.filter(municipality_id=municipality_id, confirmed_at__isnull=False)
        outbox.promise_all(
            outbox.Promise("campaign-newsletter", f"{issue_id}:{pk}", municipality_id,
                           {"issue_id": issue_id, "subscriber_id": pk})
            for pk in readers.values_list("pk", flat=True)
        )  # fmt: skip


@outbox.handler("campaign-newsletter")
def send_issue_to(*, municipality_id: int, issue_id: int, subscriber_id: int) -> None:
    """One issue to one reader, with the way out in one click; who has left gets nothing."""
    with municipality_scope(municipality_id):
        row = Subscriber.objects.filter(pk=subscriber_id, confirmed_at__isnull=False).first()
    if row is None:
        return
    issue, leave = NewsletterIssue.objects.get(pk=issue_id), full_address("campaign:newsletter-leave", row.code)
    with translation.override(row.language):
        body = render_to_string("campaign/mail/issue.txt", {"issue": issue, "leave": leave})
        subject = issue.said_subject
    deliver(Letter(uuid.uuid5(_NAMESPACE, f"issue:{issue_id}:{row.pk}"), row.email, subject, body, stop=leave))
