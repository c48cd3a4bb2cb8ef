"""What hangs on a report: photographs, questions to the sender, forwardings, followers, the answer to the answer."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import DataKey, Document
from eservices.cases.models.base import OfMunicipality, verification_code
from inspections.models.reference import Category, ExternalBody
from inspections.models.report import Report, ReportDraft, ReportEvent


class Photo(OfMunicipality):
    """A photograph of a report or of a draft: written anew without any metadata, encrypted on disk.

    Nobody but the sender and officials sees it before an official has cleared it (``cleared``).
    """

    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="photos")
    draft = models.ForeignKey(ReportDraft, models.SET_NULL, null=True, related_name="photos")
    content_type = models.CharField(_("врста садржаја"), max_length=80)
    size = models.PositiveIntegerField(_("величина"))
    width = models.PositiveSmallIntegerField(_("ширина слике"))
    height = models.PositiveSmallIntegerField(_("висина слике"))
    sha256 = models.CharField(_("отисак"), max_length=64)
    path = models.CharField(max_length=200, editable=False)
    scan = models.CharField(_("преглед на вирусе"), max_length=12, choices=Document.Scan)
    by_official = models.BooleanField(_("службена"), default=False)
    cleared = models.BooleanField(_("може јавно"), default=False)
    created_at = models.DateTimeField(_("примљено"), default=timezone.now)

    class Privacy:
        personal = {"path": "document"}

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("фотографија")
        verbose_name_plural = _("фотографије")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(report__isnull=False) | models.Q(draft__isnull=False),
                name="photo_of_a_report_or_draft",
            )
        ]

    @property
    def context(self) -> bytes:
        """What the encryption of the file is bound to."""
        return f"photo:{self.code}".encode()


class InfoRequest(OfMunicipality):
    """A question to the sender (тражена допуна); unanswered until ``due_on`` the report counts as withdrawn."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="info_requests")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("рок за допуну"))
    question = models.BinaryField()
    answered_at = models.DateTimeField(null=True)
    answer = models.BinaryField(default=b"")
    lapsed = models.BooleanField(default=False)

    class Privacy:
        personal = {"question": "opinion", "answer": "opinion"}

    class Meta:
        ordering = ["asked_at"]
        verbose_name = _("тражена допуна")
        verbose_name_plural = _("тражене допуне")
        constraints = [
            models.UniqueConstraint(
                fields=["report"], condition=models.Q(answered_at__isnull=True, lapsed=False),
                name="one_open_info_request_per_report",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["municipality", "due_on"], name="open_info_requests",
                condition=models.Q(answered_at__isnull=True, lapsed=False),
            )
        ]  # fmt: skip


class Forwarding(OfMunicipality):
    """That a report went to another body: with ``awaits_reply`` forwarded (прослеђено), else ceded (уступљено).

    ``code`` opens the reply form that is sent by e-mail. ``message`` is what the body was told, ``reply`` what it
    answered, both encrypted. ``with_contact``: whether the sender's name and contact went along (known senders only).
    """

    class Outcome(models.TextChoices):
        DONE = "done", _("решено")
        ACCEPTED = "accepted", _("преузето, у раду")
        NOT_OURS = "not_ours", _("није у надлежности")

    report = models.ForeignKey(Report, models.PROTECT, related_name="forwardings")
    body = models.ForeignKey(ExternalBody, models.PROTECT, related_name="+", verbose_name=_("орган или предузеће"))
    code = models.CharField(max_length=20, unique=True, default=verification_code, editable=False)
    email = models.EmailField(_("е-пошта"), blank=True)
    awaits_reply = models.BooleanField(_("чека се одговор"))
    with_contact = models.BooleanField(_("са подацима подносиоца"), default=False)
    message = models.BinaryField(default=b"")
    sent_at = models.DateTimeField(_("упућено"), default=timezone.now)
    due_on = models.DateField(_("одговор се очекује до"), null=True)
    replied_at = models.DateTimeField(_("одговорено"), null=True)
    outcome = models.CharField(_("исход"), max_length=10, choices=Outcome, blank=True)
    reply = models.BinaryField(default=b"")
    ended_at = models.DateTimeField(_("повучено"), null=True)

    class Privacy:
        personal = {"message": "opinion", "reply": "opinion", "code": "trace"}

    class Meta:
        ordering = ["-sent_at"]
        verbose_name = _("уступање или прослеђивање")
        verbose_name_plural = _("уступања и прослеђивања")
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(awaits_reply=True, replied_at__isnull=True, ended_at__isnull=True),
                name="one_awaited_reply_per_report",
            )
        ]

    @property
    def is_awaited(self) -> bool:
        """Whether the body may still answer."""
        return self.awaits_reply and self.replied_at is None and self.ended_at is None


class Follower(OfMunicipality):
    """Somebody who follows a report, or all public reports of a category or around a place, by e-mail (праћење).

    The address is encrypted with a key of its own, thrown away when the person stops; ``email_index`` finds a second
    request of the same person. Nothing is sent before the address is confirmed by ``code``; the same code stops.
    ``supports``: the person also said that the problem bothers them.
    """

    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="followers")
    category = models.ForeignKey(Category, models.PROTECT, null=True, related_name="+")
    centre_lat = models.IntegerField(null=True)
    centre_lon = models.IntegerField(null=True)
    radius_metres = models.PositiveIntegerField(null=True)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    email = models.BinaryField(default=b"")
    email_index = models.BinaryField(max_length=32, default=b"")
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    code = models.CharField(max_length=20, unique=True, default=verification_code, editable=False)
    supports = models.BooleanField(default=False)
    created_at = models.DateTimeField(_("од"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("потврђено"), null=True)
    stopped_at = models.DateTimeField(_("престало"), null=True)

    class Privacy:
        personal = {
            "email": "contact", "email_index": "contact", "code": "trace", "centre_lat": "trace", "centre_lon": "trace",
        }  # fmt: skip

    class Meta:
        ordering = ["created_at"]
        verbose_name = _("праћење пријаве")
        verbose_name_plural = _("праћења пријава")
        constraints = [
            models.UniqueConstraint(
                fields=["report", "email_index"], condition=models.Q(stopped_at__isnull=True, report__isnull=False),
                name="one_follower_per_address",
            )
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["municipality", "created_at"], name="followers_of_areas",
                condition=models.Q(report__isnull=True, stopped_at__isnull=True),
            )
        ]  # fmt: skip


class Feedback(OfMunicipality):
    """The sender's answer to the one question after the end: satisfied or not (задовољство), once for each ending."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="feedback")
    ending = models.ForeignKey(ReportEvent, models.PROTECT, related_name="+")
    satisfied = models.BooleanField(_("задовољан"))
    comment = models.BinaryField(default=b"")
    at = models.DateTimeField(default=timezone.now)

    class Privacy:
        personal = {"comment": "opinion"}

    class Meta:
        ordering = ["at"]
        verbose_name = _("утисак подносиоца")
        verbose_name_plural = _("утисци подносилаца")
        constraints = [models.UniqueConstraint(fields=["ending"], name="one_feedback_per_ending")]
