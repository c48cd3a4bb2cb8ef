"""A legal value that a municipality wants to change: proposed by one person, simulated, published by another."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from municipalities.models import Parameter


class ParameterProposal(OfMunicipality):
    """A proposed row of the parameters of one municipality (предлог вредности).

    ``simulation`` is what the value would do to the open cases, see ``cases.simulation``; empty until it is finished.
    Publishing makes ``parameter`` of it. No case that was filed before changes by it: cases keep their values.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("предложено")
        PUBLISHED = "published", _("објављено")
        REJECTED = "rejected", _("одбачено")

    code = models.CharField(_("шифра"), max_length=80, validators=[RegexValidator(r"^[a-z][a-z0-9_.-]*$")])
    label = models.CharField(_("шта је то"), max_length=200)
    value = models.JSONField(_("вредност"))
    unit = models.CharField(_("јединица"), max_length=20, blank=True)
    valid_from = models.DateField(_("важи од"))
    valid_to = models.DateField(_("важи до"), null=True, blank=True)
    legal_source = models.CharField(_("правни извор"), max_length=300)
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("предложио")
    )
    proposed_at = models.DateTimeField(_("предложено"), default=timezone.now)
    simulation = models.JSONField(_("процена на отвореним предметима"), default=dict)
    simulated_at = models.DateTimeField(_("процена завршена"), null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("одлучио")
    )
    settled_at = models.DateTimeField(_("одлучено"), null=True)
    reason = models.CharField(_("разлог одбацивања"), max_length=500, blank=True)
    parameter = models.OneToOneField(
        Parameter, models.SET_NULL, null=True, related_name="+", verbose_name=_("параметар")
    )

    class Privacy:
        personal = {"proposed_by": "identity", "settled_by": "identity", "reason": "opinion"}

    class Meta:
        ordering = ["-proposed_at", "-id"]
        verbose_name = _("предлог вредности")
        verbose_name_plural = _("предлози вредности")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code", "valid_from"],
                condition=models.Q(state="proposed"),
                name="one_open_proposal_per_start",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | ~models.Q(settled_by=models.F("proposed_by")),
                name="second_person_publishes_a_value",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="proposed_value_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"
