"""Table schemas (Frictionless Table Schema) with labels in both scripts and English, and those of the 28 municipal data sets."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from municipalities.script import fold, to_latin

FOLDER = Path(__file__).resolve().parents[1] / "schemas"
PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"
TYPES = ("string", "integer", "number", "year", "date", "datetime", "time", "boolean", "geojson")
NUMERIC = frozenset({"integer", "number", "year"})
LONGITUDES, LATITUDES = ("lon", "lon4"), ("lat", "lat4")
COLUMN_NAME = re.compile(r"[a-z][a-z0-9_]{0,58}")


@dataclass(frozen=True)
class Column:
    """One column: its name, type, labels by language (``sr``, ``sr-Latn``, ``en``) and constraints."""

    name: str
    type: str
    titles: dict[str, str]
    required: bool = False
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    format: str = "default"

    def __post_init__(self) -> None:
        if self.type not in TYPES:
            raise ValueError(f"{self.type} is no type of a column.")
        if not COLUMN_NAME.fullmatch(self.name):
            raise ValueError(f"{self.name} is no name of a column.")

    @property
    def title(self) -> str:
        """The label in Cyrillic."""
        return self.titles["sr"]

    def called(self, heading: str) -> bool:
        """Whether a heading of a file means this column: its name, or its label in any script and any case."""
        wanted = fold(heading)
        return wanted != "" and wanted in {fold(self.name), *(fold(label) for label in self.titles.values())}

    def as_json(self) -> dict[str, Any]:
        """The descriptor of the field in the words of Frictionless."""
        limits = {"required": self.required or None, "minimum": self.minimum, "maximum": self.maximum,
                  "pattern": self.pattern, "enum": list(self.enum) or None}  # fmt: skip
        constraints = {name: value for name, value in limits.items() if value is not None}
        descriptor: dict[str, Any] = {"name": self.name, "type": self.type, "title": self.title, "titles": self.titles}
        if self.format != "default":
            descriptor["format"] = self.format
        if constraints:
            descriptor["constraints"] = constraints
        return descriptor


@dataclass(frozen=True)
class TableSchema:
    """Columns in their order, the key that tells rows apart, and what a catalogue says of such data.

    ``small_cells`` names counts of people: values from 1 to 4 there are a finding, because they may point at somebody.
    """

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    titles: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    theme: str = "GOVE"
    frequency: str = "IRREG"
    hvd_category: str = ""
    small_cells: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of that name; raises KeyError."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def geometry(self) -> str:
        """Name of the column with a geometry; empty when there is none."""
        return next((column.name for column in self.columns if column.type == "geojson"), "")

    @property
    def point(self) -> tuple[str, str] | None:
        """Names of the columns with longitude and latitude (WGS 84), when there is such a pair."""
        for pair in zip(LONGITUDES, LATITUDES, strict=True):
            if set(pair) <= set(self.names):
                return pair
        return None

    def as_json(self) -> dict[str, Any]:
        """The Frictionless Table Schema."""
        return {
            "$schema": PROFILE, "name": self.name, "title": self.titles.get("sr", ""), "titles": self.titles,
            "description": self.descriptions.get("sr", ""), "descriptions": self.descriptions, "theme": self.theme,
            "frequency": self.frequency, "missingValues": [""], "primaryKey": list(self.key),
            "hvdCategory": self.hvd_category, "smallCells": list(self.small_cells),
            "fields": [column.as_json() for column in self.columns],
        }  # fmt: skip


def read_schema(data: dict[str, Any]) -> TableSchema:
    """A schema from its JSON; raises ValueError or KeyError for one that cannot be meant."""
    key = data.get("primaryKey") or []
    return TableSchema(
        name=data["name"],
        columns=tuple(_column(descriptor) for descriptor in data["fields"]),
        key=(key,) if isinstance(key, str) else tuple(key),
        titles=data.get("titles") or in_scripts(data.get("title", "")),
        descriptions=data.get("descriptions") or in_scripts(data.get("description", "")),
        theme=data.get("theme", "GOVE"),
        frequency=data.get("frequency", "IRREG"),
        hvd_category=data.get("hvdCategory", ""),
        small_cells=tuple(data.get("smallCells", ())),
    )


def _column(descriptor: dict[str, Any]) -> Column:
    limits = descriptor.get("constraints", {})
    return Column(
        name=descriptor["name"],
        type=descriptor.get("type", "string"),
        titles=descriptor.get("titles") or in_scripts(descriptor.get("title") or descriptor["name"]),
        required=bool(limits.get("required")),
        minimum=limits.get("minimum"),
        maximum=limits.get("maximum"),
        pattern=limits.get("pattern"),
        enum=tuple(limits.get("enum", ())),
        format=descriptor.get("format", "default"),
    )


def in_scripts(text: str, english: str = "") -> dict[str, str]:
    """A Cyrillic text with its Latin form and, when there is none, the Latin form in place of English."""
    latin = to_latin(text)
    return {"sr": text, "sr-Latn": latin, "en": english or latin}


@cache
def municipal_schemas() -> dict[str, TableSchema]:
    """The shipped schemas by name, in the order of their Serbian titles."""
    found = (read_schema(json.loads(file.read_text(encoding="utf-8"))) for file in sorted(FOLDER.glob("*.json")))
    return {schema.name: schema for schema in sorted(found, key=lambda schema: fold(schema.titles["sr"]))}
