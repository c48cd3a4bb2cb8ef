"""What the clock brings: jobs and pushes that nobody took up, and addresses whose turn it is."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q
from django.utils import timezone

from municipalities.current import municipality_scope, system_scope
from opendata import actions
from opendata.codes import Frequency
from opendata.models import Dataset, PublicationJob, Push

PULL_HOURS = {
    Frequency.UPDATE_CONT: 1, Frequency.HOURLY: 1, Frequency.DAILY: 24, Frequency.WEEKLY: 7 * 24,
    Frequency.MONTHLY: 30 * 24, Frequency.QUARTERLY: 91 * 24, Frequency.ANNUAL: 365 * 24,
}  # fmt: skip
LEFT_LYING = timedelta(minutes=1)
MOST_AT_ONCE = 50


def waiting_jobs() -> list[int]:
    """Jobs to (re)start: waiting for a minute, because the broker was away, or marked as running.

    One that really runs holds its lock, so a second worker leaves it alone at once.
    """
    with system_scope():
        lying = PublicationJob.objects.filter(
            Q(state=PublicationJob.State.WAITING) | Q(state=PublicationJob.State.RUNNING),
            created_at__lt=timezone.now() - LEFT_LYING,
        )
        return list(lying.order_by("id").values_list("pk", flat=True)[:MOST_AT_ONCE])


def waiting_pushes() -> list[int]:
    """Pushes to (re)start; one that really runs holds its lock."""
    with system_scope():
        lying = Push.objects.filter(state__in=["waiting", "running"], created_at__lt=timezone.now() - LEFT_LYING)
        return list(lying.order_by("id").values_list("pk", flat=True)[:MOST_AT_ONCE])


def due_pulls() -> int:
    """Start pulls whose turn it is; returns how many. The longest waiting go first."""
    started = 0
    for dataset in _due():
        with municipality_scope(dataset.municipality_id):
            try:
                actions.start_pull(dataset=dataset, by=None)
            except actions.NotNow:
                continue
            started += 1
    return started


def _due() -> list[Dataset]:
    now = timezone.now()
    late = Q()
    for frequency, hours in PULL_HOURS.items():
        # A little early rather than ever later: the round itself takes its time.
        before = now - timedelta(hours=hours) + timedelta(minutes=5)
        late |= Q(pull_every=frequency) & (Q(pulled_at=None) | Q(pulled_at__lt=before))
    with system_scope():
        rows = Dataset.objects.filter(late).exclude(pull_address="")
        return list(rows.order_by(F("pulled_at").asc(nulls_first=True))[:MOST_AT_ONCE])
