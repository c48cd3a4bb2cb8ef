"""Public data sets in a catalogue, without rows, and what a harvester does with it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.test import Client
from pyshacl import validate
from rdflib import Graph, Literal, URIRef
from rdflib.namespace import DCAT, DCTERMS, RDF

from municipalities.models import Municipality
from opendata.harvest.vocabulary import HYDRA
from opendata.models import Dataset, Version
from opendata.tabular.schema import municipal_schemas
from tests.opendata.scene import dataset_of

SHAPES = Path(__file__).resolve().parents[1] / "vendor" / "dcat-ap"
FORMATS = {"ttl": "turtle", "jsonld": "json-ld", "rdf": "xml"}
MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def listed(place: Municipality, title: str, schema_name: str = "vrtici", **fields: Any) -> Dataset:
    """A public data set whose version says that it has three rows."""
    dataset = dataset_of(place, title, schema_name, **fields)
    version = Version.objects.create(
        municipality=place, dataset=dataset, number=1, state="published", table_name=f"v{dataset.pk:032x}", rows=3,
        schema_data=municipal_schemas()[schema_name].as_json(), published_at=MOMENT,
    )  # fmt: skip
    moments = {"published_at": MOMENT, "modified_at": fields.get("modified_at", MOMENT)}
    Dataset.objects.filter(pk=dataset.pk).update(current=version, is_public=True, **moments)
    dataset.refresh_from_db()
    return dataset


def read(client: Client, address: str, ending: str = "ttl") -> Graph:
    """What a reader makes of an answer."""
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of rdflib against its own reader of JSON-LD
        return Graph().parse(data=response.content, format=FORMATS[ending])


def pages(client: Client, address: str, ending: str = "ttl") -> Iterator[Graph]:
    """All pages as a harvester turns them: one view to a page, and on while it names a next one."""
    while address:
        graph = read(client, address, ending)
        views = list(graph.subjects(RDF.type, HYDRA.PartialCollectionView))
        assert len(views) == 1
        yield graph
        following = graph.value(views[0], HYDRA.next)
        address = str(following).split("/", 3)[-1] if following else ""
        address = f"/{address}" if address else ""


def identifiers(graph: Graph) -> list[str]:
    """Of the data sets in a graph."""
    return sorted(str(graph.value(found, DCTERMS.identifier)) for found in graph.subjects(RDF.type, DCAT.Dataset))


def texts(graph: Graph, subject: URIRef, predicate: URIRef) -> dict[str | None, str]:
    """Literals by language tag."""
    return {found.language: str(found) for found in graph.objects(subject, predicate) if isinstance(found, Literal)}


@cache
def _shapes(*names: str) -> Graph:
    graph = Graph()
    for name in names:
        graph.parse(SHAPES / f"{name}.ttl", format="turtle")
    return graph


def faults(graph: Graph, *names: str) -> str:
    """What the official shapes of these names have against a graph; warnings count as well."""
    conforms, _results, report = validate(graph, shacl_graph=_shapes(*names), inference="none")
    return "" if conforms else report
