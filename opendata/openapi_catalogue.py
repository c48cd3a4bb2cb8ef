"""What harvesters and other programs read beside the rows, in the OpenAPI description: RDF, descriptions, CKAN, OGC API."""

from __future__ import annotations

from opendata.features.asking import FARTHEST, FEATURES, MOST_FEATURES
from opendata.harvest.options import LANGUAGES, LARGEST_PAGE, PAGE_SIZE, PROFILES
from opendata.harvest.views import KINDS
from opendata.openapi_parts import TEXT, Described, as_get, as_json, parameter
from opendata.querying.question import FARTHEST_OFFSET, PAGE
from opendata.querying.question import LARGEST_PAGE as LARGEST_PAGE_OF_ROWS

RDF, BESIDE, CKAN, OGC = "catalogue", "descriptions", "ckan", "features"
BASE = "/otvoreni-podaci/"
_SLUG = parameter("slug", "Permanent name of the data set", where="path")
_PLACE = parameter("municipality", "Municipality, for example kragujevac", where="path")
_ENDING = parameter("ending", "Turtle, JSON-LD or RDF/XML", where="path", enum=list(KINDS))
_OBJECT = {"type": "object"}
_OPTIONS = [
    parameter("page", "Page, from 1; one after the last is 404, never an empty catalogue", kind="integer", minimum=1),
    parameter("page_size", f"Data sets a page; {PAGE_SIZE} unless told", kind="integer", minimum=1, maximum=LARGEST_PAGE),
    parameter("izmenjeno_od", "Only what changed since that day or moment (ISO 8601)"),
    parameter("jezik", "One language instead of all three", enum=list(LANGUAGES)),
    parameter("profil", "udata3 for portals of udata 3: one language, plain words", enum=list(PROFILES)),
]  # fmt: skip


def paths() -> Described:
    """All of them by their addresses."""
    return _catalogues() | _beside() | _ckan() | _features()


# -- RDF ----------------------------------------------------------------------------------------------------------------
def _catalogues() -> Described:
    graph = {f"{media_type}; charset=utf-8": {"schema": TEXT} for _name, media_type in KINDS.values()}
    chosen = graph | {"text/html": {"schema": TEXT}}
    more = "\nDCAT-AP 3.0.1 in pages (hydra:PartialCollectionView); links to pages keep the ending. Never a redirect."
    agreed = "\nThe same in the format that Accept asks for, answered in place; browsers get the page."

    def read(text: str, content: Described, *parameters: Described) -> Described:
        return as_get(text, [*parameters, *_OPTIONS], content, refused=True, tag=RDF)

    return {
        f"{BASE}katalog.{{ending}}": read(f"Catalogue of all municipalities{more}", graph, _ENDING),
        f"{BASE}katalog": read(f"Catalogue of all by content negotiation{agreed}", chosen),
        f"/{{municipality}}{BASE}katalog.{{ending}}": read(f"Catalogue of one municipality{more}", graph, _PLACE, _ENDING),
        f"/{{municipality}}{BASE}katalog": read(f"Catalogue of one by content negotiation{agreed}", chosen, _PLACE),
        "/data.{ending}": read("Catalogue by its usual name\nThe same as the catalogue of all.", graph, _ENDING),
        f"{BASE}skup/{{slug}}.{{ending}}": as_get(
            "Data set as RDF", [_SLUG, _ENDING, *_OPTIONS[3:]], graph, refused=True, tag=RDF
        ),
    }  # fmt: skip


# -- descriptions beside the files --------------------------------------------------------------------------------------
def _beside() -> Described:
    linked = {"application/ld+json; charset=utf-8": {"schema": _OBJECT}}
    atom = {"application/atom+xml; charset=utf-8": {"schema": TEXT}}
    csvw = {"application/csvm+json; charset=utf-8": {"schema": _OBJECT}}
    set_address = f"{BASE}skup/{{slug}}/"
    return {
        f"{set_address}datapackage.json": as_get("Data Package 2.0", [_SLUG], as_json(_OBJECT), tag=BESIDE),
        f"{set_address}podaci.csv-metadata.json": as_get("Metadata of CSV on the Web", [_SLUG], csvw, tag=BESIDE),
        f"{set_address}croissant.json": as_get("Croissant 1.0", [_SLUG], linked, tag=BESIDE),
        f"{BASE}novo.atom": as_get("News of all", [], atom, found_always=True, tag=BESIDE),
        f"/{{municipality}}{BASE}novo.atom": as_get("News of one municipality", [_PLACE], atom, tag=BESIDE),
    }


