"""Data sets in the words of CKAN: what its interface, version 3, says of packages, resources, organisations and rows.

Every key that udata looks for is there, also when it is empty. Identifiers are UUIDs of version 8 (RFC 9562), made of the
number of the data set and of the format, so that they lead back to both.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from municipalities.models import Municipality
from opendata.codes import LICENCE_ADDRESSES, Frequency, Licence
from opendata.exporting import Format
from opendata.harvest import vocabulary as words
from opendata.harvest.graph import absolute, catalogued, file_address
from opendata.models import Dataset, Version
from opendata.querying.faults import BadQuery
from opendata.querying.grammar import Among, Compare, Condition, Empty
from opendata.tabular.schema import TableSchema

# The places of formats never change: they are part of identifiers that others keep.
FORMAT_NUMBERS = {"csv": 1, "json": 2, "geojson": 3, "xml": 4, "ods": 5}
FREQUENCIES = {
    Frequency.UPDATE_CONT: "continuous", Frequency.HOURLY: "hourly", Frequency.DAILY: "daily", Frequency.WEEKLY: "weekly",
    Frequency.MONTHLY: "monthly", Frequency.QUARTERLY: "quarterly", Frequency.ANNUAL: "annual", Frequency.IRREG: "irregular",
}  # fmt: skip
FIELD_TYPES = {
    "string": "text", "integer": "int8", "number": "numeric", "year": "int4", "date": "date", "datetime": "timestamptz",
    "time": "time", "boolean": "bool", "geojson": "json",
}  # fmt: skip
MOST_VALUES = 200
_SPACE = 0x6F70656E_6461_8000_8000 << 48
_ORGANISATIONS = 0x6F70656E_6461_8001_8000 << 48


def identifier(dataset_pk: int, format_name: str = "") -> str:
    """The identifier of a data set, or of one of its files."""
    return str(UUID(int=_SPACE | dataset_pk << 8 | FORMAT_NUMBERS.get(format_name, 0)))


def number_of(text: str) -> int | None:
    """The number of the data set that an identifier of it or of one of its files means; None for anything else."""
    try:
        found = UUID(text).int
    except ValueError:
        return None
    return (found ^ _SPACE) >> 8 if found >> 48 == _SPACE >> 48 else None


def moment(given: datetime | None) -> str | None:
    """A moment as CKAN writes it: UTC without saying so."""
    return given.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") if given else None


def package(dataset: Dataset) -> dict[str, Any]:
    """A data set with its files."""
    version = dataset.current
    if version is None:
        raise ValueError(f"{dataset.slug} has no version")
    licence = Licence(dataset.licence)
    resources = [resource(dataset, version, found, place) for place, found in enumerate(catalogued(version))]
    return {
        "id": identifier(dataset.pk), "name": dataset.slug, "title": dataset.title, "notes": dataset.description,
        "url": absolute(dataset.get_absolute_url()), "type": "dataset", "state": "active", "private": False, "isopen": True,
        "license_id": words.UDATA_LICENCES[licence], "license_title": str(licence.label),
        "license_url": LICENCE_ADDRESSES[licence], "version": str(version.number),
        "author": dataset.municipality.official_name, "author_email": dataset.contact_email,
        "maintainer": dataset.contact_name, "maintainer_email": dataset.contact_email,
        "metadata_created": moment(dataset.published_at), "metadata_modified": moment(dataset.modified_at),
        "organization": organisation(dataset.municipality), "owner_org": organisation(dataset.municipality)["id"],
        "tags": [_tag(word) for word in dataset.keywords], "num_tags": len(dataset.keywords), "groups": [],
        "extras": [{"key": key, "value": value} for key, value in extras(dataset, version).items()],
        "resources": resources, "num_resources": len(resources),
    }  # fmt: skip


def _tag(word: str) -> dict[str, str]:
    return {"id": word, "name": word, "display_name": word, "state": "active"}


def extras(dataset: Dataset, version: Version) -> dict[str, str]:
    """Frequency, period, theme and, where it is known, the box around the data, as harvesters read them."""
    found = {
        "frequency": FREQUENCIES[Frequency(dataset.frequency)],
        "theme": f"{words.THEMES}/{dataset.theme}",
        "language": "sr",
        "temporal_start": dataset.temporal_start.isoformat(),
    }
    if dataset.temporal_end:
        found["temporal_end"] = dataset.temporal_end.isoformat()
    if version.bounds:
        west, south, east, north = version.bounds
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        found["spatial"] = json.dumps({"type": "Polygon", "coordinates": [ring]})
    return found


def resource(dataset: Dataset, version: Version, found: Format, place: int) -> dict[str, Any]:
    """One file, under the address that always leads to the version in force."""
    return {
        "id": identifier(dataset.pk, found.name), "package_id": identifier(dataset.pk), "position": place,
        "name": f"{dataset.title} ({found.eu_code})", "description": "", "format": found.eu_code,
        "mimetype": found.media_type, "size": version.file_sizes.get(found.name), "hash": "", "state": "active",
        "created": moment(dataset.published_at), "last_modified": moment(version.moment), "url_type": None,
        "url": str(file_address(dataset, found.name)), "resource_type": "file", "datastore_active": True,
    }  # fmt: skip


def organisation(place: Municipality) -> dict[str, Any]:
    """The municipality as the one who publishes."""
    return {
        "id": str(UUID(int=_ORGANISATIONS | place.pk)), "name": place.slug, "title": place.official_name,
        "type": "organization", "description": "", "image_url": "", "created": None, "is_organization": True,
        "approval_status": "approved", "state": "active",
    }  # fmt: skip


def fields(schema: TableSchema, names: tuple[str, ...]) -> list[dict[str, Any]]:
    """Columns of an answer with their types and labels."""
    shown = [schema.column(name) for name in names]
    return [
        {"id": column.name, "type": FIELD_TYPES[column.type], "info": {"label": column.title}} for column in shown
    ]  # fmt: skip


def conditions(text: str) -> tuple[Condition, ...]:
    """What the ``filters`` of CKAN ask of rows: a value, or a list of which one must fit. Raises BadQuery (``filters``)."""
    try:
        given = json.loads(text or "{}")
    except ValueError:
        raise BadQuery("filters") from None
    if not isinstance(given, dict):
        raise BadQuery("filters")
    return tuple(_condition(name, value) for name, value in given.items())


def _condition(name: str, value: Any) -> Condition:
    if value is None:
        return Empty(name)
    if not isinstance(value, list):
        return Compare(name, "=", _text(name, value))
    if len(value) > MOST_VALUES:
        raise BadQuery("list-too-long")
    return Among(name, tuple(_text(name, one) for one in value))


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str | int | float):
        raise BadQuery("filters", name)
    return json.dumps(value) if isinstance(value, bool) else str(value)
