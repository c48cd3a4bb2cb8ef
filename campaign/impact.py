"""What a promotion brought: requests in its town before, around and after the day, rounded, small numbers held back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from campaign.models import Promotion
from eservices.cases.models import Case
from municipalities.suppression import small

BEFORE, AROUND, AFTER = "before", "around", "after"
LONG, SHORT = 28, 7
"""Days of the time before and after, and of the week that begins with the promotion."""
ROUND_TO = 5
WATCHED = timedelta(days=LONG + SHORT + 7)


def phases_of(day: date) -> dict[str, tuple[date, int]]:
    """First day and length of each phase around the day of a promotion."""
    return {
        BEFORE: (day - timedelta(days=LONG), LONG),
        AROUND: (day, SHORT),
        AFTER: (day + timedelta(days=SHORT), LONG),
    }


def measure(promotion: Promotion, today: date) -> list[dict[str, Any]]:
    """Requests through the portal in each phase that has passed; the town's rows must be in sight.

    Rounded to five, so that two promotions a day apart do not give a day of a few requests away; None for fewer than five.
    """
    found = []
    for phase, (first, days) in phases_of(timezone.localdate(promotion.starts_at)).items():
        if first + timedelta(days=days) <= today:
            found.append({"phase": phase, "days": days, "online": rounded(_online(promotion.town_id, first, days))})
    return found


def rounded(count: int) -> int | None:
    """The nearest multiple of five; None for a count too small to be published."""
    return None if small(count) else (count + ROUND_TO // 2) // ROUND_TO * ROUND_TO


def _online(town: int, first: date, days: int) -> int:
    zone = timezone.get_default_timezone()
    begins = datetime.combine(first, time.min, zone)
    ends = datetime.combine(first + timedelta(days=days), time.min, zone)
    rows = Case.objects.filter(municipality_id=town, filed_at__gte=begins, filed_at__lt=ends)
    return rows.filter(channel=Case.Channel.ONLINE).count()
