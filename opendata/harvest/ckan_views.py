"""A read-only interface of CKAN, below ``/api/3/action/``, for harvesters and libraries that speak it, by GET or by POST.

Answers and refusals have the shape of CKAN: ``success``, ``result`` or ``error``, 404 for what is not there, 409 for a question
that cannot be meant.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase

from opendata import access, answers, catalogue, rows, wording
from opendata.answers import open_to_questions
from opendata.harvest import ckan
from opendata.harvest import vocabulary as words
from opendata.harvest.graph import absolute
from opendata.harvest.pages import ALL_DESCRIPTION, ALL_TITLE
from opendata.models import Dataset
from opendata.querying.faults import BadQuery
from opendata.querying.question import FARTHEST_OFFSET, LARGEST_PAGE, PAGE, checked, read_question

SPOKEN_VERSION = "2.10.0"
MOST_NAMES, MOST_PACKAGES, PACKAGES = 10_000, 200, 10
_ORGANISATION = re.compile(r'\+?organization:"?([a-z0-9-]+)"?')
Parameters = Mapping[str, str]


@open_to_questions
def action(request: HttpRequest, name: str) -> HttpResponseBase:
    """One action by its name."""
    called = ACTIONS.get(name)
    if called is None:
        return _refused(request, 400, "Bad Request", wording.query_sentence("action"))
    try:
        result = called(_parameters(request))
    except Http404:
        return _refused(request, 404, "Not Found Error", wording.query_sentence("not-found"))
    except BadQuery as bad:
        return _refused(request, 409, "Validation Error", f"{wording.query_sentence(bad.code)} {bad.detail}".strip())
    data = {"help": _help(request), "success": True, "result": result}
    return answers.json_answer(request, data, etag=answers.etag_of_data(data))


def _parameters(request: HttpRequest) -> Parameters:
    """What is asked: from the address, or from a form or a JSON object that was sent. Raises BadQuery (``filters``)."""
    if request.method != "POST":
        return request.GET
    if request.content_type != "application/json":
        return request.POST
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        raise BadQuery("filters") from None
    if not isinstance(given, dict):
        raise BadQuery("filters")
    return {name: _as_text(value) for name, value in given.items() if value is not None}


def _as_text(value: Any) -> str:
    """A value of a JSON object as an address would have it: lists with commas, objects as JSON."""
    if isinstance(value, str):
        return value
    return ",".join(map(str, value)) if isinstance(value, list) else json.dumps(value, ensure_ascii=False)


def _help(request: HttpRequest) -> str:
    return absolute(request.path)


def _refused(request: HttpRequest, status: int, kind: str, message: str) -> HttpResponse:
    data = {"help": _help(request), "success": False, "error": {"__type": kind, "message": message}}
    return HttpResponse(
        json.dumps(data, ensure_ascii=False), status=status, content_type="application/json; charset=utf-8"
    )


def _number(parameters: Parameters, name: str, default: int, most: int) -> int:
    """A whole number from 0; more than the most is the most. Raises BadQuery."""
    text = parameters.get(name) or str(default)
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise BadQuery("number", name)
    return min(int(text), most)


def status_show(parameters: Parameters) -> dict[str, Any]:
    """What portal this is."""
    return {
        "ckan_version": SPOKEN_VERSION, "site_title": words.by_tag(ALL_TITLE)["sr"], "site_url": absolute(""),
        "site_description": words.by_tag(ALL_DESCRIPTION)["sr"], "locale_default": "sr", "error_emails_to": None,
        "extensions": ["datastore"],
    }  # fmt: skip


def package_list(parameters: Parameters) -> list[str]:
    """Names of all public data sets."""
    start = _number(parameters, "offset", 0, 10**9)
    found = access.published_datasets().order_by("slug").values_list("slug", flat=True)
    return list(found[start : start + _number(parameters, "limit", MOST_NAMES, MOST_NAMES)])


def package_show(parameters: Parameters) -> dict[str, Any]:
    """One data set by its name or identifier."""
    return ckan.package(_dataset(parameters.get("id", "")))


def _dataset(name: str) -> Dataset:
    """A public data set by its name, or by an identifier of it or of one of its files. Raises Http404."""
    number = ckan.number_of(name)
    if number is None:
        return access.published_dataset(name[:200].replace("\x00", ""))
    found = access.published_datasets().filter(pk=number).first()
    if found is None:
        raise Http404
    return found


def package_search(parameters: Parameters) -> dict[str, Any]:
    """Data sets by words and by who publishes them (``fq=organization:cacak``); the newest first."""
    asked = {"redosled": "novo"}
    if (text := parameters.get("q", "")) not in ("", "*", "*:*"):
        asked["q"] = text
    if given := parameters.get("fq", "").strip():
        named = _ORGANISATION.fullmatch(given)
        if named is None:
            raise BadQuery("filters", "fq")
        asked["opstina"] = named[1]
    found = catalogue.search(asked)
    start, size = _number(parameters, "start", 0, 10**9), _number(parameters, "rows", PACKAGES, MOST_PACKAGES)
    return {
        "count": found.count(), "sort": "metadata_modified desc", "facets": {}, "search_facets": {},
        "results": [ckan.package(dataset) for dataset in found[start : start + size]],
    }  # fmt: skip


def datastore_search(parameters: Parameters) -> dict[str, Any]:
    """Rows of a data set, by the identifier of any of its files."""
    version = access.current_version(_dataset(parameters.get("resource_id", "")))
    size, start = _number(parameters, "limit", PAGE, LARGEST_PAGE), _number(parameters, "offset", 0, FARTHEST_OFFSET)
    renamed = {"q": "q", "fields": "columns", "sort": "order"}
    pairs = [(ours, parameters[theirs]) for theirs, ours in renamed.items() if parameters.get(theirs)]
    question = read_question([*pairs, ("limit", str(size)), ("offset", str(start))], version.schema)
    question = checked(replace(question, where=ckan.conditions(parameters.get("filters", ""))), version.schema)
    page = rows.page_of(version, question)
    total, is_exact = rows.count_of(version, question)
    return {
        "resource_id": parameters["resource_id"], "fields": ckan.fields(version.schema, page.names),
        "records": page.as_dicts(), "records_format": "objects", "total": total, "total_was_estimated": not is_exact,
        "limit": size, "offset": start, "include_total": True,
    }  # fmt: skip


ACTIONS: dict[str, Callable[[Parameters], Any]] = {
    found.__name__: found for found in (status_show, package_list, package_show, package_search, datastore_search)
}
