"""The process (поступак учешћа): what is asked, its text in versions, its dates, its story."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import DataKey
from eservices.cases.models.base import OfMunicipality, new_code
from eservices.participation import labels
from eservices.participation.phases import ENDED, Identity, Kind, Phase, Span, phase_on
from municipalities.models import Municipality
from municipalities.privacy import Nothing


def process_code() -> str:
    """Code of a process in its address."""
    return new_code(8)


def invitation_code() -> str:
    """Code by which people join the committee of an initiative."""
    return new_code(16)


class Process(OfMunicipality):
    """One process of any kind. ``phase`` is where it was left; :meth:`phase_now` also heeds the calendar.

    ``due_on`` is the last day for the report or the answer while that clock runs. ``threshold`` is the number of
    signatures asked, ``budget`` the money (RSD) that projects share, ``max_choices`` how many answers of a poll may be
    chosen. ``signatures`` and ``ballots`` are kept with every act, so that no page counts rows.
    """

    class Aim(models.TextChoices):
        ACT = "act", _("да скупштина донесе или измени акт")
        HEARING = "hearing", _("да се одржи јавна расправа")

    code = models.CharField(_("шифра"), max_length=12, unique=True, default=process_code, editable=False)
    kind = models.CharField(_("врста"), max_length=12, choices=list(labels.KINDS.items()))
    identity = models.CharField(
        _("ко учествује"), max_length=12, choices=list(labels.IDENTITIES.items()), default=Identity.REGISTERED
    )
    phase = models.CharField(_("фаза"), max_length=12, choices=list(labels.PHASES.items()), default=Phase.DRAFT)
    title = models.CharField(_("назив"), max_length=160)
    summary = models.TextField(_("о чему је реч"), max_length=2000)
    programme = models.TextField(_("програм"), blank=True, help_text=_("Ко води, како се учествује, шта следи."))
    legal_basis = models.CharField(_("правни основ"), max_length=300, blank=True)
    aim = models.CharField(_("шта се тражи"), max_length=8, choices=Aim, blank=True)
    threshold = models.PositiveIntegerField(_("потребно потписа"), null=True, blank=True)
    budget = models.DecimalField(
        _("расположив новац, динара"), max_digits=14, decimal_places=2, null=True, blank=True,
        validators=[MinValueValidator(1)],
    )  # fmt: skip
    max_choices = models.PositiveSmallIntegerField(
        _("највише избора"), default=1, validators=[MinValueValidator(1)], help_text=_("За анкету.")
    )
    initiator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("покретач"),
    )
    invitation = models.CharField(max_length=20, default=invitation_code, editable=False)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("настао"), default=timezone.now, editable=False)
    clock_from = models.DateField(_("рок тече од"), null=True, editable=False)
    clock_days = models.PositiveSmallIntegerField(_("дана"), null=True, editable=False)
    clock_source = models.CharField(_("извор рока"), max_length=300, blank=True, editable=False)
    clock_stopped = models.DateField(_("рок је стао"), null=True, editable=False)
    due_on = models.DateField(_("рок за извештај или одговор"), null=True, editable=False)
    signatures = models.PositiveIntegerField(_("потписа"), default=0, editable=False)
    ballots = models.PositiveIntegerField(_("гласова"), default=0, editable=False)

    class Privacy:
        personal = {"initiator": "identity"}

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("поступак учешћа")
        verbose_name_plural = _("поступци учешћа")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(phase__in=[phase.value for phase in Phase]), name="participation_phase_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]), name="participation_kind_is_known"
            ),
        ]
        indexes = [models.Index(fields=["municipality", "phase", "-created_at"], name="processes_by_phase")]

    def __str__(self) -> str:
        return self.title

    @property
    def spans(self) -> dict[Phase, Span]:
        """First and last day of the timed phases."""
        return {Phase(row.phase): Span(row.first, row.last) for row in self.periods.all()}

    def phase_now(self, today: date | None = None) -> Phase:
        """The phase of today, also when nobody has written it down yet."""
        return phase_on(Kind(self.kind), Phase(self.phase), self.spans, today or timezone.localdate())

    @property
    def kind_name(self) -> labels.Text:
        return labels.KINDS[Kind(self.kind)]

    @property
    def has_text(self) -> bool:
        """Whether this kind talks about a text in paragraphs."""
        return Kind(self.kind) in (Kind.INITIATIVE, Kind.HEARING, Kind.DEBATE)


class Period(OfMunicipality):
    """First and last day of one timed phase."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="periods")
    phase = models.CharField(
        _("фаза"), max_length=12,
        choices=[(phase, labels.PHASES[phase]) for phase in (Phase.COLLECTING, Phase.OPEN, Phase.VOTING)],
    )  # fmt: skip
    first = models.DateField(_("први дан"))
    last = models.DateField(_("последњи дан"))

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("рок")
        verbose_name_plural = _("рокови")
        constraints = [
            models.UniqueConstraint(fields=["process", "phase"], name="one_period_per_phase"),
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="period_ends_after_it_begins"),
        ]


