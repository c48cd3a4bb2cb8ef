"""What the page of a data set shows besides its rows: conditions by a form, a chart, a map, markup for search engines."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from municipalities.accounts.models import User
from municipalities.models import Municipality
from opendata import streaming
from opendata.models import Dataset
from opendata.showing.drawing import HIGHEST, WIDTH, Box, draw_shapes, draw_spots
from tests.opendata.scene import dataset_of, published
from tests.opendata.test_rows import Shared

PAGE = "/otvoreni-podaci/skup/kragujevac-vrtici-grada/"
ROWS = "objekat_id;naziv;ustanova;kapacitet;jezik;lon;lat;pristupacnost\n" + "".join(
    f"{n};Вртић {n};{'Нада' if n % 3 else '</script>'};{n * 10};{'српски' if n % 4 else 'мађарски'};20,9{n};44,0{n};да\n"
    for n in range(1, 9)
)


@pytest.fixture
def data(dataset: Dataset, editor: User, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    cache.clear()
    monkeypatch.setattr(streaming, "connect", Shared)
    return published(dataset, editor, ROWS)


def page_of(client: Client, address: str = PAGE, **parameters: Any) -> str:
    answer = client.get(address, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("column", "test", "typed", "asked"),
    [
        ("kapacitet", "gte", "60", [("kapacitet__gte", "60")]),
        ("lon", "lte", "20,93", [("lon__lte", "20.93")]),
        ("jezik", "", "мађарски", [("jezik", "мађарски")]),
        ("naziv", "isnull", "", [("naziv__isnull", "true")]),
        ("naziv", "contains", "  ", []),
    ],
)
def test_a_condition_typed_into_the_form_becomes_part_of_the_address(
    data: Dataset, client: Client, column: str, test: str, typed: str, asked: list[tuple[str, str]]
) -> None:
    form = {"nova-kolona": column, "nov-uslov": test, "nova-vrednost": typed, "sort": "-kapacitet"}
    answer = client.get(PAGE, form)
    parts = urlsplit(answer.headers["Location"])
    assert answer.status_code == 302 and parts.fragment == "rows"
    assert parse_qsl(parts.query) == [("sort", "-kapacitet"), *asked]


def test_chosen_rows_are_told_in_words_and_can_be_kept(data: Dataset, client: Client) -> None:
    page = page_of(client, kapacitet__gte="60", jezik="српски")
    assert "капацитет: најмање 60" in page and "Редова по избору: 2" in page
    address = re.search(r'href="([^"]*podaci\.csv\?kapacitet[^"]+)"', page)
    assert address is not None
    answer = client.get(address[1].replace("&amp;", "&"))
    rows = csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode()))  # type: ignore[attr-defined]
    assert [row["objekat_id"] for row in rows] == ["6", "7"]
    assert "није врсте коју колона има" in page_of(client, kapacitet="сто")


def test_the_language_of_the_page_is_not_a_language_of_kindergartens(data: Dataset, client: Client) -> None:
    cell = ">Вртић 5</td>"
    assert cell in page_of(client, jezik="sr") and cell in page_of(client, jezik="en")
    assert cell not in page_of(client, jezik="мађарски")


def test_a_chart_sums_up_what_the_reader_asks_for(data: Dataset, client: Client) -> None:
    page = page_of(client, **{"grafikon-po": "jezik", "grafikon-mera": "zbir-kapacitet"})
    chart = page.partition('<table class="govuk-table data-chart">')[2].partition("</table>")[0]
    assert re.findall(r">(\d+)</td>", chart) == ["240", "120"] and re.findall(r'rect width="([\d.]+)"', chart) == [
        "100.0",
        "50.0",
    ]
    assert "grafikon-po=jezik" in chart and "grafikon-mera=zbir-kapacitet" in chart
    nonsense = page_of(client, **{"grafikon-po": "nema", "grafikon-mera": "zbir-naziv"})
    assert "data-chart" in nonsense


def test_a_map_shows_the_chosen_places(data: Dataset, client: Client) -> None:
    assert page_of(client).count('class="data-spot"') == 8
    assert page_of(client, jezik="мађарски").count('class="data-spot"') == 2


def test_a_map_of_shapes_and_data_without_places(here: Municipality, editor: User, client: Client) -> None:
    cache.clear()
    area = '{"type":"Polygon","coordinates":[[[20.9,44.0],[20.95,44.0],[20.95,44.05],[20.9,44.0]]]}'
    text = f'zona_id;naziv;geom\n1;А;"{area.replace(chr(34), chr(34) * 2)}"\n2;Б;\n'
    zones = published(dataset_of(here, "Зоне", "parking"), editor, text)
    plain = published(dataset_of(here, "Шифарник", ""), editor, "sifra;vrsta\n1;а\n2;б\n3;а\n")
    assert page_of(client, zones.get_absolute_url()).count('class="data-area"') == 1
    assert "data-map" not in page_of(client, plain.get_absolute_url())


def test_search_engines_read_a_data_set(data: Dataset, client: Client) -> None:
    Dataset.objects.filter(pk=data.pk).update(description="Опис </script><b>")
    text = page_of(client).partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    said = json.loads(text)
    assert said["@type"] == "Dataset" and said["description"] == "Опис </script><b>"
    assert {file["encodingFormat"] for file in said["distribution"]} >= {"text/csv", "application/geo+json"}


def test_a_chosen_page_costs_few_queries(data: Dataset, client: Client, django_assert_max_num_queries: Any) -> None:
    cache.clear()
    with django_assert_max_num_queries(22):
        page_of(client, jezik="српски")
    with django_assert_max_num_queries(14):
        page_of(client, jezik="српски")


# -- drawing -------------------------------------------------------------------------------------------------------------
LON, LAT = st.floats(18.8, 23.1), st.floats(41.8, 46.3)


@given(st.lists(st.tuples(LON, LAT, st.integers(1, 10**6)), min_size=1, max_size=30))
def test_every_place_lies_on_the_drawing(spots: list[tuple[float, float, int]]) -> None:
    box = Box.around((lon, lat) for lon, lat, _count in spots)
    assert box is not None
    drawn = draw_spots(spots, box)
    assert drawn.height <= HIGHEST + 1 and drawn.scale_width <= WIDTH / 4
    for circle in drawn.circles:
        assert 0 <= circle.x <= WIDTH and 0 <= circle.y <= drawn.height


def test_shapes_keep_their_kind_and_lose_steps_too_small_to_see() -> None:
    drawn = draw_shapes([
        {"type": "Point", "coordinates": [20.9, 44.0]},
        {"type": "LineString", "coordinates": [[20.9, 44.0], [20.9000001, 44.0], [21.0, 44.1]]},
        {"type": "MultiPolygon", "coordinates": [[[[20.9, 44.0], [21.0, 44.0], [21.0, 44.1], [20.9, 44.0]]]]},
    ])  # fmt: skip
    assert drawn is not None and len(drawn.circles) == 1
    assert drawn.lines[0].count("L") == 1 and drawn.areas[0].endswith("Z")
    assert draw_shapes([]) is None
