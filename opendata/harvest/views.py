"""Addresses of the catalogue for harvesters: always answered in place, since harvesters follow no redirect."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date

from municipalities import public_pages
from municipalities.accounts.access import municipality_for
from opendata import access, answers
from opendata.answers import open_to_all
from opendata.harvest import croissant as croissants
from opendata.harvest import describing, feed, pages
from opendata.harvest.options import Options, read_options
from opendata.harvest.pages import Made

KEEP_SECONDS = 600
# By ending of the address: name of the serializer, media type. The charset is named, or udata reads Turtle as Latin-1.
KINDS = {
    "ttl": ("turtle", "text/turtle"),
    "jsonld": ("json-ld", "application/ld+json"),
    "rdf": ("xml", "application/rdf+xml"),
}
ENDINGS = {media_type: ending for ending, (_name, media_type) in KINDS.items()}


@dataclass(frozen=True)
class Kept:
    """A written page."""

    body: bytes
    etag: str
    modified: float


@open_to_all
def catalogue(request: HttpRequest, ending: str, municipality: str = "") -> HttpResponseBase:
    """A page of the catalogue of all, or of one municipality, in the format of the ending."""
    return catalogue_as(request, ending, municipality)


def catalogue_as(request: HttpRequest, ending: str, municipality: str) -> HttpResponseBase:
    """A page of the catalogue in a format; links lead to addresses with that ending."""
    place = municipality_for(municipality) if municipality else None
    name = "opendata:municipal-catalogue" if place else "opendata:catalogue"
    path = reverse(name, kwargs={"municipality": place.slug} if place else {})
    options = read_options(request.GET)
    return _answer(request, ending, options, path, lambda: pages.catalogue(options, path, ending, place))


@open_to_all
def dataset(request: HttpRequest, slug: str, ending: str) -> HttpResponseBase:
    """One data set as RDF."""
    options = read_options(request.GET)
    found = access.published_dataset(slug)
    return _answer(request, ending, options, found.get_absolute_url(), lambda: pages.single(found, options))


def _answer(
    request: HttpRequest, ending: str, options: Options, path: str, make: Callable[[], Made]
) -> HttpResponseBase:
    """The graph, written once and kept until any public page changes."""
    if ending not in KINDS:
        raise Http404
    digest = hashlib.sha256(f"{path}|{options}".encode()).hexdigest()[:32]
    key = f"harvest:{public_pages.stamp()}:{ending}:{digest}"
    kept = cache.get(key)
    if not isinstance(kept, Kept):
        kept = _write(make(), ending)
        cache.set(key, kept, KEEP_SECONDS)
    if answer := answers.unchanged(request, kept.etag):
        return answer
    response = HttpResponse(kept.body, content_type=f"{KINDS[ending][1]}; charset=utf-8")
    response.headers["ETag"] = kept.etag
    response.headers["Cache-Control"] = "public, no-cache"
    if kept.modified:
        response.headers["Last-Modified"] = http_date(kept.modified)
    return response


def _write(made: Made, ending: str) -> Kept:
    """Bytes of a graph. The ETag is of the sorted statements, since serializers do not keep their order."""
    body = made.graph.serialize(format=KINDS[ending][0], encoding="utf-8")
    lines = sorted(made.graph.serialize(format="nt", encoding="utf-8").splitlines())
    digest = hashlib.sha256(ending.encode() + b"\n".join(lines)).hexdigest()[:32]
    return Kept(body, f'W/"{digest}"', made.modified.timestamp() if made.modified else 0.0)


@open_to_all
def datapackage(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The data package of a data set (Frictionless)."""
    found = access.published_dataset(slug)
    data = describing.data_package(found, access.current_version(found))
    return answers.json_answer(request, data, etag=answers.etag_of_data(data))


@open_to_all
def csvw(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What describes the CSV of a data set (CSV on the Web)."""
    found = access.published_dataset(slug)
    data = describing.csvw(found, access.current_version(found))
    response = answers.json_answer(request, data, etag=answers.etag_of_data(data))
    if response.status_code == 200:
        response.headers["Content-Type"] = "application/csvm+json; charset=utf-8"
    return response


@open_to_all
def croissant(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What programs that learn from data read (Croissant)."""
    found = access.published_dataset(slug)
    data = croissants.describe(found, access.current_version(found))
    response = answers.json_answer(request, data, etag=answers.etag_of_data(data))
    if response.status_code == 200:
        response.headers["Content-Type"] = "application/ld+json; charset=utf-8"
    return response


@open_to_all
def news(request: HttpRequest, municipality: str = "") -> HttpResponseBase:
    """What was renewed lately."""
    place = municipality_for(municipality) if municipality else None
    written = feed.feed(request.path, place)
    body = written.writeString("utf-8").encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    if answer := answers.unchanged(request, etag):
        return answer
    return HttpResponse(
        body,
        content_type="application/atom+xml; charset=utf-8",
        headers={"ETag": etag, "Cache-Control": "public, no-cache", "Last-Modified": http_date(_latest(written))},
    )


def _latest(written: Atom1Feed) -> float:
    return written.latest_post_date().timestamp()
