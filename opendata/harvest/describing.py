"""Descriptions that travel beside the files: a data package of Frictionless, and metadata of CSV on the Web (CSVW).

Both name source, address and moment of publication, which the terms of the national portal ask reusers to keep.
"""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from opendata.codes import LICENCE_DEEDS, Licence
from opendata.harvest import vocabulary as words
from opendata.harvest.graph import absolute, file_address, titles_of
from opendata.models import Dataset, Version
from opendata.tabular.schema import Column

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
RESOURCE_PROFILE = "https://datapackage.org/profiles/2.0/dataresource.json"
CSVW = "http://www.w3.org/ns/csvw"
CSVW_TYPES = {"number": "decimal", "year": "gYear", "geojson": "json"}


def package_address(dataset: Dataset) -> str:
    """Where the data package of a data set is."""
    return absolute(reverse("opendata:datapackage", args=[dataset.slug]))


def csvw_address(dataset: Dataset) -> str:
    """Where CSVW looks for what describes the CSV: its address and ``-metadata.json``."""
    return absolute(reverse("opendata:csvw", args=[dataset.slug]))


def links(dataset: Dataset, format_name: str) -> str:
    """The header ``Link`` of a file of the version in force: what describes it."""
    found = [f'<{package_address(dataset)}>; rel="describedby"; type="application/json"']
    if format_name == "csv":
        found.insert(0, f'<{csvw_address(dataset)}>; rel="describedby"; type="application/csvm+json"')
    return ", ".join(found)


def data_package(dataset: Dataset, version: Version) -> dict[str, Any]:
    """The data package (Data Package 2.0) with the CSV of the version in force as its table."""
    licence, page = Licence(dataset.licence), absolute(dataset.get_absolute_url())
    publisher = dataset.municipality.official_name
    return {
        "$schema": PACKAGE_PROFILE, "name": dataset.slug, "id": page, "title": dataset.title, "titles": titles_of(dataset),
        "description": dataset.description, "homepage": page, "version": f"{version.number}.0.0",
        "created": version.moment.isoformat(timespec="seconds"), "keywords": dataset.keywords or [dataset.slug],
        "licenses": [{"name": words.UDATA_LICENCES[licence], "path": LICENCE_DEEDS[licence], "title": str(licence.label)}],
        "contributors": [
            {"title": publisher, "path": absolute(f"/{dataset.municipality.slug}/"), "roles": ["publisher"]},
            {"title": dataset.contact_name, "email": dataset.contact_email, "roles": ["contact"]},
        ],
        "sources": [{"title": publisher, "path": page}],
        "resources": [_table(dataset, version)],
    }  # fmt: skip


def _table(dataset: Dataset, version: Version) -> dict[str, Any]:
    table: dict[str, Any] = {
        "$schema": RESOURCE_PROFILE, "name": "podaci", "type": "table", "path": str(file_address(dataset, "csv")),
        "format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "schema": version.schema.as_json(),
    }  # fmt: skip
    if size := version.file_sizes.get("csv"):
        table["bytes"] = size
    if known := version.file_sums.get("csv"):
        table["hash"] = f"sha256:{known}"
    return table


def csvw(dataset: Dataset, version: Version) -> dict[str, Any]:
    """Metadata by which readers of CSV on the Web give the columns their types and labels."""
    schema = version.schema
    described: dict[str, Any] = {"columns": [_column(column) for column in schema.columns]}
    if schema.key:
        described["primaryKey"] = list(schema.key)
    return {
        "@context": [CSVW, {"language": "sr"}],
        "url": str(file_address(dataset, "csv")),
        "dc:title": _in_languages(titles_of(dataset)),
        "dc:description": {"@value": dataset.description, "@language": "sr"},
        "dc:publisher": {"@value": dataset.municipality.official_name, "@language": "sr"},
        "dc:source": {"@id": absolute(dataset.get_absolute_url())},
        "dc:license": {"@id": LICENCE_DEEDS[Licence(dataset.licence)]},
        "dc:modified": {"@value": version.moment.date().isoformat(), "@type": "xsd:date"},
        "dialect": {"encoding": "utf-8", "delimiter": ",", "header": True},
        "tableSchema": described,
    }


def _column(column: Column) -> dict[str, Any]:
    """A column. ``titles`` is what stands in the first line; the labels are said beside it."""
    return {
        "name": column.name, "titles": column.name, "datatype": CSVW_TYPES.get(column.type, column.type),
        "required": column.required, "dc:title": _in_languages(column.titles),
    }  # fmt: skip


def _in_languages(texts: dict[str, str]) -> list[dict[str, str]]:
    return [{"@value": text, "@language": tag} for tag, text in texts.items() if text]
