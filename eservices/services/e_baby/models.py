"""What the municipality must find and count about cases of e-Baby without opening their answers."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.models.base import OfMunicipality


class EBabyDetails(OfMunicipality):
    """Dates and kind of a request; who and for whom stays encrypted in the case."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="e_baby")
    role = models.SlugField(_("подносилац је"), max_length=8)
    born_on = models.DateField(_("датум рођења"))
    children = models.PositiveSmallIntegerField(_("број деце"))

    class Privacy:
        personal = {"role": "family", "born_on": "family", "children": "family"}

    class Meta:
        verbose_name = _("подаци о праву по рођењу детета")
        verbose_name_plural = _("подаци о правима по рођењу детета")


class NewbornOfCase(OfMunicipality):
    """One child of a case, by a blind index of its number and the right: a second request for any twin is found."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="newborns")
    child_index = models.BinaryField(max_length=32, editable=False)

    class Privacy:
        personal = {"child_index": "family"}

    class Meta:
        verbose_name = _("дете из захтева")
        verbose_name_plural = _("деца из захтева")
        constraints = [models.UniqueConstraint(fields=["case", "child_index"], name="one_row_per_child_of_a_case")]
        indexes = [models.Index(fields=["municipality", "child_index"], name="newborns_by_child")]
