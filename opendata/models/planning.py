"""The opening plan (план отварања података): who has to open what by when, as a municipality bound itself by decision."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendata.models.base import OfMunicipality
from opendata.models.datasets import Dataset


class OpeningDuty(OfMunicipality):
    """One duty of the plan: a holder (body, enterprise or institution), what to open, and until when."""

    title = models.CharField(_("шта се отвара"), max_length=200)
    holder = models.CharField(_("носилац обавезе"), max_length=200, help_text=_("Служба, предузеће или установа."))
    due = models.DateField(_("рок"))
    source = models.CharField(_("одлука"), max_length=300, blank=True, help_text=_("Број одлуке и службени лист."))
    dataset = models.ForeignKey(
        Dataset, models.SET_NULL, null=True, blank=True, related_name="duties", verbose_name=_("скуп података")
    )

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["due", "id"]
        verbose_name = _("обавеза отварања")
        verbose_name_plural = _("план отварања")
        indexes = [models.Index(fields=["municipality", "due"], name="duty_by_due")]

    def __str__(self) -> str:
        return self.title

    @property
    def last_done(self) -> date | None:
        """Day of the last publication of the data set of this duty."""
        if self.dataset is None or not self.dataset.is_public:
            return None
        return timezone.localdate(self.dataset.modified_at)

    @property
    def is_late(self) -> bool:
        """Whether the day has passed without a publication, or the published data were not kept fresh."""
        if self.last_done is None:
            return self.due < timezone.localdate()
        return self.dataset is not None and self.dataset.is_late
