"""e-Archive (архива): legal holds, disposal lists, what became of each case on them, and the files made for them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from eservices.cases.models.evidence import DataKey

DIFFERENT_PEOPLE = (("author", "reviewer"), ("author", "archivist"), ("reviewer", "archivist"))


class LegalHold(OfMunicipality):
    """A ban on disposal (забрана излучивања): a lawsuit, an audit or an inspection still needs the case.

    While one hold of a case stands, no list takes the case and no approved list carries it out. Why it was placed and
    why it was lifted are encrypted with the key of the case.
    """

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="holds", verbose_name=_("предмет"))
    reason = models.BinaryField()
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("забранио")
    )
    placed_at = models.DateTimeField(_("забрањено"), default=timezone.now)
    lift_reason = models.BinaryField(default=b"")
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("укинуо")
    )
    lifted_at = models.DateTimeField(_("укинуто"), null=True)

    class Privacy:
        personal = {"reason": "opinion", "lift_reason": "opinion", "placed_by": "identity", "lifted_by": "identity"}

    class Meta:
        ordering = ["-placed_at", "-id"]
        verbose_name = _("забрана излучивања")
        verbose_name_plural = _("забране излучивања")
        indexes = [
            models.Index(fields=["case"], name="holds_in_force", condition=models.Q(lifted_at__isnull=True)),
        ]

    @property
    def stands(self) -> bool:
        return self.lifted_at is None


class DisposalList(OfMunicipality):
    """A list of cases whose term has passed: for destruction (излучивање) or for the historical archive (примопредаја).

    Three different people bring it about: who draws it up, who reviews it, and the archivist who approves it.
    ``consent`` is number and date of the public archive's written consent, ``proof`` those of its receipt after a
    handover. Reasons and files of the list are encrypted with ``data_key``. ``version`` grows with every step.
    """

    class Kind(models.TextChoices):
        DESTRUCTION = "destruction", _("листа за излучивање")
        HANDOVER = "handover", _("листа за примопредају")

    class Stage(models.TextChoices):
        DRAWN_UP = "drawn_up", _("предлог")
        SUBMITTED = "submitted", _("на прегледу")
        REVIEWED = "reviewed", _("прегледана, чека архивара")
        APPROVED = "approved", _("одобрена, спроводи се")
        DONE = "done", _("спроведена")

    kind = models.CharField(_("врста"), max_length=12, choices=Kind)
    year = models.PositiveSmallIntegerField(_("година"))
    sequence = models.PositiveSmallIntegerField(_("редни број"))
    stage = models.CharField(_("стање"), max_length=10, choices=Stage, default=Stage.DRAWN_UP)
    version = models.PositiveIntegerField(default=1)
    drawn_up_at = models.DateTimeField(_("састављена"), default=timezone.now)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("саставио")
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("прегледао")
    )
    archivist = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("одобрио")
    )
    consent = models.CharField(_("сагласност надлежног архива"), max_length=200, blank=True)
    proof = models.CharField(_("записник надлежног архива"), max_length=200, blank=True)
    approved_at = models.DateTimeField(_("одобрена"), null=True)
    done_at = models.DateTimeField(_("спроведена"), null=True)
    data_key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"author": "identity", "reviewer": "identity", "archivist": "identity"}

    class Meta:
        ordering = ["-year", "kind", "-sequence"]
        verbose_name = _("листа архиве")
        verbose_name_plural = _("листе архиве")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "year", "sequence"], name="disposal_list_number_is_unique"
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{first}__isnull": True})
                    | models.Q(**{f"{second}__isnull": True})
                    | ~models.Q(**{first: models.F(second)}),
                    name=f"disposal_{first}_is_not_{second}",
                )
                for first, second in DIFFERENT_PEOPLE
            ),
            models.CheckConstraint(
                condition=~models.Q(stage__in=["approved", "done"])
                | models.Q(
                    author__isnull=False, reviewer__isnull=False, archivist__isnull=False, approved_at__isnull=False
                )
                & ~models.Q(consent=""),
                name="approved_disposal_names_its_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}/{self.year}"

    @property
    def destroys(self) -> bool:
        return bool(self.kind == self.Kind.DESTRUCTION)


class DisposalItem(OfMunicipality):
    """A case on a list, and what became of it.

    ``left_out``: taken off before the list was submitted. ``held``: a hold came before the list was carried out.
    ``shredded``: nothing of the case can be read any more, its files are being removed. Only a case that was left out or
    held can come onto another list.
    """

    class State(models.TextChoices):
        LISTED = "listed", _("на листи")
        LEFT_OUT = "left_out", _("изостављен")
        HELD = "held", _("задржан")
        SHREDDED = "shredded", _("уништава се")
        DONE = "done", _("спроведено")

    LIVE = (State.LISTED, State.SHREDDED, State.DONE)

    list = models.ForeignKey(DisposalList, models.PROTECT, related_name="items")
    position = models.PositiveIntegerField(_("редни број"))
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="disposals")
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.LISTED)
    done_at = models.DateTimeField(_("спроведено"), null=True)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["position"]
        verbose_name = _("предмет на листи")
        verbose_name_plural = _("предмети на листи")
        constraints = [
            models.UniqueConstraint(fields=["list", "position"], name="one_disposal_item_per_position"),
            models.UniqueConstraint(
                fields=["case"],
                condition=models.Q(state__in=["listed", "shredded", "done"]),
                name="a_case_stands_on_one_list",
            ),
        ]


class DisposalEvent(OfMunicipality):
    """One step of a list: who did what when. Cannot be edited or deleted; a reason in words is encrypted."""

    list = models.ForeignKey(DisposalList, models.PROTECT, related_name="events")
    position = models.PositiveIntegerField()
    action = models.SlugField(max_length=40)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    data = models.JSONField(default=dict)
    reason = models.BinaryField(default=b"")

    class Privacy:
        personal = {"actor": "identity", "reason": "opinion"}

    class Meta:
        ordering = ["position"]
        verbose_name = _("корак листе архиве")
        verbose_name_plural = _("кораци листа архиве")
        constraints = [models.UniqueConstraint(fields=["list", "position"], name="one_disposal_event_per_position")]


class ArchiveFile(OfMunicipality):
    """A file that the archive makes of a list or a case: the sealed record, or a package to be taken away.

    Encrypted like documents, with the key of the list or case. ``made_at`` is empty while it is being made. A package is
    a copy, so it goes again at ``expires_at``; a record (записник) stays.
    """

    class Kind(models.TextChoices):
        RECORD = "record", _("записник")
        PACKAGE = "package", _("архивски пакет")

    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("врста"), max_length=8, choices=Kind)
    list = models.ForeignKey(DisposalList, models.PROTECT, null=True, related_name="files")
    case = models.ForeignKey("cases.Case", models.PROTECT, null=True, related_name="archive_files")
    filename = models.CharField(_("назив датотеке"), max_length=140)
    size = models.PositiveBigIntegerField(_("величина"), default=0)
    sha256 = models.CharField(_("отисак"), max_length=64, blank=True)
    path = models.CharField(max_length=200, blank=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(_("тражено"), default=timezone.now)
    made_at = models.DateTimeField(_("направљено"), null=True)
    expires_at = models.DateTimeField(_("брише се"), null=True)

    class Privacy:
        personal = {"asked_by": "identity", "path": "document"}

    class Meta:
        ordering = ["-asked_at", "-id"]
        verbose_name = _("датотека архиве")
        verbose_name_plural = _("датотеке архиве")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(list__isnull=False, case__isnull=True)
                | models.Q(list__isnull=True, case__isnull=False),
                name="archive_file_of_a_list_or_case",
            ),
            models.UniqueConstraint(
                fields=["list"], condition=models.Q(kind="record"), name="one_record_per_disposal_list"
            ),
        ]

    @property
    def context(self) -> bytes:
        """What the encryption of the file is bound to."""
        return f"archive:{self.code}".encode()
