"""Changes of counts, the counts they add up to, and the counts that are published."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from municipalities.privacy import Nothing


class CountChange(OfMunicipality):
    """What one event adds to the counts of a month: written with the event, folded soon after, then gone.

    ``counts`` holds names of eservices.dashboards.counting; ``service`` is empty for what belongs to no service.
    """

    service = models.CharField(_("услуга"), max_length=50, blank=True)
    month = models.DateField(_("месец"))
    counts = models.JSONField(_("промена"), default=dict)
    at = models.DateTimeField(_("када"), default=timezone.now)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["id"]
        verbose_name = _("промена збира")
        verbose_name_plural = _("промене збирова")


class CountsOfMonth(OfMunicipality):
    """Counts of a municipality, service and month as they are, small numbers included. Not shown to anybody."""

    service = models.CharField(_("услуга"), max_length=50, blank=True)
    month = models.DateField(_("месец"))
    counts = models.JSONField(_("збирови"), default=dict)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["service", "month"]
        verbose_name = _("збир месеца")
        verbose_name_plural = _("збирови по месецима")
        constraints = [models.UniqueConstraint(fields=["municipality", "service", "month"], name="counts_once_a_month")]


class PublishedMonth(OfMunicipality):
    """The same after small numbers were held back (eservices.dashboards.protection): what screens and files show.

    An empty ``service`` is the sum of all services.
    """

    service = models.CharField(_("услуга"), max_length=50, blank=True)
    month = models.DateField(_("месец"))
    counts = models.JSONField(_("збирови"), default=dict)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["service", "month"]
        verbose_name = _("објављени месец")
        verbose_name_plural = _("објављени месеци")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "service", "month"], name="published_once_a_month")
        ]
        indexes = [models.Index(fields=["service", "month"], name="published_by_service")]


class Freshness(models.Model):
    """Until when the published figures are complete; ``version`` grows with every change, so that pages can be kept."""

    version = models.PositiveBigIntegerField(_("издање"), default=0)
    complete_until = models.DateTimeField(_("потпуно до"), default=timezone.now)

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("свежина збирова")
        verbose_name_plural = _("свежина збирова")


class Report(OfMunicipality):
    """A printed report (извештај) of a municipality and a quarter: asked for on a page, made by a task, then downloaded.

    ``version`` is that of the figures it shows; the same report is made once. ``progress`` is in per cent, ``path`` the
    place of the finished file in the private storage.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("чека")
        MAKING = "making", _("прави се")
        DONE = "done", _("готов")
        FAILED = "failed", _("није успео")

    period = models.CharField(_("период"), max_length=8)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    version = models.PositiveBigIntegerField(_("издање збирова"))
    state = models.CharField(_("стање"), max_length=8, choices=State, default=State.WAITING)
    progress = models.PositiveSmallIntegerField(_("урађено, проценат"), default=0)
    attempts = models.PositiveSmallIntegerField(_("покушаја"), default=0)
    requested_at = models.DateTimeField(_("тражен"), default=timezone.now)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("тражио")
    )
    claimed_at = models.DateTimeField(_("почет"), null=True)
    path = models.CharField(_("датотека"), max_length=200, blank=True)

    class Privacy:
        personal = {"requested_by": "identity"}

    class Meta:
        ordering = ["-requested_at"]
        verbose_name = _("извештај")
        verbose_name_plural = _("извештаји")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "period", "language", "version"], name="one_report_of_a_version"
            )
        ]
        indexes = [
            models.Index(
                fields=["requested_at"], name="reports_to_make", condition=models.Q(state__in=["waiting", "making"])
            )
        ]
