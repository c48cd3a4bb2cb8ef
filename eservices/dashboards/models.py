"""Changes of counts, the counts they add up to, the published ones, states of months; printed reports; the index."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from eservices.dashboards.index.method import METHODS, Score, score
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


class StateOfMonth(OfMunicipality):
    """What a municipality has in a month, as it was last measured (стање месеца); not a sum, so nothing is held back.

    ``values`` holds names of eservices.dashboards.counting about public data sets. The row of the running month is
    measured every night; that of a month that is over stays.
    """

    month = models.DateField(_("месец"))
    values = models.JSONField(_("стање"), default=dict)
    measured_on = models.DateField(_("стање на дан"))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["month"]
        verbose_name = _("стање месеца")
        verbose_name_plural = _("стања по месецима")
        constraints = [models.UniqueConstraint(fields=["municipality", "month"], name="one_state_a_month")]
        indexes = [models.Index(fields=["month"], name="states_of_a_month")]


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


class Note(OfMunicipality):
    """What happened in a municipality and may have changed its figures (белешка); never changed, never about a person.

    ``service`` empty means all of them.
    """

    class Kind(models.TextChoices):
        STAFF = "staff", _("људи")
        RULES = "rules", _("пропис или начин рада")
        TECHNOLOGY = "technology", _("опрема и програми")
        OTHER = "other", _("друго")

    on = models.DateField(_("када"))
    kind = models.CharField(_("врста"), max_length=10, choices=Kind)
    service = models.CharField(_("услуга"), max_length=50, blank=True)
    text = models.CharField(_("шта се догодило"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("забележио"))
    at = models.DateTimeField(_("забележено"), default=timezone.now)

    class Privacy:
        personal = {"by": "identity"}

    class Meta:
        ordering = ["-on", "-id"]
        verbose_name = _("белешка")
        verbose_name_plural = _("белешке")
        indexes = [models.Index(fields=["municipality", "-on"], name="notes_of_a_municipality")]


class IndexAnswer(OfMunicipality):
    """An answer of a municipality to a question of the index (одговор за индекс), with its evidence; never changed.

    ``question`` is the name of an indicator of eservices.dashboards.index.method, ``value`` a share from 0 to 1, or 1 for
    yes and 0 for no. Whoever answers again adds a row; it counts once an analyst has confirmed it (`IndexReview`).
    """

    question = models.SlugField(_("питање"), max_length=30)
    value = models.DecimalField(_("вредност"), max_digits=5, decimal_places=4)
    evidence = models.TextField(_("доказ"), max_length=2000)
    address = models.URLField(_("адреса доказа"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("одговорио"))
    at = models.DateTimeField(_("када"), default=timezone.now)

    class Privacy:
        personal = {"by": "identity"}

    class Meta:
        ordering = ["-id"]
        verbose_name = _("одговор за индекс")
        verbose_name_plural = _("одговори за индекс")
        indexes = [models.Index(fields=["municipality", "question", "-id"], name="index_answers_to_a_question")]
        constraints = [
            models.CheckConstraint(condition=models.Q(value__gte=0, value__lte=1), name="index_answer_from_0_to_1")
        ]


class IndexReview(OfMunicipality):
    """What an analyst of the Standing Conference found of an answer (потврда одговора); never changed."""

    answer = models.OneToOneField(IndexAnswer, models.PROTECT, related_name="review", verbose_name=_("одговор"))
    accepted = models.BooleanField(_("потврђен"))
    note = models.TextField(_("образложење"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("прегледао"))
    at = models.DateTimeField(_("када"), default=timezone.now)

    class Privacy:
        personal = {"by": "identity"}

    class Meta:
        ordering = ["-id"]
        verbose_name = _("потврда одговора")
        verbose_name_plural = _("потврде одговора")


class IndexScore(OfMunicipality):
    """The index of a municipality and quarter (индекс е-управе) by one version of the method: its inputs and its points.

    ``values`` holds a decimal number as text for each indicator, null where nothing is known; points follow from them. The
    row of the running quarter is measured every night; that of a quarter that is over stays as it was last measured.
    """

    quarter = models.CharField(_("квартал"), max_length=8)
    method = models.CharField(_("издање метода"), max_length=10)
    values = models.JSONField(_("вредности"), default=dict, encoder=DjangoJSONEncoder)
    reached = models.DecimalField(_("освојени бодови"), max_digits=5, decimal_places=2)
    known = models.DecimalField(_("познати бодови"), max_digits=5, decimal_places=2)
    measured_on = models.DateField(_("стање на дан"))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["quarter", "method"]
        verbose_name = _("индекс е-управе")
        verbose_name_plural = _("индекси е-управе")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "quarter", "method"], name="one_index_a_quarter_and_method")
        ]
        indexes = [models.Index(fields=["quarter", "method"], name="indexes_of_a_quarter")]

    @property
    def score(self) -> Score:
        """Line by line, by the method that the row names."""
        values = {slug: None if value is None else Decimal(value) for slug, value in self.values.items()}
        return score(METHODS[self.method], values)
