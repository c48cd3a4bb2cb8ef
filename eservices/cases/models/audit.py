"""The audit trail: who did or read what. A hash chain per municipality, so that a change can be proved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality


class AuditHead(OfMunicipality):
    """End of a municipality's chain; its row is locked while a record is added."""

    sequence = models.BigIntegerField(default=0)
    hash = models.BinaryField(max_length=32, default=b"")

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["municipality"], name="one_audit_chain_per_municipality")]


class AuditRecord(OfMunicipality):
    """One reading or act. No foreign key to the case, so that history never hinders destruction.

    ``data`` holds codes and identifiers only. ``hash`` covers the record and the hash before it.
    """

    sequence = models.BigIntegerField(_("редни број"))
    at = models.DateTimeField(_("када"), default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("ко"),
    )
    actor_kind = models.CharField(_("у својству"), max_length=12)
    action = models.SlugField(_("шта"), max_length=60)
    case_reference = models.BigIntegerField(_("предмет"), null=True)
    data = models.JSONField(_("појединости"), default=dict)
    previous_hash = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Privacy:
        personal = {"actor": "identity", "at": "trace"}

    class Meta:
        ordering = ["-sequence"]
        verbose_name = _("запис о увиду и радњи")
        verbose_name_plural = _("записи о увидима и радњама")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "sequence"],
                name="one_audit_record_per_position",
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "case_reference", "sequence"],
                name="audit_of_a_case",
            )
        ]
