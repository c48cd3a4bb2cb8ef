"""The catalogue for harvesters: right by the official shapes, whole when its pages are turned, never a stumbling block."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF, RDFS, SKOS, XSD

from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from municipalities.reference import load
from opendata import actions
from opendata.harvest.vocabulary import DCATAP, HYDRA, SCHEMA_ORG
from opendata.models import Dataset
from tests.cast import FIXTURES
from tests.opendata.harvested import FORMATS, faults, identifiers, listed, pages, read, texts

ALL = "/otvoreni-podaci/katalog"
OURS = "/kragujevac/otvoreni-podaci/katalog"
OFFICIAL = ("shapes", "shapes_recommended", "range")
FRAME = 3  # of every request: its transaction begins, says whose it is, ends
CountQueries = Callable[[int], Any]


@pytest.fixture(autouse=True)
def cold() -> None:
    cache.clear()


@pytest.fixture
def five(here: Municipality) -> list[Dataset]:
    """Data sets of each licence, with and without places, English and high value."""
    return [
        listed(here, "Вртићи", title_en="Kindergartens", description_en="With places."),
        listed(here, "Буџет", "budzet-plan-izvrsenje", licence="CC0", theme="GOVE", frequency="MONTHLY"),
        listed(here, "Паркиралишта", "parking", licence="SODL", keywords=[], theme="TRAN"),
        listed(here, "Аутобуске линије", "autobuske-linije", theme="TRAN", frequency="QUARTERLY"),
        listed(here, 'Ваздух & <вода> "пијаћа"', "kvalitet-vode", theme="ENVI", frequency="WEEKLY"),
    ]


@pytest.mark.parametrize(("address", "ending"), [(ALL, "ttl"), (OURS, "jsonld"), (OURS, "rdf")])
def test_every_page_keeps_to_the_official_shapes(
    five: list[Dataset], client: Client, address: str, ending: str
) -> None:
    found = []
    for graph in pages(client, f"{address}.{ending}?page_size=3", ending):
        assert faults(graph, *OFFICIAL) == ""
        found += identifiers(graph)
    assert sorted(found) == sorted(dataset.slug for dataset in five)


def test_a_graph_without_what_must_be_there_is_found_out(five: list[Dataset], client: Client) -> None:
    graph = read(client, f"{ALL}.ttl")
    graph.remove((None, DCTERMS.title, None))
    assert "MinCount" in faults(graph, "shapes")


def test_a_data_set_of_high_value_keeps_to_the_annex(five: list[Dataset], client: Client) -> None:
    valued = [dataset for dataset in five if dataset.hvd_category]
    assert len(valued) == 3
    graph = read(client, f"/otvoreni-podaci/skup/{valued[0].slug}.ttl")
    assert faults(graph, "hvd") == "" and faults(graph, *OFFICIAL) == ""
    assert set(graph.objects(None, DCATAP.hvdCategory)) == {
        URIRef(f"http://data.europa.eu/bna/{valued[0].hvd_category}")
    }


@pytest.mark.parametrize("ending", FORMATS)
def test_pages_are_turned_to_the_last_in_the_same_format(five: list[Dataset], client: Client, ending: str) -> None:
    turned = list(pages(client, f"{ALL}.{ending}?page_size=2&jezik=sr", ending))
    assert [len(identifiers(graph)) for graph in turned] == [2, 2, 1]
    assert {int(str(found)) for graph in turned for found in graph.objects(None, HYDRA.totalItems)} == {5}
    links = {str(link) for graph in turned for name in ("first", "next", "previous", "last")
             for link in graph.objects(None, HYDRA[name])}  # fmt: skip
    assert len(links) == 3 and all(f"{ALL}.{ending}?" in link and "jezik=sr" in link for link in links)


def test_a_page_after_the_last_and_an_unknown_format_are_no_empty_catalogue(
    five: list[Dataset], client: Client
) -> None:
    assert client.get(f"{ALL}.ttl", {"page": 2}).status_code == 404
    assert client.get(f"{ALL}.n3").status_code == 404
    assert client.get("/nigde/otvoreni-podaci/katalog.ttl").status_code == 404


@pytest.mark.django_db
def test_an_empty_catalogue_is_a_catalogue(client: Client) -> None:
    assert list(read(client, f"{ALL}.ttl").objects(None, HYDRA.totalItems)) == [Literal(0)]


def test_each_municipality_has_its_own_and_all_are_together(
    five: list[Dataset], cacak: Municipality, client: Client
) -> None:
    with municipality_scope(cacak.pk):
        other = listed(cacak, "Вртићи")
    assert identifiers(read(client, "/cacak/otvoreni-podaci/katalog.ttl")) == [other.slug]
    assert other.slug not in identifiers(read(client, f"{OURS}.ttl"))
    assert len(identifiers(read(client, "/data.ttl"))) == 6


def test_a_harvester_takes_all_municipalities_whole(db: None, client: Client) -> None:
    """As udata does it: page after page in one format, each data set once, HEAD of each file, never a redirect."""
    load(FIXTURES)
    places = list(Municipality.objects.order_by("id"))
    assert len(places) >= 65
    for place in places:
        with municipality_scope(place.pk):
            listed(place, f"Вртићи – {place.name}")
    taken: list[str] = []
    for page in pages(client, f"{ALL}.ttl?page_size=30"):
        taken += identifiers(page)
        for address in set(page.objects(None, DCAT.downloadURL)):
            if str(address).endswith("podaci.csv"):
                head = client.head(str(address))
                assert head.status_code == 200 and head["Content-Type"] == "text/csv; charset=utf-8"
    assert len(taken) == len(set(taken)) == len(places)
    for place in (places[0], places[-1]):
        assert len(identifiers(read(client, f"/{place.slug}/otvoreni-podaci/katalog.ttl"))) == 1


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/rdf+xml", "application/rdf+xml; charset=utf-8"),
        ("text/turtle, */*;q=0.1", "text/turtle; charset=utf-8"),
        ("application/ld+json", "application/ld+json; charset=utf-8"),
        ("application/n-triples", "text/turtle; charset=utf-8"),
        ("*/*", "text/turtle; charset=utf-8"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8"),
    ],
)
def test_the_reader_gets_the_format_asked_for_at_the_same_address(
    here: Municipality, client: Client, accept: str, content_type: str
) -> None:
    for address in (ALL, OURS):
        response = client.get(address, HTTP_ACCEPT=accept)
        assert (response.status_code, response["Content-Type"]) == (200, content_type)
        assert "Accept" in response["Vary"]


def test_looking_without_taking_and_taking_only_what_changed(
    five: list[Dataset], client: Client, django_assert_num_queries: CountQueries
) -> None:
    got = client.get(f"{ALL}.ttl")
    with django_assert_num_queries(2 * FRAME):
        head = client.head(f"{ALL}.ttl")
        again = client.get(f"{ALL}.ttl", HTTP_IF_NONE_MATCH=got["ETag"])
    assert head.status_code == 200 and head.content == b"" and head["ETag"] == got["ETag"]
    assert head["Last-Modified"] == "Sun, 01 Mar 2026 12:00:00 GMT"
    assert got["Access-Control-Allow-Origin"] == "*" and got["Content-Type"] == "text/turtle; charset=utf-8"
    assert again.status_code == 304
    assert client.post(f"{ALL}.ttl").status_code == 405


def test_a_larger_page_asks_the_database_no_more(
    five: list[Dataset], client: Client, django_assert_num_queries: CountQueries
) -> None:
    for size in (2, 5):
        with django_assert_num_queries(FRAME + 2):
            client.get(f"{ALL}.ttl", {"page_size": size})


@pytest.mark.parametrize("given", ["2026-03-02", "2026-03-02T00:00:00+01:00", "2026-03-01T23:00:00Z"])
def test_only_what_changed_since_a_moment(five: list[Dataset], client: Client, given: str) -> None:
    now = timezone.now()
    Dataset.objects.filter(pk=five[1].pk).update(modified_at=now)
    assert identifiers(read(client, f"{ALL}.ttl?izmenjeno_od={given}")) == [five[1].slug]
    moment = (now + timedelta(seconds=1)).isoformat().replace("+", "%2B")
    assert identifiers(read(client, f"{ALL}.ttl?izmenjeno_od={moment}")) == []


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "page=²", "page_size=1000000", "izmenjeno_od=2026-02-30", "izmenjeno_od=jutro",
              "izmenjeno_od=0001-01-01T00:00:00+14:00", "jezik=fr", "profil=ckan"],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused_with_a_reason(db: None, client: Client, query: str) -> None:
    response = client.get(f"{ALL}.ttl?{query}")
    assert response.status_code == 400 and json.loads(response.content)["detail"] == query.split("=")[0]


def test_texts_carry_the_tags_that_the_national_portal_looks_for(five: list[Dataset], client: Client) -> None:
    graph = read(client, f"{ALL}.ttl")
    one = graph.value(None, DCTERMS.identifier, Literal(five[0].slug))
    assert isinstance(one, URIRef)
    assert texts(graph, one, DCTERMS.title) == {"sr": "Вртићи", "sr-Latn": "Vrtići", "en": "Kindergartens"}
    assert texts(read(client, f"{ALL}.ttl?jezik=sr-Latn"), one, DCTERMS.title) == {"sr-Latn": "Vrtići"}


def test_nothing_that_harvesters_stumble_over(five: list[Dataset], client: Client) -> None:
    Dataset.objects.filter(pk=five[0].pk).update(modified_at=timezone.now() + timedelta(days=2))
    graph = read(client, f"{ALL}.ttl")
    assert len(identifiers(graph)) == len(set(identifiers(graph))) == 5
    for found in graph.subjects(RDF.type, DCAT.Distribution):
        for predicate in (DCAT.accessURL, DCAT.downloadURL):
            address = str(graph.value(found, predicate))
            assert address.isascii() and " " not in address and client.head(address).status_code == 200
    assert not [found for found in graph.objects() if isinstance(found, Literal) and found.datatype == XSD.hexBinary]
    assert all(not isinstance(found, URIRef) for name in (DCTERMS.temporal, DCTERMS.spatial)
               for found in graph.objects(None, name))  # fmt: skip
    assert max(found.toPython() for found in graph.objects(None, DCTERMS.modified)) <= timezone.now()  # type: ignore[attr-defined]
    assert {str(label) for licence in graph.subjects(RDF.type, DCTERMS.LicenseDocument)
            for label in graph.objects(licence, RDFS.label)} == {"cc-by", "cc-zero", "sodl"}  # fmt: skip
    assert all(graph.value(theme, SKOS.prefLabel) for theme in graph.objects(None, DCAT.theme))


def test_old_software_of_the_national_portal_gets_plain_words(five: list[Dataset], client: Client) -> None:
    graph = read(client, f"{OURS}.ttl?profil=udata3")
    files = list(graph.subjects(RDF.type, DCAT.Distribution))
    assert {str(found) for file in files for found in graph.objects(file, DCTERMS["format"])} >= {"CSV", "JSON"}
    assert {graph.value(file, DCTERMS.rights) for file in files} == {
        Literal("cc-by"),
        Literal("cc-zero"),
        Literal("sodl"),
    }
    assert {found.language for found in graph.objects(None, DCTERMS.title) if isinstance(found, Literal)} <= {
        "sr",
        "en",
    }
    periods = list(graph.subjects(RDF.type, DCTERMS.PeriodOfTime))
    assert all(graph.value(period, SCHEMA_ORG.startDate) for period in periods)
    assert not list(graph.subjects(RDF.type, DCAT.DataService))


@pytest.mark.parametrize("ending", FORMATS)
def test_one_data_set_in_every_format(five: list[Dataset], client: Client, ending: str) -> None:
    graph = read(client, f"/otvoreni-podaci/skup/{five[0].slug}.{ending}", ending)
    assert identifiers(graph) == [five[0].slug]
    assert len(list(graph.subjects(RDF.type, DCAT.Distribution))) == 5


def test_what_is_withdrawn_is_gone_at_once(
    five: list[Dataset], editor: User, client: Client, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    client.get(f"{ALL}.ttl")
    with municipality_scope(five[0].municipality_id), django_capture_on_commit_callbacks(execute=True):
        actions.withdraw(dataset=five[0], by=editor)
    assert five[0].slug not in identifiers(read(client, f"{ALL}.ttl"))
    assert client.get(f"/otvoreni-podaci/skup/{five[0].slug}.ttl").status_code == 404


def test_pages_for_people_point_to_the_catalogue(five: list[Dataset], client: Client) -> None:
    assert f'href="{ALL}.ttl"' in client.get("/otvoreni-podaci/").content.decode()


def test_the_same_data_give_the_same_graph(five: list[Dataset], client: Client) -> None:
    graphs: list[Graph] = []
    for _turn in range(2):
        cache.clear()
        graphs.append(read(client, f"{ALL}.ttl"))
    assert len(graphs[0]) == len(graphs[1])