class Meeting(OfMunicipality):
    """A place and time where people can take part in person (место и време расправе)."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="meetings")
    at = models.DateTimeField(_("када"))
    place = models.CharField(_("место"), max_length=200)
    note = models.CharField(_("напомена"), max_length=200, blank=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["at"]
        verbose_name = _("место и време")
        verbose_name_plural = _("места и времена")


class Enclosure(OfMunicipality):
    """A document of a process that everybody may read (прилог): draft with explanation, plan, drawing. Encrypted at rest."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="enclosures")
    title = models.CharField(_("назив"), max_length=160)
    name = models.CharField(_("датотека"), max_length=120)
    content_type = models.CharField(_("врста садржаја"), max_length=80)
    size = models.PositiveIntegerField(_("величина"))
    sha256 = models.CharField(_("отисак"), max_length=64)
    path = models.CharField(max_length=200, editable=False)
    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    added_at = models.DateTimeField(_("приложен"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"by": "identity"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("прилог")
        verbose_name_plural = _("прилози")

    @property
    def context(self) -> bytes:
        """Binds the encrypted file to this row: no other opens it."""
        return f"participation-enclosure:{self.code}".encode()


class TextVersion(OfMunicipality):
    """One published version of the text; cannot be changed, the next one replaces it."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("верзија"))
    note = models.CharField(_("шта је промењено"), max_length=300, blank=True)
    published_at = models.DateTimeField(_("објављена"), default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    sha256 = models.CharField(_("отисак"), max_length=64)

    class Privacy:
        personal = {"published_by": "identity"}

    class Meta:
        ordering = ["number"]
        verbose_name = _("верзија текста")
        verbose_name_plural = _("верзије текста")
        constraints = [models.UniqueConstraint(fields=["process", "number"], name="one_text_per_number")]


class Paragraph(OfMunicipality):
    """One paragraph of a version. ``key`` stays with it from version to version, so that comments do too."""

    version = models.ForeignKey(TextVersion, models.PROTECT, related_name="paragraphs")
    key = models.SlugField(max_length=12)
    position = models.PositiveSmallIntegerField()
    text = models.TextField()

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["position"]
        verbose_name = _("пасус")
        verbose_name_plural = _("пасуси")
        constraints = [models.UniqueConstraint(fields=["version", "key"], name="one_paragraph_per_key")]


class Event(OfMunicipality):
    """One line of the story, in the order of its id. Cannot be edited or deleted. ``data`` holds identifiers only."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="events")
    action = models.SlugField(max_length=40)
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    part = models.CharField(max_length=12)
    from_phase = models.CharField(max_length=12)
    to_phase = models.CharField(max_length=12)
    reason = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Privacy:
        personal = {"actor": "identity", "at": "trace"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("догађај")
        verbose_name_plural = _("догађаји")
        indexes = [models.Index(fields=["process", "id"], name="events_of_a_process")]

    @property
    def sentence(self) -> labels.Text:
        return labels.STORY[self.action]


class Announcement(models.Model):
    """What everybody may know of a process, for lists over all municipalities; written with every change of it.

    The only table of participation that every municipality's reader sees: it holds nothing but what is public.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12)
    title = models.CharField(max_length=160)
    summary = models.TextField()
    phase = models.CharField(max_length=12)
    spans = models.JSONField(default=dict)
    """First and last day of each timed phase, as ISO dates."""
    updated_at = models.DateTimeField(auto_now=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-updated_at"]
        verbose_name = _("објављен поступак")
        verbose_name_plural = _("објављени поступци")
        indexes = [models.Index(fields=["municipality", "-updated_at"], name="announcements_of_a_place")]

    def phase_now(self, today: date) -> Phase:
        """The phase of today."""
        spans = {
            Phase(name): Span(date.fromisoformat(first), date.fromisoformat(last))
            for name, (first, last) in self.spans.items()
        }
        return phase_on(Kind(self.kind), Phase(self.phase), spans, today)

    def last_day(self, today: date) -> date | None:
        """Until when people can take part in the phase of today."""
        days = self.spans.get(self.phase_now(today).value)
        return date.fromisoformat(days[1]) if days else None

    def is_over(self, today: date) -> bool:
        return self.phase_now(today) in ENDED


class Report(OfMunicipality):
    """The result report (извештај) or the assembly's answer, with figures as they stood; sealed as PDF afterwards.

    ``figures`` are the counted numbers, ``text`` the words. ``pdf`` is empty until the promised work has made it.
    """

    process = models.OneToOneField(Process, models.PROTECT, related_name="report")
    text = models.TextField(_("закључак"))
    figures = models.JSONField(_("бројеви"), default=dict)
    code = models.CharField(max_length=20, unique=True, default=invitation_code)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("написао")
    )
    written_at = models.DateTimeField(_("написан"), default=timezone.now)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(_("објављен"), null=True)
    pdf = models.BinaryField(default=b"", editable=False)
    sha256 = models.CharField(_("отисак"), max_length=64, blank=True)

    class Privacy:
        personal = {"written_by": "identity", "published_by": "identity", "pdf": "document"}

    class Meta:
        verbose_name = _("извештај")
        verbose_name_plural = _("извештаји")
