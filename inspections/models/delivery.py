"""The way of a record to the supervised subject (достава), step by step."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from inspections.delivery_rules import Step
from inspections.models.records import InspectionRecord
from inspections.record_labels import STEP_LABELS, WAY_LABELS


class RecordDelivery(OfMunicipality):
    """One step on the way of a record to the supervised subject; never rewritten, a wrong one is taken back by the next.

    ``delivered_on`` is the day on which the record counts as delivered after this step, ``term_until`` the last day of
    the term that begins with it (objections, appeal); both empty while it does not. ``remark`` (encrypted with the key
    of the report) says who took it, or why not.
    """

    record = models.ForeignKey(InspectionRecord, models.PROTECT, related_name="deliveries", verbose_name=_("акт"))
    position = models.PositiveSmallIntegerField()
    step = models.CharField(_("шта се догодило"), max_length=12, choices=list(STEP_LABELS.items()))
    way = models.CharField(_("начин"), max_length=12, choices=list(WAY_LABELS.items()))
    on = models.DateField(_("дан"))
    delivered_on = models.DateField(_("достављено"), null=True)
    term_until = models.DateField(_("рок од доставе"), null=True)
    remark = models.BinaryField(default=b"", editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("унео")
    )  # fmt: skip
    entered_at = models.DateTimeField(_("унето"), default=timezone.now)

    class Privacy:
        personal = {"remark": "opinion", "entered_by": "identity"}

    class Meta:
        ordering = ["record", "position"]
        verbose_name = _("корак доставе")
        verbose_name_plural = _("кораци доставе")
        constraints = [
            models.UniqueConstraint(fields=["record", "position"], name="one_delivery_step_of_a_position"),
            models.CheckConstraint(
                condition=models.Q(step__in=[step.value for step in Step]), name="delivery_step_is_known"
            ),
        ]
