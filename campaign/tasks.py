"""What the calendar brings to the campaign every night; each piece may be repeated without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from campaign import actions
from campaign.models import Competition, Promotion
from municipalities.current import municipality_scope


@shared_task(name="campaign.nightly")
def nightly() -> int:
    """Reckon competitions; forget sign-ups that nobody confirmed and visitors of days long past; returns how many."""
    today = timezone.localdate()
    for competition in Competition.objects.filter(frozen_at=None, first__lte=today).select_related("rules"):
        actions.reckon(competition, today)
    towns = Promotion.objects.order_by().values_list("town_id", flat=True).distinct()
    return sum(_tidy(town) for town in towns)


def _tidy(town: int) -> int:
    with municipality_scope(town):
        return actions.forget_unconfirmed(town) + actions.erase_visitors(town)
