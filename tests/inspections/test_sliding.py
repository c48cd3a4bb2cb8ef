"""The sliding map: reports of a rectangle one by one or by cells, as the list beside it, and nothing personal."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from inspections import actions, pictures, sliding
from inspections.grid import MILLION, Point, around
from inspections.models import Report
from inspections.pictures import box_text, parse_box
from municipalities.accounts.models import User
from municipalities.models import Municipality, OfferedService
from tests.cast import sign_in
from tests.inspections.samples import SQUARE, filing, report

pytestmark = pytest.mark.django_db
PUBLIC = "/kragujevac/prijave/mapa/znaci.geojson"
DESK = "/admin/inspections/report/mapa.geojson"
HERE = box_text(around(SQUARE, 500))
FAR = Point(44_150_000, 20_960_000)


@pytest.fixture
def town(town: Municipality) -> Municipality:
    """Kragujevac, which takes reports."""
    OfferedService.objects.create(municipality=town, service="prijave", since="2021-10-05")
    return town


def far_away(town: Municipality, code: str) -> Report:
    """A report fifteen kilometres from the square."""
    return actions.file(filing=replace(filing(town, code), place=FAR), by=None)


def asked(address: str, browser: Client | None = None, **given: str) -> dict[str, Any]:
    answer = (browser or Client()).get(address, given)
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/geo+json"
    return dict(answer.json())


def told(page: str) -> dict[str, Any]:
    """What a page tells the script of its map."""
    found = re.search(r'<script id="map-settings" type="application/json">(.*?)</script>', page)
    assert found is not None
    return dict(json.loads(found[1]))


def test_everybody_gets_rounded_places_with_category_and_group_alone(town: Municipality) -> None:
    filed = report(town)
    found = asked(PUBLIC, okvir=HERE)
    assert (found["kind"], found["number"], found["told"]) == ("points", 1, "Пријава на овом делу мапе: 1")
    (feature,) = found["features"]
    assert feature["properties"] == {
        "number": 1, "sign": "new", "label": f"{filed.category.name}: нова", "url": f"/kragujevac/prijave/{filed.pk}/",
    }  # fmt: skip
    place = [(filed.public_lon or 0) / MILLION, (filed.public_lat or 0) / MILLION]
    assert feature["geometry"] == {"type": "Point", "coordinates": place}
    assert place != [SQUARE.lon / MILLION, SQUARE.lat / MILLION]


def test_the_desk_gets_exact_places_with_number_and_state(town: Municipality, inspector: User) -> None:
    filed = report(town)
    (feature,) = asked(DESK, sign_in(Client(), inspector), okvir=HERE)["features"]
    assert feature["geometry"]["coordinates"] == [SQUARE.lon / MILLION, SQUARE.lat / MILLION]
    label = feature["properties"]["label"]
    assert label.startswith(f"{filed.number}, {filed.category.name}: ") and filed.address not in label
    assert feature["properties"]["url"] == reverse("admin:inspections_report_change", args=[filed.pk])


def test_many_reports_come_as_cells_that_lead_closer(town: Municipality, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sliding, "MOST_ALONE", 2)
    for _number in range(3):
        report(town)
    far_away(town, "kom-otpad-javna")
    found = asked(PUBLIC)
    assert (found["kind"], found["number"]) == ("cells", 3), "farther away than the surroundings of the seat"
    (cell,) = found["features"]
    assert (cell["properties"]["number"], cell["properties"]["label"]) == (3, "3: нова 3")
    closer = parse_box(cell["properties"]["okvir"])
    filed = Report.objects.exclude(lat=FAR.lat).first()
    assert closer is not None and filed is not None
    assert Point(filed.public_lat or 0, filed.public_lon or 0) in closer


def test_a_map_that_could_not_read_everything_says_so(
    town: Municipality, inspector: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    report(town)
    browser = sign_in(Client(), inspector)
    assert "приказан само део" not in asked(DESK, browser, okvir=HERE, mesto="Главни")["told"]
    monkeypatch.setattr(pictures, "MOST_READ", 1)
    assert "приказан само део" in asked(DESK, browser, okvir=HERE, mesto="Главни")["told"]


def test_the_map_is_narrowed_as_its_list_is(town: Municipality, inspector: User) -> None:
    report(town)
    far_away(town, "kom-saht")
    browser = sign_in(Client(), inspector)
    for address, list_of in ((PUBLIC, "/kragujevac/prijave/mapa/"), (DESK, "/admin/inspections/report/")):
        everywhere = box_text(around(SQUARE, 20_000))
        assert asked(address, browser, okvir=everywhere)["number"] == 2
        assert asked(address, browser, okvir=HERE)["number"] == 1
        page = browser.get(list_of, {"kategorija": "kom-saht", "grupa": "new", "okvir": HERE}).content.decode()
        settings = told(page)
        assert settings["page"].startswith(list_of) and settings["box"] == [int(part) for part in HERE.split(",")]
        assert "okvir" not in settings["marks"] and settings["marks"].startswith(address)
        assert asked(f"{settings['marks']}&okvir={everywhere}", browser)["number"] == 1


@pytest.mark.parametrize("query", ["?okvir=1,2", "?okvir=a&grupa=x&gomila=y", "?kategorija=%00"])
def test_an_address_that_makes_no_sense_still_answers(town: Municipality, inspector: User, query: str) -> None:
    filed = report(town)
    for address in (PUBLIC, DESK):
        (feature,) = asked(address + query, sign_in(Client(), inspector))["features"]
        assert feature["properties"]["url"].endswith((f"/{filed.pk}/", f"/{filed.pk}/change/"))


def test_marks_cost_the_same_for_one_report_and_for_many(
    town: Municipality, inspector: User, django_assert_max_num_queries: Any
) -> None:
    browser = sign_in(Client(), inspector)
    report(town)
    for address, most in ((PUBLIC, 14), (DESK, 20)):
        with django_assert_max_num_queries(most) as few:
            asked(address, browser)
        for _number in range(3):
            report(town, "kom-saht")
        with django_assert_max_num_queries(len(few.captured_queries)):
            asked(address, browser)


def test_a_municipality_that_takes_no_reports_has_no_marks(town: Municipality) -> None:
    town.offered.filter(service="prijave").delete()
    assert Client().get(PUBLIC).status_code == 404


def test_tiles_of_others_are_let_in_on_pages_with_a_map_alone(
    town: Municipality, inspector: User, settings: Settings
) -> None:
    browser = sign_in(Client(), inspector)
    maps = ("/kragujevac/prijave/mapa/", "/kragujevac/prijave/prati/", "/admin/inspections/report/")

    def policy(path: str) -> str:
        return str(browser.get(path).headers["Content-Security-Policy"])

    assert all("img-src 'self' data:;" in f"{policy(path)};" for path in maps)
    assert told(browser.get(maps[0]).content.decode())["tiles"] is None
    settings.MAP_TILES_URL = "https://tiles.example/{z}/{x}/{y}.png"
    settings.MAP_TILES_ATTRIBUTION = "© Пример"
    assert all("img-src 'self' data: https://tiles.example;" in f"{policy(path)};" for path in maps)
    assert "tiles.example" not in policy("/kragujevac/prijave/")
    assert told(browser.get(maps[0]).content.decode())["tiles"] == {
        "url": "https://tiles.example/{z}/{x}/{y}.png", "attribution": "© Пример",
    }  # fmt: skip