# -- CKAN ---------------------------------------------------------------------------------------------------------------
_FOUND = as_json({
    "type": "object", "required": ["help", "success", "result"],
    "properties": {"help": TEXT, "success": {"type": "boolean"}, "result": {}},
})  # fmt: skip
_REFUSED = {
    "description": "The question cannot be meant; error.message tells why",
    "content": as_json({
        "type": "object", "required": ["help", "success", "error"],
        "properties": {
            "help": TEXT, "success": {"type": "boolean"},
            "error": {"type": "object", "properties": {"__type": TEXT, "message": TEXT}},
        },
    }),
}  # fmt: skip
_ACTIONS: dict[str, tuple[str, list[Described]]] = {
    "status_show": ("What portal this is", []),
    "package_list": ("Names of all public data sets", [
        parameter("limit", "How many names", kind="integer", minimum=0),
        parameter("offset", "How many to leave out", kind="integer", minimum=0),
    ]),
    "package_show": ("One data set with its files", [
        {**parameter("id", "Name or identifier of the data set"), "required": True},
    ]),
    "package_search": ("Data sets by words and publisher, the newest first", [
        parameter("q", "Words, in either script; *:* for all"),
        parameter("fq", "organization:<municipality>"),
        parameter("rows", "How many", kind="integer", minimum=0),
        parameter("start", "How many to leave out", kind="integer", minimum=0),
    ]),
    "datastore_search": ("Rows of a data set", [
        {**parameter("resource_id", "Identifier of the data set or of any of its files"), "required": True},
        parameter("q", "Words in the texts of a row"),
        parameter("filters", "JSON object: column to a value, or to a list of which one must fit"),
        parameter("fields", "Columns, separated by commas"),
        parameter("sort", "Columns, each with asc or desc"),
        parameter("limit", f"How many rows; {PAGE} unless told", kind="integer", minimum=0, maximum=LARGEST_PAGE_OF_ROWS),
        parameter("offset", "How many to leave out", kind="integer", minimum=0, maximum=FARTHEST_OFFSET),
    ]),
}  # fmt: skip


def _ckan() -> Described:
    """The five actions; each also stands below ``/api/action/``, where some clients look for it."""
    note = "\nShaped as CKAN 2.10 shapes it; read-only. Also below /api/action/, and by POST with a JSON object."
    return {
        f"/api/3/action/{name}": as_get(f"{text}{note}", parameters, _FOUND, tag=CKAN, status_409=_REFUSED)
        for name, (text, parameters) in _ACTIONS.items()
    }


# -- OGC API - Features -------------------------------------------------------------------------------------------------
_ASKED = [
    parameter("limit", f"Features a page; {FEATURES} unless told", kind="integer", minimum=1, maximum=MOST_FEATURES),
    parameter("offset", "How many to leave out; for far pages follow the link next", kind="integer", maximum=FARTHEST),
    {"name": "bbox", "in": "query", "description": "West, south, east, north in degrees (CRS84)",
     "style": "form", "explode": False,
     "schema": {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}},
    parameter("datetime", "A moment or an interval (RFC 3339), .. for an open end"),
    parameter("after", "Row after which the page begins, as the link next has it", kind="integer", minimum=0),
    {"name": "columns", "in": "query", "description": "Columns of the data set with a value each",
     "style": "form", "explode": True, "schema": {"type": "object", "additionalProperties": TEXT}},
]  # fmt: skip


def _features() -> Described:
    features = {"application/geo+json": {"schema": _OBJECT}}
    row = parameter("number", "Row of the version in force", where="path", kind="integer")
    start = f"{BASE}ogc/"
    collection = f"{start}collections/{{slug}}"

    def read(text: str, *parameters: Described, found_always: bool = False) -> Described:
        return as_get(text, [*parameters], as_json(_OBJECT), found_always=found_always, tag=OGC)

    return {
        start: read("Landing page of OGC API - Features", found_always=True),
        f"{start}conformance": read("Parts of the standard that hold", found_always=True),
        f"{start}collections": read("Collections: every public data set with places", found_always=True),
        collection: read("Collection: one data set with places", _SLUG),
        f"{collection}/items": as_get("Features of a collection", [_SLUG, *_ASKED], features, refused=True, tag=OGC),
        f"{collection}/items/{{number}}": as_get("Feature by its row", [_SLUG, row], features, tag=OGC),
    }
