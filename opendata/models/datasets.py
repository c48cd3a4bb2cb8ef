"""A data set and its versions: what is promised about it, and the tables that were published."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from municipalities.script import fold, sort_key
from opendata.codes import LATE_AFTER_DAYS, LICENCE_DEEDS, Frequency, Licence, Theme
from opendata.models.base import OfMunicipality
from opendata.tabular.schema import TableSchema, municipal_schemas, read_schema


class Dataset(OfMunicipality):
    """A data set (скуп података) of one municipality, under an address that never changes.

    ``schema_name`` is one of the 28 municipal schemas; empty for a schema of its own, which ``own_schema`` holds as a
    Frictionless Table Schema. ``derived_from`` is the key of a publishable of `municipalities.publishing`: such a set is
    refreshed from the rows of the portal and never by hand. Texts are Cyrillic; English ones may be empty. ``quality`` has
    shares by the metrics of `opendata.quality.metrics`, ``quality_points`` what they come to, of 405.
    """

    slug = models.SlugField(
        _("адреса"), max_length=100, unique=True, editable=False, validators=[RegexValidator(r"^[a-z0-9-]+$")]
    )
    title = models.CharField(_("назив"), max_length=160, help_text=_("Ћирилицом, на пример: Вртићи града Чачка."))
    title_en = models.CharField(_("назив на енглеском"), max_length=160, blank=True)
    description = models.TextField(
        _("опис"), max_length=4000, help_text=_("Шта подаци показују, одакле су и шта у њима нема. Бар једна реченица.")
    )
    description_en = models.TextField(_("опис на енглеском"), max_length=4000, blank=True)
    theme = models.CharField(_("тема"), max_length=4, choices=Theme)
    keywords = models.JSONField(_("кључне речи"), default=list, help_text=_("Ћирилицом, раздвојене зарезом."))
    schema_name = models.CharField(_("општинска шема"), max_length=60, blank=True, editable=False)
    own_schema = models.JSONField(_("сопствена шема"), null=True, blank=True, editable=False)
    frequency = models.CharField(_("колико често се обнавља"), max_length=12, choices=Frequency)
    licence = models.CharField(_("услови коришћења"), max_length=12, choices=Licence, default=Licence.CC_BY)
    temporal_start = models.DateField(_("подаци су од"))
    temporal_end = models.DateField(
        _("подаци су до"), null=True, blank=True, help_text=_("Празно значи: и даље се допуњују.")
    )
    contact_name = models.CharField(_("ко одговара на питања"), max_length=160, help_text=_("Служба, не особа."))
    contact_email = models.EmailField(_("е-пошта службе"))
    hvd_category = models.CharField(
        _("категорија података велике вредности"), max_length=12, blank=True, editable=False
    )
    derived_from = models.SlugField(_("настаје из"), max_length=60, blank=True, editable=False)
    pull_address = models.URLField(
        _("адреса за преузимање"), max_length=500, blank=True,
        help_text=_("Ако се датотека стално налази на вебу, портал је може преузимати сам."),
    )  # fmt: skip
    pull_every = models.CharField(_("преузимати"), max_length=12, choices=Frequency, blank=True)
    pulled_at = models.DateTimeField(_("последње преузимање"), null=True, blank=True, editable=False)
    pull_failures = models.PositiveSmallIntegerField(_("узастопних неуспеха"), default=0, editable=False)
    current = models.ForeignKey(
        "Version", models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("верзија")
    )
    published_at = models.DateTimeField(_("први пут објављен"), null=True, blank=True, editable=False)
    modified_at = models.DateTimeField(_("обновљен"), default=timezone.now, editable=False)
    is_public = models.BooleanField(_("објављен"), default=False, editable=False)
    quality_points = models.PositiveSmallIntegerField(_("оцена квалитета"), null=True, blank=True, editable=False)
    quality = models.JSONField(default=dict, editable=False)
    search_key = models.TextField(editable=False, default="")
    sort_key = models.CharField(max_length=400, editable=False, default="")

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["sort_key", "id"]
        verbose_name = _("скуп података")
        verbose_name_plural = _("скупови података")
        indexes = [
            models.Index(fields=["municipality", "sort_key"], name="dataset_of_municipality"),
            models.Index(fields=["sort_key", "id"], condition=Q(is_public=True), name="dataset_public"),
            models.Index(fields=["modified_at", "id"], condition=Q(is_public=True), name="dataset_modified"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(current__isnull=False), name="public_dataset_has_a_version"
            ),
            models.UniqueConstraint(
                fields=["municipality", "derived_from"], condition=~Q(derived_from=""), name="one_derived_dataset_per_source"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key = fold(" ".join([self.title, self.title_en, self.description, *self.keywords]))
        self.sort_key = sort_key(self.title)[:400]
        super().save(*args, **kwargs)

    def clean(self) -> None:
        if self.temporal_end and self.temporal_start and self.temporal_end < self.temporal_start:
            raise ValidationError({"temporal_end": _("Крај је пре почетка. Проверите оба датума.")})
        if self.pull_every and not self.pull_address:
            raise ValidationError(
                {"pull_address": _("Упишите адресу са које се преузима, или оставите празно и једно и друго.")}
            )

    @property
    def schema(self) -> TableSchema | None:
        """Columns of the data; None while an own schema has not been guessed yet."""
        if self.schema_name:
            return municipal_schemas()[self.schema_name]
        return read_schema(self.own_schema) if self.own_schema else None

    def get_absolute_url(self) -> str:
        """The permanent address of the data set; it always shows the version in force."""
        return reverse("opendata:dataset", args=[self.slug])

    @property
    def licence_address(self) -> str:
        """Where the terms of reuse can be read."""
        return LICENCE_DEEDS[Licence(self.licence)]

    @property
    def is_late(self) -> bool:
        """Whether the data are older than the promised frequency allows."""
        days = LATE_AFTER_DAYS.get(Frequency(self.frequency))
        return bool(self.is_public and days and timezone.now() - self.modified_at > timedelta(days=days))


class Version(OfMunicipality):
    """One published or waiting state of the rows: an immutable snapshot with an address of its own.

    Rows are in the table ``opendata_rows.<table_name>`` with a column ``_row`` (row of the file) and the columns of
    ``schema`` (Frictionless Table Schema as of this version). ``changes`` counts ``added``, ``removed``, ``changed`` rows
    against the version before; ``findings`` are those of `opendata.tabular.personal`, without any value. ``file_sizes``
    are bytes by format, ``file_sums`` their SHA-256 in hexadecimal digits; both empty until they have been measured.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("чека објаву")
        CONFIRMING = "confirming", _("чека потврду другог лица")
        PUBLISHED = "published", _("објављена")
        REJECTED = "rejected", _("одбачена")

    dataset = models.ForeignKey(Dataset, models.PROTECT, related_name="versions", verbose_name=_("скуп података"))
    number = models.PositiveIntegerField(_("број верзије"))
    state = models.CharField(_("стање"), max_length=12, choices=State)
    schema_data = models.JSONField(_("шема"))
    table_name = models.CharField(max_length=63, unique=True)
    rows = models.PositiveBigIntegerField(_("редова"))
    source_kind = models.CharField(_("врста датотеке"), max_length=10)
    source_name = models.CharField(_("датотека"), max_length=200, blank=True)
    source_note = models.CharField(_("како је прочитана"), max_length=120, blank=True)
    source_path = models.CharField(max_length=200, blank=True)
    source_bytes = models.PositiveBigIntegerField(_("величина"), default=0)
    source_sha256 = models.CharField(max_length=64, blank=True)
    changes = models.JSONField(_("разлика"), default=dict)
    findings = models.JSONField(_("налази"), default=list)
    profile = models.JSONField(_("профил колона"), default=dict)
    bounds = models.JSONField(_("обухват"), null=True)
    file_sizes = models.JSONField(_("величине датотека"), default=dict)
    file_sums = models.JSONField(_("контролни збирови датотека"), default=dict)
    created_at = models.DateTimeField(_("припремљена"), default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("припремио"),
    )  # fmt: skip
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("потврдио"),
    )  # fmt: skip
    confirmation_reason = models.CharField(_("образложење потврде"), max_length=500, blank=True)
    published_at = models.DateTimeField(_("објављена"), null=True)

    class Privacy:
        personal = {"created_by": "trace", "confirmed_by": "trace"}

    class Meta:
        ordering = ["-number"]
        verbose_name = _("верзија")
        verbose_name_plural = _("верзије")
        constraints = [
            models.UniqueConstraint(fields=["dataset", "number"], name="one_version_per_number"),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("created_by")),
                name="version_confirmed_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False), name="published_version_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset} – {self.number}"

    @cached_property
    def schema(self) -> TableSchema:
        """Columns of this version, which never change."""
        return read_schema(self.schema_data)

    def get_absolute_url(self) -> str:
        """The permanent address of exactly these rows."""
        return reverse("opendata:version", args=[self.dataset.slug, self.number])

    @property
    def etag(self) -> str:
        """Changes when and only when the rows do, because a table of rows is never changed."""
        return self.table_name

    @property
    def moment(self) -> datetime:
        """When the rows became public, or were prepared."""
        return self.published_at or self.created_at
