"""The ground of sliding maps: seats of municipalities and names of administrative districts (управни окрузи) as GeoJSON.

It needs no tiles and no request to anybody else. A district has no borders in our data; its name stands in the middle of
the seats that we know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from itertools import groupby
from statistics import fmean
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from csp.decorators import csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from municipalities import public_pages
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

KEEP_SECONDS = 3600
GEOJSON = "application/geo+json"
Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


def address() -> str:
    """Where the ground is found in the reader's language; the language is part of the address, so that it can be kept."""
    return f"{reverse('base_map')}?jezik={get_language()}"


def _etag(request: HttpRequest) -> str:
    return f'"{public_pages.stamp()}-{get_language()}"'


@require_safe
@cache_control(public=True, max_age=KEEP_SECONDS)
@condition(etag_func=_etag)
def base_map(request: HttpRequest) -> HttpResponse:
    """Seats and districts in the reader's script (RFC 7946)."""
    places = sorted(Municipality.objects.all(), key=lambda place: place.district)
    features = [_seat(place) for place in places]
    for district, seats in groupby(places, key=lambda place: place.district):
        features.append(_district(district, list(seats)))
    return JsonResponse({"type": "FeatureCollection", "features": features}, content_type=GEOJSON)


def _seat(place: Municipality) -> dict[str, Any]:
    told = {"kind": "seat", "name": pismo(place.name), "slug": place.slug}
    return point(float(place.seat_latitude), float(place.seat_longitude), told)


def _district(district: str, places: Iterable[Municipality]) -> dict[str, Any]:
    seats = [(float(place.seat_latitude), float(place.seat_longitude)) for place in places]
    latitude, longitude = (round(fmean(numbers), 4) for numbers in zip(*seats, strict=True))
    return point(latitude, longitude, {"kind": "district", "name": pismo(district)})


def point(latitude: float, longitude: float, properties: dict[str, Any]) -> dict[str, Any]:
    """A feature of GeoJSON: one point in degrees, longitude first."""
    place = {"type": "Point", "coordinates": [longitude, latitude]}
    return {"type": "Feature", "geometry": place, "properties": properties}


# -- Tiles of others ---------------------------------------------------------------------------------------------------
def tile_source(template: str) -> str:
    """The origin of ``MAP_TILES_URL`` for the content security policy; empty for none, and for tiles of the portal itself."""
    parts = urlsplit(template.replace("{s}", "*"))
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""


def with_tiles(view: View[Parameters]) -> View[Parameters]:
    """A page with a map: where tiles of another server are set, its pictures may come from there. No other page may."""

    @wraps(view)
    def shown(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        source = tile_source(settings.MAP_TILES_URL)
        if not source:
            return view(request, *args, **kwargs)
        return csp_update({"img-src": source})(lambda asked: view(asked, *args, **kwargs))(request)

    return shown
