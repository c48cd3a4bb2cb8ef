"""What the tables of open data have in common."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from municipalities.models import Municipality


class OfMunicipality(models.Model):
    """A row that belongs to one municipality; row-level security lets nobody else change it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", verbose_name=_("општина"))

    class Meta:
        abstract = True
