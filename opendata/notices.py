"""Letters of open data, sent by the outbox: to the service that publishes, never to a person by name."""

from __future__ import annotations

import smtplib
import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as translate

from eservices.cases import notifications, outbox
from municipalities.current import municipality_scope
from opendata import wording
from opendata.models import PublicationJob

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
