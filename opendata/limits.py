"""How often data may be asked: a limit for each address, a higher one for programs with a key. Everything works without one."""

from __future__ import annotations

import time

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from rest_framework.throttling import BaseThrottle

from municipalities import caches
from opendata.models import ApiKey

KEEP_KEY_SECONDS = 60


class TooOften(Exception):
    """The limit of this minute is used up; ``seconds`` until the next one begins."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def count(request: HttpRequest) -> None:
    """Count a request. Raises TooOften. While the cache is away nothing is counted."""
    who, most = _asker(request)
    now = int(time.time())
    if caches.count(f"opendata-asked:{who}:{now // 60}", 120) > most:
        raise TooOften(60 - now % 60)


def _asker(request: HttpRequest) -> tuple[str, int]:
    """Whom the request counts for, and how many a minute are allowed. An unknown key counts as none."""
    given = request.headers.get("X-API-Key", "")
    if given and (most := _limit_of(ApiKey.digest(given))):
        return ApiKey.digest(given)[:32], most
    address = BaseThrottle().get_ident(request)  # type: ignore[arg-type]
    return str(address), settings.OPENDATA_REQUESTS_A_MINUTE


def _limit_of(digest: str) -> int:
    """The limit of a key that is in force; 0 for any other."""
    place = f"opendata-key:{digest}"
    known = cache.get(place)
    if known is None:
        row = ApiKey.objects.filter(key_hash=digest, revoked_at=None).values_list("per_minute", flat=True).first()
        known = row or 0
        cache.set(place, known, KEEP_KEY_SECONDS)
    return int(known)
