"""The work of turning a file into a version: progress that people can watch, and what is wrong row by row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendata.models.base import OfMunicipality
from opendata.models.datasets import Dataset, Version


class PublicationJob(OfMunicipality):
    """One try to make a version of a file, an address or rows of the portal.

    ``fault`` is a code of `opendata.tabular.faults.FileRefused` with ``fault_params``; ``faults`` counts wrong cells, of
    which the first thousand are kept as `RowError`. How far a running job has come is in `opendata.progress`.
    """

    class Kind(models.TextChoices):
        UPLOAD = "upload", _("послата датотека")
        PULL = "pull", _("преузимање са адресе")
        DERIVED = "derived", _("подаци портала")

    class State(models.TextChoices):
        WAITING = "waiting", _("чека на ред")
        RUNNING = "running", _("у току")
        REFUSED = "refused", _("има грешака")
        UNCHANGED = "unchanged", _("без промена")
        READY = "ready", _("спремно")

    dataset = models.ForeignKey(Dataset, models.CASCADE, related_name="jobs", verbose_name=_("скуп података"))
    version = models.OneToOneField(Version, models.SET_NULL, null=True, related_name="job", verbose_name=_("верзија"))
    kind = models.CharField(_("извор"), max_length=8, choices=Kind)
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.WAITING)
    rows = models.PositiveBigIntegerField(_("редова"), default=0)
    file_name = models.CharField(_("датотека"), max_length=200, blank=True)
    file_path = models.CharField(max_length=200, blank=True)
    fault = models.SlugField(_("разлог"), max_length=40, blank=True)
    fault_params = models.JSONField(default=dict)
    faults = models.PositiveIntegerField(_("грешака"), default=0)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(_("почетак"), default=timezone.now)
    finished_at = models.DateTimeField(_("крај"), null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("покренуо"),
    )  # fmt: skip

    class Privacy:
        personal = {"created_by": "trace"}

    class Meta:
        ordering = ["-id"]
        verbose_name = _("припрема верзије")
        verbose_name_plural = _("припреме верзија")
        indexes = [
            models.Index(fields=["id"], condition=models.Q(state__in=["waiting", "running"]), name="jobs_not_over")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} – {self.get_state_display()}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state not in (self.State.WAITING, self.State.RUNNING)


class RowError(OfMunicipality):
    """One cell that cannot be taken: row as a spreadsheet counts, column, value, code of the reason."""

    job = models.ForeignKey(PublicationJob, models.CASCADE, related_name="errors", verbose_name=_("припрема"))
    row = models.PositiveBigIntegerField(_("ред"))
    column = models.CharField(_("колона"), max_length=300, blank=True)
    value = models.CharField(_("вредност"), max_length=200, blank=True)
    code = models.SlugField(_("разлог"), max_length=40)
    params = models.JSONField(default=dict)

    class Privacy:
        personal = {"value": "document"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("грешка у реду")
        verbose_name_plural = _("грешке у редовима")
