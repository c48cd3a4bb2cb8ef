"""Letters of open data, sent by the outbox: to the service that publishes, and answers to those who wrote to it."""

from __future__ import annotations

import smtplib
import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as translate

from eservices.cases import notifications, outbox
from municipalities.current import municipality_scope
from municipalities.templatetags.pismo import pismo
from opendata import wording
from opendata.models import DatasetRequest, PublicationJob, Question, Reuse

_NAMESPACE = uuid.UUID("5b1f7a52-2f0e-4c55-9a6e-5d1c8f2e7d40")


@outbox.handler("open-data-pull")
def tell_failed_pull(*, municipality_id: int, job_id: int) -> None:
    """Tell the service that a scheduled pull failed, why, and that what is published stays."""
    with municipality_scope(municipality_id):
        job = PublicationJob.objects.select_related("dataset__municipality").get(pk=job_id)
        address = settings.SITE_ADDRESS + reverse("admin:opendata_dataset_job", args=[job.pk])
        context = {"job": job, "reason": wording.file_sentence(job.fault, job.fault_params), "address": address}
        body = render_to_string("opendata/mail/pull_failed.txt", context)
    subject = translate("Преузимање података није успело")
    letter = notifications.Letter(uuid.uuid5(_NAMESPACE, str(job_id)), job.dataset.contact_email, subject, body)
    try:
        notifications.send(letter)
    except smtplib.SMTPRecipientsRefused:
        return  # the failure stands at the desk as well; a refused address is no reason to try for ever


LETTERS: dict[str, type[Question | DatasetRequest | Reuse]] = {
    kind.kind: kind for kind in (Question, DatasetRequest, Reuse)
}


@outbox.handler("open-data-answer")
def tell_answer(*, municipality_id: int, kind: str, letter_id: int) -> None:
    """Tell the writer of a letter what the publisher answered, in the language and script they wrote in."""
    with municipality_scope(municipality_id):
        written = LETTERS[kind].objects.select_related("municipality").get(pk=letter_id)
        with translation.override(written.language):
            reply = pismo(written.reply)
            context = {
                "municipality": written.municipality,
                "reply": reply,
                "address": settings.SITE_ADDRESS + _page(written),
            }
            body = render_to_string("opendata/mail/answered.txt", context)
            subject = translate("Одговор о отвореним подацима")
    key = uuid.uuid5(_NAMESPACE, f"{kind}:{letter_id}:{reply}")
    try:
        notifications.send(notifications.Letter(key, written.email, subject, body))
    except smtplib.SMTPRecipientsRefused:
        return  # the address was mistyped; nobody can be told of it


def _page(written: Question | DatasetRequest | Reuse) -> str:
    if isinstance(written, Question):
        return written.dataset.get_absolute_url()
    return reverse("opendata:requests" if isinstance(written, DatasetRequest) else "opendata:reuses")
