"""Addresses for the operator: is the process alive, is it ready to serve, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import redis
import structlog
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django_prometheus.exports import ExportToDjangoView

log = structlog.get_logger(__name__)
WAIT_SECONDS = 1.0


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker and storage, each ``ok`` or ``down``; status 503 unless all are ok. Causes are in the log."""
    state = {name: _state(name, look) for name, look in CHECKS.items()}
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus figures for the bearer of settings.METRICS_TOKEN; for everybody else there is no such page."""
    given = request.headers.get("Authorization", "")
    if not settings.METRICS_TOKEN or not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        raise Http404
    return ExportToDjangoView(request)


def _state(name: str, look: Callable[[], None]) -> str:
    """Any failure means down: a probe must answer, whatever has broken behind it."""
    try:
        look()
    except Exception as cause:
        log.warning("not ready", part=name, cause=type(cause).__name__)
        return "down"
    return "ok"


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _broker() -> None:
    client = redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=WAIT_SECONDS, socket_timeout=WAIT_SECONDS
    )
    with client:
        client.ping()


def _storage() -> None:
    name = default_storage.save(f".ready/{uuid4().hex}", ContentFile(b"ready"))
    default_storage.delete(name)


CHECKS: dict[str, Callable[[], None]] = {"database": _database, "broker": _broker, "storage": _storage}
