"""Loads the reference data of fixtures/: municipalities, their counters, the services they offer and legal values.

Loading again changes nothing that people have entered: a counter is added only where there is none, an offer only
where it is missing, and a value that somebody has confirmed stays as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from municipalities.models import Municipality, OfferedService, Office, Parameter
from municipalities.public_pages import forget

FACTS = ("name", "kind", "programme", "sors_code", "district", "region", "area_km2", "postal_code",
         "minority_languages", "source_notes")  # fmt: skip
Row = dict[str, Any]
Loader = Callable[[Path], int]
_loaders: dict[str, Loader] = {}


def register(name: str, loader: Loader) -> None:
    """A folder of the house brings reference data of its own; ``loader`` returns how many rows it added or changed."""
    _loaders[name] = loader


@transaction.atomic
def load(folder: Path) -> dict[str, int]:
    """Bring the database up to the files in ``folder``; returns how many rows of each kind were added or changed."""
    counts = {
        "municipalities": _municipalities(_rows(folder / "municipalities.json")),
        "offices": _offices(_rows(folder / "offices.json")),
        "offers": _offers(_rows_of_all(folder, "offered_services")),
        "parameters": _parameters(_rows_of_all(folder, "parameters")),
        **{name: loader(folder) for name, loader in _loaders.items()},
    }
    if any(counts.values()):
        forget()
    return counts


def _rows(file: Path) -> list[Row]:
    return list(json.loads(file.read_text(encoding="utf-8"))["rows"])


def _rows_of_all(folder: Path, kind: str) -> list[Row]:
    """Rows of ``<kind>.json`` and of the files of single services, ``<kind>.<service>.json``."""
    return [row for file in sorted(folder.glob(f"{kind}*.json")) for row in _rows(file)]


def _municipalities(rows: list[Row]) -> int:
    """Facts follow the file; a number of inhabitants that somebody has confirmed stays."""
    known = {place.slug: place for place in Municipality.objects.all()}
    changed = 0
    for row in rows:
        place = known.get(row["slug"]) or Municipality(slug=row["slug"])
        fields = {name: row[name] for name in FACTS}
        fields |= {name: Decimal(row[name]) for name in ("seat_latitude", "seat_longitude")}
        if row["population_confirmed"] or not place.population_confirmed:
            fields |= {name: row[name] for name in ("population_2022", "population_confirmed")}
        changed += _store(place, fields)
    return changed


def _offices(rows: list[Row]) -> int:
    """Counters of municipalities that have none; one that was renamed or moved is therefore not added again."""
    without = dict(Municipality.objects.filter(offices=None).values_list("slug", "pk"))
    new = [
        Office(municipality_id=without[row["municipality"]], **{k: v for k, v in row.items() if k != "municipality"})
        for row in rows
        if row["municipality"] in without
    ]
    return len(Office.objects.bulk_create(new))


def _offers(rows: list[Row]) -> int:
    """Offers that are missing; one that a municipality has switched off stays off."""
    known = set(OfferedService.objects.values_list("municipality_id", "service"))
    new = [
        OfferedService(municipality=place, service=row["service"], since=date.fromisoformat(row["since"]))
        for row in rows
        for place in Municipality.objects.filter(programme=row["programme"])
        if (place.pk, row["service"]) not in known
    ]
    return len(OfferedService.objects.bulk_create(new))


def _parameters(rows: list[Row]) -> int:
    """Legal values; a row that names a municipality is only added where that municipality has none from that day."""
    places = dict(Municipality.objects.values_list("slug", "pk"))
    known = {(row.code, row.municipality_id, row.valid_from): row for row in Parameter.objects.all()}
    changed = 0
    for row in rows:
        fields = {name: value for name, value in row.items() if name != "municipality"}
        fields |= {
            "municipality_id": places[row["municipality"]] if "municipality" in row else None,
            "valid_from": date.fromisoformat(row["valid_from"]),
            "valid_to": date.fromisoformat(row["valid_to"]) if "valid_to" in row else None,
        }
        stored = known.get((row["code"], fields["municipality_id"], fields["valid_from"])) or Parameter()
        if stored.pk and (fields["municipality_id"] or (stored.confirmed and not row["confirmed"])):
            continue
        changed += _store(stored, fields)
    return changed


def _store(instance: Municipality | Parameter, fields: Row) -> int:
    """Save ``instance`` when it is new or differs; 1 when it was saved."""
    different = [name for name, value in fields.items() if getattr(instance, name) != value]
    if instance.pk and not different:
        return 0
    for name in different:
        setattr(instance, name, fields[name])
    instance.save()
    return 1
