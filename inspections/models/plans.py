"""Risk of supervised subjects, and the papers of a year that are made of it: the plan and the report."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import DataKey
from eservices.cases.models.base import OfMunicipality
from inspections.models.reference import Inspectorate
from inspections.plan_rules import HIGHEST
from municipalities.models import Municipality

FROM_1_TO_5 = [MinValueValidator(1), MaxValueValidator(HIGHEST)]


class RiskAssessment(models.Model):
    """Estimated risk of a supervised subject in a field (процена ризика, ЗИН, чл. 9); the yearly plan is made of these."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("општина"))
    inspectorate = models.ForeignKey(
        Inspectorate, models.PROTECT, related_name="assessments", verbose_name=_("инспекција")
    )  # fmt: skip
    subject = models.CharField(_("надзирани субјект"), max_length=200)
    area = models.CharField(_("област надзора"), max_length=200)
    severity = models.PositiveSmallIntegerField(
        _("тежина последица"), validators=FROM_1_TO_5, help_text=_("Од 1 (незнатна) до 5 (највећа).")
    )  # fmt: skip
    likelihood = models.PositiveSmallIntegerField(
        _("вероватноћа"), validators=FROM_1_TO_5, help_text=_("Од 1 (готово искључена) до 5 (готово сигурна).")
    )  # fmt: skip
    assessed_on = models.DateField(_("процењено"), default=timezone.localdate)
    is_active = models.BooleanField(_("улази у план"), default=True)

    class Privacy:
        personal = {"subject": "identity"}

    class Meta:
        ordering = ["inspectorate", "area", "subject", "id"]
        verbose_name = _("процена ризика")
        verbose_name_plural = _("процене ризика")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__range=(1, HIGHEST), likelihood__range=(1, HIGHEST)),
                name="risk_from_1_to_5",
            ),
        ]
        indexes = [models.Index(fields=["municipality", "inspectorate", "area"], name="risk_by_inspectorate")]

    def __str__(self) -> str:
        return f"{self.subject}, {self.area}"


class YearPaper(OfMunicipality):
    """The plan or the report of a year as it was adopted: numbered by versions, printed and sealed by a worker.

    ``content`` (encrypted with a key of its own) is the table that the paper shows, ``sha256``, ``size`` and ``path`` are
    those of the sealed PDF.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Годишњи план инспекцијског надзора")
        REPORT = "report", _("Годишњи извештај о раду инспекција")

    kind = models.CharField(_("врста"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("година"))
    version = models.PositiveSmallIntegerField(_("верзија"))
    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    content = models.BinaryField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("сачинио")
    )  # fmt: skip
    made_at = models.DateTimeField(_("сачињено"), default=timezone.now)
    sealed_at = models.DateTimeField(_("запечаћено"), null=True)
    sha256 = models.CharField(_("отисак"), max_length=64, blank=True)
    size = models.PositiveIntegerField(_("величина"), default=0)
    path = models.CharField(max_length=200, editable=False, blank=True)

    class Privacy:
        personal = {"content": "document", "made_by": "identity", "path": "document"}

    class Meta:
        ordering = ["-year", "kind", "-version"]
        verbose_name = _("годишњи план или извештај инспекција")
        verbose_name_plural = _("годишњи планови и извештаји инспекција")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "year", "version"], name="one_year_paper_per_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def number(self) -> str:
        """Year and version."""
        return f"{self.year}/{self.version}"

    @property
    def context(self) -> bytes:
        """What the encryption of the file is bound to."""
        return f"inspection-year-paper:{self.code}".encode()
