"""The public catalogue: search in either script, facets, order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet

from municipalities.models import Municipality
from municipalities.script import fold
from municipalities.templatetags.pismo import pismo
from opendata import access
from opendata.codes import Frequency, Licence, Theme
from opendata.models import Dataset
from opendata.tabular.schema import municipal_schemas

MOST_WORDS = 6
FACET_FIELDS = {"tema": "theme", "licenca": "licence", "ucestalost": "frequency", "opstina": "municipality__slug",
                "shema": "schema_name"}  # fmt: skip
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
    return condition


def page_of(found: QuerySet[Dataset], number: str, size: int) -> Page[Dataset]:
    """One page; a number that cannot be gives the nearest one."""
    return Paginator(found, size).get_page(number)


def choices(parameters: Mapping[str, str]) -> dict[str, list[Choice]]:
    """Values of each facet among what the words and the other facets leave."""
    return {name: _choices(name, field, parameters) for name, field in FACET_FIELDS.items()}


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
        return {key: pismo(schema.titles["sr"]) for key, schema in municipal_schemas().items()}
    vocabularies = {"tema": Theme, "licenca": Licence, "ucestalost": Frequency}
    return dict(vocabularies[name].choices)
