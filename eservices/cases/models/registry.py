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
