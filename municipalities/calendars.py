"""The working-day calendar of a municipality: legal holidays plus the days entered for it."""

from django.db.models import Q

from municipalities.models import Holiday, Municipality
from municipalities.working_days import Calendar

_KEPT = "_calendar"


def calendar_of(municipality: Municipality) -> Calendar:
    """Calendar with the municipality's own non-working days (нерадни дани).

    Read once in the life of the municipality's object, which is a request or a task.
    """
    if _KEPT not in vars(municipality):
        days = Holiday.objects.filter(Q(municipality=None) | Q(municipality=municipality)).values_list("day", flat=True)
        vars(municipality)[_KEPT] = Calendar(extra=frozenset(days))
    kept: Calendar = vars(municipality)[_KEPT]
    return kept
