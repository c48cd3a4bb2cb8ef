"""The breaker in the database: short transactions of their own, the row locked only when its state matters."""

from datetime import datetime, timedelta

from django.db import transaction

from eservices.exchange import breaker
from eservices.exchange.breaker import Admission, Breaker, Policy, State
from eservices.exchange.models import SourceHealth
from eservices.exchange.outcomes import Outcome

# A healthy register is stamped at most this often: its row would otherwise be the hottest one in the database.
STAMP_EVERY = timedelta(seconds=10)


def admit(source_name: str, *, policy: Policy, now: datetime) -> Admission:
    """May a question be sent now? Of many workers that ask while the breaker is half-open, one gets the probe."""
    known = SourceHealth.objects.filter(source=source_name).first()
    if known is None or known.state == State.CLOSED:
        return Admission.SEND
    with transaction.atomic(durable=True):
        health = SourceHealth.objects.select_for_update().get(source=source_name)
        admission, health.breaker = breaker.admit(health.breaker, policy, now)
        health.save()
    return admission


def record_answer(source_name: str, *, now: datetime) -> None:
    """The register answered (also with "not found" or with nonsense): it can be reached."""
    if _is_freshly_healthy(source_name, now):
        return
    with transaction.atomic(durable=True):
        health, _ = SourceHealth.objects.select_for_update().get_or_create(source=source_name)
        health.breaker = breaker.after_answer(health.breaker)
        health.last_success_at = now
        health.save()


def record_failure(source_name: str, *, outcome: Outcome, policy: Policy, now: datetime) -> None:
    """The register was down or slow after all attempts."""
    with transaction.atomic(durable=True):
        health, _ = SourceHealth.objects.select_for_update().get_or_create(source=source_name)
        health.breaker = breaker.after_failure(health.breaker, policy, now)
        health.last_failure_at, health.last_failure = now, outcome
        health.save()


def state_of(source_name: str) -> Breaker:
    """The present state, for desks and dashboards."""
    known = SourceHealth.objects.filter(source=source_name).first()
    return known.breaker if known else Breaker()


def _is_freshly_healthy(source_name: str, now: datetime) -> bool:
    return SourceHealth.objects.filter(
        source=source_name, state=State.CLOSED, failures=0, last_success_at__gt=now - STAMP_EVERY
    ).exists()
