"""An unfinished request."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality, draft_code
from eservices.cases.models.evidence import DataKey

DRAFT_LIFETIME = timedelta(days=30)


def draft_expiry() -> datetime:
    """A draft that nobody touches is deleted after 30 days."""
    return timezone.now() + DRAFT_LIFETIME


class Draft(OfMunicipality):
    """A request being filled in: saved at every step, resumable from another device, answers encrypted.

    Owned by the signed-in person, or by whoever holds the code from the e-mailed link until somebody signs in.
    ``submission_key`` makes a repeated submit file once. ``typed`` keeps, encrypted, what stood on a page that was left
    before it could be saved as an answer.
    """

    code = models.CharField(max_length=24, unique=True, default=draft_code, editable=False)
    service = models.SlugField(_("услуга"))
    service_version = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="drafts")
    email = models.EmailField(blank=True)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    answers = models.BinaryField()
    typed = models.BinaryField(default=b"", editable=False)
    submission_key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey("cases.Case", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=draft_expiry)

    class Privacy:
        personal = {
            "owner": "identity",
            "email": "contact",
            "answers": "health",
            "typed": "health",
            "code": "trace",
        }

    class Meta:
        ordering = ["-updated_at"]
        verbose_name = _("започет захтев")
        verbose_name_plural = _("започети захтеви")
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="drafts_of_a_person"),
            models.Index(fields=["expires_at"], name="drafts_by_expiry"),
        ]
