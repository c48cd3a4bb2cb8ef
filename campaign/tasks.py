"""What the calendar brings to the campaign every night; each piece may be repeated without harm."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from campaign import actions
from campaign.models import Competition
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@shared_task(name="campaign.nightly")
def nightly() -> int:
    """Reckon competitions, measure impact, forget unconfirmed sign-ups and visitors of days long past.

    Returns how many people were forgotten.
    """
    today = timezone.localdate()
    for competition in Competition.objects.filter(frozen_at=None, first__lte=today).select_related("rules"):
        actions.reckon(competition, today)
    return sum(_tidy(town) for town in Municipality.objects.values_list("pk", flat=True))


@shared_task(name="campaign.press_kit")
def make_press_kit() -> bool:
    """Make the press kit of the day; does nothing when it is made."""
    return actions.make_press_kit() is not None


def _tidy(town: int) -> int:
    with municipality_scope(town):
        actions.note_impact(town)
        return actions.forget_unconfirmed(town) + actions.forget_unasked(town) + actions.erase_visitors(town)
