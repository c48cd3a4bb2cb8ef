"""Work promised in a transaction and done after it: the guarantee that nothing is lost or done twice."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality


class OutboxMessage(OfMunicipality):
    """One promised piece of work: a topic with identifiers, claimed with a lease, confirmed when done.

    ``key`` makes the promise unique. ``failures`` counts tries; ``given_up_at`` is set when an official has to look.
    """

    key = models.CharField(max_length=120, unique=True)
    topic = models.SlugField(_("врста посла"), max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("обећано"), default=timezone.now)
    available_at = models.DateTimeField(_("најраније"), default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    lease_holder = models.CharField(max_length=40, blank=True)
    failures = models.PositiveSmallIntegerField(_("неуспелих покушаја"), default=0)
    last_error = models.CharField(_("последња грешка"), max_length=300, blank=True)
    done_at = models.DateTimeField(_("урађено"), null=True)
    given_up_at = models.DateTimeField(_("одустало се"), null=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["id"]
        verbose_name = _("обећани посао")
        verbose_name_plural = _("обећани послови")
        indexes = [
            models.Index(
                fields=["available_at", "id"], name="outbox_waiting",
                condition=models.Q(done_at__isnull=True, given_up_at__isnull=True),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.key
