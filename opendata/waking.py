"""Tells a worker of a job after the commit. When the broker is away, the next round of `opendata.tend` finds the job."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

_wakers: list[Callable[[int], None]] = []


def on_job(waker: Callable[[int], None]) -> None:
    """Whom to tell; the task module registers the broker here."""
    _wakers.append(waker)


def after_commit(job_id: int) -> None:
    """Tell of the job when the transaction that made it is over."""
    transaction.on_commit(lambda: _wake(job_id), robust=True)


def _wake(job_id: int) -> None:
    for waker in _wakers:
        waker(job_id)
