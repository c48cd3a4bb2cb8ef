"""What other programs read: the interface of CKAN, data packages, CSV on the Web, Atom, terms."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import Any
from uuid import UUID
from xml.etree import ElementTree

import pytest
from django.core.cache import cache
from django.test import Client
from rdflib import Namespace
from rdflib.namespace import RDF

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import streaming
from opendata.harvest import ckan
from opendata.models import Dataset
from opendata.quality import grading
from opendata.querying.question import LARGEST_PAGE
from opendata.tabular.schema import read_schema
from opendata.tabular.values import read_value
from tests.opendata.harvested import listed, read
from tests.opendata.scene import published
from tests.opendata.test_rows import Shared

PACKAGE_KEYS = {
    "id", "name", "title", "notes", "license_id", "license_title", "tags", "metadata_created", "metadata_modified",
    "organization", "private", "type", "author", "author_email", "maintainer", "maintainer_email", "state", "resources",
}  # fmt: skip
RESOURCE_KEYS = {
    "id", "position", "name", "description", "format", "mimetype", "size", "hash", "created", "last_modified", "url",
    "resource_type",
}  # fmt: skip


@pytest.fixture(autouse=True)
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(streaming, "connect", Shared)


@pytest.fixture
def data(dataset: Dataset, editor: User) -> Dataset:
    return published(dataset, editor)


def ask(client: Client, action: str, **parameters: Any) -> Any:
    response = client.get(f"/api/3/action/{action}", parameters)
    assert response.status_code == 200 and response["Content-Type"].startswith("application/json")
    answer = json.loads(response.content)
    assert answer["success"] is True
    return answer["result"]


def refusal(client: Client, action: str, **parameters: Any) -> tuple[int, str]:
    response = client.get(f"/api/3/action/{action}", parameters)
    answer = json.loads(response.content)
    assert answer["success"] is False and answer["error"]["message"]
    return response.status_code, answer["error"]["__type"]


# -- CKAN -------------------------------------------------------------------------------------------------------------
def test_a_harvester_of_ckan_takes_everything_with_every_key_it_looks_for(
    data: Dataset, cacak: Municipality, client: Client
) -> None:
    with municipality_scope(cacak.pk):
        other = listed(cacak, "Буџет", "budzet-plan-izvrsenje", licence="SODL", frequency="MONTHLY")
    assert ask(client, "status_show")["ckan_version"]
    assert sorted(ask(client, "package_list")) == sorted([data.slug, other.slug])
    for name in ask(client, "package_list"):
        package = ask(client, "package_show", id=name)
        assert set(package) >= PACKAGE_KEYS and package["resources"]
        assert all(set(resource) >= RESOURCE_KEYS and UUID(resource["id"]) for resource in package["resources"])
        assert len({resource["id"] for resource in package["resources"]}) == package["num_resources"]
        assert ask(client, "package_show", id=package["id"]) == package
    assert (package["license_id"], package["organization"]["name"]) in [("sodl", "cacak"), ("cc-by", "kragujevac")]


def test_frequency_period_and_place_are_extras(data: Dataset, client: Client) -> None:
    extras = {item["key"]: item["value"] for item in ask(client, "package_show", id=data.slug)["extras"]}
    assert (extras["frequency"], extras["temporal_start"]) == ("annual", "2026-01-01")
    assert json.loads(extras["spatial"])["coordinates"][0][0] == [20.91, 44.01]


def test_data_sets_are_searched_by_words_and_publisher(data: Dataset, cacak: Municipality, client: Client) -> None:
    with municipality_scope(cacak.pk):
        other = listed(cacak, "Вртићи Чачка")
    found = ask(client, "package_search", q="vrtici", fq="organization:cacak", rows="1")
    assert (found["count"], [package["name"] for package in found["results"]]) == (1, [other.slug])
    assert ask(client, "package_search", q="*:*", rows=0) | {"results": 0} == ask(client, "package_search") | {
        "results": 0
    }
    assert ask(client, "package_search", start=1)["count"] == 2
    assert refusal(client, "package_search", fq="tags:вртићи") == (409, "Validation Error")


def test_rows_are_searched_by_the_identifier_of_a_file(data: Dataset, client: Client) -> None:
    package = ask(client, "package_show", id=data.slug)
    resource = package["resources"][0]["id"]
    found = ask(
        client, "datastore_search", resource_id=resource, sort="kapacitet desc", fields="naziv,kapacitet", limit=2
    )
    assert found["records"] == [{"naziv": "Пчелица", "kapacitet": 120}, {"naziv": "Лептир", "kapacitet": 90}]
    assert found["total"] == 3 and [field["type"] for field in found["fields"]] == ["text", "int8"]
    some = json.dumps({"jezik": ["српски", "ромски"], "kapacitet": 90})
    assert [row["naziv"] for row in ask(client, "datastore_search", resource_id=resource, filters=some)["records"]] == [
        "Лептир"
    ]
    assert ask(client, "datastore_search", resource_id=resource, q="bubamara")["total"] == 1
    question = {"resource_id": resource, "filters": {"kapacitet": [90]}, "fields": ["naziv", "jezik"], "limit": 5}
    sent = Client(enforce_csrf_checks=True).post("/api/3/action/datastore_search", question, "application/json")
    assert sent.json()["result"]["records"] == [{"naziv": "Лептир", "jezik": "српски"}]
    assert ask(client, "datastore_search", resource_id=resource, limit=10**6)["limit"] == LARGEST_PAGE


@pytest.mark.parametrize(
    "parameters",
    [{"filters": "[1"}, {"filters": "[1]"}, {"filters": '{"kapacitet": {"a": 1}}'}, {"filters": '{"nema": 1}'},
     {"filters": '{"kapacitet": "x\'; DROP"}'}, {"filters": json.dumps({"jezik": ["a"] * 201})}, {"limit": "-1"},
     {"sort": "nema"}, {"fields": "a b"}, {"offset": "x"}, {"filters": '{"naziv": "a\\u0000"}'}],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_as_ckan_does(
    data: Dataset, client: Client, parameters: dict[str, str]
) -> None:
    resource = ckan.identifier(data.pk, "csv")
    assert refusal(client, "datastore_search", resource_id=resource, **parameters) == (409, "Validation Error")


def test_what_is_not_there_is_not_found_as_ckan_says_it(data: Dataset, client: Client) -> None:
    for action, name in (("package_show", "nema"), ("package_show", ckan.identifier(10**6)), ("package_show", ""),
                         ("datastore_search", "x\x00")):  # fmt: skip
        key = "resource_id" if action == "datastore_search" else "id"
        assert refusal(client, action, **{key: name}) == (404, "Not Found Error")
    assert refusal(client, "package_create")[0] == 400
    assert client.put("/api/3/action/package_list").status_code == 405
    for body in ("[1", "[1]", "[" * 100_000):
        sent = client.post("/api/3/action/package_list", body, content_type="application/json")
        assert sent.status_code == 409 and sent.json()["success"] is False


def test_identifiers_lead_back_and_strangers_lead_nowhere() -> None:
    assert {ckan.number_of(ckan.identifier(7, name)) for name in ("", *ckan.FORMAT_NUMBERS)} == {7}
    assert ckan.number_of("12345678-1234-8234-8234-123456789abc") is None and ckan.number_of("x") is None


# -- beside the files -------------------------------------------------------------------------------------------------
def test_a_data_package_describes_the_csv_it_leads_to(data: Dataset, client: Client) -> None:
    base = f"/otvoreni-podaci/skup/{data.slug}"
    package = json.loads(client.get(f"{base}/datapackage.json").content)
    assert package["name"] == data.slug and package["licenses"][0]["name"] == "cc-by"
    table = package["resources"][0]
    assert (table["type"], table["encoding"], table["mediatype"]) == ("table", "utf-8", "text/csv")
    answer = client.get(table["path"])
    rows = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode())))  # type: ignore[attr-defined]
    schema = read_schema(table["schema"])
    assert rows[0] == [field["name"] for field in table["schema"]["fields"]] == list(schema.names)
    for row in rows[1:]:
        for column, text in zip(schema.columns, row, strict=True):
            assert text == "" or read_value(column.type, text) is not None


def test_readers_of_csv_on_the_web_find_what_describes_it(data: Dataset, client: Client) -> None:
    head = client.head(f"/otvoreni-podaci/skup/{data.slug}/podaci.csv")
    address = head["Link"].split(">")[0].removeprefix("<")
    assert address.endswith("/podaci.csv-metadata.json") and 'type="application/csvm+json"' in head["Link"]
    answer = client.get(address)
    found = json.loads(answer.content)
    assert answer["Content-Type"] == "application/csvm+json; charset=utf-8"
    assert found["url"].endswith(f"/otvoreni-podaci/skup/{data.slug}/podaci.csv")
    columns = {column["name"]: column for column in found["tableSchema"]["columns"]}
    assert (columns["kapacitet"]["datatype"], columns["lon"]["datatype"]) == ("integer", "decimal")
    assert found["tableSchema"]["primaryKey"] == ["objekat_id"] and columns["objekat_id"]["required"]
    assert {"@value": "Назив", "@language": "sr"} in [
        {**label, "@value": label["@value"].capitalize()} for label in columns["naziv"]["dc:title"]
    ]
    other = client.head(f"/otvoreni-podaci/skup/{data.slug}/podaci.json")
    assert "datapackage.json" in other["Link"] and "csvm" not in other["Link"]


def test_what_is_new_comes_as_atom_of_all_or_of_one(data: Dataset, cacak: Municipality, client: Client) -> None:
    answer = client.get("/otvoreni-podaci/novo.atom")
    root = ElementTree.fromstring(answer.content)
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert [entry.findtext("a:title", None, names) for entry in root.findall("a:entry", names)] == [data.title]
    again = client.get("/otvoreni-podaci/novo.atom", HTTP_IF_NONE_MATCH=answer["ETag"])
    assert again.status_code == 304
    empty = ElementTree.fromstring(client.get("/cacak/otvoreni-podaci/novo.atom").content)
    assert empty.findall("a:entry", names) == []


@pytest.mark.django_db
def test_the_terms_stand_in_six_points(client: Client) -> None:
    page = client.get("/otvoreni-podaci/uslovi/").content.decode()
    terms = page.split("<ol", 1)[1].split("</ol>")[0]
    assert terms.count("<li>") == 6 and "означите шта сте изменили" in terms


# -- Croissant --------------------------------------------------------------------------------------------------------
CROISSANT_TYPES = {"sc:Text", "sc:Integer", "sc:Float", "sc:Date", "sc:DateTime", "sc:Boolean"}


def test_croissant_names_the_file_by_its_sum_and_every_column(data: Dataset, client: Client) -> None:
    """What the specification requires of a data set, of a file, of a set of records and of a field (version 1.0)."""
    grading.measure_files()
    answer = client.get(f"/otvoreni-podaci/skup/{data.slug}/croissant.json")
    said = answer.json()
    assert answer["Content-Type"] == "application/ld+json; charset=utf-8"
    assert (said["@type"], said["conformsTo"]) == ("sc:Dataset", "http://mlcommons.org/croissant/1.0")
    for name in ("name", "description", "license", "url", "creator", "datePublished", "version"):
        assert said[name], name
    [file], [rows] = said["distribution"], said["recordSet"]
    content = b"".join(client.get(file["contentUrl"]).streaming_content)  # type: ignore[attr-defined]
    assert file["sha256"] == hashlib.sha256(content).hexdigest() and not said["isLiveDataset"]
    assert (file["@type"], file["encodingFormat"]) == ("cr:FileObject", "text/csv") and "/verzija/1/" in file[
        "contentUrl"
    ]
    heading = content.decode().splitlines()[0].split(",")
    assert [field["source"]["extract"]["column"] for field in rows["field"]] == heading
    assert {field["dataType"] for field in rows["field"]} <= CROISSANT_TYPES
    assert all(field["source"]["fileObject"]["@id"] == file["@id"] for field in rows["field"])
    assert len({field["@id"] for field in rows["field"]}) == len(rows["field"])
    assert [key["@id"] for key in rows["key"]] == [rows["field"][0]["@id"]]
    graph = read(client, f"/otvoreni-podaci/skup/{data.slug}/croissant.json", "jsonld")
    own = Namespace("http://mlcommons.org/croissant/")
    assert len(set(graph.subjects(RDF.type, own.Field))) == len(set(graph.objects(None, own.field))) == len(heading)


def test_croissant_without_a_sum_speaks_of_what_is_in_force(data: Dataset, client: Client) -> None:
    said = client.get(f"/otvoreni-podaci/skup/{data.slug}/croissant.json").json()
    assert said["isLiveDataset"] and "sha256" not in said["distribution"][0]
    assert said["distribution"][0]["contentUrl"].endswith(f"/skup/{data.slug}/podaci.csv")
    page = client.get(f"/otvoreni-podaci/skup/{data.slug}/").content.decode()
    second = page.split('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(second) == said
