"""The working-day calendar of a municipality: legal holidays plus the days entered for it."""

from django.db.models import Q

from municipalities.models import Holiday, Municipality
from municipalities.working_days import Calendar


def calendar_of(municipality: Municipality) -> Calendar:
    """Calendar with the municipality's own non-working days (нерадни дани)."""
    days = Holiday.objects.filter(Q(municipality=None) | Q(municipality=municipality)).values_list("day", flat=True)
    return Calendar(extra=frozenset(days))
