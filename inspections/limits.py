"""How many reports may come from one network in an hour and from one device in a day.

The limits are parameters of the municipality. A device is a random number in a cookie, which is kept nowhere else; the
counters live in the cache and forget themselves. While the cache is away nothing is counted and everything is let in.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from rest_framework.throttling import SimpleRateThrottle

from eservices.cases.vault import blind_index
from municipalities.models import Municipality
from municipalities.parameters import values

COOKIE = "uredjaj"
COOKIE_SECONDS = 365 * 24 * 3600
BY_ADDRESS = "inspections.address_limit_per_hour"
BY_DEVICE = "inspections.device_limit_per_day"


@dataclass(frozen=True)
class Exceeded:
    """A limit that was reached. ``kind``: address or device; ``most``: how many are let in."""

    kind: str
    most: int


class _Ident(SimpleRateThrottle):
    """Only for its reading of the address behind our own proxies."""

    rate = "1/s"

    def get_cache_key(self, request: object, view: object) -> str | None:
        return None


def exceeded(request: HttpRequest, place: Municipality) -> Exceeded | None:
    """Which limit this sender has reached, if any; counts nothing."""
    for kind, key, most, _seconds in _counters(request, place):
        if cache.get(key, 0) >= most:
            return Exceeded(kind, most)
    return None


def count(request: HttpRequest, place: Municipality) -> None:
    """One more report came from this network and this device."""
    for _kind, key, _most, seconds in _counters(request, place):
        cache.add(key, 0, seconds)
        try:
            cache.incr(key)
        except ValueError:
            continue  # it expired, or the cache is away


def device_of(request: HttpRequest) -> str:
    """Number of the device; a new one is given with the answer by :func:`remember_device`."""
    known = request.COOKIES.get(COOKIE, "")
    if not (known.isalnum() and len(known) == 32):
        known = getattr(request, "_new_device", "") or secrets.token_hex(16)
        request._new_device = known  # type: ignore[attr-defined]
    return known


def remember_device(request: HttpRequest, response: HttpResponseBase) -> None:
    """Give a device its number."""
    if device_of(request) != request.COOKIES.get(COOKIE):
        response.set_cookie(
            COOKIE,
            device_of(request),
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )


def first_time(request: HttpRequest, what: str) -> bool:
    """Whether this device does ``what`` for the first time within a year."""
    return bool(cache.add(f"reports:once:{_hidden(device_of(request))}:{what}", 1, COOKIE_SECONDS))


def _counters(request: HttpRequest, place: Municipality) -> list[tuple[str, str, int, int]]:
    found = values((BY_ADDRESS, BY_DEVICE), municipality=place, on=timezone.localdate())
    address = _Ident().get_ident(request)  # type: ignore[arg-type]
    wanted = (("address", BY_ADDRESS, address, 3600), ("device", BY_DEVICE, device_of(request), 24 * 3600))
    return [
        (kind, f"reports:{kind}:{place.pk}:{_hidden(who)}", int(found[code].value), seconds)
        for kind, code, who, seconds in wanted
        if code in found
    ]


def _hidden(who: str) -> str:
    """Neither an address nor a device is readable in the cache."""
    return blind_index(who, purpose="inspections.limits").hex()[:24]
