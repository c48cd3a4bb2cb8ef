"""Records of an inspection (акта инспекције) and the checklists (контролне листе) that they follow."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from inspections import record_rules as rules
from inspections.delivery_rules import DELIVERED, Step
from inspections.models.reference import Inspectorate
from inspections.models.report import Report
from inspections.record_labels import COUNTED_LABELS, DEGREE_LABELS, KIND_LABELS, LINE_FAULTS
from municipalities.models import Municipality

if TYPE_CHECKING:
    from inspections.models.delivery import RecordDelivery


class Checklist(models.Model):
    """One version of a checklist (контролна листа, ЗИН, чл. 14) of an inspectorate and field; the highest one holds.

    ``lines`` holds a question a line: points, semicolon, question. A version is never rewritten, because records refer
    to it: whoever wants other questions adds the next version. Without a municipality it holds for the whole country.
    The law wants the lists published; ``name_en`` and ``lines_en`` translate them, the Serbian text counts.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("општина"),
        help_text=_("Празно значи да важи за све општине."),
    )  # fmt: skip
    inspectorate = models.ForeignKey(
        Inspectorate, models.PROTECT, related_name="checklists", verbose_name=_("инспекција")
    )  # fmt: skip
    code = models.SlugField(_("ознака листе"), max_length=40)
    version = models.PositiveSmallIntegerField(_("верзија"), default=1)
    name = models.CharField(_("област надзора"), max_length=200)
    lines = models.TextField(
        _("питања"), help_text=_("Свако питање у свом реду: бодови, тачка-зарез, питање. На пример: 10; Да ли је површина чиста?")
    )  # fmt: skip
    name_en = models.CharField(_("област надзора на енглеском"), max_length=200, blank=True)
    lines_en = models.TextField(
        _("питања на енглеском"), blank=True, help_text=_("Питања истим редом, свако у свом реду, без бодова.")
    )
    valid_from = models.DateField(_("важи од"), default=timezone.localdate)
    is_active = models.BooleanField(_("у употреби"), default=True)
    legal_source = models.CharField(_("правни основ"), max_length=300, blank=True)
    confirmed = models.BooleanField(_("потврђена"), default=False)

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        ordering = ["inspectorate", "code", "-version"]
        verbose_name = _("контролна листа")
        verbose_name_plural = _("контролне листе")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "code", "version"], name="one_checklist_per_version", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.version}."

    def clean(self) -> None:
        try:
            self.questions()
        except rules.WrongList as fault:
            raise ValidationError({"lines": LINE_FAULTS[fault.code] % {"line": fault.line}}) from fault
        if self.lines_en and len(self.questions_in_english()) != len(self.questions()):
            raise ValidationError({"lines_en": _("Преведите свако питање, у истом броју редова, или оставите празно.")})

    def questions(self) -> tuple[rules.ListQuestion, ...]:
        """The questions as data of the rules. Raises ``rules.WrongList``."""
        return rules.parse_lines(self.lines)

    def questions_in_english(self) -> list[str]:
        """The questions translated, in the same order; empty when nobody has translated them."""
        return [line.strip() for line in self.lines_en.splitlines() if line.strip()]


class InspectionRecord(OfMunicipality):
    """A record in the file of a report: numbered at once, printed and sealed by a worker, never rewritten.

    ``content`` (encrypted with the key of the report) is what the paper says and the values it was made of; nothing of
    the petitioner stands in it. ``due_on`` is the last day of what the record begins: the visit that a notice announces,
    the delivery of a zapisnik, the term of a measure, the end of the time for an appeal. ``degree`` is the risk that a
    checklist showed, ``counted_as`` what the record adds to the report of the year. ``sha256``, ``size`` and ``path`` are
    those of the sealed PDF.
    """

    report = models.ForeignKey(Report, models.PROTECT, related_name="records", verbose_name=_("пријава"))
    kind = models.CharField(_("врста акта"), max_length=20, choices=list(KIND_LABELS.items()))
    sub_number = models.PositiveSmallIntegerField(_("подброј"))
    number = models.CharField(_("број"), max_length=70)
    code = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    content = models.BinaryField(editable=False)
    checklist = models.ForeignKey(
        Checklist, models.PROTECT, null=True, related_name="records", verbose_name=_("контролна листа")
    )  # fmt: skip
    degree = models.PositiveSmallIntegerField(_("степен ризика"), null=True, choices=list(DEGREE_LABELS.items()))
    due_on = models.DateField(_("рок"), null=True)
    counted_as = models.CharField(
        _("у извештају"), max_length=20, blank=True, choices=list(COUNTED_LABELS.items())
    )  # fmt: skip
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("сачинио")
    )  # fmt: skip
    made_at = models.DateTimeField(_("сачињено"), default=timezone.now)
    sealed_at = models.DateTimeField(_("запечаћено"), null=True)
    sha256 = models.CharField(_("отисак"), max_length=64, blank=True)
    size = models.PositiveIntegerField(_("величина"), default=0)
    path = models.CharField(max_length=200, editable=False, blank=True)

    class Privacy:
        personal = {"content": "document", "made_by": "identity", "path": "document"}

    class Meta:
        ordering = ["report", "sub_number"]
        verbose_name = _("акт инспекције")
        verbose_name_plural = _("акта инспекције")
        constraints = [
            models.UniqueConstraint(fields=["report", "sub_number"], name="one_record_of_a_sub_number"),
        ]
        indexes = [
            models.Index(fields=["municipality", "-made_at", "-id"], name="records_by_day"),
            models.Index(fields=["municipality", "kind", "-made_at", "-id"], name="records_by_kind"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_delivered_to_subject(self) -> bool:
        """Whether a record of this kind is handed to the supervised subject."""
        return self.kind in DELIVERED

    @property
    def delivery(self) -> RecordDelivery | None:
        """The last step of the delivery that counts; with ``deliveries`` prefetched it asks nothing."""
        kept: list[RecordDelivery] = []
        for row in sorted(self.deliveries.all(), key=lambda row: row.position):
            kept = kept[:-1] if row.step == Step.TAKEN_BACK else [*kept, row]
        return kept[-1] if kept else None

    @property
    def context(self) -> bytes:
        """What the encryption of the file is bound to."""
        return f"inspection-record:{self.code}".encode()
