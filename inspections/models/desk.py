"""What a municipality and its officials arrange: routing, ready answers, saved filters."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from inspections import rules
from inspections.grid import Box
from inspections.labels import ACTION_LABELS
from inspections.lifecycle import DESK, TABLE, Text
from inspections.models.reference import Category, ExternalBody, Inspectorate
from municipalities.models import Municipality
from municipalities.script import fold

EDGES = ("south", "west", "north", "east")
ANSWERED = [
    (action, ACTION_LABELS[action])
    for action in dict.fromkeys(row.action for row in TABLE if row.text is Text.PUBLIC and row.actors & {*DESK})
]
"""Actions of officials with a text that the sender reads."""


class RoutingRule(models.Model):
    """One line of the ordered routing table (правило упућивања): the first that fits counts.

    Empty conditions hold for everything. The edges of the area are in millionths of a degree. ``weekdays``: 0 Monday
    to 6 Sunday. A rule names an inspectorate, an officer, or a body as suggestion for forwarding.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("општина"))
    position = models.PositiveSmallIntegerField(_("редослед"))
    name = models.CharField(_("назив правила"), max_length=120)
    is_active = models.BooleanField(_("важи"), default=True)
    categories = models.ManyToManyField(Category, blank=True, related_name="+", verbose_name=_("категорије"))
    settlement = models.CharField(
        _("реч у адреси"), max_length=80, blank=True, help_text=_("Насеље или улица, у било ком писму.")
    )
    south = models.IntegerField(_("јужна ивица"), null=True, blank=True)
    west = models.IntegerField(_("западна ивица"), null=True, blank=True)
    north = models.IntegerField(_("северна ивица"), null=True, blank=True)
    east = models.IntegerField(_("источна ивица"), null=True, blank=True)
    weekdays = models.JSONField(_("дани у седмици"), default=list, blank=True)
    from_hour = models.PositiveSmallIntegerField(
        _("од сати"), null=True, blank=True, validators=[MaxValueValidator(23)]
    )
    to_hour = models.PositiveSmallIntegerField(
        _("до сати"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    inspectorate = models.ForeignKey(
        Inspectorate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("инспекција")
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("инспектор")
    )
    body = models.ForeignKey(
        ExternalBody, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("предлог за уступање")
    )

    class Privacy:
        personal = {"officer": "identity"}

    class Meta:
        ordering = ["position", "id"]
        verbose_name = _("правило упућивања")
        verbose_name_plural = _("правила упућивања")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "position"], name="one_routing_rule_per_position")
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        edges = [getattr(self, edge) for edge in EDGES]
        if any(edge is None for edge in edges) and any(edge is not None for edge in edges):
            raise ValidationError(_("Подручје има све четири ивице, или ниједну."))
        if (self.from_hour is None) != (self.to_hour is None):
            raise ValidationError(_("Унесите и почетни и завршни сат, или ниједан."))
        if not all(isinstance(day, int) and 0 <= day <= 6 for day in self.weekdays):
            raise ValidationError({"weekdays": _("Дани су бројеви од 0 (понедељак) до 6 (недеља).")})
        if self.inspectorate is None and self.officer is None and self.body is None:
            raise ValidationError(_("Правило мора да каже коме пријава иде."))

    def as_route(self) -> rules.Route:
        """The line as the rules read it."""
        edges = [getattr(self, edge) for edge in EDGES]
        return rules.Route(
            key=self.pk,
            categories=frozenset(category.code for category in self.categories.all()),
            box=None if None in edges else Box(*edges),
            settlement=fold(self.settlement),
            weekdays=frozenset(self.weekdays),
            from_hour=self.from_hour,
            to_hour=self.to_hour,
        )


class ResponseTemplate(OfMunicipality):
    """A ready answer for an action (спреман одговор), for all categories or for one. Text in Cyrillic."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("општина"))
    action = models.SlugField(_("радња"), max_length=40, choices=ANSWERED)
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("категорија")
    )
    title = models.CharField(_("назив"), max_length=120)
    text = models.TextField(_("текст"))

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["action", "title"]
        verbose_name = _("спреман одговор")
        verbose_name_plural = _("спремни одговори")

    def __str__(self) -> str:
        return self.title


class SavedFilter(OfMunicipality):
    """A filter of the triage list that an official keeps (сачуван филтер): the query part of its address."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    name = models.CharField(_("назив"), max_length=80)
    query = models.CharField(_("услови"), max_length=1000)

    class Privacy:
        personal = {"owner": "identity", "query": "trace"}

    class Meta:
        ordering = ["name"]
        verbose_name = _("сачуван филтер")
        verbose_name_plural = _("сачувани филтери")
        constraints = [models.UniqueConstraint(fields=["owner", "municipality", "name"], name="one_filter_per_name")]

    def __str__(self) -> str:
        return self.name
