"""Tells a worker of a job or a push after the commit. When the broker is away, the next round of `opendata.tend` finds it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

Waker = Callable[[int], None]
_wakers: list[Waker] = []
_push_wakers: list[Waker] = []


def on_job(waker: Waker) -> None:
    """Whom to tell of a job; the task module registers the broker here."""
    _wakers.append(waker)


def on_push(waker: Waker) -> None:
    """Whom to tell of a push to the national portal."""
    _push_wakers.append(waker)


def after_commit(job_id: int) -> None:
    """Tell of the job when the transaction that made it is over."""
    transaction.on_commit(lambda: _wake(_wakers, job_id), robust=True)


def of_push_after_commit(push_id: int) -> None:
    """Tell of the push when the transaction that made it is over."""
    transaction.on_commit(lambda: _wake(_push_wakers, push_id), robust=True)


def _wake(wakers: list[Waker], number: int) -> None:
    for waker in wakers:
        waker(number)
