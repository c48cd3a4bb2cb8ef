"""Loads inspectorates, categories, bodies and checklists of ``fixtures/inspections.json``.

Loading again brings unconfirmed rows up to the file and leaves confirmed ones and the municipalities' own rows alone;
a checklist stays as it was first loaded, but for a translation that it lacked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.db import models

from inspections.models import Category, Checklist, ExternalBody, Inspectorate

FILE = "inspections.json"


def load(folder: Path) -> int:
    """Bring the reference data up to the file; returns how many rows were added or changed."""
    file = folder / FILE
    if not file.exists():
        return 0
    data = json.loads(file.read_text(encoding="utf-8"))
    changed = sum(_store(Inspectorate, {"slug": row["slug"]}, row) for row in data["inspectorates"])
    changed += sum(_store(ExternalBody, {"code": row["code"], "municipality": None}, row) for row in data["bodies"])
    inspectorates = {row.slug: row for row in Inspectorate.objects.all()}
    for row in data["categories"]:
        fields = {**row, "inspectorate": inspectorates[row["inspectorate"]]}
        changed += _store(Category, {"code": row["code"]}, fields)
    return changed + sum(_add(row, inspectorates) for row in data["checklists"])


def _add(row: dict[str, Any], inspectorates: dict[str, Inspectorate]) -> int:
    """Add a version of a checklist that is not there yet, or the translation of one without; 1 when it was changed."""
    fields = {**row, "inspectorate": inspectorates[row["inspectorate"]]}
    key = {"municipality": None, "code": fields.pop("code"), "version": fields.pop("version")}
    _checklist, added = Checklist.objects.get_or_create(**key, defaults=fields)
    translation = {name: fields[name] for name in ("name_en", "lines_en") if name in fields}
    untranslated = Checklist.objects.filter(**key, name_en="") if translation else Checklist.objects.none()
    return int(added) + untranslated.update(**translation)


def _store(model: type[models.Model], key: dict[str, Any], fields: dict[str, Any]) -> int:
    """Save a row when it is new, or when it differs and nobody has confirmed it; 1 when it was saved."""
    found: Any = model._default_manager.filter(**key).first() or model(**key)
    different = [name for name, value in fields.items() if not found.pk or getattr(found, name) != value]
    if found.pk and (found.confirmed or not different):
        return 0
    for name in different:
        setattr(found, name, fields[name])
    found.save()
    return 1
