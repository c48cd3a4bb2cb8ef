"""The competition (такмичење) of municipalities: versioned rules, what was counted each day, who stands where."""

from __future__ import annotations

import secrets
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from campaign.verify_score import MEASURES
from campaign.wording import LEFT_OUT, in_language
from municipalities.models import Municipality
from municipalities.privacy import Nothing

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def secret() -> str:
    """64 random hexadecimal digits."""
    return secrets.token_hex(32)


class ScoringRules(models.Model):
    """One version of the rules (правила бодовања). Rules of a competition that has begun never change; a new version does.

    ``growth_full`` is the growth that brings all points of growth: 0.50 means half as many online requests again.
    """

    version = models.PositiveSmallIntegerField(_("издање"), unique=True)
    weight_online = models.PositiveSmallIntegerField(_("тежина: удео поднетих преко портала"), validators=PERCENT)
    weight_on_time = models.PositiveSmallIntegerField(_("тежина: решено у року"), validators=PERCENT)
    weight_satisfaction = models.PositiveSmallIntegerField(_("тежина: задовољство грађана"), validators=PERCENT)
    weight_growth = models.PositiveSmallIntegerField(_("тежина: раст"), validators=PERCENT)
    weight_open_data = models.PositiveSmallIntegerField(_("тежина: отворени подаци"), validators=PERCENT)
    least_requests = models.PositiveSmallIntegerField(
        _("најмање захтева да би се општина рангирала"), validators=[MinValueValidator(10)]
    )
    least_ratings = models.PositiveSmallIntegerField(
        _("најмање оцена да би се рачунало задовољство"), validators=[MinValueValidator(5)]
    )
    most_of_one = models.PositiveSmallIntegerField(
        _("највише захтева једне особе који се рачунају"), validators=[MinValueValidator(1)]
    )
    most_alike = models.PositiveSmallIntegerField(
        _("највише особа са истоветним одговорима"), null=True, blank=True, validators=[MinValueValidator(2)],
        help_text=_("Истоветни су захтеви исте услуге који се разликују само у имену, ЈМБГ и контакту. Празно: не проверава се."),
    )  # fmt: skip
    alike_days = models.PositiveSmallIntegerField(
        _("у колико дана"), default=7, validators=[MinValueValidator(1)],
        help_text=_("Истоветни захтеви се траже у толико узастопних дана."),
    )  # fmt: skip
    growth_full = models.DecimalField(
        _("раст који носи све бодове"), max_digits=4, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))],
        help_text=_("0,50 значи: за половину више него пре."),
    )  # fmt: skip

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-version"]
        verbose_name = _("правила бодовања")
        verbose_name_plural = _("правила бодовања")

    def __str__(self) -> str:
        return str(_("издање %(version)s") % {"version": self.version})

    def clean(self) -> None:
        weights = [getattr(self, f"weight_{name}") for name in MEASURES]
        if None not in weights and sum(weights) != 100:
            raise ValidationError(_("Збир тежина мора бити 100; сада је %(sum)s.") % {"sum": sum(weights)})

    def as_json(self) -> dict[str, Any]:
        """The rules as the standalone program reads them."""
        return {
            "version": self.version,
            "weights": {name: getattr(self, f"weight_{name}") for name in MEASURES},
            "least_requests": self.least_requests,
            "least_ratings": self.least_ratings,
            "most_of_one": self.most_of_one,
            "most_alike": self.most_alike,
            "alike_days": self.alike_days,
            "growth_full": str(self.growth_full),
        }


class Competition(models.Model):
    """A competition from its first to its last day, frozen by one organiser and audited by another.

    ``key`` makes the digests of rows, by which an official finds the case behind a row and nobody else does.
    """

    slug = models.SlugField(_("адреса"), unique=True)
    title = models.CharField(_("назив"), max_length=120)
    title_en = models.CharField(_("назив на енглеском"), max_length=120)
    first = models.DateField(_("први дан"))
    last = models.DateField(_("последњи дан"))
    rules = models.ForeignKey(
        ScoringRules, models.PROTECT, related_name="competitions", verbose_name=_("правила бодовања")
    )
    key = models.CharField(max_length=64, default=secret, editable=False)
    frozen_at = models.DateTimeField(_("замрзнуто"), null=True, editable=False)
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    audited_at = models.DateTimeField(_("проверено"), null=True, editable=False)
    audited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    class Privacy:
        personal = {"frozen_by": "identity", "audited_by": "identity"}

    class Meta:
        ordering = ["-first"]
        verbose_name = _("такмичење општина")
        verbose_name_plural = _("такмичења општина")
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gt=models.F("first")), name="competition_ends_later")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Address of its page."""
        return reverse("campaign:competition", args=[self.slug])

    def clean(self) -> None:
        if self.first and self.last and self.last <= self.first:
            raise ValidationError({"last": _("Последњи дан мора бити после првог.")})

    @property
    def said_title(self) -> str:
        """The name in the reader's language and script."""
        return in_language(self.title, self.title_en)


class Reckoning(models.Model):
    """What was counted on one day: the file of rows under ``path`` in the private storage, and its SHA-256."""

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="reckonings")
    day = models.DateField(_("дан"))
    until = models.DateField(_("рачуна се до"))
    path = models.CharField(_("датотека"), max_length=200)
    sha256 = models.CharField(_("отисак датотеке"), max_length=64)
    rows = models.PositiveIntegerField(_("редова"))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-day"]
        verbose_name = _("обрачун такмичења")
        verbose_name_plural = _("обрачуни такмичења")
        constraints = [models.UniqueConstraint(fields=["competition", "day"], name="one_reckoning_a_day")]


class Standing(models.Model):
    """Where a town stands: points, rank, and how they come about, line by line.

    ``measures`` lists name, value, weight, part and whole; ``left_out`` counts requests by the reason why they do not count.
    """

    reckoning = models.ForeignKey(Reckoning, models.CASCADE, related_name="standings")
    town = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    rank = models.PositiveSmallIntegerField(_("место"))
    points = models.DecimalField(_("бодова"), max_digits=5, decimal_places=2)
    measures = models.JSONField(_("мере"), default=list)
    left_out = models.JSONField(_("изостављено"), default=dict)
    certificate = models.CharField(_("признање"), max_length=200, blank=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["rank", "town__sort_key"]
        verbose_name = _("пласман")
        verbose_name_plural = _("пласмани")
        constraints = [models.UniqueConstraint(fields=["reckoning", "town"], name="a_town_stands_once")]

    @property
    def reasons(self) -> list[tuple[str | Promise, int]]:
        """Why requests were left out, in words, and how many."""
        return [(LEFT_OUT[reason], count) for reason, count in self.left_out.items()]
