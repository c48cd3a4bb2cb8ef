"""Addresses of OGC API - Features, below ``/otvoreni-podaci/ogc/``: everything in JSON, answered in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone

from opendata import access, answers
from opendata.answers import open_to_all
from opendata.codes import LICENCE_DEEDS, Licence
from opendata.features import reading
from opendata.features.asking import WORLD, read_asked
from opendata.harvest import vocabulary as words
from opendata.harvest.graph import absolute, file_address
from opendata.harvest.pages import ALL_DESCRIPTION, ALL_TITLE
from opendata.models import Dataset, Version
from opendata.querying.faults import BadQuery

GEOJSON = "application/geo+json"
CONFORMANCE = ("core", "geojson")
Link = dict[str, str]


def link(rel: str, address: str, kind: str = "application/json", title: str = "") -> Link:
    """A link with its host."""
    found = {"rel": rel, "href": address if "//" in address else absolute(address), "type": kind}
    return {**found, "title": title} if title else found


def _address(name: str, *parts: Any) -> str:
    return reverse(f"opendata:{name}", args=parts)


def _answer(request: HttpRequest, data: Any) -> HttpResponseBase:
    return answers.json_answer(request, data, etag=answers.etag_of_data(data))


@open_to_all
def landing(request: HttpRequest) -> HttpResponseBase:
    """What is here, and where."""
    data = {
        "title": words.by_tag(ALL_TITLE)["sr"], "description": words.by_tag(ALL_DESCRIPTION)["sr"],
        "links": [
            link("self", request.path), link("conformance", _address("ogc-conformance")),
            link("data", _address("ogc-collections")),
            link("service-desc", reverse("schema"), "application/vnd.oai.openapi;version=3.0"),
            link("service-doc", reverse("api_docs"), "text/html"),
        ],
    }  # fmt: skip
    return _answer(request, data)


@open_to_all
def conformance(request: HttpRequest) -> HttpResponseBase:
    """Which parts of the standard hold."""
    base = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/"
    return _answer(request, {"conformsTo": [base + name for name in CONFORMANCE]})


@open_to_all
def collections(request: HttpRequest) -> HttpResponseBase:
    """Every public data set with places."""
    found = [_collection(dataset) for dataset in _placed().order_by("slug")]
    return _answer(request, {"links": [link("self", request.path)], "collections": found})


def _placed() -> QuerySet[Dataset]:
    return access.published_datasets().filter(current__bounds__isnull=False)


def _version(slug: str) -> Version:
    """The version in force of a public data set with places; 404 for any other."""
    version = access.current_version(access.published_dataset(slug))
    if not version.bounds:
        raise Http404
    return version


@open_to_all
def collection(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One data set with places."""
    return _answer(request, _collection(_version(slug).dataset))


def _collection(dataset: Dataset) -> dict[str, Any]:
    bounds = dataset.current.bounds if dataset.current else None
    end = dataset.temporal_end.isoformat() + "T23:59:59Z" if dataset.temporal_end else None
    return {
        "id": dataset.slug, "title": dataset.title, "description": dataset.description, "itemType": "feature", "crs": [WORLD],
        "extent": {
            "spatial": {"bbox": [bounds], "crs": WORLD},
            "temporal": {"interval": [[dataset.temporal_start.isoformat() + "T00:00:00Z", end]]},
        },
        "links": [
            link("self", _address("ogc-collection", dataset.slug)),
            link("items", _address("ogc-items", dataset.slug), GEOJSON, dataset.title),
            link("enclosure", str(file_address(dataset, "geojson")), GEOJSON),
            link("describedby", dataset.get_absolute_url(), "text/html"),
            link("license", LICENCE_DEEDS[Licence(dataset.licence)], "text/html"),
        ],
    }  # fmt: skip


@open_to_all
def items(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Features in a box, a time, with values of columns; ``next`` leads on."""
    version = _version(slug)
    etag = answers.etag_of(version, "items", request.META.get("QUERY_STRING", ""))
    if answer := answers.unchanged(request, etag):
        return answer
    if any(len(values) > 1 for _name, values in request.GET.lists()):
        raise BadQuery("twice")
    asked = read_asked(request.GET.dict(), version.schema)
    page, matched = reading.page_of(version, asked), reading.count(version, asked)
    data: dict[str, Any] = {
        "type": "FeatureCollection", "timeStamp": timezone.now().isoformat(timespec="seconds"),
        "numberReturned": len(page.features), "features": page.features,
        "links": [link("self", request.get_full_path(), GEOJSON), link("collection", _address("ogc-collection", slug))],
    }  # fmt: skip
    if matched is not None:
        data["numberMatched"] = matched
    if page.after is not None:
        data["links"].append(link("next", _further(request, page.after), GEOJSON))
    return _geojson(request, data, etag)


def _further(request: HttpRequest, after: int) -> str:
    """The address of the next page: from behind the last row, so that far pages cost no more than near ones."""
    parameters = request.GET.copy()
    parameters.pop("offset", None)
    parameters["after"] = str(after)
    return f"{request.path}?{parameters.urlencode()}"


@open_to_all
def item(request: HttpRequest, slug: str, number: int) -> HttpResponseBase:
    """One feature by the number of its row in the version in force."""
    version = _version(slug)
    found = reading.one(version, min(number, 2**62))
    if found is None:
        raise Http404
    found["links"] = [link("self", request.path, GEOJSON), link("collection", _address("ogc-collection", slug))]
    return _geojson(request, found, answers.etag_of(version, "item", number))


def _geojson(request: HttpRequest, data: Mapping[str, Any], etag: str) -> HttpResponseBase:
    response = answers.json_answer(request, data, etag=etag)
    if response.status_code == 200:
        response.headers["Content-Type"] = GEOJSON
        response.headers["Content-Crs"] = f"<{WORLD}>"
    return response
