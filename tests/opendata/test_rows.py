"""Rows as programs and readers get them: filters, order, pages by key, sums, facets, files in every format."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from drf_spectacular.validation import validate_schema
from openpyxl import load_workbook
from psycopg2 import sql
from redis.exceptions import ConnectionError as RedisConnectionError

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import actions, exporting, reading_role, streaming, urls
from opendata.harvest import ckan_views
from opendata.models import ApiKey, Dataset
from opendata.tabular import reading
from tests.opendata.scene import CSV, dataset_of, published

BASE = "/api/v1/datasets/kragujevac-vrtici-grada/"
FILES = "/otvoreni-podaci/skup/kragujevac-vrtici-grada/"
# Pages are for people; every other address of open data is for programs.
FOR_PEOPLE = {
    "index", "dataset", "version", "new-question", "new-reuse", "reuses", "requests", "plan", "quality", "dataset-quality",
    "terms",
}  # fmt: skip
OPEN_DATA = re.compile(r"/(\{municipality\}/)?otvoreni-podaci/|/data\.|/api/3/|/api/v1/datasets/")
NAMES = "objekat_id;naziv;kapacitet;jezik;lon;lat;pristupacnost\n"


def line(n: int) -> str:
    """The third one begins like a formula; every fifth has no capacity, every fourth speaks Hungarian."""
    name = f'{"=Зли" if n == 3 else "Вртић"} <{n}> & ""{n}""'
    places, language = "" if n % 5 == 0 else n * 10, "мађарски" if n % 4 == 0 else "српски"
    return f'{n};"{name}";{places};{language};20,9{n % 10};44,0{n % 10};да\n'


BODY = NAMES + "".join(line(n) for n in range(1, 26))


class Shared:
    """The connection of the test in place of one of its own: rows that are not committed are seen by nobody else."""

    def __init__(self) -> None:
        connection.ensure_connection()
        self._raw: Any = connection.connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)

    def close(self) -> None:
        """The test goes on with it."""


@pytest.fixture
def data(dataset: Dataset, editor: User, monkeypatch: pytest.MonkeyPatch) -> Dataset:
    cache.clear()
    monkeypatch.setattr(streaming, "connect", Shared)
    return published(dataset, editor, BODY)


def ask(client: Client, path: str = "rows/", **parameters: Any) -> Any:
    answer = client.get(BASE + path, parameters)
    assert answer.status_code == 200, answer.content.decode()
    return answer.json()


def ids(found: Any) -> list[str]:
    return [row["objekat_id"] for row in found["rows"]]


def fetch(client: Client, name: str, **parameters: Any) -> bytes:
    answer = client.get(f"{FILES}podaci.{name}", parameters)
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_rows_are_filtered_by_type(data: Dataset, client: Client) -> None:
    assert ids(ask(client, kapacitet__gt=200, jezik="српски")) == ["21", "22", "23"]
    assert len(ids(ask(client, kapacitet__isnull="true"))) == 5
    assert ids(ask(client, objekat_id__in="3,1")) == ["1", "3"]
    assert ids(ask(client, **{"$where": "starts_with(naziv, '=ЗЛИ') or kapacitet = 10"})) == ["1", "3"]
    found = ask(client, q="ZLI", count="true")
    assert ids(found) == ["3"] and (found["count"], found["count_is_exact"]) == (1, True)
    assert ask(client, objekat_id="1", columns="kapacitet,lon")["rows"] == [{"kapacitet": 10, "lon": 20.91}]


@pytest.mark.parametrize("sort", ["", "kapacitet", "-kapacitet", "naziv", "lon"])
def test_pages_by_key_give_every_row_once(data: Dataset, client: Client, sort: str) -> None:
    seen: list[str] = []
    address = f"{BASE}rows/?limit=4" + (f"&sort={sort}" if sort else "")
    for _page in range(8):
        found = client.get(address).json()
        seen += ids(found)
        if not found["next"]:
            break
        parts = urlsplit(found["next"])
        address = f"{parts.path}?{parts.query}"
    assert sorted(seen, key=int) == [str(n) for n in range(1, 26)]
    if sort == "-kapacitet":
        assert seen[:3] == ["24", "23", "22"] and set(seen[-5:]) == {"5", "10", "15", "20", "25"}


def test_sums_by_groups(data: Dataset, client: Client) -> None:
    found = ask(
        client, **{"$select": "jezik, count(*), sum(kapacitet) as mesta", "$group": "jezik", "$order": "mesta desc"}
    )
    assert found["rows"][0]["jezik"] == "српски" and [row["count"] for row in found["rows"]] == [19, 6]


def test_facets_count_values_among_what_is_asked(
    data: Dataset, client: Client, django_assert_max_num_queries: Any
) -> None:
    found = ask(client, "facets/", column="jezik,pristupacnost", kapacitet__gt=100)
    assert found["facets"]["jezik"] == [{"value": "српски", "count": 9}, {"value": "мађарски", "count": 3}]
    with django_assert_max_num_queries(4):
        assert ask(client, "facets/", column="jezik,pristupacnost", kapacitet__gt=100) == found


def test_a_facet_of_the_whole_table_was_counted_when_it_was_made(
    data: Dataset, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = "jezik,ustanova,kapacitet,naziv"
    counted = ask(client, "facets/", column=columns)["facets"]
    assert counted["jezik"] == [{"value": "српски", "count": 19}, {"value": "мађарски", "count": 6}]
    assert counted["ustanova"] == [{"value": None, "count": 25}] and len(counted["naziv"]) == 25
    monkeypatch.setattr("opendata.rows.known_facet", lambda *_: None)
    cache.clear()
    assert ask(client, "facets/", column=columns)["facets"] == counted


def test_a_page_costs_few_messages_to_the_database_and_shows_what_is_in_force(
    data: Dataset, editor: User, client: Client, django_assert_num_queries: Any
) -> None:
    seen = client.get(f"{BASE}rows/")
    # Three of the frame around a request, the version in force, the question, the role put back.
    with django_assert_num_queries(6):
        assert len(ask(client, jezik="мађарски")["rows"]) == 6
    with django_assert_num_queries(4):
        assert client.get(f"{BASE}rows/", headers={"If-None-Match": seen.headers["ETag"]}).status_code == 304
    with municipality_scope(data.municipality_id):
        published(data, editor, CSV)
    assert ask(client)["version"] == 2 and len(ask(client)["rows"]) == 3


def test_a_bad_question_is_answered_in_words(data: Dataset, client: Client) -> None:
    answer = client.get(f"{BASE}rows/", {"$where": "naziv ~ 'a'"})
    assert answer.status_code == 400 and answer.json()["code"] == "sign"
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert "знак" in answer.json()["title"]
    assert client.get(f"{FILES}podaci.csv", {"nema": "1"}).status_code == 400


def test_a_slow_question_is_stopped(data: Dataset, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendata.rows.compose.select_sql", lambda *_, **__: sql.SQL("SELECT pg_sleep(5)"))
    monkeypatch.setattr(reading_role, "QUESTION_MILLISECONDS", 50)
    answer = client.get(f"{BASE}rows/", {"$select": "count(*)"})
    assert (answer.status_code, answer.json()["code"]) == (400, "too-slow")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user = session_user, current_setting('statement_timeout')")
        assert cursor.fetchone() == (True, "0"), "the role and the patience are ours again"


# -- files ---------------------------------------------------------------------------------------------------------------
def test_csv_says_what_was_published(data: Dataset, client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(fetch(client, "csv").decode())))
    assert len(rows) == 25 and rows[2]["naziv"] == '=Зли <3> & "3"' and rows[2]["lon"] == "20.93"
    assert rows[0]["pristupacnost"] == "true"
    assert len(list(csv.DictReader(io.StringIO(fetch(client, "tsv", jezik="мађарски").decode()), delimiter="\t"))) == 6


def test_csv_for_excel_disarms_formulas(data: Dataset, client: Client) -> None:
    content = fetch(client, "csv", excel=1).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(content), delimiter=";"))
    assert rows[2]["naziv"].startswith("'=Зли") and (rows[0]["lon"], rows[0]["kapacitet"]) == ("20,91", "10")


@pytest.mark.django_db
def test_signs_that_xml_forbids_are_left_out() -> None:
    text = exporting._xml_text(sql.Literal("а\x01\x0b\uffff\ufffe<б>\n"))
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT {}").format(text))
        assert cursor.fetchone() == ("а&lt;б&gt;&#10;",)


def test_json_lines_and_features(data: Dataset, client: Client) -> None:
    assert len(json.loads(fetch(client, "json"))) == 25
    assert json.loads(fetch(client, "json", objekat_id="nema")) == []
    assert [json.loads(line)["objekat_id"] for line in fetch(client, "ndjson", kapacitet__lt=30).splitlines()] == [
        "1",
        "2",
    ]
    features = json.loads(fetch(client, "geojson"))["features"]
    assert features[0]["geometry"] == {"type": "Point", "coordinates": [20.91, 44.01]}
    assert features[0]["properties"]["naziv"] == 'Вртић <1> & "1"'


def test_xml_and_spreadsheets_can_be_read_back(data: Dataset, client: Client) -> None:
    tree = ElementTree.fromstring(fetch(client, "xml"))
    assert tree[0].findtext("naziv") == 'Вртић <1> & "1"' and tree[4].find("kapacitet") is None
    sheet = load_workbook(io.BytesIO(fetch(client, "xlsx")), read_only=True).worksheets[0]
    cells = list(sheet.iter_rows(values_only=True))
    assert len(cells) == 26 and cells[1][:3] == ("1", None, 'Вртић <1> & "1"')
    _kind, table = reading.read(io.BytesIO(fetch(client, "ods")))
    assert table.headings[0] == "objekat_id" and len(list(table.rows)) == 25


@pytest.mark.parametrize("name", ["xlsx", "ods"])
def test_a_sheet_that_cannot_hold_the_rows_is_refused_and_not_offered(
    data: Dataset, client: Client, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST_SHEET_ROWS", 10)
    for ask_for in (client.get, client.head):
        assert ask_for(f"{FILES}podaci.{name}").status_code == 400
        assert ask_for(f"{FILES}podaci.{name}", {"kapacitet__gte": "10"}).status_code == 400
    assert client.head(f"{FILES}podaci.{name}", {"jezik": "мађарски"}).status_code == 200
    assert fetch(client, name, jezik="мађарски") and fetch(client, name, **{"$limit": 10})
    refused = client.get(f"{FILES}podaci.{name}").json()
    assert refused["code"] == "too-many-rows"
    assert f'podaci.{name}"' not in client.get(FILES).content.decode() and name not in ask(client, "")["files"]


def test_answers_are_for_any_origin_and_conditional(data: Dataset, client: Client) -> None:
    first = client.get(f"{FILES}podaci.csv")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "kragujevac-vrtici-grada-v1.csv" in first.headers["Content-Disposition"]
    b"".join(first.streaming_content)  # type: ignore[attr-defined]
    assert client.get(f"{FILES}podaci.csv", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert client.head(f"{FILES}podaci.csv").headers["Content-Type"] == "text/csv; charset=utf-8"
    assert client.options(f"{BASE}rows/").status_code == 204 and client.post(f"{BASE}rows/").status_code == 405
    kept = client.head(f"{FILES}verzija/1/podaci.csv")
    assert (
        "immutable" in kept.headers["Cache-Control"] and client.head(f"{FILES}verzija/9/podaci.csv").status_code == 404
    )


def test_a_key_raises_the_limit_of_a_program(data: Dataset, client: Client, superuser: User, settings: Any) -> None:
    settings.OPENDATA_REQUESTS_A_MINUTE = 2
    with time_machine.travel("2026-03-20T09:00:05Z", tick=False):
        assert [client.get(f"{BASE}facets/", {"column": "jezik"}).status_code for _ in range(3)] == [200, 200, 429]
        refused = client.get(BASE)
        assert refused.headers["Retry-After"] == "55" and "кључ" in refused.json()["title"]
        key = ApiKey(name="Карта", holder="Удружење Пример", email="karta@primer.example")
        secret = actions.issue_key(key=key, by=superuser)
        assert secret not in (key.key_hash, key.prefix)
        assert client.get(BASE, headers={"X-API-Key": secret}).status_code == 200
        assert client.get(BASE, headers={"X-API-Key": "izmišljen"}).status_code == 429


def test_nothing_is_counted_while_the_cache_is_away(
    data: Dataset, client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.OPENDATA_REQUESTS_A_MINUTE = 0
    assert client.get(BASE).status_code == 429
    monkeypatch.setattr("redis.connection.ConnectionPool.get_connection", refuse_connection)
    assert client.get(BASE).status_code == 200


def refuse_connection(*_: Any, **__: Any) -> None:
    raise RedisConnectionError


def test_only_what_is_published_is_there(here: Municipality, editor: User, client: Client) -> None:
    dataset_of(here)
    for address in (BASE, f"{BASE}rows/", FILES, f"{FILES}podaci.csv", f"{FILES}verzija/1/"):
        assert client.get(address).status_code == 404
    assert client.get("/api/v1/datasets/").json()["datasets"] == []


# -- pages ---------------------------------------------------------------------------------------------------------------
def test_the_catalogue_is_searched_in_either_script(data: Dataset, client: Client) -> None:
    for words in ("vrtići", "ВРТИЋИ", "vrtici kragujevac"):
        found = client.get("/otvoreni-podaci/", {"q": words}).content.decode()
        assert ("Вртићи града" in found) == (words != "vrtici kragujevac")
    page = client.get("/otvoreni-podaci/", {"tema": "EDUC", "opstina": "kragujevac"}).content.decode()
    assert "Вртићи града" in page and 'aria-current="true"' in page
    assert "Вртићи града" not in client.get("/otvoreni-podaci/", {"tema": "TRAN"}).content.decode()


@pytest.mark.parametrize(
    ("language", "says"), [("sr", "Речник колона"), ("sr-latn", "Rečnik kolona"), ("en", "Data dictionary")]
)
def test_the_page_of_a_data_set_shows_rows_and_columns(data: Dataset, client: Client, language: str, says: str) -> None:
    page = client.get(FILES, {"jezik": language}).content.decode()
    assert says in page and "kapacitet" in page and "podaci.csv" in page
    asked = client.get(FILES, {"jezik": language, "q": "zli", "sort": "-kapacitet"}).content.decode()
    assert "=Зли" in asked and "Вртић &lt;1&gt;" not in asked
    assert client.get(FILES, {"sort": "nema"}).status_code == 200


def test_the_page_costs_few_queries(data: Dataset, client: Client, django_assert_max_num_queries: Any) -> None:
    cache.clear()
    with django_assert_max_num_queries(22):
        assert client.get(FILES, {"q": "3"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_download_goes_on_while_the_next_version_is_published_and_ends_when_the_reader_goes(
    kragujevac: Municipality, editor: User, client: Client
) -> None:
    with municipality_scope(kragujevac.pk):
        dataset = published(dataset_of(kragujevac), editor, NAMES + "".join(f"{n};В;1;с;;;да\n" for n in range(20_000)))
    answer = client.get(f"{FILES}podaci.csv")
    pieces = iter(answer.streaming_content)  # type: ignore[attr-defined]
    begun = next(pieces)
    with municipality_scope(kragujevac.pk):
        published(dataset, editor, CSV)
    assert (begun + b"".join(pieces)).count(b"\n") == 20_001
    cancelled = client.get(f"{FILES}verzija/1/podaci.ndjson")
    next(iter(cancelled.streaming_content))  # type: ignore[attr-defined]
    cancelled.close()
    assert downloads_end()


def downloads_end() -> bool:
    """Whether no download is at work any more; a server process needs a moment to notice that its reader has gone."""
    with connection.cursor() as cursor:
        for _look in range(100):
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY (%' AND state = 'active'")
            if cursor.fetchone() == (0,):
                return True
            cursor.execute("SELECT pg_sleep(0.02)")
    return False


# -- parts of files, moments, the description for programs -------------------------------------------------------------------
@pytest.mark.parametrize("name", ["csv", "xml", "xlsx", "ods"])
def test_a_broken_download_goes_on_where_it_stopped(data: Dataset, client: Client, name: str) -> None:
    address = f"{FILES}verzija/1/podaci.{name}"

    def part(asked: str, **headers: str) -> Any:
        return client.get(address, headers={"Range": f"bytes={asked}", **headers})

    whole = client.get(address)
    begin = part("0-99")
    rest = part("100-", **{"If-Range": whole.headers["ETag"]})
    assert (begin.status_code, rest.status_code) == (206, 206)
    content = b"".join(whole.streaming_content)  # type: ignore[attr-defined]
    assert b"".join(begin.streaming_content) + b"".join(rest.streaming_content) == content
    assert rest.headers["Content-Range"] == f"bytes 100-{len(content) - 1}/{len(content)}"
    assert b"".join(part("-5").streaming_content) == content[-5:]
    assert part(f"{len(content)}-").headers["Content-Range"] == f"bytes */{len(content)}"
    assert part("0-9", **{"If-Range": '"other"'}).status_code == 200 and part("0-1,5-6").status_code == 200
    assert client.head(address).headers["Content-Length"] == str(len(content))


def test_only_files_that_never_change_are_given_in_parts(data: Dataset, client: Client) -> None:
    for address in (f"{FILES}podaci.csv", f"{FILES}verzija/1/podaci.csv?jezik=српски"):
        answer = client.get(address, headers={"Range": "bytes=0-9"})
        assert answer.status_code == 200 and "Accept-Ranges" not in answer.headers


def test_a_reader_may_ask_by_moment_also_after_going_back(
    dataset: Dataset, editor: User, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streaming, "connect", Shared)
    for day in ("2026-03-01", "2026-03-02"):
        with time_machine.travel(f"{day}T09:00:00Z", tick=False):
            published(dataset, editor, BODY if day.endswith("1") else CSV)
    seen = client.head(f"{FILES}podaci.csv").headers["Last-Modified"]
    assert client.head(f"{FILES}podaci.csv", headers={"If-Modified-Since": seen}).status_code == 304
    with time_machine.travel("2026-03-03T09:00:00Z", tick=False), municipality_scope(dataset.municipality_id):
        actions.roll_back(version=dataset.versions.get(number=1), by=editor)
    assert client.head(f"{FILES}podaci.csv", headers={"If-Modified-Since": seen}).status_code == 200


@pytest.mark.django_db
def test_every_address_for_programs_is_described(client: Client) -> None:
    described = client.get("/api/v1/schema/", {"format": "json"}).json()
    validate_schema(described)
    told = re.compile(r"<\w+:(\w+)>")
    routes = {
        "/" + told.sub(r"{\1}", str(route.pattern)).replace("{format_name}", "{format}")
        for route in urls.urlpatterns
        if route.name not in FOR_PEOPLE
    }
    actions_of_ckan = {f"/api/3/action/{name}" for name in ckan_views.ACTIONS}
    assert routes - {"/api/3/action/{name}", "/api/action/{name}"} | actions_of_ckan == {
        path for path in described["paths"] if path in routes | actions_of_ckan or OPEN_DATA.match(path)
    }
    names = [found["get"]["operationId"] for path, found in described["paths"].items() if OPEN_DATA.match(path)]
    assert len(names) == len(set(names))


def test_the_catalogue_is_narrowed_by_freshness_and_format(
    data: Dataset, client: Client, editor: User, kragujevac: Municipality
) -> None:
    published(dataset_of(kragujevac, "Скуп без места", schema_name=""), editor, "sifra;naziv\n1;а\n2;б\n")
    Dataset.objects.filter(pk=data.pk).update(modified_at="2020-01-01T00:00:00Z")

    def titles(**chosen: str) -> set[str]:
        return {found["title"] for found in client.get("/api/v1/datasets/", chosen).json()["datasets"]}

    assert titles(svezina="kasni") == titles(format="geojson") == {"Вртићи града"}
    assert titles(svezina="sveze") == {"Скуп без места"} and len(titles(format="csv")) == 2
    assert titles(svezina="juče") == titles(format="pdf") == set()
    page = client.get("/otvoreni-podaci/", {"svezina": "kasni"}).content.decode()
    assert "обнова касни" in page and "GEOJSON" in page


def test_the_catalogue_speaks_english_where_it_can(data: Dataset, client: Client) -> None:
    Dataset.objects.filter(pk=data.pk).update(title_en="Kindergartens of the city")
    assert "Kindergartens of the city" in client.get("/otvoreni-podaci/", {"jezik": "en"}).content.decode()
    assert "Vrtići grada" in client.get("/otvoreni-podaci/", {"jezik": "sr-latn"}).content.decode()
