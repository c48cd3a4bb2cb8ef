"""The case (предмет) and what is written about it: events, legal clock, notes, rating."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.labels import STATE_LABELS
from eservices.cases.lifecycle import State
from eservices.cases.models.base import LedgerLine, OfMunicipality, tracking_code
from eservices.cases.models.evidence import DataKey
from municipalities.script import fold, sort_key

OPEN_STATES = (
    State.SUBMITTED, State.IN_REVIEW, State.AMENDMENT_REQUESTED, State.STAYED, State.PROPOSED, State.WITHDRAWN,
)  # fmt: skip


def surname_first(folded_name: str) -> str:
    """``milica primerovic`` as ``primerovic milica``: officials look people up by either."""
    first, _space, last = folded_name.rpartition(" ")
    return f"{last} {first}".strip()


class Case(OfMunicipality):
    """One request of one person to one municipality, from receipt to archive.

    The registry number (број предмета) can be guessed, the tracking ``code`` cannot. ``answers`` are what the
    applicant gave, encrypted with the key of the case; ``pinned`` holds the parameter values under which the case was
    filed. ``search_key`` and ``surname_key`` are the name folded for prefix search, first name or last name first.
    ``version`` grows with every action, so that two officials notice each other. ``due_on`` is derived from the
    clock ledger and stored for the queues; it is empty while the clock stands. ``retain_until`` is the last day of the
    retention term; what happens then says ``disposal``, and ``disposed_on`` when it happened. Of a destroyed case only
    the row of the register is left.
    """

    class Channel(models.TextChoices):
        ONLINE = "online", _("портал")
        COUNTER = "counter", _("шалтер")

    class Disposal(models.TextChoices):
        """What happens after the retention term (рок чувања); empty while no confirmed term is known."""

        DESTROY = "destroy", _("излучује се и уништава")
        HAND_OVER = "hand_over", _("трајно се чува; предаје се надлежном архиву")

    code = models.CharField(
        _("шифра за праћење"),
        max_length=20,
        unique=True,
        default=tracking_code,
        editable=False,
    )
    service = models.SlugField(_("услуга"))
    service_version = models.PositiveSmallIntegerField(_("издање услуге"))
    classification = models.CharField(_("класификациони знак"), max_length=10)
    year = models.PositiveSmallIntegerField(_("година"))
    sequence = models.PositiveIntegerField(_("редни број"))
    organ = models.CharField(_("ознака органа"), max_length=8)
    number = models.CharField(_("број предмета"), max_length=60)
    last_act = models.PositiveSmallIntegerField(_("последњи подброј"), default=0)
    state = models.CharField(
        _("стање"),
        max_length=20,
        choices=list(STATE_LABELS.items()),
        default=State.SUBMITTED,
    )
    version = models.PositiveIntegerField(_("верзија"), default=1)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="cases",
        verbose_name=_("подносилац (налог)"),
    )
    applicant_name = models.CharField(_("подносилац"), max_length=200)
    search_key = models.CharField(max_length=240, editable=False)
    surname_key = models.CharField(max_length=240, editable=False, db_default="")
    sort_key = models.CharField(max_length=400, editable=False)
    identity_index = models.BinaryField(max_length=32, editable=False)
    subject_index = models.BinaryField(
        max_length=32, editable=False, default=b"", help_text="Blind index by which a second request for the same is found."
    )  # fmt: skip
    acting_as = models.CharField(_("подноси у име"), max_length=200, blank=True)
    assurance = models.CharField(_("ниво поузданости пријаве"), max_length=12)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    channel = models.CharField(_("пут подношења"), max_length=10, choices=Channel, default=Channel.ONLINE)
    filed_at = models.DateTimeField(_("примљено"), default=timezone.now)
    due_on = models.DateField(_("законски рок"), null=True)
    act_by = models.DateField(_("следећи рок за поступање"), null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("води предмет"),
    )
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")
    answers = models.BinaryField(editable=False)
    pinned = models.JSONField(_("параметри при подношењу"), default=dict)
    submission_key = models.UUIDField(unique=True, editable=False)
    closed_on = models.DateField(_("затворен"), null=True)
    retention_class = models.CharField(_("категорија чувања"), max_length=40, blank=True)
    retain_until = models.DateField(_("чува се до"), null=True)
    disposal = models.CharField(_("после рока"), max_length=12, choices=Disposal, blank=True, db_default="")
    disposed_on = models.DateField(_("излучен или предат"), null=True)

    class Privacy:
        personal = {
            "person": "identity", "applicant_name": "identity", "search_key": "identity", "surname_key": "identity",
            "sort_key": "identity", "identity_index": "identity", "subject_index": "identity", "acting_as": "identity",
            "answers": "health", "code": "trace", "assignee": "identity",
        }  # fmt: skip

    class Meta:
        verbose_name = _("предмет")
        verbose_name_plural = _("предмети")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "classification", "year", "sequence"],
                name="registry_number_is_unique",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="case_state_is_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "act_by", "id"], name="open_cases_by_term",
                condition=models.Q(state__in=[state.value for state in OPEN_STATES]),
            ),
            models.Index(
                fields=["municipality", "assignee", "act_by", "id"], name="open_cases_of_an_official",
                condition=models.Q(state__in=[state.value for state in OPEN_STATES]),
            ),
            models.Index(fields=["municipality", "state", "act_by", "id"], name="cases_by_state"),
            models.Index(fields=["municipality", "-filed_at", "-id"], name="cases_by_receipt"),
            models.Index(
                fields=["municipality", "search_key"], name="cases_by_name", opclasses=["int8_ops", "text_pattern_ops"]
            ),
            models.Index(
                fields=["municipality", "surname_key"], name="cases_by_surname",
                opclasses=["int8_ops", "text_pattern_ops"],
            ),
            models.Index(fields=["municipality", "year", "sequence"], name="cases_by_number"),
            models.Index(fields=["municipality", "identity_index"], name="cases_by_identity"),
            models.Index(fields=["municipality", "service", "subject_index"], name="cases_by_subject"),
            models.Index(fields=["person", "-filed_at", "-id"], name="cases_of_a_person"),
            models.Index(
                fields=["municipality", "disposal", "retain_until"], name="cases_by_retention",
                condition=models.Q(state="archived", disposed_on__isnull=True),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_key, self.sort_key = fold(self.applicant_name)[:240], sort_key(self.applicant_name)[:400]
        self.surname_key = surname_first(self.search_key)
        super().save(*args, **kwargs)

    @property
    def paper_language(self) -> str:
        """Acts are made in Serbian, in the script of the request (Закон о службеној употреби језика и писама)."""
        return "sr-latn" if self.language == "sr-latn" else "sr"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_destroyed(self) -> bool:
        """Its retention term has passed and it was destroyed (излучен); the row of the register is all there is."""
        return self.disposed_on is not None and self.disposal == self.Disposal.DESTROY


class CaseEvent(OfMunicipality):
    """One line of a case's story, in the order it happened. Cannot be edited or deleted.

    ``data`` holds identifiers, dates and codes from which the sentence is made in the reader's language, never
    personal data; a reason in words is encrypted in ``reason``. ``public`` lines are shown to the applicant.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    action = models.SlugField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor_kind = models.CharField(max_length=12)
    at = models.DateTimeField(default=timezone.now)
    from_state = models.CharField(max_length=20, blank=True)
    to_state = models.CharField(max_length=20)
    public = models.BooleanField(default=True)
    data = models.JSONField(default=dict)
    reason = models.BinaryField(default=b"")

    class Privacy:
        personal = {"actor": "identity", "reason": "health"}

    class Meta:
        ordering = ["position"]
        verbose_name = _("догађај")
        verbose_name_plural = _("догађаји")
        constraints = [models.UniqueConstraint(fields=["case", "position"], name="one_event_per_position")]


class ClockEntry(LedgerLine):
    """One line of the legal clock of a case (ток рока)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_entries")
    event = models.ForeignKey(CaseEvent, models.PROTECT, related_name="+")

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("упис у ток рока")
        verbose_name_plural = _("ток рока")
        indexes = [models.Index(fields=["case", "id"], name="clock_of_a_case")]


class Note(OfMunicipality):
    """A note between officials (белешка); the applicant does not see it. The text is encrypted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    text = models.BinaryField()

    class Privacy:
        personal = {"author": "identity", "text": "opinion"}

    class Meta:
        ordering = ["at"]
        verbose_name = _("белешка")
        verbose_name_plural = _("белешке")


class Rating(OfMunicipality):
    """The applicant's answer to the one question: how satisfied they are with the service, from 1 to 5."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField(_("оцена"), validators=[MinValueValidator(1), MaxValueValidator(5)])
    comment = models.BinaryField(default=b"")
    at = models.DateTimeField(default=timezone.now)

    class Privacy:
        personal = {"comment": "opinion"}

    class Meta:
        verbose_name = _("оцена услуге")
        verbose_name_plural = _("оцене услуга")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__gte=1, score__lte=5),
                name="rating_from_one_to_five",
            )
        ]
