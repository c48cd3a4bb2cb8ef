"""The message with the one-time code. It does not say what the request is about, nor who asks: mail is read by others."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from eservices.cases import outbox
from eservices.cases.models import Draft
from eservices.cases.notifications import Letter, send, subject_for
from eservices.services.ivf_costs.consent import CODE_MINUTES, address_of, one_time_code
from eservices.services.ivf_costs.models import PartnerConsent
from municipalities.current import municipality_scope
from municipalities.parameters import value

_NAMESPACE = uuid.UUID("5b0c8f2e-3f0e-4c62-9a57-6a3c5d0f7b11")


@outbox.handler("partner-code")
def send_partner_code(*, municipality_id: int, consent_id: int, round: int) -> None:
    """Send the code of a round, once; nothing when a later one was asked for meanwhile."""
    with municipality_scope(municipality_id):
        found = PartnerConsent.objects.select_related("data_key", "municipality").get(pk=consent_id)
        draft = Draft.objects.select_related("owner").filter(data_key_id=found.data_key_id, case=None).first()
        if draft is None or found.round != round:
            return
        minutes = value(CODE_MINUTES, municipality=found.municipality, on=timezone.localdate()).days
        to = address_of(found)
    with translation.override(draft.owner.language if draft.owner else "sr"):
        context = {
            "municipality": found.municipality,
            "address": settings.SITE_ADDRESS + reverse("cases:invitation", args=[found.code]),
            "code": one_time_code(found),
            "minutes": minutes,
        }
        body = render_to_string("ivf-costs/partner_code.txt", context)
        send(Letter(uuid.uuid5(_NAMESPACE, f"{found.pk}:{round}"), to, subject_for("partner-code"), body))
