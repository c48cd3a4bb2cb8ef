"""What a case stands on: keys, documents, register answers, calls to complete the request."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality


class DataKey(OfMunicipality):
    """The key that encrypts everything of one draft and the case made from it, itself wrapped by the master key.

    Destroying a case (излучивање) throws the wrapped key away: answers and files become unreadable everywhere, also
    in backups made later.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)
    destroyed_at = models.DateTimeField(null=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        verbose_name = _("кључ предмета")
        verbose_name_plural = _("кључеви предмета")


class Document(OfMunicipality):
    """A file of a draft or case: what the applicant sent, or what the municipality made. Encrypted on disk."""

    class Direction(models.TextChoices):
        INCOMING = "incoming", _("примљено")
        OUTGOING = "outgoing", _("послато")
        INTERNAL = "internal", _("интерно")

    class Scan(models.TextChoices):
        CLEAN = "clean", _("прегледано, чисто")
        NOT_SCANNED = "not_scanned", _("није прегледано на вирусе")

    class Access(models.TextChoices):
        ORDINARY = "ordinary", _("обичан")
        RESTRICTED = "restricted", _("посебно осетљив")

    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey("cases.Draft", models.SET_NULL, null=True, related_name="documents")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="documents")
    kind = models.SlugField(_("врста"), max_length=60)
    direction = models.CharField(_("смер"), max_length=10, choices=Direction, default=Direction.INCOMING)
    access = models.CharField(_("приступ"), max_length=12, choices=Access, default=Access.ORDINARY)
    act = models.PositiveSmallIntegerField(_("подброј"), null=True)
    filename = models.CharField(_("назив датотеке"), max_length=140)
    content_type = models.CharField(_("врста садржаја"), max_length=80)
    size = models.PositiveIntegerField(_("величина"))
    sha256 = models.CharField(_("отисак"), max_length=64)
    path = models.CharField(max_length=200, editable=False)
    scan = models.CharField(_("преглед на вирусе"), max_length=12, choices=Scan)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(_("примљено"), default=timezone.now)

    class Privacy:
        personal = {
            "filename": "document",
            "uploaded_by": "identity",
            "path": "document",
        }

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("документ")
        verbose_name_plural = _("документи")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(case__isnull=False) | models.Q(draft__isnull=False),
                name="document_of_a_case_or_draft",
            )
        ]

    @property
    def context(self) -> bytes:
        """What the encryption of the file is bound to."""
        return f"document:{self.code}".encode()


class Evidence(OfMunicipality):
    """A fact obtained ex officio (по службеној дужности) from a register, or entered by an official with a note.

    ``payload`` is the answer, encrypted; ``digest`` the SHA-256 of the answer as received. A failed query leaves a row
    with outcome other than ``obtained``: the visible debt of the case.
    """

    class Outcome(models.TextChoices):
        OBTAINED = "obtained", _("прибављено")
        ENTERED = "entered", _("унео службеник")
        NOT_FOUND = "not_found", _("нема података")
        UNAVAILABLE = "unavailable", _("регистар није доступан")
        INVALID = "invalid", _("одговор није исправан")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="evidence")
    source = models.SlugField(_("регистар"))
    purpose = models.CharField(_("сврха"), max_length=200)
    outcome = models.CharField(_("исход"), max_length=12, choices=Outcome)
    payload = models.BinaryField(default=b"")
    digest = models.CharField(_("отисак одговора"), max_length=64, blank=True)
    as_of = models.DateTimeField(_("стање на дан"), null=True)
    obtained_at = models.DateTimeField(_("преузето"), default=timezone.now)
    query = models.BigIntegerField(_("упит"), null=True)
    officer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    note = models.BinaryField(default=b"")
    is_current = models.BooleanField(_("важећи"), default=True)

    class Privacy:
        personal = {"payload": "money", "officer": "identity", "note": "opinion"}

    class Meta:
        ordering = ["-obtained_at", "-id"]
        verbose_name = _("доказ по службеној дужности")
        verbose_name_plural = _("докази по службеној дужности")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "source"],
                condition=models.Q(is_current=True),
                name="one_current_evidence_per_source",
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "case"], name="register_debts",
                condition=models.Q(is_current=True, outcome__in=["not_found", "unavailable", "invalid"]),
            )
        ]  # fmt: skip

    @property
    def is_debt(self) -> bool:
        return self.outcome not in (self.Outcome.OBTAINED, self.Outcome.ENTERED)


class EvidenceChange(OfMunicipality):
    """A fact that a register now states differently than before: a task for who runs the case.

    ``before`` is the answer that the case stood on, ``after`` the new one (also that the register holds nothing any
    more). Until an official has seen it (``seen_at``), nothing is decided.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="evidence_changes")
    source = models.SlugField(_("регистар"))
    before = models.ForeignKey(Evidence, models.CASCADE, related_name="+", verbose_name=_("раније"))
    after = models.ForeignKey(Evidence, models.CASCADE, related_name="+", verbose_name=_("сада"))
    noticed_at = models.DateTimeField(_("примећено"), default=timezone.now)
    seen_at = models.DateTimeField(_("прегледано"), null=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ко је прегледао")
    )

    class Privacy:
        personal = {"seen_by": "identity"}

    class Meta:
        ordering = ["noticed_at"]
        verbose_name = _("промена податка из регистра")
        verbose_name_plural = _("промене података из регистара")
        constraints = [
            models.UniqueConstraint(
                fields=["case", "source"],
                condition=models.Q(seen_at__isnull=True),
                name="one_unseen_change_per_source",
            ),
            models.CheckConstraint(
                condition=models.Q(seen_at__isnull=True, seen_by__isnull=True)
                | models.Q(seen_at__isnull=False, seen_by__isnull=False),
                name="a_seen_change_names_who_saw_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "case"], name="unseen_changes", condition=models.Q(seen_at__isnull=True)
            )
        ]


class Amendment(OfMunicipality):
    """A call to complete the request (позив за допуну, ЗУП чл. 59): what is missing, until when, what came back.

    ``items`` is a list of ``{"kind": "missing"|"wrong"|"unclear", "target": step or document slug}``; the sentence for
    each stands encrypted in ``texts`` in the same order.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="amendments")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(_("рок за допуну"))
    items = models.JSONField(default=list)
    texts = models.BinaryField()
    answered_at = models.DateTimeField(null=True)
    answer = models.BinaryField(default=b"")
    lapsed = models.BooleanField(default=False)

    class Privacy:
        personal = {"asked_by": "identity", "texts": "health", "answer": "health"}

    class Meta:
        ordering = ["asked_at"]
        verbose_name = _("позив за допуну")
        verbose_name_plural = _("позиви за допуну")
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(answered_at__isnull=True, lapsed=False),
                name="one_open_amendment_per_case",
            )
        ]
