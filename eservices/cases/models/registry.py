"""e-Registry: the books in which cases get their numbers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality


class RegistryBook(OfMunicipality):
    """Register of cases (уписник) of a municipality, classification and year; keeps the last given number."""

    classification = models.CharField(_("класификациони знак"), max_length=10)
    year = models.PositiveSmallIntegerField(_("година"))
    last_sequence = models.PositiveIntegerField(_("последњи редни број"), default=0)
    closed_on = models.DateField(_("закључена"), null=True, blank=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["-year", "classification"]
        verbose_name = _("књига уписника")
        verbose_name_plural = _("књиге уписника")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "classification", "year"],
                name="one_book_per_class_and_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.classification}/{self.year}"


class CaseAct(OfMunicipality):
    """An act in the file of a case (акт) with its sub-number (подброј). Cannot be edited or deleted.

    ``kind`` is the action of the event that brought it, ``number`` the whole number as it was written on that day.
    """

    class Direction(models.TextChoices):
        INCOMING = "incoming", _("примљено")
        OUTGOING = "outgoing", _("послато")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="acts")
    event = models.OneToOneField("cases.CaseEvent", models.PROTECT, related_name="act")
    sub_number = models.PositiveSmallIntegerField(_("подброј"))
    number = models.CharField(_("број"), max_length=70)
    kind = models.SlugField(_("врста"), max_length=40)
    direction = models.CharField(_("смер"), max_length=10, choices=Direction)
    at = models.DateTimeField(_("датум"))

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["sub_number"]
        verbose_name = _("акт")
        verbose_name_plural = _("акти")
        constraints = [models.UniqueConstraint(fields=["case", "sub_number"], name="one_act_of_a_sub_number")]

    def __str__(self) -> str:
        return self.number
