"""Croissant 1.0 (MLCommons): the CSV with its check sum and its columns, for programs that learn from data.

The words are those of schema.org and of http://mlcommons.org/croissant/; the context is the one the specification gives.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from opendata.codes import LICENCE_DEEDS, Licence
from opendata.harvest.graph import absolute, file_address
from opendata.models import Dataset, Version
from opendata.tabular.schema import Column

CONFORMS_TO = "http://mlcommons.org/croissant/1.0"
FILE, ROWS = "podaci.csv", "redovi"
# Times of day have no type in version 1.0, nor have shapes: both are texts, by ISO 8601 and RFC 7946.
TYPES = {
    "string": "sc:Text", "integer": "sc:Integer", "number": "sc:Float", "year": "sc:Integer", "date": "sc:Date",
    "datetime": "sc:DateTime", "time": "sc:Text", "boolean": "sc:Boolean", "geojson": "sc:Text",
}  # fmt: skip
_OWN_WORDS = (
    "citeAs", "column", "equivalentProperty", "extract", "field", "fileProperty", "fileObject", "fileSet", "format",
    "includes", "isLiveDataset", "jsonPath", "key", "md5", "parentField", "path", "recordSet", "references", "regex",
    "repeated", "replace", "samplingRate", "separator", "source", "subField", "transform",
)  # fmt: skip
CONTEXT: dict[str, Any] = {
    "@language": "sr", "@vocab": "https://schema.org/", "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/", "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/", "conformsTo": "dct:conformsTo", "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"}, "examples": {"@id": "cr:examples", "@type": "@json"},
    **{word: f"cr:{word}" for word in _OWN_WORDS},
}  # fmt: skip


def describe(dataset: Dataset, version: Version) -> dict[str, Any]:
    """A version of a data set; until its sum is known the version in force, which may change, is what is described."""
    page, publisher = absolute(dataset.get_absolute_url()), _publisher(dataset)
    first = dataset.published_at or version.moment
    return {
        "@context": CONTEXT, "@type": "sc:Dataset", "@id": f"{page}#croissant", "conformsTo": CONFORMS_TO,
        "name": dataset.title, "alternateName": dataset.slug, "description": dataset.description, "url": page,
        "license": LICENCE_DEEDS[Licence(dataset.licence)], "creator": publisher, "publisher": publisher,
        "datePublished": first.date().isoformat(), "dateModified": version.moment.date().isoformat(),
        "version": f"{version.number}.0.0", "keywords": dataset.keywords or [dataset.slug], "inLanguage": "sr",
        "isLiveDataset": not _sum(version), "citeAs": f"{publisher['name']}: {dataset.title}, {page}",
        "distribution": [_file(dataset, version)], "recordSet": [_rows(version)],
    }  # fmt: skip


def _publisher(dataset: Dataset) -> dict[str, str]:
    place = dataset.municipality
    return {"@type": "sc:Organization", "name": place.official_name, "url": absolute(f"/{place.slug}/")}


def _sum(version: Version) -> str:
    return str(version.file_sums.get("csv", ""))


def _file(dataset: Dataset, version: Version) -> dict[str, Any]:
    """The CSV: of exactly this version when its sum is known, else of the version in force."""
    known = _sum(version)
    fixed = absolute(reverse("opendata:version-file", args=[dataset.slug, version.number, "csv"]))
    described = {
        "@type": "cr:FileObject", "@id": FILE, "name": FILE, "encodingFormat": "text/csv",
        "contentUrl": fixed if known else str(file_address(dataset, "csv")),
    }  # fmt: skip
    if known:
        described |= {"sha256": known, "contentSize": f"{version.file_sizes['csv']} B"}
    return described


def _rows(version: Version) -> dict[str, Any]:
    schema = version.schema
    rows: dict[str, Any] = {"@type": "cr:RecordSet", "@id": ROWS, "name": ROWS}
    if schema.key:
        rows["key"] = [{"@id": f"{ROWS}/{name}"} for name in schema.key]
    return {**rows, "field": [_field(column) for column in schema.columns]}


def _field(column: Column) -> dict[str, Any]:
    return {
        "@type": "cr:Field", "@id": f"{ROWS}/{column.name}", "name": column.name, "description": column.title,
        "dataType": TYPES[column.type], "source": {"fileObject": {"@id": FILE}, "extract": {"column": column.name}},
    }  # fmt: skip
