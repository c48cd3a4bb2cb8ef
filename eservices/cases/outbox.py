"""Promised work: written in the transaction that causes it, done after it, once.

:func:`promise` writes a row; on commit Celery is told, and when the broker is away a sweep finds the row later. A
worker claims one row with a lease (``FOR UPDATE SKIP LOCKED``), runs its handler and confirms. A worker that dies
leaves the row to the next one after the lease, so every handler must be idempotent: it re-reads and returns if done.
"""

from __future__ import annotations

import logging
import socket
import traceback
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from eservices.cases.models import OutboxMessage
from municipalities.current import system_scope

log = logging.getLogger(__name__)
Handler = Callable[..., None]
MOST_FAILURES = 12
_handlers: dict[str, Handler] = {}
_kicks: list[Callable[[], None]] = []


class TryAgain(Exception):
    """The work could not be done now (a register or mail server is away); it is tried again later."""

    def __init__(self, reason: str, *, after: timedelta | None = None) -> None:
        super().__init__(reason)
        self.after = after


def handler(topic: str) -> Callable[[Handler], Handler]:
    """Declare the function that does the work of ``topic``; it takes the payload's entries by keyword."""

    def declare(function: Handler) -> Handler:
        _handlers[topic] = function
        return function

    return declare


def on_promise(kick: Callable[[], None]) -> None:
    """Whom to wake after a commit; the task module registers the broker here."""
    _kicks.append(kick)


def topics() -> frozenset[str]:
    """Topics that somebody handles."""
    return frozenset(_handlers)


def promise(
    topic: str,
    *,
    key: str,
    municipality_id: int,
    payload: dict[str, Any],
    available_at: datetime | None = None,
) -> None:
    """Promise a piece of work in the current transaction; a second promise with the same ``key`` changes nothing."""
    when = available_at or timezone.now()
    promise_all([Promise(topic, key, municipality_id, payload, when)])


@dataclass(frozen=True)
class Promise:
    """A piece of work for the handler of ``topic``; ``key`` tells it from others of that topic."""

    topic: str
    key: str
    municipality_id: int
    payload: dict[str, Any]
    available_at: datetime = field(default_factory=timezone.now)


def promise_all(promises: Iterable[Promise]) -> None:
    """Promise several pieces of work in one statement; see :func:`promise`."""
    rows = [
        OutboxMessage(
            key=f"{made.topic}:{made.key}",
            topic=made.topic,
            municipality_id=made.municipality_id,
            payload=made.payload,
            available_at=made.available_at,
        )
        for made in promises
    ]
    if unknown := {row.topic for row in rows} - _handlers.keys():
        raise LookupError(f"Nobody handles {', '.join(sorted(unknown))}.")
    OutboxMessage.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    for kick in _kicks:
        kick()


def _claim(worker: str) -> OutboxMessage | None:
    now = timezone.now()
    with system_scope():
        waiting = OutboxMessage.objects.filter(
            Q(lease_until=None) | Q(lease_until__lt=now),
            done_at=None,
            given_up_at=None,
            available_at__lte=now,
        ).order_by("available_at", "id")
        message = waiting.select_for_update(skip_locked=True).first()
        if message is not None:
            message.lease_until = now + timedelta(seconds=settings.OUTBOX_LEASE_SECONDS)
            message.lease_holder = worker
            message.save(update_fields=["lease_until", "lease_holder"])
    return message


def _confirm(message: OutboxMessage) -> None:
    with system_scope():
        OutboxMessage.objects.filter(pk=message.pk).update(done_at=timezone.now(), lease_until=None, last_error="")


def _failed(message: OutboxMessage, reason: str, after: timedelta | None) -> None:
    failures = message.failures + 1
    wait = after or timedelta(seconds=min(2**failures * 5, 3600))
    with system_scope():
        OutboxMessage.objects.filter(pk=message.pk).update(
            failures=F("failures") + 1,
            last_error=reason[:300],
            lease_until=None,
            available_at=timezone.now() + wait,
            given_up_at=timezone.now() if failures >= MOST_FAILURES else None,
        )


def _work(message: OutboxMessage) -> None:
    try:
        _handlers[message.topic](municipality_id=message.municipality_id, **message.payload)
    except TryAgain as later:
        _failed(message, str(later), later.after)
    except Exception as error:
        # Class and places only: the text of an unknown error may carry personal data.
        places = "".join(traceback.format_tb(error.__traceback__)[-6:])
        log.error(
            "outbox %s %s failed: %s\n%s",
            message.topic,
            message.pk,
            type(error).__name__,
            places,
        )
        _failed(message, type(error).__name__, None)
    else:
        _confirm(message)


def relay(*, most: int = 50) -> int:
    """Do up to ``most`` waiting pieces of work; returns how many were taken."""
    worker = f"{socket.gethostname()[:20]}:{uuid.uuid4().hex[:12]}"
    for taken in range(most):
        message = _claim(worker)
        if message is None:
            return taken
        _work(message)
    return most


def retry(message: OutboxMessage) -> bool:
    """Take up promised work again that was given up or waits for its next try; False when it was done meanwhile."""
    taken = OutboxMessage.objects.filter(pk=message.pk, done_at=None).update(
        given_up_at=None, failures=0, available_at=timezone.now(), lease_until=None
    )
    transaction.on_commit(_wake, robust=True)
    return bool(taken)


def waiting_count() -> int:
    """How many pieces of work are waiting or leased; for /readyz and the desk's health page."""
    with system_scope():
        return OutboxMessage.objects.filter(done_at=None, given_up_at=None).count()


def prune(*, older_than: timedelta = timedelta(days=30)) -> int:
    """Forget work that was confirmed long ago; returns how many rows went."""
    with system_scope():
        gone, _ = OutboxMessage.objects.filter(done_at__lt=timezone.now() - older_than).delete()
    return gone
