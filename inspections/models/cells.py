"""How many reports lie in the cells of the maps: kept beside the reports, so that a map costs what it shows."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from inspections.models.reference import Category, Inspectorate
from municipalities.models import Municipality
from municipalities.privacy import Nothing


class CellChange(models.Model):
    """A report that came into a cell (``number`` 1) or left it (-1): written by the database with the report itself.

    ``public`` tells the map of everybody from that of the desk; ``cell`` is one of `inspections.cell_counts.FINEST`.
    Folded soon after into `CellCount`, then gone. Appending waits for nobody.
    """

    municipality = models.ForeignKey(Municipality, models.CASCADE, related_name="+", db_constraint=False)
    public = models.BooleanField()
    cell = models.BigIntegerField()
    inspectorate = models.ForeignKey(
        Inspectorate, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    category = models.ForeignKey(Category, models.CASCADE, related_name="+", db_constraint=False, db_index=False)
    state = models.CharField(max_length=20)
    number = models.IntegerField()
    ids = models.BigIntegerField()

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("промена на мапи")
        verbose_name_plural = _("промене на мапи")


class CellCount(models.Model):
    """How many reports in a state lie in a cell of ``zoom``; ``ids`` is the sum of their ids, so one alone is known.

    Without ``inspectorate`` or ``category`` of all of them; which of the two are told apart says
    `inspections.cell_counts.FACETS`.
    """

    municipality = models.ForeignKey(
        Municipality, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    public = models.BooleanField()
    zoom = models.PositiveSmallIntegerField()
    inspectorate = models.ForeignKey(
        Inspectorate, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, related_name="+", db_constraint=False, db_index=False
    )  # fmt: skip
    cell = models.BigIntegerField()
    state = models.CharField(max_length=20)
    number = models.IntegerField()
    ids = models.BigIntegerField()

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("збир на мапи")
        verbose_name_plural = _("збирови на мапи")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "public", "zoom", "inspectorate", "category", "cell", "state"],
                name="cells_counted_once", nulls_distinct=False,
            )
        ]  # fmt: skip
        indexes = [models.Index(fields=["municipality"], name="cells_without_reports", condition=models.Q(number=0))]
