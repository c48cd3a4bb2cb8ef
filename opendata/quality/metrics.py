"""The method of data.europa.eu (MQA): 405 points for what a catalogue says of a data set and its files. Knows no Django.

A metric of files gives its points by the share of files that pass. Whether a file answers is told from outside; all else
is read from the graph that harvesters get. Of the shapes of DCAT-AP the musts are checked here; the tests of the portal
hold its catalogue to the official shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rdflib import Graph, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF
from rdflib.term import Node

AUTHORITY = "http://publications.europa.eu/resource/authority"
MEDIA_TYPES = "https://www.iana.org/assignments/media-types/"
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
# Lists of the method, as its vocabularies have them (EDP DQV).
NON_PROPRIETARY = frozenset({
    "BMP", "CSV", "DBF", "GEOJSON", "GZIP", "HTML", "ICS", "JPEG2000", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF",
    "ODS", "PNG", "RDF_N_QUADS", "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "RTF", "TAR", "TIFF",
    "TSV", "TXT", "WMS_SRVC", "XML", "ZIP",
})  # fmt: skip
MACHINE_READABLE = frozenset({
    "CSV", "GEOJSON", "ICS", "JSON", "JSON_LD", "KML", "KMZ", "NETCDF", "ODS", "RDFA", "RDF_N_QUADS",
    "RDF_N_TRIPLES", "RDF_TRIG", "RDF_TURTLE", "RDF_XML", "RSS", "SHP", "XLS", "XLSX", "XML",
})  # fmt: skip
DIMENSIONS = ("findability", "accessibility", "interoperability", "reusability", "contextuality")
EXCELLENT, GOOD, SUFFICIENT = 351, 221, 120
Check = Callable[["Described", Node], bool]


@dataclass(frozen=True)
class Described:
    """A graph with one data set, and the addresses that answer."""

    graph: Graph
    answering: Collection[str]

    def has(self, subject: Node, *predicates: URIRef) -> bool:
        """Whether anything is said by each of the predicates."""
        return all((subject, predicate, None) in self.graph for predicate in predicates)

    def code(self, subject: Node, predicate: URIRef, prefix: str) -> str:
        """The code of a value out of a vocabulary; empty for anything else."""
        found = str(self.graph.value(subject, predicate) or "")
        return found.removeprefix(prefix) if found.startswith(prefix) else ""

    def answers(self, subject: Node, predicate: URIRef) -> bool:
        """Whether the address given by the predicate answers."""
        return str(self.graph.value(subject, predicate)) in self.answering


@dataclass(frozen=True)
class Metric:
    """One metric: its points, and what passes. ``of_file`` is judged for each file, else for the data set."""

    name: str
    dimension: str
    points: int
    check: Check
    of_file: bool = False


def _given(*predicates: URIRef) -> Check:
    return lambda described, subject: described.has(subject, *predicates)


def _answers(predicate: URIRef) -> Check:
    return lambda described, subject: described.answers(subject, predicate)


def _in_vocabulary(predicate: URIRef, prefix: str) -> Check:
    return lambda described, subject: bool(described.code(subject, predicate, prefix))


def _format_in(codes: frozenset[str]) -> Check:
    return lambda described, subject: described.code(subject, DCTERMS["format"], f"{AUTHORITY}/file-type/") in codes


def _keeps_to_shapes(described: Described, subject: Node) -> bool:
    """What DCAT-AP 3.0.1 demands: title, description, files with an address, publisher and contact of their classes."""
    graph = described.graph
    publishers, contacts = list(graph.objects(subject, DCTERMS.publisher)), graph.objects(subject, DCAT.contactPoint)
    return (
        described.has(subject, DCTERMS.title, DCTERMS.description)
        and all(described.has(file, DCAT.accessURL) for file in graph.objects(subject, DCAT.distribution))
        and all(described.has(one, FOAF.name) and (one, RDF.type, FOAF.Agent) in graph for one in publishers)
        and all((one, RDF.type, VCARD.Kind) in graph for one in contacts)
    )


METRICS: tuple[Metric, ...] = (
    Metric("keyword", "findability", 30, _given(DCAT.keyword)),
    Metric("theme", "findability", 30, _given(DCAT.theme)),
    Metric("spatial", "findability", 20, _given(DCTERMS.spatial)),
    Metric("temporal", "findability", 20, _given(DCTERMS.temporal)),
    Metric("access-answers", "accessibility", 50, _answers(DCAT.accessURL), of_file=True),
    Metric("download", "accessibility", 20, _given(DCAT.downloadURL), of_file=True),
    Metric("download-answers", "accessibility", 30, _answers(DCAT.downloadURL), of_file=True),
    Metric("format", "interoperability", 20, _given(DCTERMS["format"]), of_file=True),
    Metric("media-type", "interoperability", 10, _given(DCAT.mediaType), of_file=True),
    Metric("format-known", "interoperability", 5, _in_vocabulary(DCTERMS["format"], f"{AUTHORITY}/file-type/"), of_file=True),
    Metric("media-type-known", "interoperability", 5, _in_vocabulary(DCAT.mediaType, MEDIA_TYPES), of_file=True),
    Metric("non-proprietary", "interoperability", 20, _format_in(NON_PROPRIETARY), of_file=True),
    Metric("machine-readable", "interoperability", 20, _format_in(MACHINE_READABLE), of_file=True),
    Metric("shapes", "interoperability", 30, _keeps_to_shapes),
    Metric("licence", "reusability", 20, _given(DCTERMS.license), of_file=True),
    Metric("licence-known", "reusability", 10, _in_vocabulary(DCTERMS.license, f"{AUTHORITY}/licence/"), of_file=True),
    Metric("access-rights", "reusability", 10, _given(DCTERMS.accessRights)),
    Metric("access-rights-known", "reusability", 5, _in_vocabulary(DCTERMS.accessRights, f"{AUTHORITY}/access-right/")),
    Metric("contact", "reusability", 20, _given(DCAT.contactPoint)),
    Metric("publisher", "reusability", 10, _given(DCTERMS.publisher)),
    Metric("rights", "contextuality", 5, _given(DCTERMS.rights), of_file=True),
    Metric("size", "contextuality", 5, _given(DCAT.byteSize), of_file=True),
    Metric("issued", "contextuality", 5, _given(DCTERMS.issued)),
    Metric("modified", "contextuality", 5, _given(DCTERMS.modified)),
)  # fmt: skip
MOST_POINTS = sum(metric.points for metric in METRICS)


def judge(graph: Graph, dataset: URIRef, answering: Collection[str]) -> dict[str, float]:
    """The share that passes each metric, from 0 to 1, by its name. Without files no metric of files is passed."""
    described = Described(graph, answering)
    files = list(graph.objects(dataset, DCAT.distribution))
    shares = {}
    for metric in METRICS:
        judged = files if metric.of_file else [dataset]
        passed = sum(metric.check(described, one) for one in judged)
        shares[metric.name] = passed / len(judged) if judged else 0.0
    return shares


def points_of(metric: Metric, shares: Mapping[str, float]) -> Decimal:
    """Points that a metric gave, to a tenth."""
    exact = Decimal(repr(shares.get(metric.name, 0.0))) * metric.points
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)


def total(shares: Mapping[str, float]) -> int:
    """All points, rounded to whole ones."""
    exact = sum((Decimal(repr(shares.get(metric.name, 0.0))) * metric.points for metric in METRICS), Decimal(0))
    return int(exact.quantize(Decimal(1), ROUND_HALF_UP))


def rating(points: float) -> str:
    """Into which class of the method a number of points falls: excellent, good, sufficient, bad."""
    classes = {"excellent": EXCELLENT, "good": GOOD, "sufficient": SUFFICIENT}
    return next((name for name, least in classes.items() if points >= least), "bad")
