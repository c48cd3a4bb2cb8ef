"""What the municipality must find, count and follow about a maternity-pay case without opening its answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.models.base import OfMunicipality


class MaternityPayDetails(OfMunicipality):
    """Dates and kind of a request; who and why stay encrypted in the case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="maternity_pay")
    right = models.SlugField(_("право"), max_length=40)
    role = models.SlugField(_("подносилац је"), max_length=12)
    leave_start = models.DateField(_("почетак одсуства"), null=True)
    leave_end = models.DateField(_("крај одсуства"), null=True)

    class Privacy:
        personal = {"right": "family", "role": "family", "leave_start": "family", "leave_end": "family"}

    class Meta:
        verbose_name = _("подаци о породиљском одсуству")
        verbose_name_plural = _("подаци о породиљским одсуствима")
