"""What readers bring: questions to the publisher, requests for data, reuses, and keys of programs."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendata.models.base import OfMunicipality
from opendata.models.datasets import Dataset


class Letter(models.Model):
    """What somebody wrote to the publisher: where to answer, and in which language and script."""

    email = models.EmailField(_("е-пошта за одговор"), blank=True)
    language = models.CharField(_("језик"), max_length=8, default="sr", editable=False)

    kind: ClassVar[str]

    class Meta:
        abstract = True

    @property
    def reply(self) -> str:
        """What the publisher has answered so far; empty while nothing is decided."""
        raise NotImplementedError


class Question(Letter, OfMunicipality):
    """A question to the publisher of a data set; it is shown together with the answer, without the asker's address."""

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="questions", verbose_name=_("скуп података"))
    text = models.TextField(_("питање"), max_length=2000)
    asked_at = models.DateTimeField(_("постављено"), default=timezone.now)
    answer = models.TextField(_("одговор"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("одговорено"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("одговорио"),
    )  # fmt: skip
    is_public = models.BooleanField(_("приказано"), default=False)

    kind = "question"

    class Privacy:
        personal = {"text": "opinion", "email": "contact", "answered_by": "trace"}

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("питање објављивачу")
        verbose_name_plural = _("питања објављивачу")
        indexes = [models.Index(fields=["dataset", "-asked_at"], condition=Q(is_public=True), name="question_shown")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def reply(self) -> str:
        """The answer."""
        return self.answer


class DatasetRequest(Letter, OfMunicipality):
    """A wish that a municipality open data that it has not opened yet."""

    class State(models.TextChoices):
        NEW = "new", _("нов")
        PLANNED = "planned", _("у плану отварања")
        OPENED = "opened", _("отворено")
        REFUSED = "refused", _("није могуће")

    subject = models.CharField(_("који подаци"), max_length=200)
    text = models.TextField(_("чему служе"), max_length=2000)
    asked_at = models.DateTimeField(_("постављен"), default=timezone.now)
    state = models.CharField(_("стање"), max_length=8, choices=State, default=State.NEW)
    answer = models.TextField(_("одговор"), max_length=4000, blank=True)
    duty = models.ForeignKey(
        "OpeningDuty", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("обавеза отварања")
    )
    is_public = models.BooleanField(_("приказан"), default=False)

    kind = "request"

    class Privacy:
        personal = {"text": "opinion", "email": "contact"}

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("захтев за отварање података")
        verbose_name_plural = _("захтеви за отварање података")
        indexes = [models.Index(fields=["-asked_at", "-id"], condition=Q(is_public=True), name="data_request_shown")]

    def __str__(self) -> str:
        return self.subject

    @property
    def reply(self) -> str:
        """What becomes of the wish, with the publisher's words."""
        return "" if self.state == self.State.NEW else f"{self.get_state_display()}. {self.answer}".strip()


class Reuse(Letter, OfMunicipality):
    """Something made of the data: an application, a study, an article; shown after an official has looked at it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("чека преглед")
        SHOWN = "shown", _("приказано")
        REFUSED = "refused", _("није приказано")

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="reuses", verbose_name=_("скуп података"))
    title = models.CharField(_("назив"), max_length=160)
    address = models.URLField(_("веб-адреса"), max_length=500)
    description = models.TextField(_("опис"), max_length=2000)
    author = models.CharField(_("аутор"), max_length=160)
    state = models.CharField(_("стање"), max_length=8, choices=State, default=State.WAITING)
    refusal = models.CharField(_("разлог одбијања"), max_length=300, blank=True)
    sent_at = models.DateTimeField(_("пријављено"), default=timezone.now)

    kind = "reuse"

    class Privacy:
        personal = {"author": "identity", "email": "contact"}

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = _("примена података")
        verbose_name_plural = _("примене података")
        indexes = [models.Index(fields=["-sent_at", "-id"], condition=Q(state="shown"), name="reuse_shown")]

    def __str__(self) -> str:
        return self.title

    @property
    def reply(self) -> str:
        """Whether it is shown, or why not."""
        return "" if self.state == self.State.WAITING else f"{self.get_state_display()}. {self.refusal}".strip()


class ApiKey(models.Model):
    """A key that raises the limits of a program. Only its digest is kept; everything public works without a key."""

    name = models.CharField(_("програм"), max_length=160)
    holder = models.CharField(_("ко га користи"), max_length=160)
    email = models.EmailField(_("е-пошта"))
    prefix = models.CharField(_("почетак кључа"), max_length=8, unique=True, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    per_minute = models.PositiveIntegerField(_("упита у минуту"), default=600)
    created_at = models.DateTimeField(_("издат"), default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(_("опозван"), null=True, blank=True)

    class Privacy:
        personal = {"holder": "identity", "email": "contact"}

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("кључ за програме")
        verbose_name_plural = _("кључеви за програме")

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @staticmethod
    def digest(key: str) -> str:
        """What is kept of a key; it is random and long, so a plain hash is enough."""
        return hashlib.sha256(key.encode()).hexdigest()
