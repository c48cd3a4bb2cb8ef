"""The ledger of register queries, the shared health of each register, and who may read the ledger from outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.exchange.breaker import Breaker, State
from eservices.exchange.outcomes import Outcome
from municipalities.privacy import Nothing


class RegisterQuerySet(models.QuerySet["RegisterQuery"]):
    """Queries of the ledger."""

    def with_superseded(self) -> RegisterQuerySet:
        """Add `superseded`: the same question was asked again in the same case and answered later."""
        newer = RegisterQuery.objects.filter(
            municipality=OuterRef("municipality"),
            case_reference=OuterRef("case_reference"),
            question_reference=OuterRef("question_reference"),
            outcome__in=[Outcome.ANSWERED, Outcome.NOT_FOUND],
            asked_at__gt=OuterRef("asked_at"),
        )
        return self.annotate(superseded=Exists(newer))


class RegisterQuery(models.Model):
    """One question to a state register: who asked, about whom, why, by what right, and how it ended.

    The row is written before the question leaves the house and closed once, when the end is known; the database
    refuses any other change. The answer itself is not here: the case keeps it, encrypted; here is its fingerprint.
    `officer` is empty when the portal asked by itself.
    """

    municipality = models.ForeignKey(
        "municipalities.Municipality", models.PROTECT, related_name="+", verbose_name=_("општина")
    )
    case_reference = models.CharField(_("предмет"), max_length=64)
    subject_reference = models.BinaryField(_("о коме је упит"), max_length=32)
    question_reference = models.BinaryField(_("отисак питања"), max_length=32)
    source = models.CharField(_("регистар"), max_length=40)
    purpose = models.CharField(_("сврха"), max_length=300)
    legal_basis = models.CharField(_("правни основ"), max_length=300)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("службеник")
    )
    request_key = models.CharField(_("кључ упита"), max_length=64)
    asked_at = models.DateTimeField(_("постављен"))
    answered_at = models.DateTimeField(_("завршен"), null=True)
    duration_ms = models.PositiveIntegerField(_("трајање, ms"), null=True)
    attempts = models.PositiveSmallIntegerField(_("број покушаја"), default=0)
    outcome = models.CharField(_("исход"), max_length=20, choices=Outcome, default=Outcome.ASKED)
    answer_hash = models.CharField(_("отисак одговора, SHA-256"), max_length=64, blank=True)
    as_of = models.DateTimeField(_("стање у регистру на дан"), null=True)

    superseded: bool  # only on rows from `with_superseded`

    objects = RegisterQuerySet.as_manager()

    class Privacy:
        personal = {
            "case_reference": "trace",
            "subject_reference": "identity",
            "question_reference": "identity",
            "officer": "trace",
        }

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("упит регистру")
        verbose_name_plural = _("упити регистрима")
        indexes = [
            models.Index(fields=["municipality", "case_reference", "-asked_at"], name="queries_of_a_case"),
            models.Index(fields=["subject_reference", "-asked_at"], name="queries_about_a_person"),
            models.Index(fields=["municipality", "-asked_at"], name="queries_of_a_municipality"),
            models.Index(fields=["municipality", "request_key"], name="queries_by_request_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome=Outcome.ASKED, answered_at__isnull=True)
                | (~models.Q(outcome=Outcome.ASKED) & models.Q(answered_at__isnull=False)),
                name="a_query_is_open_or_closed",
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose="") & ~models.Q(legal_basis="") & ~models.Q(case_reference=""),
                name="a_query_has_purpose_basis_case",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.asked_at:%d.%m.%Y. %H:%M}"


class SourceHealth(models.Model):
    """The circuit breaker of one register, shared by all workers through the database.

    It lives here and not in Redis, so that it works, and tells the truth, while Redis is down.
    """

    STATES = [
        (State.CLOSED.value, _("ради")),
        (State.OPEN.value, _("искључен због кварова")),
        (State.HALF_OPEN.value, _("проверава се")),
    ]

    source = models.CharField(_("регистар"), max_length=40, primary_key=True)
    state = models.CharField(_("стање"), max_length=10, choices=STATES, default=State.CLOSED.value)
    failures = models.PositiveIntegerField(_("кварова заредом"), default=0)
    changed_at = models.DateTimeField(_("у том стању од"), null=True)
    last_success_at = models.DateTimeField(_("последњи одговор"), null=True)
    last_failure_at = models.DateTimeField(_("последњи квар"), null=True)
    last_failure = models.CharField(_("последњи квар, врста"), max_length=20, choices=Outcome, blank=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["source"]
        verbose_name = _("стање регистра")
        verbose_name_plural = _("стање регистара")

    def __str__(self) -> str:
        return self.source

    @property
    def breaker(self) -> Breaker:
        """The state as the pure arithmetic wants it."""
        return Breaker(State(self.state), self.failures, self.changed_at)

    @breaker.setter
    def breaker(self, value: Breaker) -> None:
        self.state, self.failures, self.changed_at = value.state.value, value.failures, value.changed_at


class TrackerKey(models.Model):
    """Access of an auditing body (ревизор, Повереник) to the data tracker of one municipality.

    The key itself is shown once, when it is made; here is its SHA-256 and its beginning, by which people recognise it.
    ``daily_quota`` is the number of queries about people that it may make in a day.
    """

    municipality = models.ForeignKey(
        "municipalities.Municipality", models.PROTECT, related_name="+", verbose_name=_("општина")
    )
    holder = models.CharField(_("ко га користи"), max_length=160, help_text=_("Назив органа, на пример Повереник."))
    beginning = models.CharField(_("почетак кључа"), max_length=12, editable=False)
    key_hash = models.CharField(max_length=64, unique=True, editable=False)
    valid_until = models.DateField(_("важи до"))
    daily_quota = models.PositiveIntegerField(_("упита дневно, највише"), default=500)
    created_at = models.DateTimeField(_("направљен"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("ко га је направио")
    )
    revoked_at = models.DateTimeField(_("опозван"), null=True, editable=False)

    class Privacy:
        personal = {"created_by": "identity"}

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("кључ за увид у евиденцију")
        verbose_name_plural = _("кључеви за увид у евиденцију")

    def __str__(self) -> str:
        return f"{self.holder} ({self.beginning}…)"

    @property
    def is_valid(self) -> bool:
        """Neither revoked nor past its last day."""
        return self.revoked_at is None and self.valid_until >= timezone.localdate()


class TrackerQuery(models.Model):
    """One question that an auditing body asked the data tracker; cannot be changed or deleted.

    ``subject_reference`` is empty for a question about nobody (``usagePeriod``).
    """

    municipality = models.ForeignKey(
        "municipalities.Municipality", models.PROTECT, related_name="+", verbose_name=_("општина")
    )
    key = models.ForeignKey(TrackerKey, models.PROTECT, related_name="queries", verbose_name=_("кључ"))
    operation = models.CharField(_("радња"), max_length=20)
    subject_reference = models.BinaryField(_("о коме је упит"), max_length=32, default=b"")
    period_start = models.DateTimeField(_("период од"), null=True)
    period_end = models.DateTimeField(_("период до"), null=True)
    found = models.PositiveIntegerField(_("нађено редова"))
    asked_at = models.DateTimeField(_("постављен"), default=timezone.now)

    class Privacy:
        personal = {"subject_reference": "identity"}

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("упит ревизора")
        verbose_name_plural = _("упити ревизора")
        indexes = [
            models.Index(fields=["key", "-asked_at"], name="tracker_queries_of_a_key"),
            models.Index(fields=["municipality", "-asked_at"], name="tracker_queries_of_a_town"),
        ]

    def __str__(self) -> str:
        return f"{self.operation} {self.asked_at:%d.%m.%Y. %H:%M}"
