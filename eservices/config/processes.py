"""Command lines of the processes that make up a running portal. No Django here."""

import os
import sys

CELERY = [sys.executable, "-m", "celery", "--app", "eservices.config.celery"]


def web_command(host: str, port: int) -> list[str]:
    """granian over WSGI: as many processes as cores, one blocking thread each, dead workers replaced."""
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port),
        "--workers", str(len(os.sched_getaffinity(0))), "--blocking-threads", "1", "--respawn-failed-workers",
        "--no-ws", "--workers-kill-timeout", "8", "eservices.config.wsgi:application",
    ]  # fmt: skip


def worker_command() -> list[str]:
    """Celery worker: two processes; workers need not know each other."""
    return [*CELERY, "worker", "--loglevel", "INFO", "--concurrency", "2", "--without-mingle", "--without-gossip"]


def beat_command() -> list[str]:
    """Celery beat; its schedule is in the database, so it needs no file of its own."""
    return [*CELERY, "beat", "--loglevel", "INFO", "--pidfile="]
