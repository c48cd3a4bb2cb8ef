"""Cadastral municipalities, the library of planning rules, and what is counted about a request."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.models.base import OfMunicipality
from eservices.services.site_information import rules
from municipalities.models import Municipality
from municipalities.script import sort_key

PERCENTAGE = [MinValueValidator(0), MaxValueValidator(100)]


class CadastralMunicipality(OfMunicipality):
    """A cadastral municipality (катастарска општина, КО): the area in which a parcel number is unique."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("општина"))
    code = models.CharField(
        _("матични број КО"), max_length=6, validators=[RegexValidator(r"^\d{6}$", _("Матични број КО има 6 цифара."))]
    )
    name = models.CharField(_("назив"), max_length=80, help_text=_("Ћирилицом, без „КО“."))
    sort_key = models.CharField(max_length=200, editable=False)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("катастарска општина")
        verbose_name_plural = _("катастарске општине")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "code"], name="one_cadastral_municipality_per_code")
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.sort_key = sort_key(self.name)[:200]
        super().save(*args, **kwargs)


class PlanningZone(OfMunicipality):
    """Rules of one zone (зона, целина) of a plan in force; documents are composed from these rows.

    Percentages of the parcel's area; heights in metres; areas in m². ``storeys`` is a designation such as П+1+Пк.
    A rule that a plan does not set stays empty and is not printed.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("општина"))
    code = models.CharField(_("ознака зоне"), max_length=20)
    name = models.CharField(_("назив зоне"), max_length=120)
    plan_name = models.CharField(_("плански документ"), max_length=300)
    gazette = models.CharField(
        _("службени лист"), max_length=160, help_text=_("На пример: Сл. лист града бр. 12/2020.")
    )
    land_use = models.CharField(_("намена земљишта"), max_length=300)
    regulation_line = models.CharField(_("регулациона линија"), max_length=300, blank=True)
    building_line = models.CharField(_("грађевинска линија"), max_length=300, blank=True)
    coverage_percent = models.DecimalField(
        _("индекс заузетости, %"), max_digits=5, decimal_places=2, validators=PERCENTAGE
    )
    storeys = models.CharField(_("највећа спратност"), max_length=20, help_text=_("На пример П+1+Пк."))
    height_metres = models.DecimalField(
        _("највећа висина, м"), max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(1)]
    )
    distances = models.CharField(_("најмања одстојања"), max_length=300, blank=True)
    parking = models.CharField(_("паркирање"), max_length=300, blank=True)
    green_percent = models.DecimalField(
        _("најмање зелених површина, %"), max_digits=5, decimal_places=2, default=0, validators=PERCENTAGE
    )
    utilities = models.TextField(_("услови прикључења на инфраструктуру"), blank=True, max_length=1500)
    minimum_parcel = models.DecimalField(
        _("најмања грађевинска парцела, м²"), max_digits=10, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    protection = models.TextField(
        _("геологија и заштита (културна, природна, воде, коридори)"), blank=True, max_length=1500
    )
    detailed_plan = models.CharField(
        _("потребна даља разрада"), max_length=300, blank=True,
        help_text=_("Ако пре градње треба план детаљне регулације или урбанистички пројекат, напишите који."),
    )  # fmt: skip
    valid_from = models.DateField(_("важи од"))
    valid_to = models.DateField(_("важи до"), null=True, blank=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["plan_name", "code", "-valid_from"]
        verbose_name = _("зона плана")
        verbose_name_plural = _("зоне планова")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "plan_name", "code", "valid_from"], name="one_zone_rule_per_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="zone_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(coverage_percent__gte=0, coverage_percent__lte=100, green_percent__gte=0, green_percent__lte=100),
                name="zone_percentages_are_percentages",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.code} – {self.name}"

    def clean(self) -> None:
        try:
            rules.storeys(self.storeys)
        except rules.StoreysError:
            raise ValidationError({"storeys": _("Упишите спратност као П+1+Пк.")}) from None
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Крај важења је пре почетка.")})


class SiteInformationDetails(OfMunicipality):
    """What is counted about a request; parcels and people stay encrypted in the case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="site_information")
    purpose = models.SlugField(_("сврха"), max_length=20)
    object_class = models.CharField(_("класа објекта"), max_length=1, blank=True)
    applicant_kind = models.SlugField(_("подносилац је"), max_length=10)
    parcels = models.PositiveSmallIntegerField(_("број парцела"))

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        verbose_name = _("подаци о информацији о локацији")
        verbose_name_plural = _("подаци о информацијама о локацији")
