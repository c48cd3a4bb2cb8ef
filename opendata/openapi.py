"""Open data in the OpenAPI description of the portal. The views stream and are no views of DRF, so their paths are told here."""

from __future__ import annotations

from typing import Any

from opendata import openapi_catalogue
from opendata.exporting import offered
from opendata.openapi_parts import PROBLEM, TEXT, Described, as_files, as_get, as_json, parameter, ref
from opendata.querying.question import LARGEST_PAGE, PAGE
from opendata.rows import FACETS_AT_ONCE


def add_paths(result: Described, **_context: Any) -> Described:
    """Postprocessing hook of drf-spectacular: the paths below are added to those it has found."""
    result["paths"] |= _paths() | openapi_catalogue.paths()
    schemas = result.setdefault("components", {}).setdefault("schemas", {})
    schemas["OpenDataProblem"] = PROBLEM
    schemas["Dataset"] = _DATASET
    return result


def _paths() -> Described:
    slug = parameter("slug", "Permanent name of the data set", where="path")
    number = parameter("number", "Number of a published version", where="path", kind="integer")
    form = parameter("format", "Format of the file", where="path", enum=list(offered()))
    base, files = "/api/v1/datasets/", "/otvoreni-podaci/skup/{slug}/"
    tables = as_files(offered().values())
    chosen = parameter("format", "Data sets that have that format", enum=list(offered()))
    return {
        base: as_get("Public data sets, 50 a page", [*_CATALOGUE, chosen], as_json(_LIST), found_always=True),
        f"{base}{{slug}}/": as_get(
            "A data set: its schema, its files, all its versions", [slug], as_json(ref("Dataset"))
        ),
        f"{base}{{slug}}/rows/": as_get(_ROWS_TEXT, [slug, *_QUESTION, *_PAGING], as_json(_ROWS), refused=True),
        f"{base}{{slug}}/facets/": as_get(
            _FACETS_TEXT, [slug, _FACET_COLUMNS, *_QUESTION[:2]], as_json(_FACETS), refused=True
        ),
        f"{files}podaci.{{format}}": as_get(_FILE_TEXT, [slug, form, *_QUESTION, _EXCEL], tables, refused=True),
        f"{files}verzija/{{number}}/podaci.{{format}}": as_get(
            _VERSION_TEXT, [slug, number, form, *_QUESTION, _EXCEL], tables, refused=True, parts=True
        ),
    }


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

_CATALOGUE = [
    parameter("q", "Words, in either script"),
    parameter("opstina", "Municipality, for example kragujevac"),
    parameter("tema", "Theme by the vocabulary of the EU, for example EDUC"),
    parameter("licenca", "Terms of reuse, for example CC_BY_4_0"),
    parameter("ucestalost", "Promised frequency, for example MONTHLY"),
    parameter("svezina", "Whether the promise is kept", enum=["sveze", "kasni"]),
    parameter("shema", "Municipal schema, for example vrtici; sopstvena for a schema of its own"),
    parameter("redosled", "Order: by name, or the newest first", enum=["naziv", "novo"]),
    parameter("page", "Page, from 1", kind="integer", minimum=1),
]  # fmt: skip
_QUESTION = [
    parameter("$where", "Condition, for example: kapacitet >= 100 and (jezik = 'српски' or naziv is null)"),
    parameter("$q", "Words in the texts of a row, in either script; also q"),
    parameter("$select", "What to show: columns, or count(*), count, sum, avg, min, max of a column, with 'as' for a name;"
               " also columns=a,b"),
    parameter("$group", "Columns to group by"),
    parameter("$order", "At most three columns, with desc for the other way; also sort=-a,b"),
    parameter("$limit", f"How many rows; a page has {PAGE} unless told and at most {LARGEST_PAGE}", kind="integer", minimum=0),
    parameter("$offset", "How many rows to leave out; for far pages follow next instead", kind="integer", minimum=0),
]  # fmt: skip
_PAGING = [
    parameter("after", "Where the page before this one ended, as next has it"),
    parameter("count", "1 counts all rows of the question as well", enum=["1"]),
]
_FACET_COLUMNS = {**parameter("column", f"At most {FACETS_AT_ONCE} columns, separated by commas"), "required": True}
_EXCEL = parameter(
    "excel",
    "1 makes a CSV for Excel set to Serbian: semicolons, decimal commas, a mark of UTF-8, formulas disarmed",
    enum=["1"],
)
_DATASET = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("slug", "title", "title_en", "description", "municipality", "theme", "frequency", "licence"), TEXT),
        "keywords": {"type": "array", "items": TEXT},
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
        "datasets": {"type": "array", "items": ref("Dataset")},
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
