"""Decisions (решења, закључци)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality, verification_code
from eservices.cases.models.evidence import Document


class Decision(OfMunicipality):
    """An act that ends the case or a part of it, from the proposal to the sealed document.

    ``content`` is the encrypted machine copy: parts of the decision, calculation, evidence digests; it is attached to
    the PDF. ``outcome`` is one of the outcomes that the service declares.
    """

    class Stage(models.TextChoices):
        PROPOSED = "proposed", _("предлог")
        RETURNED = "returned", _("враћен предлагачу")
        ISSUED = "issued", _("донета")
        SEALED = "sealed", _("печатирана")
        REVOKED = "revoked", _("опозвана")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="decisions")
    outcome = models.SlugField(_("исход"), max_length=40)
    stage = models.CharField(_("фаза"), max_length=10, choices=Stage, default=Stage.PROPOSED)
    is_provisional = models.BooleanField(_("привремено решење"), default=False)
    act = models.PositiveSmallIntegerField(_("подброј"), null=True)
    number = models.CharField(_("број"), max_length=64, blank=True)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    code = models.CharField(_("шифра за проверу"), max_length=20, unique=True, default=verification_code)
    content = models.BinaryField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    issued_at = models.DateTimeField(_("донета"), null=True)
    sealed_at = models.DateTimeField(_("печатирана"), null=True)
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+")
    delivered_on = models.DateField(_("уручена"), null=True)
    appeal_until = models.DateField(_("рок за жалбу"), null=True)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    revoked_at = models.DateTimeField(null=True)

    class Privacy:
        personal = {
            "content": "health",
            "proposed_by": "identity",
            "approved_by": "identity",
            "code": "trace",
        }

    class Meta:
        ordering = ["proposed_at", "id"]
        verbose_name = _("одлука")
        verbose_name_plural = _("одлуке")
        constraints = [
            models.UniqueConstraint(fields=["case", "act"], name="one_act_per_sub_number"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(stage="proposed"),
                name="one_proposal_per_case",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_by__isnull=True) | ~models.Q(approved_by=models.F("proposed_by")),
                name="second_person_approves",
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=["proposed", "returned"])
                | models.Q(
                    approved_by__isnull=False,
                    issued_at__isnull=False,
                    act__isnull=False,
                ),
                name="issued_decision_has_number_and_approver",
            ),
        ]
