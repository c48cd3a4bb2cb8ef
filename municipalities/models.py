"""Municipalities, their offices and calendar, the services they offer and the parameters those run on."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.privacy import Nothing
from municipalities.script import fold, sort_key


class Municipality(models.Model):
    """A town (град) or municipality (општина); one unit of local self-government (јединица локалне самоуправе)."""

    class Kind(models.TextChoices):
        TOWN = "grad", _("град")
        MUNICIPALITY = "opstina", _("општина")

    class Programme(models.TextChoices):
        E_SERVICES = "eservices", _("е-услуге")
        OPEN_DATA = "opendata", _("отворени подаци")

    slug = models.SlugField(_("адреса"), unique=True)
    name = models.CharField(_("назив"), max_length=80, help_text=_("Ћирилицом, на пример Чачак."))
    kind = models.CharField(_("врста"), max_length=8, choices=Kind)
    programme = models.CharField(_("програм"), max_length=10, choices=Programme)
    sors_code = models.CharField(
        _("матични број"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^\d{5}$")],
    )
    district = models.CharField(_("управни округ"), max_length=60)
    region = models.CharField(_("регион"), max_length=60)
    seat_latitude = models.DecimalField(_("ширина седишта"), max_digits=7, decimal_places=4)
    seat_longitude = models.DecimalField(_("дужина седишта"), max_digits=7, decimal_places=4)
    population_2022 = models.PositiveIntegerField(_("становника 2022."), null=True, blank=True)
    population_confirmed = models.BooleanField(_("број становника је потврђен"), default=False)
    area_km2 = models.PositiveIntegerField(_("површина, km²"))
    postal_code = models.CharField(_("поштански број"), max_length=5)
    minority_languages = models.JSONField(_("језици мањина у службеној употреби"), default=list, blank=True)
    source_notes = models.TextField(_("порекло података"), blank=True)
    number_pattern = models.CharField(_("облик броја предмета"), max_length=60, default="{class}-{seq}/{yy}-{organ}")
    search_key = models.CharField(max_length=120, editable=False, db_index=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["sort_key"]
        verbose_name = _("општина или град")
        verbose_name_plural = _("општине и градови")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key, self.sort_key = fold(self.name), sort_key(self.name)
        super().save(*args, **kwargs)

    @property
    def official_name(self) -> str:
        """``Град Чачак`` or ``Општина Рача``, in Cyrillic."""
        return f"{'Град' if self.kind == self.Kind.TOWN else 'Општина'} {self.name}"

    @property
    def administration_name(self) -> str:
        """Name of the body of first instance (управа), in Cyrillic."""
        body = "Градска управа" if self.kind == self.Kind.TOWN else "Општинска управа"
        return f"{self.official_name} – {body}"

    @cached_property
    def counters(self) -> list[Office]:
        """Its offices, the main one first; read once in the life of this object, which is a request or a task."""
        return list(self.offices.all())

    def counter_for(self, service: str) -> Office | None:
        """The office that leads the service, else the main one."""
        named = [office for office in self.counters if service in office.services]
        return next(iter(named or self.counters), None)


class Office(models.Model):
    """A counter or organ (орган) of a municipality that people can write to, call or visit."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="offices", verbose_name=_("општина"))
    name = models.CharField(_("назив"), max_length=160)
    organ = models.CharField(
        _("ознака органа"),
        max_length=8,
        default="IV",
        help_text=_("Стоји на крају броја."),
    )
    address = models.CharField(_("адреса"), max_length=200, blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    email = models.EmailField(_("е-пошта"), blank=True)
    hours = models.CharField(_("радно време"), max_length=120, blank=True)
    services = models.JSONField(_("услуге које води"), default=list, blank=True)
    is_main = models.BooleanField(_("главни шалтер"), default=False)
    confirmed = models.BooleanField(_("потврђено"), default=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-is_main", "name"]
        verbose_name = _("шалтер или орган")
        verbose_name_plural = _("шалтери и органи")

    def __str__(self) -> str:
        return self.name


class Holiday(models.Model):
    """A day when a municipality, or everybody, does not work beyond the holidays that follow from the law."""

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name=_("општина"),
        help_text=_("Празно значи: у целој земљи."),
    )  # fmt: skip
    day = models.DateField(_("дан"))
    name = models.CharField(_("назив"), max_length=120)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["day"]
        verbose_name = _("нерадни дан")
        verbose_name_plural = _("нерадни дани")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "day"],
                nulls_distinct=False,
                name="one_holiday_per_municipality_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y.} {self.name}"


class OfferedService(models.Model):
    """That a municipality offers a service, and from when."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="offered", verbose_name=_("општина"))
    service = models.SlugField(_("услуга"))
    enabled = models.BooleanField(_("укључена"), default=True)
    since = models.DateField(_("од"))
    notice = models.TextField(_("обавештење за грађане"), blank=True)

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("услуга коју општина нуди")
        verbose_name_plural = _("услуге које општине нуде")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "service"],
                name="one_offer_per_municipality_and_service",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.service}"


class Parameter(models.Model):
    """An amount, cap, term, fee or other legal value with its validity and its source.

    A row without a municipality holds for everybody; one with a municipality goes before it. ``value`` is a decimal
    number or text in JSON. ``confirmed`` is False until somebody has checked the value against its source.
    """

    code = models.CharField(_("шифра"), max_length=80, validators=[RegexValidator(r"^[a-z][a-z0-9_.-]*$")])
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, verbose_name=_("општина"),
        help_text=_("Празно значи: важи свуда."),
    )  # fmt: skip
    label = models.CharField(_("шта је то"), max_length=200)
    value = models.JSONField(_("вредност"))
    unit = models.CharField(_("јединица"), max_length=20, blank=True)
    valid_from = models.DateField(_("важи од"))
    valid_to = models.DateField(_("важи до"), null=True, blank=True)
    legal_source = models.CharField(_("правни извор"), max_length=300)
    confirmed = models.BooleanField(_("потврђено"), default=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["code", "-valid_from"]
        verbose_name = _("параметар")
        verbose_name_plural = _("параметри")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "municipality", "valid_from"],
                nulls_distinct=False,
                name="one_parameter_per_start",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="parameter_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} = {self.value}"
