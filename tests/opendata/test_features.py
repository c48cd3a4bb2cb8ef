"""Data sets with places by OGC API - Features: from the landing page to a single feature."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from municipalities.accounts.models import User
from municipalities.models import Municipality
from opendata import actions
from opendata.models import Dataset
from opendata.tabular.geometry import read_geometry
from tests.opendata.harvested import listed
from tests.opendata.scene import dataset_of, published, send

BASE = "/otvoreni-podaci/ogc"
AREAS = """{"type": "FeatureCollection", "features": [
 {"type": "Feature", "geometry": {"type": "Polygon", "coordinates":
  [[[20.9,44.0],[21.0,44.0],[21.0,44.1],[20.9,44.1],[20.9,44.0]]]}, "properties": {"mz_id": "1", "naziv": "Пример"}},
 {"type": "Feature", "geometry": {"type": "LineString", "coordinates": [[20.1,44.5],[20.2,44.6]]},
  "properties": {"mz_id": "2", "naziv": "Далеко"}}]}"""


@pytest.fixture(autouse=True)
def cold() -> None:
    cache.clear()


@pytest.fixture
def points(dataset: Dataset, editor: User) -> Dataset:
    return published(dataset, editor)


@pytest.fixture
def days(here: Municipality, editor: User) -> Dataset:
    """A schema of its own with days and places."""
    found = dataset_of(here, "Пријаве", "")
    return published(
        found, editor, "sifra;dan;lon;lat\n1;1.3.2026.;20,91;44,01\n2;2.3.2026.;20,92;44,02\n3;9.3.2026.;20,93;44,03\n"
    )


def ask(client: Client, address: str, **parameters: Any) -> Any:
    response = client.get(address, parameters)
    assert response.status_code == 200, (address, response.content)
    return json.loads(response.content)


def links(answer: Any) -> dict[str, str]:
    return {found["rel"]: found["href"] for found in answer["links"]}


def items_of(dataset: Dataset) -> str:
    return f"{BASE}/collections/{dataset.slug}/items"


def names(answer: Any, column: str = "naziv") -> list[Any]:
    return [feature["properties"][column] for feature in answer["features"]]


def test_the_way_from_the_landing_page_to_a_feature(points: Dataset, here: Municipality, client: Client) -> None:
    listed(here, "Буџет", "budzet-plan-izvrsenje")
    landing = ask(client, f"{BASE}/")
    assert {"self", "conformance", "data", "service-desc"} <= set(links(landing))
    assert len(ask(client, links(landing)["conformance"])["conformsTo"]) == 2
    found = ask(client, links(landing)["data"])["collections"]
    assert [collection["id"] for collection in found] == [points.slug], "only what has places"
    collection = ask(client, links(found[0])["self"])
    assert collection == found[0] and collection["extent"]["spatial"]["bbox"] == [[20.91, 44.01, 20.93, 44.03]]
    response = client.get(links(collection)["items"])
    assert response["Content-Type"] == "application/geo+json"
    page = json.loads(response.content)
    assert (page["numberMatched"], page["numberReturned"]) == (3, 3) and "next" not in links(page)
    for feature in page["features"]:
        assert read_geometry(feature["geometry"]) == feature["geometry"] and "lon" in feature["properties"]
    one = ask(client, f"{items_of(points)}/{page['features'][0]['id']}")
    assert one["geometry"] == {"type": "Point", "coordinates": [20.91, 44.01]} and one["type"] == "Feature"


def test_pages_are_turned_to_the_last(points: Dataset, client: Client) -> None:
    address, turned = f"{items_of(points)}?limit=2", 0
    seen: list[str] = []
    while address:
        page = ask(client, address)
        seen, turned, address = [*seen, *names(page)], turned + 1, links(page).get("next", "")
        assert page["numberMatched"] == 3
    assert (seen, turned) == (["Пчелица", "Лептир", "Бубамара"], 2)
    assert names(ask(client, items_of(points), offset=1, limit=1)) == ["Лептир"]


def test_features_in_a_box_and_with_a_value(points: Dataset, client: Client) -> None:
    assert names(ask(client, items_of(points), bbox="20.915,44.0,21,45")) == ["Лептир", "Бубамара"]
    assert names(ask(client, items_of(points), bbox="20.915,44.0,0,21,45,100", jezik="мађарски")) == ["Бубамара"]
    assert ask(client, items_of(points), bbox="1,1,2,2")["numberMatched"] == 0


def test_lines_and_areas_are_found_by_the_box_around_them(here: Municipality, editor: User, client: Client) -> None:
    dataset = dataset_of(here, "Месне заједнице", "upisna-podrucja-i-mesne-zajednice")
    job = send(dataset, AREAS.encode(), editor, name="mz.geojson")
    assert job.version is not None, job.fault
    actions.publish(version=job.version, by=editor)
    assert names(ask(client, items_of(dataset), bbox="20.95,44.05,20.96,44.06")) == ["Пример"]
    assert names(ask(client, items_of(dataset), bbox="20.15,44.5,20.3,44.55")) == ["Далеко"]
    assert names(ask(client, items_of(dataset))) == ["Пример", "Далеко"]


@pytest.mark.parametrize(
    ("time", "found"),
    [("2026-03-02", [2]), ("2026-03-02/2026-03-31", [2, 3]), ("../2026-03-02", [1, 2]), ("2026-03-03T00:00:00Z/..", [3]),
     ("2027-01-01/..", []), ("../..", [1, 2, 3])],
)  # fmt: skip
def test_features_of_a_time(days: Dataset, client: Client, time: str, found: list[int]) -> None:
    assert names(ask(client, items_of(days), datetime=time), "sifra") == found


def test_data_without_a_time_fit_any(points: Dataset, client: Client) -> None:
    assert ask(client, items_of(points), datetime="1999-01-01")["numberMatched"] == 3


@pytest.mark.parametrize(
    "query",
    ["bbox=1,2,3", "bbox=a,b,c,d", "bbox=nan,1,2,3", "bbox=21,44,20,45", "bbox=1,1,2,1e999", "bbox-crs=x", "limit=x",
     "limit=-1", "offset=10001", "datetime=juce", "datetime=2026-01-02/2026-01-01", "datetime=a/b/c", "nema=1",
     "naziv__contains=a", "kapacitet=x'", "limit=1&limit=2", "after=x", "q=pcelica"],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_a_reason(points: Dataset, client: Client, query: str) -> None:
    response = client.get(f"{items_of(points)}?{query}")
    assert response.status_code == 400 and json.loads(response.content)["title"]


def test_what_is_not_there_is_not_found(points: Dataset, here: Municipality, client: Client) -> None:
    flat = listed(here, "Буџет", "budzet-plan-izvrsenje")
    for address in (f"{BASE}/collections/nema", f"{BASE}/collections/{flat.slug}", items_of(flat), f"{items_of(points)}/99",
                    f"{items_of(points)}/99999999999999999999999"):  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_an_answer_is_sent_again_only_when_the_rows_changed(points: Dataset, client: Client) -> None:
    got = client.get(items_of(points))
    assert client.get(items_of(points), HTTP_IF_NONE_MATCH=got["ETag"]).status_code == 304
    assert client.head(items_of(points)).status_code == 200 and got["Access-Control-Allow-Origin"] == "*"
