"""Programming interface of open data, below ``/api/v1/datasets/``: the list, one set, its rows, facets."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse

from opendata import access, answers, catalogue, exporting, rows
from opendata.answers import open_to_all
from opendata.models import Dataset, Version
from opendata.querying.faults import BadQuery
from opendata.querying.grammar import names_of

DATASETS_A_PAGE = 50


def absolute(path: str) -> str:
    """An address with its host, for programs that keep it."""
    return f"{settings.SITE_ADDRESS}{path}"


def set_shape(dataset: Dataset) -> dict[str, Any]:
    """What a list says of a data set."""
    return {
        "slug": dataset.slug, "title": dataset.title, "title_en": dataset.title_en, "description": dataset.description,
        "municipality": dataset.municipality.slug, "theme": dataset.theme, "keywords": dataset.keywords,
        "frequency": dataset.frequency, "licence": dataset.licence, "published_at": _moment(dataset.published_at),
        "modified_at": _moment(dataset.modified_at), "page": absolute(dataset.get_absolute_url()),
        "api": absolute(reverse("opendata:api-dataset", args=[dataset.slug])),
    }  # fmt: skip


def version_shape(version: Version) -> dict[str, Any]:
    """A version with its files."""
    return {
        "number": version.number, "published_at": _moment(version.published_at), "rows": version.rows,
        "page": absolute(version.get_absolute_url()), "bytes": version.file_sizes, "sha256": version.file_sums,
        "files": {
            found.name: absolute(reverse("opendata:version-file", args=[version.dataset.slug, version.number, found.name]))
            for found in exporting.formats_of(version)
        },
    }  # fmt: skip


def _moment(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


@open_to_all
def datasets(request: HttpRequest) -> HttpResponseBase:
    """Public data sets by search and facets, 50 a page."""
    found = catalogue.search(request.GET)
    page = catalogue.page_of(found, request.GET.get("page", ""), DATASETS_A_PAGE)
    data = {
        "count": page.paginator.count,
        "next": page.next_page_number() if page.has_next() else None,
        "datasets": [set_shape(dataset) for dataset in page.object_list],
    }
    return answers.json_answer(request, data, etag=answers.etag_of_data(data))


@open_to_all
def dataset(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One data set: its schema, and every version with its files."""
    found = access.published_dataset(slug)
    current = access.current_version(found)
    versions = list(access.published_versions(found)[:200])
    for version in versions:
        version.dataset = found
    data = {
        **set_shape(found),
        "schema": current.schema.as_json(),
        "current": version_shape(current),
        "files": {
            each.name: absolute(reverse("opendata:file", args=[found.slug, each.name]))
            for each in exporting.formats_of(current)
        },
        "rows": absolute(reverse("opendata:api-rows", args=[found.slug])),
        "versions": [version_shape(version) for version in versions],
    }
    return answers.json_answer(request, data, etag=answers.etag_of_data(data))


@open_to_all
def dataset_rows(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Rows of the version in force: filters, search, order, sums; ``next`` leads to the page after this one."""
    version = access.rows_in_force(slug)
    question = answers.question_of(request, version)
    etag = answers.etag_of(version, "rows", request.META.get("QUERY_STRING", ""))
    if answer := answers.unchanged(request, etag):
        return answer
    page = rows.page_of(version, question)
    data: dict[str, Any] = {"version": version.number, "rows": page.as_dicts(), "next": None}
    if not question.sums and request.GET.get("count") in ("1", "true"):
        data["count"], data["count_is_exact"] = rows.count_of(version, question)
    if page.after:
        parameters = request.GET.copy()
        parameters["after"] = page.after
        data["next"] = absolute(f"{request.path}?{parameters.urlencode()}")
    response = answers.json_answer(request, data, etag=etag)
    if data["next"]:
        response.headers["Link"] = f'<{data["next"]}>; rel="next"'
    return response


@open_to_all
def dataset_facets(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Most frequent values of the columns named by ``column`` (several, separated by commas), with counts."""
    version = access.rows_in_force(slug)
    question = answers.question_of(request, version)
    if not request.GET.get("column"):
        raise BadQuery("expected-column", "column")
    columns = names_of(request.GET["column"])
    etag = answers.etag_of(version, "facets", request.META.get("QUERY_STRING", ""))
    if answer := answers.unchanged(request, etag):
        return answer
    data = {"version": version.number, "facets": rows.facets_of(version, question, columns)}
    return answers.json_answer(request, data, etag=etag)
