"""Data sets sent to the national portal: whose account, what is known there under which identifier, and each try."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendata.models.base import OfMunicipality
from opendata.models.datasets import Dataset


class PushAccount(OfMunicipality):
    """Under which organisation of the national portal a municipality publishes there."""

    organisation = models.CharField(
        _("ознака организације на националном порталу"), max_length=24,
        help_text=_("24 знака, стоји у адреси прегледа ваше организације на порталу. На пример: 5a9d2f0c1e8b4a7d6c3f0e21."),
        validators=[RegexValidator(r"^[0-9a-f]{24}$", _("Ознака има 24 знака: цифре и слова од a до f."))],
    )  # fmt: skip

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        verbose_name = _("налог на националном порталу")
        verbose_name_plural = _("налози на националном порталу")
        constraints = [models.UniqueConstraint(fields=["municipality"], name="one_push_account_per_municipality")]

    def __str__(self) -> str:
        return self.organisation


class RemoteDataset(OfMunicipality):
    """The identifier of a data set on the portal at ``host``.

    ``sent`` is what was last sent there, ``seen`` what the portal made of it: it rewrites some values, and only with both
    can a change of ours be told from one of theirs. Both are empty until a data set has been sent whole.
    """

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="remotes", verbose_name=_("скуп података"))
    host = models.CharField(_("портал"), max_length=200)
    remote_id = models.CharField(_("ознака тамо"), max_length=100)
    sent = models.JSONField(default=dict)
    seen = models.JSONField(default=dict)
    sent_at = models.DateTimeField(_("послат"), null=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        verbose_name = _("скуп на националном порталу")
        verbose_name_plural = _("скупови на националном порталу")
        constraints = [models.UniqueConstraint(fields=["dataset", "host"], name="one_remote_dataset_per_host")]

    def __str__(self) -> str:
        return f"{self.dataset} – {self.remote_id}"


class Push(OfMunicipality):
    """One comparison with the national portal; unless ``is_dry`` it also carries out what it finds.

    ``report`` has an entry for each data set as `opendata.pushing.running` makes them; ``fault`` is a code of
    `opendata.pushing.client.PortalFault` that stopped it. ``recreate``: what was deleted there is made anew.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("чека на ред")
        RUNNING = "running", _("у току")
        DONE = "done", _("завршено")
        STOPPED = "stopped", _("прекинуто")

    state = models.CharField(_("стање"), max_length=8, choices=State, default=State.WAITING)
    is_dry = models.BooleanField(_("само провера"), default=True)
    recreate = models.BooleanField(_("поново направи обрисане"), default=False)
    report = models.JSONField(default=list)
    fault = models.SlugField(_("разлог"), max_length=40, blank=True)
    fault_params = models.JSONField(default=dict)
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
        verbose_name = _("слање на национални портал")
        verbose_name_plural = _("слања на национални портал")
        constraints = [
            # One at a time for each municipality: two would make the same data set twice.
            models.UniqueConstraint(
                fields=["municipality"], condition=models.Q(state__in=["waiting", "running"]), name="one_push_at_a_time"
            )
        ]
        indexes = [models.Index(fields=["municipality", "-id"], name="pushes_of_municipality")]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.created_at:%d.%m.%Y.}"

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen by itself."""
        return self.state not in (self.State.WAITING, self.State.RUNNING)
