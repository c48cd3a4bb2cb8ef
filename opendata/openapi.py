"""Open data in the OpenAPI description of the portal. The views stream and are no views of DRF, so their paths are told here."""

from __future__ import annotations

from typing import Any

from opendata.exporting import FORMATS
from opendata.querying.question import LARGEST_PAGE, PAGE
from opendata.rows import FACETS_AT_ONCE

TAG = "datasets"
Described = dict[str, Any]


def add_paths(result: Described, **_context: Any) -> Described:
    """Postprocessing hook of drf-spectacular: the paths below are added to those it has found."""
    result["paths"] |= _paths()
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["OpenDataProblem"] = _PROBLEM
    schemas["Dataset"] = _DATASET
    return result


def _paths() -> Described:
    slug = _parameter("slug", "Permanent name of the data set", where="path")
    number = _parameter("number", "Number of a published version", where="path", kind="integer")
    form = _parameter("format", "Format of the file", where="path", enum=list(FORMATS))
    base, files = "/api/v1/datasets/", "/otvoreni-podaci/skup/{slug}/"
    return {
        base: _get("Public data sets, 50 a page", _CATALOGUE, _json(_LIST)),
        f"{base}{{slug}}/": _get("A data set: its schema, its files, all its versions", [slug], _json(_ref("Dataset"))),
        f"{base}{{slug}}/rows/": _get(_ROWS_TEXT, [slug, *_QUESTION, *_PAGING], _json(_ROWS), refused=True),
        f"{base}{{slug}}/facets/": _get(
            _FACETS_TEXT, [slug, _FACET_COLUMNS, *_QUESTION[:2]], _json(_FACETS), refused=True
        ),
        f"{files}podaci.{{format}}": _get(_FILE_TEXT, [slug, form, *_QUESTION, _EXCEL], _files(), refused=True),
        f"{files}verzija/{{number}}/podaci.{{format}}": _get(
            _VERSION_TEXT, [slug, number, form, *_QUESTION, _EXCEL], _files(), refused=True, parts=True
        ),
    }


def _get(
    text: str, parameters: list[Described], content: Described, *, refused: bool = False, parts: bool = False
) -> Described:
    summary, _, more = text.partition("\n")
    answers: Described = {
        "200": {"description": "Found", "content": content, "headers": {"ETag": {"schema": {"type": "string"}}}},
        "304": {"description": "Unchanged since the ETag or the moment that was named"},
        "429": _refusal("More questions in a minute than are allowed; Retry-After tells when to go on"),
    }
    if refused:
        answers["400"] = _refusal("The question cannot be asked; code and title tell why")
    if not text.startswith("Public"):
        answers["404"] = {"description": "There is no such public data set, version or format"}
    if parts:
        answers["206"] = {"description": "The part that Range asked for", "content": content}
        answers["416"] = {"description": "The file ends before that part"}
    operation: Described = {
        "operationId": f"datasets_{summary.split(':')[0].lower().replace(' ', '_').replace(',', '')}", "summary": summary,
        "description": more.strip(), "tags": [TAG], "parameters": [*parameters, _KEY], "responses": answers, "security": [{}],
    }  # fmt: skip
    return {"get": operation}


def _refusal(text: str) -> Described:
    return {"description": text, "content": {"application/problem+json": {"schema": _ref("OpenDataProblem")}}}


def _json(schema: Described) -> Described:
    return {"application/json": {"schema": schema}}


def _files() -> Described:
    binary = {"type": "string", "format": "binary"}
    return {found.media_type: {"schema": binary} for found in FORMATS.values()}


def _ref(name: str) -> Described:
    return {"$ref": f"#/components/schemas/{name}"}


def _parameter(name: str, text: str, *, where: str = "query", kind: str = "string", **schema: Any) -> Described:
    described = {"name": name, "in": where, "description": text, "schema": {"type": kind, **schema}}
    return {**described, "required": True} if where == "path" else described


_ROWS_TEXT = """Rows of the version in force: filters, search, order, sums
Filters are columns of the data set: `column=value`, or with a suffix: `column__gt`, `gte`, `lt`, `lte`, `ne`, `in` (values
separated by commas), `contains`, `starts_with`, `isnull`. Values are read by the type of the column. `next` of the answer and
the header `Link` lead to the following page; such pages cost the same however far they are. The names with `$` mean the same
as in other portals. Sums (`$select` with an aggregate, `$group`) have no following page."""
_FACETS_TEXT = """Facets: the most frequent values of some columns, with counts
Counted among the rows that the filters leave; filters as for rows."""
_FILE_TEXT = """File of the version in force, or of the rows of a question
Streamed without a limit of rows. Filters as for rows. A download that has begun is not disturbed by the next version."""
_VERSION_TEXT = """Version as a file: exactly these rows for ever
The address is permanent and the content never changes. Without filters it can be asked for in parts by `Range`."""

