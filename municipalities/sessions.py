"""How long a person stays signed in: an hour from the last page that was asked for (settings.SESSION_COOKIE_AGE)."""

import time

from django.conf import settings
from django.http import HttpRequest

RENEWED_KEY = "renewed"
RENEW_AFTER_SECONDS = 300


def renew(request: HttpRequest) -> None:
    """Count the end of the session from now; the changed session is stored with the answer."""
    request.session[RENEWED_KEY] = int(time.time())


def stay_signed_in(request: HttpRequest) -> None:
    """Renew the session, at most every five minutes; a page left open that asks by itself (htmx) does not count."""
    idle = int(time.time()) - request.session.get(RENEWED_KEY, 0)
    if idle >= RENEW_AFTER_SECONDS and "HX-Request" not in request.headers:
        renew(request)


def seconds_left(request: HttpRequest) -> int | None:
    """Seconds until the session of a signed-in person ends; None for everybody else."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
        return None
    renewed = request.session.get(RENEWED_KEY)
    return int(settings.SESSION_COOKIE_AGE - (time.time() - renewed)) if renewed else None
