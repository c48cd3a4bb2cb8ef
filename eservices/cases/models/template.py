"""What a municipality wants said in its decisions besides what the rules write, in versions."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality


class DecisionTemplate(OfMunicipality):
    """One version of the passages of a municipality's decisions (образац одлуке), for one service or for all.

    ``passages`` is ``{language: {passage: text}}``, languages as in ``cases.passages``; a published version is never
    changed, and a case keeps the version that held when it was filed.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("предложено")
        PUBLISHED = "published", _("објављено")
        REJECTED = "rejected", _("одбачено")

    service = models.SlugField(_("услуга"), blank=True, help_text=_("Празно значи: за све услуге."))
    version = models.PositiveIntegerField(_("издање"))
    passages = models.JSONField(_("пасуси"), default=dict)
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("предложио")
    )
    proposed_at = models.DateTimeField(_("предложено"), default=timezone.now)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("одлучио")
    )
    settled_at = models.DateTimeField(_("одлучено"), null=True)

    class Privacy:
        personal = {"proposed_by": "identity", "settled_by": "identity"}

    class Meta:
        ordering = ["service", "-version"]
        verbose_name = _("образац одлуке")
        verbose_name_plural = _("обрасци одлука")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "service", "version"], name="one_template_per_service_and_version"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(settled_by=models.F("proposed_by")),
                name="second_person_publishes_a_template",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or '–'} {self.version}"