_KEY = _parameter("X-API-Key", "Optional: a key raises the limit of questions a minute", where="header")
_CATALOGUE = [
    _parameter("q", "Words, in either script"),
    _parameter("opstina", "Municipality, for example kragujevac"),
    _parameter("tema", "Theme by the vocabulary of the EU, for example EDUC"),
    _parameter("format", "Data sets that have that format", enum=list(FORMATS)),
    _parameter("licenca", "Terms of reuse, for example CC_BY_4_0"),
    _parameter("ucestalost", "Promised frequency, for example MONTHLY"),
    _parameter("svezina", "Whether the promise is kept", enum=["sveze", "kasni"]),
    _parameter("shema", "Municipal schema, for example vrtici; sopstvena for a schema of its own"),
    _parameter("redosled", "Order: by name, or the newest first", enum=["naziv", "novo"]),
    _parameter("page", "Page, from 1", kind="integer", minimum=1),
]  # fmt: skip
_QUESTION = [
    _parameter("$where", "Condition, for example: kapacitet >= 100 and (jezik = 'српски' or naziv is null)"),
    _parameter("$q", "Words in the texts of a row, in either script; also q"),
    _parameter("$select", "What to show: columns, or count(*), count, sum, avg, min, max of a column, with 'as' for a name;"
               " also columns=a,b"),
    _parameter("$group", "Columns to group by"),
    _parameter("$order", "At most three columns, with desc for the other way; also sort=-a,b"),
    _parameter("$limit", f"How many rows; a page has {PAGE} unless told and at most {LARGEST_PAGE}", kind="integer", minimum=0),
    _parameter("$offset", "How many rows to leave out; for far pages follow next instead", kind="integer", minimum=0),
]  # fmt: skip
_PAGING = [
    _parameter("after", "Where the page before this one ended, as next has it"),
    _parameter("count", "1 counts all rows of the question as well", enum=["1"]),
]
_FACET_COLUMNS = {**_parameter("column", f"At most {FACETS_AT_ONCE} columns, separated by commas"), "required": True}
_EXCEL = _parameter(
    "excel", "1 makes a CSV that Excel opens as it is: semicolons, a mark of UTF-8, formulas disarmed", enum=["1"]
)
_TEXT = {"type": "string"}
_PROBLEM = {
    "type": "object",
    "description": "A refusal by RFC 9457",
    "properties": {"type": _TEXT, "status": {"type": "integer"}, "code": _TEXT, "title": _TEXT, "detail": _TEXT},
    "required": ["type", "status", "code", "title", "detail"],
}
_DATASET = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("slug", "title", "title_en", "description", "municipality", "theme", "frequency", "licence"), _TEXT),
        "keywords": {"type": "array", "items": _TEXT},
        "published_at": {"type": "string", "format": "date-time", "nullable": True},
        "modified_at": {"type": "string", "format": "date-time"},
        "page": {"type": "string", "format": "uri"},
        "api": {"type": "string", "format": "uri"},
        "schema": {"type": "object", "description": "Frictionless Table Schema; only in the answer for one data set"},
        "files": {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}},
        "rows": {"type": "string", "format": "uri"},
        "current": {"type": "object"},
        "versions": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["slug", "title", "municipality", "page", "api"],
}  # fmt: skip
_LIST = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"},
        "next": {"type": "integer", "nullable": True, "description": "Number of the following page"},
        "datasets": {"type": "array", "items": _ref("Dataset")},
    },
}
_ROWS = {
    "type": "object",
    "properties": {
        "version": {"type": "integer"},
        "rows": {"type": "array", "items": {"type": "object"}},
        "next": {"type": "string", "format": "uri", "nullable": True},
        "count": {"type": "integer"},
        "count_is_exact": {"type": "boolean"},
    },
}
_FACETS = {
    "type": "object",
    "properties": {
        "version": {"type": "integer"},
        "facets": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {"type": "object", "properties": {"value": {}, "count": {"type": "integer"}}},
            },
        },
    },
}
