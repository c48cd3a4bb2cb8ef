"""Who may file reports from other programmes, and how much each did."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from inspections.models.reference import ExternalBody
from inspections.models.report import Report, ReportEvent


class Open311Key(OfMunicipality):
    """A key with which a programme files reports to one municipality by Open311 (кључ за програмско подношење).

    The key itself is shown once, when it is made; here is its SHA-256 and its beginning, by which people recognise it.
    ``daily_quota`` is the number of reports and updates together that it may send in a day. ``contact`` is whom to call
    when it misbehaves. ``body``: the key is that of a utility or authority, whose updates answer what was forwarded to it.
    """

    municipality = models.ForeignKey(
        "municipalities.Municipality", models.PROTECT, related_name="+", verbose_name=_("општина")
    )
    holder = models.CharField(_("ко га користи"), max_length=160, help_text=_("Назив програма или организације."))
    contact = models.EmailField(_("е-пошта за договор"))
    body = models.ForeignKey(
        ExternalBody, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("орган или предузеће"),
        help_text=_("Попуните ако кључ користи онај коме се пријаве прослеђују; он тада кључем и одговара на њих."),
    )  # fmt: skip
    beginning = models.CharField(_("почетак кључа"), max_length=12, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    valid_until = models.DateField(_("важи до"))
    daily_quota = models.PositiveIntegerField(_("пријава и допуна дневно, највише"), default=200)
    created_at = models.DateTimeField(_("направљен"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("ко га је направио")
    )
    revoked_at = models.DateTimeField(_("опозван"), null=True, editable=False)

    class Privacy:
        personal = {"created_by": "identity", "contact": "contact"}

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("кључ Open311")
        verbose_name_plural = _("кључеви Open311")

    def __str__(self) -> str:
        return f"{self.holder} ({self.beginning}…)"

    @property
    def is_valid(self) -> bool:
        """Neither revoked nor past its last day."""
        return self.revoked_at is None and self.valid_until >= timezone.localdate()


class Open311Day(OfMunicipality):
    """What a key did on a day: reports filed, updates of them, and attempts refused for a fault or a spent quota."""

    key = models.ForeignKey(Open311Key, models.CASCADE, related_name="days", verbose_name=_("кључ"))
    day = models.DateField(_("дан"))
    filed = models.PositiveIntegerField(_("поднето"), default=0)
    updated = models.PositiveIntegerField(_("допуњено"), default=0)
    refused = models.PositiveIntegerField(_("одбијено"), default=0)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["-day", "key"]
        verbose_name = _("употреба кључа Open311")
        verbose_name_plural = _("употреба кључева Open311")
        constraints = [models.UniqueConstraint(fields=["key", "day"], name="one_open311_row_per_key_and_day")]
        indexes = [models.Index(fields=["municipality", "-day"], name="open311_days_of_a_town")]

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y.}"


class Open311Entry(OfMunicipality):
    """What a programme wrote into a report: the filing, or an update with the number it has there (``update_id``).

    The same number of the same key is one update, however often it is sent. Whose key filed a report may add to it.
    """

    key = models.ForeignKey(Open311Key, models.PROTECT, related_name="entries", verbose_name=_("кључ"))
    report = models.ForeignKey(Report, models.PROTECT, related_name="+", verbose_name=_("пријава"))
    event = models.OneToOneField(ReportEvent, models.PROTECT, related_name="+")
    update_id = models.CharField(_("број код пошиљаоца"), max_length=100, blank=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("упис преко Open311")
        verbose_name_plural = _("уписи преко Open311")
        constraints = [
            models.UniqueConstraint(
                fields=["key", "update_id"], condition=~models.Q(update_id=""), name="one_open311_update_of_a_number"
            )
        ]
