"""The public catalogue: search in either script, facets, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as translate

from municipalities.models import Municipality
from municipalities.script import fold
from municipalities.templatetags.pismo import pismo
from opendata import access
from opendata.codes import LATE_AFTER_DAYS, Frequency, Licence, Theme
from opendata.exporting import offered
from opendata.models import Dataset
from opendata.tabular.schema import LATITUDES, LONGITUDES, municipal_schemas

MOST_WORDS = 6
FACET_FIELDS = {"tema": "theme", "licenca": "licence", "ucestalost": "frequency", "opstina": "municipality__slug",
                "shema": "schema_name"}  # fmt: skip
FACETS = (*FACET_FIELDS, "svezina", "format")
LATE, FRESH = "kasni", "sveze"
ORDERS = {"novo": ("-modified_at", "id"), "naziv": ("sort_key", "id")}


@dataclass(frozen=True)
class Choice:
    """One value of a facet with its count and whether it is chosen."""

    value: str
    label: str
    count: int
    chosen: bool


def search(parameters: Mapping[str, str]) -> QuerySet[Dataset]:
    """Public data sets that fit words and facets; unknown values fit nothing."""
    found = access.published_datasets()
    for word in fold(parameters.get("q", "")[:200]).split()[:MOST_WORDS]:
        found = found.filter(search_key__contains=word)
    return found.filter(_facets(parameters)).order_by(*ORDERS.get(parameters.get("redosled", ""), ORDERS["naziv"]))


def _facets(parameters: Mapping[str, str]) -> Q:
    condition = Q()
    for name, field in FACET_FIELDS.items():
        value = parameters.get(name, "")
        if value and "\x00" not in value:
            condition &= Q(**{field: "" if value == "sopstvena" else value})
    for name in ("svezina", "format"):
        if value := parameters.get(name, ""):
            known = _conditions(name)
            condition &= known[value] if value in known else Q(pk__in=())
    return condition


def _conditions(name: str) -> dict[str, Q]:
    """Values of a facet that no single column holds."""
    if name == "svezina":
        late = _late()
        return {FRESH: ~late, LATE: late}
    return {found: _placed() if found == "geojson" else Q() for found in offered()}


def _late() -> Q:
    """Data older than the promised frequency allows; the same as `Dataset.is_late`."""
    now, late = timezone.now(), Q(pk__in=())
    for frequency, days in LATE_AFTER_DAYS.items():
        late |= Q(frequency=frequency, modified_at__lt=now - timedelta(days=days))
    return late


def _placed() -> Q:
    """Data whose schema has a geometry, or a longitude and a latitude."""
    schemas = [name for name, schema in municipal_schemas().items() if schema.geometry or schema.point]
    own = Q(own_schema__fields__contains=[{"type": "geojson"}])
    for longitude, latitude in zip(LONGITUDES, LATITUDES, strict=True):
        own |= Q(own_schema__fields__contains=[{"name": longitude}, {"name": latitude}])
    return Q(schema_name__in=schemas) | own


def language_of_data() -> str:
    """The reader's language as schemas name it: ``sr``, ``sr-Latn`` or ``en``."""
    return {"sr": "sr", "sr-latn": "sr-Latn"}.get(get_language() or "sr", "en")


def texts_of(dataset: Dataset) -> tuple[str, str]:
    """Title and description in English where there are any and the reader reads it, else in the reader's script."""
    if language_of_data() == "en":
        return dataset.title_en or pismo(dataset.title), dataset.description_en or pismo(dataset.description)
    return pismo(dataset.title), pismo(dataset.description)


def page_of(found: QuerySet[Dataset], number: str, size: int) -> Page[Dataset]:
    """One page; a number that cannot be gives the nearest one."""
    return Paginator(found, size).get_page(number)


def choices(parameters: Mapping[str, str]) -> dict[str, list[Choice]]:
    """Values of each facet among what the words and the other facets leave."""
    plain = {name: _choices(name, field, parameters) for name, field in FACET_FIELDS.items()}
    return plain | {name: _counted(name, parameters) for name in ("svezina", "format")}


def _counted(name: str, parameters: Mapping[str, str]) -> list[Choice]:
    """Values of a facet by their conditions, in the order they are told in; those that fit nothing are left out."""
    others = {key: value for key, value in parameters.items() if key != name}
    conditions = _conditions(name)
    counts = search(others).order_by().aggregate(
        **{value: Count("pk", filter=condition) for value, condition in conditions.items()}
    )  # fmt: skip
    words = {FRESH: translate("обновљено на време"), LATE: translate("обнова касни")}
    return [
        Choice(value, words.get(value, value.upper()), counts[value], parameters.get(name) == value)
        for value in conditions
        if counts[value]
    ]


def _choices(name: str, field: str, parameters: Mapping[str, str]) -> list[Choice]:
    others = {key: value for key, value in parameters.items() if key != name}
    counted = search(others).order_by().values_list(field).annotate(number=Count("pk"))
    labels = _labels(name)
    found = [
        Choice(
            value or "sopstvena", str(labels.get(value, value)), number, parameters.get(name) == (value or "sopstvena")
        )
        for value, number in counted
    ]
    return sorted(found, key=lambda choice: (-choice.count, choice.label))


def _labels(name: str) -> dict[str, Any]:
    if name == "opstina":
        return {slug: pismo(title) for slug, title in Municipality.objects.values_list("slug", "name")}
    if name == "shema":
        known = {key: schema.titles[language_of_data()] for key, schema in municipal_schemas().items()}
        return {**known, "": translate("сопствена шема")}
    vocabularies = {"tema": Theme, "licenca": Licence, "ucestalost": Frequency}
    return dict(vocabularies[name].choices)
