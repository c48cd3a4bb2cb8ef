"""The ground of sliding maps: seats and districts in the reader's script, kept by the browser, and tiles of others."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from municipalities.base_map import tile_source, with_tiles
from municipalities.models import Municipality

GROUND = "/mapa/osnova.geojson"


@pytest.mark.django_db
def test_the_ground_names_seats_and_districts_in_the_script_of_its_address(
    kragujevac: Municipality, cacak: Municipality
) -> None:
    found = {}
    for language in ("sr", "sr-latn", "en"):
        answer = Client().get(GROUND, {"jezik": language})
        assert answer.headers["Content-Type"] == "application/geo+json"
        features = answer.json()["features"]
        found[language] = {(one["properties"]["kind"], one["properties"]["name"]) for one in features}
        assert {one["geometry"]["type"] for one in features} == {"Point"}
    assert {("seat", "Чачак"), ("district", cacak.district)} <= found["sr"]
    assert ("seat", "Čačak") in found["sr-latn"] and ("seat", "Čačak") in found["en"]
    seat = next(one for one in features if one["properties"].get("slug") == "cacak")
    assert seat["geometry"]["coordinates"] == [float(cacak.seat_longitude), float(cacak.seat_latitude)]


@pytest.mark.django_db
def test_the_browser_keeps_the_ground_until_a_municipality_changes(
    kragujevac: Municipality, django_assert_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    cache.clear()
    first = Client().get(GROUND, {"jezik": "sr"})
    assert "max-age=3600" in first.headers["Cache-Control"]
    known = {"If-None-Match": first.headers["ETag"]}
    again = Client().get(GROUND, {"jezik": "sr"}, headers=known)
    assert again.status_code == 304 and again.content == b""
    assert Client().get(GROUND, {"jezik": "en"}, headers=known).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        kragujevac.save()
    assert Client().get(GROUND, {"jezik": "sr"}, headers=known).status_code == 200


@pytest.mark.parametrize(
    ("template", "source"),
    [
        ("", ""),
        ("/plocice/{z}/{x}/{y}.png", ""),
        ("https://tiles.example/{z}/{x}/{y}.png", "https://tiles.example"),
        ("https://{s}.tiles.example:8443/{z}/{x}/{y}.png?key=1", "https://*.tiles.example:8443"),
    ],
)
def test_only_the_origin_of_the_tiles_is_let_in(settings: Settings, template: str, source: str) -> None:
    settings.MAP_TILES_URL = template
    assert tile_source(template) == source
    response = with_tiles(lambda request: HttpResponse())(RequestFactory().get("/"))
    assert getattr(response, "_csp_update", None) == ({"img-src": source} if source else None)
