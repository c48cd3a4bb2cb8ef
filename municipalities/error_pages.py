"""Answers when something goes wrong: each says what happened, what to do now and whom to turn to."""

from __future__ import annotations

import sys
from pathlib import Path

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.views.decorators.csrf import requires_csrf_token

log = structlog.get_logger(__name__)
INCIDENT_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request itself is broken (400)."""
    return render(request, "400.html", status=400)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The person may not do this (403)."""
    return render(request, "403.html", status=403)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page, or the person may not know of it (404)."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault (500): a page without database and session, with a code by which the log line is found.

    While the database cannot be reached it is a pause (503): nothing was changed, and the same can be sent again.
    """
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        log.error("database_away", path=request.path)
        page = (Path(settings.BASE_DIR) / "static" / "503.html").read_text(encoding="utf-8")
        return HttpResponse(page, status=503, headers={"Retry-After": "30", "Cache-Control": "no-store"})
    incident = get_random_string(8, INCIDENT_LETTERS)
    log.error("incident", incident=incident, path=request.path)
    return HttpResponse(render_to_string("500.html", {"incident": incident}), status=500)


@requires_csrf_token
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago or before sign-in, so its security token no longer fits (403)."""
    back = request.get_full_path()
    return render(request, "403_csrf.html", {"back": back, "back_url": back}, status=403)
