"""The report (пријава, представка) and what is written about it: its events and its legal clock."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import DataKey
from eservices.cases.models.base import LedgerLine, OfMunicipality, draft_code, tracking_code
from inspections.grid import MILLION, Point
from inspections.labels import STATE_LABELS
from inspections.lifecycle import ENDED, OPEN, State
from inspections.models.reference import Category, Inspectorate

OPEN_STATES = sorted(state.value for state in OPEN)
DRAFT_LIFETIME = timedelta(days=7)
NO_TERM = date.max
"""In the order of terms a report that nobody has to act on stands behind all others."""


def draft_expiry() -> datetime:
    """A report that nobody finishes is deleted after a week."""
    return timezone.now() + DRAFT_LIFETIME


def degrees(millionths: int | None) -> Decimal | None:
    """Millionths of a degree as degrees."""
    return None if millionths is None else Decimal(millionths) / MILLION


class Report(OfMunicipality):
    """One report of one person to one municipality, with pointers to what holds now; what held before is in its events.

    The registry ``number`` can be guessed, the receipt ``code`` (шифра за праћење) cannot. ``details`` (description),
    ``answers`` (extra questions) and ``reporter`` (name, e-mail, telephone) are encrypted with the key of the report; an
    anonymous report has no reporter. ``lat`` and ``lon`` are the exact place in millionths of a degree (WGS84), seen at
    the desk only; ``public_lat``, ``public_lon`` and ``public_cell`` are rounded for everybody; cells are those of
    `inspections.grid`. ``is_public`` decides whether the public map shows it at all; ``public_text`` is what an official
    has cleared. ``due_on`` is derived from the ledger, empty while the clock stands; ``act_by`` is the next day by which
    somebody has to act; ``due_order`` is the same day, or `NO_TERM`, written by the database, so that one range of one
    index is the whole order of a list. ``lead`` is the report that a merged one follows, ``split_from`` the one a part
    was taken from. ``supporters`` counts people who said that it bothers them too.
    """

    class Identity(models.TextChoices):
        KNOWN = "known", _("познат подносилац")
        PROTECTED = "protected", _("заштићен идентитет")
        ANONYMOUS = "anonymous", _("анонимно")

    class Channel(models.TextChoices):
        ONLINE = "online", _("портал")
        PHONE = "phone", _("телефон")
        COUNTER = "counter", _("шалтер")
        OPEN311 = "open311", "Open311"

    class Priority(models.IntegerChoices):
        URGENT = 0, _("хитно")
        HIGH = 1, _("предност")
        NORMAL = 2, _("обично")

    code = models.CharField(
        _("шифра за праћење"), max_length=20, unique=True, default=tracking_code, editable=False
    )  # fmt: skip
    classification = models.CharField(_("класификациони знак"), max_length=10, blank=True)
    year = models.PositiveSmallIntegerField(_("година"), null=True)
    sequence = models.PositiveIntegerField(_("редни број"), null=True)
    organ = models.CharField(_("ознака органа"), max_length=8, blank=True)
    number = models.CharField(_("број предмета"), max_length=60, blank=True)
    last_act = models.PositiveSmallIntegerField(_("последњи подброј"), default=0)
    state = models.CharField(
        _("стање"), max_length=20, choices=list(STATE_LABELS.items()), default=State.SUBMITTED
    )  # fmt: skip
    version = models.PositiveIntegerField(_("верзија"), default=0)
    category = models.ForeignKey(Category, models.PROTECT, related_name="reports", verbose_name=_("категорија"))
    inspectorate = models.ForeignKey(
        Inspectorate, models.PROTECT, related_name="reports", verbose_name=_("инспекција")
    )  # fmt: skip
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("инспектор")
    )  # fmt: skip
    priority = models.PositiveSmallIntegerField(_("хитност"), choices=Priority, default=Priority.NORMAL)
    identity = models.CharField(_("подносилац је"), max_length=10, choices=Identity)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reports", verbose_name=_("подносилац (налог)")
    )  # fmt: skip
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    reporter = models.BinaryField(editable=False, default=b"")
    details = models.BinaryField(editable=False, default=b"")
    answers = models.BinaryField(editable=False, default=b"")
    address = models.CharField(_("место"), max_length=200, blank=True)
    address_key = models.CharField(max_length=200, editable=False, blank=True)
    lat = models.IntegerField(_("ширина (милионити степена)"), null=True)
    lon = models.IntegerField(_("дужина (милионити степена)"), null=True)
    cell = models.BigIntegerField(null=True, editable=False)
    public_lat = models.IntegerField(null=True, editable=False)
    public_lon = models.IntegerField(null=True, editable=False)
    public_cell = models.BigIntegerField(null=True, editable=False)
    is_public = models.BooleanField(_("на јавној мапи"), default=False)
    public_text = models.TextField(_("текст за јавност"), blank=True)
    public_outcome = models.TextField(_("исход за јавност"), blank=True)
    cleared_at = models.DateTimeField(_("прегледано за јавност"), null=True)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    channel = models.CharField(_("пут подношења"), max_length=10, choices=Channel, default=Channel.ONLINE)
    filed_at = models.DateTimeField(_("примљено"), default=timezone.now)
    updated_at = models.DateTimeField(_("последња промена"), default=timezone.now)
    due_on = models.DateField(_("рок за одговор"), null=True)
    triage_due = models.DateField(_("разврстати до"), null=True)
    act_by = models.DateField(_("следећи рок"), null=True)
    due_order = models.GeneratedField(
        expression=Coalesce("act_by", models.Value(NO_TERM)), output_field=models.DateField(), db_persist=True
    )
    closed_on = models.DateField(_("окончано"), null=True)
    pinned = models.JSONField(_("рокови при подношењу"), default=dict)
    lead = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged", verbose_name=_("водећи предмет"))
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="parts", verbose_name=_("издвојено из")
    )  # fmt: skip
    supporters = models.PositiveIntegerField(_("смета и другима"), default=0)
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)

    class Privacy:
        personal = {
            "person": "identity", "reporter": "contact", "details": "opinion", "answers": "opinion",
            "address": "contact", "address_key": "contact", "lat": "contact", "lon": "contact", "cell": "contact",
            "code": "trace", "assignee": "identity",
        }  # fmt: skip

    class Meta:
        verbose_name = _("пријава")
        verbose_name_plural = _("пријаве")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "classification", "year", "sequence"], name="report_number_is_unique"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="report_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(lat__isnull=True, lon__isnull=True, cell__isnull=True)
                | models.Q(lat__isnull=False, lon__isnull=False, cell__isnull=False),
                name="report_place_is_whole",
            ),
            models.CheckConstraint(
                condition=(models.Q(state=State.MERGED) & models.Q(lead__isnull=False))
                | (~models.Q(state=State.MERGED) & models.Q(lead__isnull=True)),
                name="merged_report_has_lead",
            ),
            models.CheckConstraint(
                condition=~models.Q(identity="anonymous") | models.Q(person__isnull=True),
                name="anonymous_has_no_person",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due_order", "id"], name="open_reports_by_term",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["municipality", "assignee", "due_order", "id"], name="open_reports_of_inspector",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["municipality", "inspectorate", "due_order", "id"], name="open_reports_of_inspectorate",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["municipality", "category", "due_order", "id"], name="open_reports_of_category",
                condition=models.Q(state__in=OPEN_STATES),
            ),
            models.Index(fields=["municipality", "state", "-filed_at", "-id"], name="reports_by_state"),
            models.Index(fields=["municipality", "-filed_at", "-id"], name="reports_by_receipt"),
            models.Index(fields=["municipality", "category", "-filed_at", "-id"], name="reports_by_category"),
            models.Index(fields=["municipality", "category", "lat", "lon"], name="reports_nearby"),
            models.Index(fields=["municipality", "cell"], name="reports_by_cell"),
            models.Index(
                fields=["municipality", "public_cell"], name="public_reports_by_cell",
                condition=models.Q(is_public=True),
            ),
            models.Index(
                fields=["municipality", "-filed_at", "-id"], name="public_reports_by_receipt",
                condition=models.Q(is_public=True),
            ),
            models.Index(
                fields=["municipality", "address_key"], name="reports_by_address",
                opclasses=["int8_ops", "text_pattern_ops"],
            ),
            models.Index(fields=["municipality", "year", "sequence"], name="reports_by_number"),
            models.Index(fields=["person", "-filed_at", "-id"], name="reports_of_a_person"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number or self.code

    @property
    def is_open(self) -> bool:
        return self.state not in ENDED

    @property
    def place(self) -> Point | None:
        """The exact place, for the desk and for comparisons."""
        return None if self.lat is None or self.lon is None else Point(self.lat, self.lon)

    @property
    def coordinates(self) -> str:
        """Latitude and longitude of the exact place in degrees, as maps and navigation take them; empty without one."""
        return "" if self.place is None else f"{degrees(self.lat)}, {degrees(self.lon)}"

    @property
    def public_place(self) -> Point | None:
        """The rounded place, for everybody."""
        return None if self.public_lat is None or self.public_lon is None else Point(self.public_lat, self.public_lon)

    @property
    def public_latitude(self) -> Decimal | None:
        """Degrees, rounded for everybody."""
        return degrees(self.public_lat)

    @property
    def public_longitude(self) -> Decimal | None:
        """Degrees, rounded for everybody."""
        return degrees(self.public_lon)


class ReportEvent(OfMunicipality):
    """One line of a report's story. Cannot be edited or deleted.

    ``data`` holds identifiers, dates and codes only. Both texts are encrypted: ``public_text`` is read by the sender,
    ``internal_text`` by officials alone. A line that is not ``public`` is not shown to the sender at all.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    action = models.SlugField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_kind = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    public = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    public_text = models.BinaryField(default=b"")
    internal_text = models.BinaryField(default=b"")

    class Privacy:
        personal = {"actor": "identity", "public_text": "opinion", "internal_text": "opinion"}

    class Meta:
        ordering = ["position"]
        verbose_name = _("догађај пријаве")
        verbose_name_plural = _("догађаји пријава")
        constraints = [models.UniqueConstraint(fields=["report", "position"], name="one_report_event_per_position")]


class ReportClockEntry(LedgerLine):
    """One line of the clock in which the sender is answered (рок за обавештење подносиоцу)."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="clock_entries")
    event = models.ForeignKey(ReportEvent, models.PROTECT, related_name="+")

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("упис у рок пријаве")
        verbose_name_plural = _("рок пријаве")
        indexes = [models.Index(fields=["report", "id"], name="clock_of_a_report")]


class ReportDraft(OfMunicipality):
    """A report being written: saved at every page, held by the browser that holds its code, thrown away after a week."""

    code = models.CharField(max_length=24, unique=True, default=draft_code, editable=False)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    answers = models.BinaryField(editable=False)
    submission_key = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, models.SET_NULL, null=True, related_name="+")
    updated_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(default=draft_expiry)

    class Privacy:
        personal = {"answers": "opinion", "code": "trace"}

    class Meta:
        ordering = ["-updated_at"]
        verbose_name = _("започета пријава")
        verbose_name_plural = _("започете пријаве")
        indexes = [models.Index(fields=["expires_at"], name="report_drafts_by_expiry")]
