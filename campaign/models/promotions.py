"""One-day promotions (промоције) on city squares, who signs up for them, and whom the counter there helped."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.wording import in_language
from eservices.cases.models import Draft
from eservices.cases.models.base import OfMunicipality, new_code
from municipalities.models import Municipality
from municipalities.privacy import Nothing

CONFIRM_WITHIN = timedelta(hours=48)
"""How long a sign-up waits for the click in the letter."""


def public_code() -> str:
    """Code of a promotion in its address."""
    return new_code(8)


def ticket_code() -> str:
    """Code of a ticket, which only its holder knows; 20 signs cannot be guessed."""
    return new_code(20)


class Promotion(models.Model):
    """A day on the square of a town: planned, announced, held and reported by the Standing Conference.

    ``taken`` is how many places are given away; it changes under the lock of this row only, so it never passes
    ``capacity``. ``revision`` grows when day, hour or place change, so that calendars take the change over.
    """

    class State(models.TextChoices):
        PLANNED = "planned", _("у припреми")
        ANNOUNCED = "announced", _("најављена")
        CANCELLED = "cancelled", _("отказана")
        REPORTED = "reported", _("одржана, са извештајем")

    code = models.SlugField(_("шифра"), unique=True, default=public_code, editable=False)
    town = models.ForeignKey(
        Municipality, models.PROTECT, related_name="promotions", verbose_name=_("општина или град")
    )
    title = models.CharField(_("назив"), max_length=120)
    title_en = models.CharField(_("назив на енглеском"), max_length=120)
    place = models.CharField(_("место"), max_length=160, help_text=_("На пример: Трг код крста, испред зграде града."))
    latitude = models.DecimalField(
        _("географска ширина"), max_digits=8, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(41), MaxValueValidator(47)],
        help_text=_("На пример 44.013950. Без ње карта показује само град."),
    )  # fmt: skip
    longitude = models.DecimalField(
        _("географска дужина"), max_digits=8, decimal_places=6, null=True, blank=True,
        validators=[MinValueValidator(18), MaxValueValidator(24)], help_text=_("На пример 20.911420."),
    )  # fmt: skip
    starts_at = models.DateTimeField(_("почетак"), db_index=True)
    ends_at = models.DateTimeField(_("крај"))
    capacity = models.PositiveSmallIntegerField(_("број места"), validators=[MinValueValidator(1)])
    text = models.TextField(_("програм"), help_text=_("Између пасуса оставите празан ред."))
    text_en = models.TextField(_("програм на енглеском"))
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.PLANNED, editable=False)
    taken = models.PositiveSmallIntegerField(_("заузето места"), default=0, editable=False)
    revision = models.PositiveSmallIntegerField(default=0, editable=False)
    visitors = models.PositiveIntegerField(_("посетилаца укупно"), null=True, editable=False)
    report = models.TextField(_("извештај"), blank=True, editable=False)
    report_en = models.TextField(_("извештај на енглеском"), blank=True, editable=False)

    impact = models.JSONField(_("учинак"), default=list, editable=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["starts_at", "id"]
        verbose_name = _("промоција")
        verbose_name_plural = _("промоције")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(taken__lte=models.F("capacity")), name="no_more_places_than_there_are"
            ),
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="promotion_ends_later"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {timezone.localtime(self.starts_at):%d.%m.%Y.}"

    def get_absolute_url(self) -> str:
        """Address of its public page."""
        return reverse("campaign:promotion", args=[self.code])

    def clean(self) -> None:
        if self.starts_at and self.ends_at:
            if self.ends_at <= self.starts_at:
                raise ValidationError({"ends_at": _("Крај мора бити после почетка.")})
            if timezone.localdate(self.starts_at) != timezone.localdate(self.ends_at):
                raise ValidationError({"ends_at": _("Промоција траје један дан: почетак и крај су истог датума.")})
        if (self.latitude is None) != (self.longitude is None):
            raise ValidationError(_("Унесите и ширину и дужину, или ниједну."))
        if self.capacity is not None and self.capacity < self.taken:
            text = _("Већ је додељено места: %(taken)s. Број места не може бити мањи.")
            raise ValidationError({"capacity": text % {"taken": self.taken}})

    @property
    def position(self) -> tuple[Decimal, Decimal] | None:
        """Latitude and longitude of the place itself; None where only the town is known."""
        if self.latitude is None or self.longitude is None:
            return None
        return self.latitude, self.longitude

    @property
    def said_title(self) -> str:
        """The name in the reader's language and script."""
        return in_language(self.title, self.title_en)

    @property
    def said_text(self) -> str:
        """The programme in the reader's language and script."""
        return in_language(self.text, self.text_en)

    @property
    def said_report(self) -> str:
        """The report in the reader's language and script."""
        return in_language(self.report, self.report_en)

    @property
    def left(self) -> int:
        """Places that are still free."""
        return self.capacity - self.taken

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self.ends_at <= timezone.now()

    @property
    def takes_visitors(self) -> bool:
        """Whether people may sign up, also for the waiting list, until the end of the day."""
        return self.state == self.State.ANNOUNCED and not self.is_over


class Registration(OfMunicipality):
    """A visitor's sign-up (пријава), good after the click in the letter. Name and address go 30 days after the day."""

    class State(models.TextChoices):
        ASKED = "asked", _("чека потврду е-поште")
        CONFIRMED = "confirmed", _("има место")
        WAITING = "waiting", _("на листи чекања")
        CANCELLED = "cancelled", _("отказао")
        CAME = "came", _("дошао")

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="registrations")
    code = models.CharField(max_length=20, unique=True, default=ticket_code, editable=False)
    name = models.CharField(_("име"), max_length=80, blank=True)
    email = models.EmailField(_("е-пошта"), blank=True)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(_("тражено"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("потврђено"), null=True)
    came_at = models.DateTimeField(_("дошао у"), null=True)
    checked_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Privacy:
        personal = {"name": "identity", "email": "contact", "code": "trace", "checked_in_by": "identity"}

    class Meta:
        ordering = ["confirmed_at", "id"]
        verbose_name = _("пријава за промоцију")
        verbose_name_plural = _("пријаве за промоције")
        constraints = [
            models.UniqueConstraint(
                fields=["promotion", "email"], name="one_place_an_address",
                condition=~models.Q(state="cancelled") & ~models.Q(email=""),
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["promotion", "state", "confirmed_at"], name="visitors_of_a_promotion")]

    @property
    def holds_place(self) -> bool:
        """Whether one of the places is this visitor's."""
        return self.state in (self.State.CONFIRMED, self.State.CAME)

    @property
    def is_live(self) -> bool:
        """Whether it can still be given up."""
        return self.state in (self.State.ASKED, self.State.CONFIRMED, self.State.WAITING)


class HelpVisit(OfMunicipality):
    """Help at the counter on the square: a request begun there with the citizen present (помоћ на лицу места)."""

    promotion = models.ForeignKey(Promotion, models.PROTECT, related_name="help")
    service = models.SlugField(_("услуга"))
    draft = models.ForeignKey(Draft, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(_("када"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"draft": "trace", "by": "identity"}

    class Meta:
        ordering = ["-at"]
        verbose_name = _("помоћ на тргу")
        verbose_name_plural = _("помоћ на тргу")
