"""Where a file went and what it is tied to: handed over to another organ, joined with another file, split off from one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from municipalities.models import Municipality


class CaseTransfer(OfMunicipality):
    """A case handed over (уступање) to the organ or municipality that is competent; its number stays in the book.

    ``receiver`` is the name of the organ, ``to_municipality`` the municipality when it is one of the portal's.
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="transfer")
    event = models.OneToOneField("cases.CaseEvent", models.PROTECT, related_name="+")
    receiver = models.CharField(_("коме је уступљен"), max_length=200)
    to_municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, related_name="+")
    on = models.DateField(_("уступљен"))

    class Privacy:
        personal: dict[str, str] = {}

    class Meta:
        verbose_name = _("уступање предмета")
        verbose_name_plural = _("уступања предмета")


class CaseLink(OfMunicipality):
    """Two files of one municipality tied together; both sides show it.

    ``joined`` (спајање): ``other`` is led together with ``case`` until it is separated again. ``split`` (издвајање):
    ``other`` was made of a part of ``case``.
    """

    class Kind(models.TextChoices):
        JOINED = "joined", _("спојен")
        SPLIT = "split", _("издвојен")

    kind = models.CharField(_("врста"), max_length=8, choices=Kind)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="links_to")
    other = models.ForeignKey("cases.Case", models.PROTECT, related_name="links_from")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(_("раздвојен"), null=True)

    class Privacy:
        personal = {"made_by": "identity"}

    class Meta:
        ordering = ["made_at", "id"]
        verbose_name = _("веза предмета")
        verbose_name_plural = _("везе предмета")
        constraints = [
            models.UniqueConstraint(
                fields=["other"], condition=models.Q(kind="joined", ended_at=None), name="joined_to_one_file_at_a_time"
            ),
            models.CheckConstraint(condition=~models.Q(case=models.F("other")), name="no_file_is_tied_to_itself"),
        ]
