"""Celery tasks: thin carriers of the outbox and of the nightly work. Each may be repeated without harm."""

from __future__ import annotations

import logging
import time

from celery import shared_task

from eservices.cases import nightly, outbox

log = logging.getLogger(__name__)
_QUIET_SECONDS = 5.0
_quiet_until = 0.0


@shared_task(name="cases.relay")
def relay() -> int:
    """Do promised work; asks for another round when much is waiting."""
    taken = outbox.relay()
    if taken >= 50:
        relay.delay()
    return taken


@shared_task(name="cases.sweep")
def sweep() -> int:
    """Find promised work that a dead worker or an absent broker left lying."""
    return outbox.relay(most=500)


@shared_task(name="cases.nightly")
def run_nightly() -> dict[str, int]:
    """What the calendar brings: lapsed terms, final decisions, letters by post, expired drafts, recomputed clocks."""
    return nightly.run()


@shared_task(name="cases.propose_disposals")
def propose_disposals() -> int:
    """Once a year: lists of cases whose retention term has passed, as proposals."""
    return nightly.propose_disposals()


def kick() -> None:
    """Wake a worker after a commit. A broker that is away costs at most half a second every five seconds."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        relay.apply_async(retry=False, ignore_result=True)
    except Exception as error:
        _quiet_until = time.monotonic() + _QUIET_SECONDS
        log.warning("the broker is away (%s); the sweep will do the work", type(error).__name__)
