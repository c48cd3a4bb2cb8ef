"""Celery tasks of open data. The rows of jobs are the guarantee; a task may be lost or repeated without harm."""

from __future__ import annotations

import logging

from celery import Task, shared_task

from opendata import derived, preparing, schedule, waking
from opendata.pushing import running
from opendata.quality import grading

log = logging.getLogger(__name__)
LONGEST_SECONDS = 3 * 3600


# Taken from the queue at once: a broker that repeats what takes longer than its patience would start a job twice.
@shared_task(name="opendata.prepare", acks_late=False, time_limit=LONGEST_SECONDS, soft_time_limit=LONGEST_SECONDS - 60)
def prepare(job_id: int) -> None:
    """Make a version of a file."""
    preparing.prepare(job_id)


@shared_task(name="opendata.push", acks_late=False, time_limit=LONGEST_SECONDS, soft_time_limit=LONGEST_SECONDS - 60)
def push(push_id: int) -> None:
    """Compare with the national portal and send what differs."""
    running.run(push_id)


@shared_task(name="opendata.tend")
def tend() -> int:
    """Find jobs and pushes that a dead worker or an absent broker left lying, and start pulls whose turn it is."""
    for job_id in schedule.waiting_jobs():
        prepare.delay(job_id)
    for push_id in schedule.waiting_pushes():
        push.delay(push_id)
    return schedule.due_pulls()


@shared_task(name="opendata.nightly")
def nightly() -> int:
    """Refresh the data sets that the portal makes of its own rows."""
    return derived.refresh_all()


@shared_task(name="opendata.measure", time_limit=LONGEST_SECONDS, soft_time_limit=LONGEST_SECONDS - 60)
def measure() -> int:
    """Find out how large the files of new versions are."""
    return grading.measure_files()


@shared_task(name="opendata.grade", time_limit=LONGEST_SECONDS, soft_time_limit=LONGEST_SECONDS - 60)
def grade() -> int:
    """Judge descriptions and files of all data sets anew."""
    return grading.grade_all()


def wake(job_id: int) -> None:
    """Hand a new job to a worker; without a broker the next round finds it."""
    _hand_on(prepare, job_id)


def wake_push(push_id: int) -> None:
    """Hand a new push to a worker; without a broker the next round finds it."""
    _hand_on(push, push_id)


def _hand_on(task: Task[[int], None], number: int) -> None:
    try:
        task.apply_async(args=(number,), retry=False, ignore_result=True)
    except Exception as error:
        log.warning("the broker is away (%s); the next round will do the work", type(error).__name__)


waking.on_job(wake)
waking.on_push(wake_push)
