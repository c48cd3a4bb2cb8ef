"""Pieces of the OpenAPI description that the paths of open data are put together from."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from opendata.exporting import Format

TAG = "datasets"
Described = dict[str, Any]
TEXT = {"type": "string"}
PROBLEM = {
    "type": "object",
    "description": "A refusal by RFC 9457",
    "properties": {"type": TEXT, "status": {"type": "integer"}, "code": TEXT, "title": TEXT, "detail": TEXT},
    "required": ["type", "status", "code", "title", "detail"],
}


def as_get(
    text: str,
    parameters: list[Described],
    content: Described,
    *,
    refused: bool = False,
    parts: bool = False,
    found_always: bool = False,
    tag: str = TAG,
    **others: Described,
) -> Described:
    """A path that is read by GET (HEAD gives the same headers). The first line of ``text`` is its summary.

    ``refused``: a question may be one that cannot be asked. ``parts``: it answers Range. ``found_always``: no 404.
    ``others`` are further answers by ``status_<number>``.
    """
    summary, _, more = text.partition("\n")
    answers: Described = {
        "200": {"description": "Found", "content": content, "headers": {"ETag": {"schema": {"type": "string"}}}},
        "304": {"description": "Unchanged since the ETag or the moment that was named"},
        "429": _refusal("More questions in a minute than are allowed; Retry-After tells when to go on"),
    }
    if refused:
        answers["400"] = _refusal("The question cannot be asked; code and title tell why")
    if not found_always:
        answers["404"] = {"description": "There is no such public data set, version or format"}
    if parts:
        answers["206"] = {"description": "The part that Range asked for", "content": content}
        answers["416"] = {"description": "The file ends before that part"}
    answers |= {name.removeprefix("status_"): answer for name, answer in others.items()}
    name = re.sub(r"[^a-z0-9]+", "_", summary.split(":")[0].lower()).strip("_")
    operation: Described = {
        "operationId": f"{tag}_{name}", "summary": summary, "description": more.strip(), "tags": [tag],
        "parameters": [*parameters, KEY], "responses": answers, "security": [{}],
    }  # fmt: skip
    return {"get": operation}


def _refusal(text: str) -> Described:
    return {"description": text, "content": {"application/problem+json": {"schema": ref("OpenDataProblem")}}}


def as_json(schema: Described) -> Described:
    """An answer in JSON."""
    return {"application/json": {"schema": schema}}


def as_files(formats: Iterable[Format]) -> Described:
    """An answer that is a file in one of some formats."""
    binary = {"type": "string", "format": "binary"}
    return {found.media_type: {"schema": binary} for found in formats}


def ref(name: str) -> Described:
    """A schema that is told once for all."""
    return {"$ref": f"#/components/schemas/{name}"}


def parameter(name: str, text: str, *, where: str = "query", kind: str = "string", **schema: Any) -> Described:
    """A parameter with what it means; one of the path is required."""
    described = {"name": name, "in": where, "description": text, "schema": {"type": kind, **schema}}
    return {**described, "required": True} if where == "path" else described


KEY = parameter("X-API-Key", "Optional: a key raises the limit of questions a minute", where="header")
