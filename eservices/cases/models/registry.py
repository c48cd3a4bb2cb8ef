"""e-Registry: the books, the acts with their sub-numbers, reserved numbers, and books on paper."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality


class RegistryBook(OfMunicipality):
    """Register of cases (уписник) of a municipality, classification and year; keeps the last given number."""

    classification = models.CharField(_("класификациони знак"), max_length=10)
    year = models.PositiveSmallIntegerField(_("година"))
    last_sequence = models.PositiveIntegerField(_("последњи редни број"), default=0)
    closed_on = models.DateField(_("закључена"), null=True, blank=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["-year", "classification"]
        verbose_name = _("књига уписника")
        verbose_name_plural = _("књиге уписника")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "classification", "year"],
                name="one_book_per_class_and_year",
            )
        ]

    def __str__(self) -> str:
        return f"{self.classification}/{self.year}"


class CaseAct(OfMunicipality):
    """An act in the file of a case (акт) with its sub-number (подброј). Cannot be edited or deleted.

    ``kind`` is the action of the event that brought it, ``number`` the whole number as it was written on that day.
    """

    class Direction(models.TextChoices):
        INCOMING = "incoming", _("примљено")
        OUTGOING = "outgoing", _("послато")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="acts")
    event = models.OneToOneField("cases.CaseEvent", models.PROTECT, related_name="act")
    sub_number = models.PositiveSmallIntegerField(_("подброј"))
    number = models.CharField(_("број"), max_length=70)
    kind = models.SlugField(_("врста"), max_length=40)
    direction = models.CharField(_("смер"), max_length=10, choices=Direction)
    at = models.DateTimeField(_("датум"))

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["sub_number"]
        verbose_name = _("акт")
        verbose_name_plural = _("акти")
        constraints = [models.UniqueConstraint(fields=["case", "sub_number"], name="one_act_of_a_sub_number")]

    def __str__(self) -> str:
        return self.number


class ReservedNumber(OfMunicipality):
    """A number taken before its paper exists (резервисан број): it is used later or annulled, and never given again.

    ``for_whom`` asked for it. ``party`` and ``subject`` say whose paper got it and what the paper is about.
    """

    class State(models.TextChoices):
        RESERVED = "reserved", _("резервисан")
        USED = "used", _("употребљен")
        ANNULLED = "annulled", _("поништен")

    classification = models.CharField(_("класификациони знак"), max_length=10)
    year = models.PositiveSmallIntegerField(_("година"))
    sequence = models.PositiveIntegerField(_("редни број"))
    organ = models.CharField(_("ознака органа"), max_length=8)
    number = models.CharField(_("број"), max_length=60)
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.RESERVED)
    reason = models.CharField(_("разлог резервисања"), max_length=300)
    for_whom = models.CharField(_("за кога"), max_length=200)
    reserved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reserved_at = models.DateTimeField(_("резервисан"), default=timezone.now)
    party = models.CharField(_("странка"), max_length=200, blank=True)
    search_key = models.CharField(max_length=240, editable=False, blank=True)
    surname_key = models.CharField(max_length=240, editable=False, blank=True)
    subject = models.CharField(_("предмет"), max_length=300, blank=True)
    used_on = models.DateField(_("употребљен"), null=True)
    annulment = models.CharField(_("разлог поништења"), max_length=300, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Privacy:
        personal = {
            "for_whom": "identity", "reserved_by": "identity", "party": "identity", "search_key": "identity",
            "surname_key": "identity", "settled_by": "identity",
        }  # fmt: skip

    class Meta:
        ordering = ["-year", "classification", "-sequence"]
        verbose_name = _("резервисан број")
        verbose_name_plural = _("резервисани бројеви")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "classification", "year", "sequence"], name="a_number_is_reserved_once"
            ),
            models.CheckConstraint(
                condition=models.Q(state="reserved", settled_at=None)
                | models.Q(state="used", settled_at__isnull=False, used_on__isnull=False) & ~models.Q(subject="")
                | models.Q(state="annulled", settled_at__isnull=False) & ~models.Q(annulment=""),
                name="settled_number_says_how",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "search_key"], name="reserved_by_name",
                opclasses=["int8_ops", "text_pattern_ops"],
            ),
            models.Index(
                fields=["municipality", "surname_key"], name="reserved_by_surname",
                opclasses=["int8_ops", "text_pattern_ops"],
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class BookPrint(OfMunicipality):
    """A book of the register on paper (штампана књига), made after it was asked for; the file is encrypted.

    ``services`` and ``names`` are the services whose cases, and whose applicants, the asking official may see (None:
    all); the book shows no more than that.
    """

    book = models.ForeignKey(RegistryBook, models.PROTECT, related_name="prints")
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    services = models.JSONField(null=True)
    names = models.JSONField(null=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("затражено"), default=timezone.now)
    data_key = models.ForeignKey("cases.DataKey", models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("одштампано"), null=True)
    last_sequence = models.PositiveIntegerField(_("закључно са бројем"), default=0)
    pages = models.PositiveIntegerField(_("страна"), default=0)
    path = models.CharField(max_length=200, editable=False, blank=True)

    class Privacy:
        personal = {"asked_by": "identity", "path": "document"}

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("штампана књига")
        verbose_name_plural = _("штампане књиге")

    @property
    def context(self) -> bytes:
        """What the encryption of the file is bound to."""
        return f"book-print:{self.pk}".encode()
