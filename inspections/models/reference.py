"""What can be reported, and who is competent: reference data that every page may read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from inspections import rules
from municipalities.models import Municipality
from municipalities.privacy import Nothing
from municipalities.script import fold, sort_key


class Inspectorate(models.Model):
    """An inspection of local self-government (инспекција). Texts in Cyrillic and English; Latin is generated.

    ``slug`` is also the kind by which roles and memberships are limited (municipalities.accounts.roles).
    ``classification`` is the mark under which its cases are numbered.
    """

    slug = models.SlugField(_("шифра"), unique=True)
    position = models.PositiveSmallIntegerField(_("редослед"), default=0)
    name = models.CharField(_("назив"), max_length=120, help_text=_("Ћирилицом."))
    name_en = models.CharField(_("назив на енглеском"), max_length=120)
    competence = models.TextField(_("шта ради"), blank=True)
    competence_en = models.TextField(_("шта ради, на енглеском"), blank=True)
    classification = models.CharField(_("класификациони знак"), max_length=10)
    legal_source = models.CharField(_("правни извор"), max_length=300)
    confirmed = models.BooleanField(_("потврђено"), default=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["position", "slug"]
        verbose_name = _("инспекција")
        verbose_name_plural = _("инспекције")

    def __str__(self) -> str:
        return self.name


class ExternalBody(models.Model):
    """A utility, militia or authority to which reports go (други орган или предузеће).

    A row without a municipality holds everywhere; one with a municipality goes before it for the same kind. Reports go
    out by e-mail where an address is entered; without one the body is only named to the reporter.
    """

    class Kind(models.TextChoices):
        MILITIA = "militia", _("комунална милиција")
        UTILITY = "utility", _("јавно комунално предузеће")
        INSPECTION = "inspection", _("друга инспекција")
        POLICE = "police", _("полиција и ванредне ситуације")
        OTHER = "other", _("други орган")

    code = models.SlugField(_("шифра"), max_length=60)
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("општина"),
        help_text=_("Празно значи: важи свуда."),
    )  # fmt: skip
    kind = models.CharField(_("врста"), max_length=12, choices=Kind)
    name = models.CharField(_("назив"), max_length=160, help_text=_("Ћирилицом."))
    name_en = models.CharField(_("назив на енглеском"), max_length=160)
    email = models.EmailField(_("е-пошта"), blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    website = models.URLField(_("страница"), blank=True)
    is_active = models.BooleanField(_("у употреби"), default=True)
    confirmed = models.BooleanField(_("потврђено"), default=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["kind", "name"]
        verbose_name = _("други орган или предузеће")
        verbose_name_plural = _("други органи и предузећа")
        constraints = [
            models.UniqueConstraint(
                fields=["code", "municipality"], nulls_distinct=False, name="one_external_body_per_place"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    """A kind of problem that can be reported (категорија пријаве).

    ``route`` is the default of the whole country, a draft until the municipality confirms it; ``body`` names the body
    that the route leads to. ``questions`` are extra questions with their stop answers (see `inspections.rules`).
    ``duplicate_metres`` and ``duplicate_days`` say what counts as the same problem. ``public``: whether reports appear
    on the public map at all; ``rounding_metres``: how coarsely their place is shown there.
    """

    class Route(models.TextChoices):
        OWN = "own", _("поступа инспекција")
        MILITIA = "militia", _("комунална милиција")
        UTILITY = "utility", _("прослеђује се предузећу, инспекција надзире")
        FORWARD = "forward", _("уступа се другом органу")

    code = models.SlugField(_("шифра"), max_length=40, unique=True)
    inspectorate = models.ForeignKey(
        Inspectorate, models.PROTECT, related_name="categories", verbose_name=_("инспекција")
    )
    position = models.PositiveSmallIntegerField(_("редослед"), default=0)
    name = models.CharField(_("назив"), max_length=120, help_text=_("Ћирилицом."))
    name_en = models.CharField(_("назив на енглеском"), max_length=120)
    keywords = models.CharField(_("друге речи за исто"), max_length=300, blank=True)
    route = models.CharField(_("пут"), max_length=10, choices=Route, default=Route.OWN)
    route_note = models.CharField(_("напомена о путу"), max_length=200, blank=True)
    body = models.SlugField(_("орган на који пут води"), max_length=60, blank=True)
    urgent = models.BooleanField(_("хитно"), default=False)
    public = models.BooleanField(_("види се на јавној мапи"), default=True)
    anonymous = models.BooleanField(_("може анонимно"), default=True)
    rounding_metres = models.PositiveSmallIntegerField(_("јавно место заокружено на метара"), default=50)
    duplicate_metres = models.PositiveSmallIntegerField(_("иста пријава до метара"), default=100)
    duplicate_days = models.PositiveSmallIntegerField(_("иста пријава до дана"), default=60)
    questions = models.JSONField(_("додатна питања"), default=list, blank=True)
    legal_source = models.CharField(_("извор"), max_length=300)
    confirmed = models.BooleanField(_("потврђено"), default=False)
    search_key = models.CharField(max_length=120, editable=False)
    search_words = models.CharField(max_length=600, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["inspectorate__position", "position", "code"]
        verbose_name = _("категорија пријаве")
        verbose_name_plural = _("категорије пријава")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key, self.sort_key = fold(self.name)[:120], sort_key(self.name)[:200]
        self.search_words = fold(f"{self.keywords} {self.name_en} {self.inspectorate.name}")[:600]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        try:
            self.parsed_questions()
        except (rules.WrongQuestion, TypeError, KeyError, AttributeError) as fault:
            raise ValidationError({"questions": _("Питања нису исправно написана: %(fault)s")}, params={"fault": fault})  # noqa: B904 - the sentence says it

    def parsed_questions(self) -> tuple[rules.Question, ...]:
        """The extra questions as data of the rules."""
        return rules.parse_questions(self.questions)


class LocalCategory(models.Model):
    """What a municipality sets differently for a category: off, not public, not anonymous."""

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", verbose_name=_("општина"))
    category = models.ForeignKey(Category, models.CASCADE, related_name="local", verbose_name=_("категорија"))
    enabled = models.BooleanField(_("прима се"), default=True)
    public = models.BooleanField(_("види се на јавној мапи"), default=True)
    anonymous = models.BooleanField(_("може анонимно"), default=True)

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("категорија у општини")
        verbose_name_plural = _("категорије у општини")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "category"], name="one_local_category"),
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.category}"
