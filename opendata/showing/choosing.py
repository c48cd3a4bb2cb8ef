"""Conditions on the page of a data set: what stands in the address, in words, and where one more or one less leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from opendata import wording
from opendata.models import Version
from opendata.tabular.faults import WrongValue
from opendata.tabular.schema import Column, TableSchema
from opendata.tabular.values import read_value

PLAIN = ("q", "sort", "after")
# Fields of the form for one more condition. No column can be called so, because of the hyphen.
NEW_COLUMN, NEW_TEST, NEW_VALUE = "nova-kolona", "nov-uslov", "nova-vrednost"
# What the chart shows.
CHART_BY, CHART_MEASURE = "grafikon-po", "grafikon-mera"
# By the ending of a parameter; what the reader picks from, in this order.
TESTS: dict[str, str | Promise] = {
    "": _("једнако"), "ne": _("различито од"), "gte": _("најмање"), "lte": _("највише"), "contains": _("садржи"),
    "starts_with": _("почиње са"), "isnull": _("празно"),
}  # fmt: skip
ELSEWHERE: dict[str, str | Promise] = {"gt": _("веће од"), "lt": _("мање од"), "in": _("једно од")}
Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Chosen:
    """A condition in words, and the address without it."""

    text: str
    url: str


def pairs_of(request: HttpRequest, schema: TableSchema) -> Pairs:
    """The question to the rows that stands in the address of a page.

    A page has one parameter of its own that may also be a column, ``jezik``: a code of a language means the page.
    """
    languages = {code for code, _name in settings.LANGUAGES}
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and (name in PLAIN or name.partition("__")[0] in schema.names)
        and not (name == "jezik" and value in languages)
    ]  # fmt: skip


def standing(request: HttpRequest, schema: TableSchema) -> Pairs:
    """All that a link of the page takes with it, except the place among the rows: a choice begins at the first page."""
    drawn = [(name, request.GET[name]) for name in (CHART_BY, CHART_MEASURE) if request.GET.get(name)]
    return [pair for pair in pairs_of(request, schema) if pair[0] != "after"] + drawn


def conditions(pairs: Pairs) -> Pairs:
    """Those that choose rows, without order and place."""
    return [(name, value) for name, value in pairs if name not in ("sort", "after")]


def address(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The path with a question."""
    query = urlencode(list(pairs))
    return f"{path}?{query}" if query else path


def one_more(request: HttpRequest, schema: TableSchema) -> str:
    """Where the form for one more condition leads; empty when it was not sent or names nothing that is there."""
    name, test = request.GET.get(NEW_COLUMN, ""), request.GET.get(NEW_TEST, "")
    if name not in schema.names or test not in TESTS:
        return ""
    value = "true" if test == "isnull" else _as_asked(request.GET.get(NEW_VALUE, ""), schema.column(name), test)
    pair = [(f"{name}__{test}" if test else name, value)] if value else []
    return address(request.path, [*standing(request, schema), *pair])


def _as_asked(typed: str, column: Column, test: str) -> str:
    """A number with a decimal comma, as people here write it, as the language of questions has it; all else as typed."""
    value = typed.strip()[:300]
    if column.type not in ("number", "integer") or test in ("contains", "starts_with"):
        return value
    try:
        read_value(column.type, value)
    except WrongValue:
        plain = value.replace(".", "").replace(",", ".")
        return plain if plain.replace(".", "", 1).lstrip("-").isdecimal() else value
    return value


def chosen(request: HttpRequest, version: Version, language: str) -> list[Chosen]:
    """The conditions in force in words, each with a way to do without it."""
    pairs = standing(request, version.schema)
    found = []
    for place, (name, value) in enumerate(pairs):
        if name in (*PLAIN, CHART_BY, CHART_MEASURE):
            continue
        others = [pair for number, pair in enumerate(pairs) if number != place]
        found.append(Chosen(_in_words(name, value, version.schema, language), address(request.path, others)))
    return found


def _in_words(name: str, value: str, schema: TableSchema, language: str) -> str:
    column, _, test = name.partition("__")
    label = schema.column(column).titles.get(language, schema.column(column).title)
    if test == "isnull":
        return f"{label}: {translate('празно') if value == 'true' else translate('није празно')}"
    words = TESTS.get(test) or ELSEWHERE.get(test, test)
    return f"{label}: {words} {_shown(value, schema.column(column), test)}"


def _shown(value: str, column: Column, test: str) -> str:
    if test in ("contains", "starts_with", "in") or column.type in ("string", "geojson"):
        return f"„{value}“"
    try:
        return wording.cell_text(read_value(column.type, value))
    except WrongValue:
        return f"„{value}“"


def replaced(request: HttpRequest, schema: TableSchema, name: str, value: str) -> str:
    """The address with one parameter in place of all of that name: a value of a column chosen, an order, a page."""
    pairs = [pair for pair in standing(request, schema) if pair[0] != name]
    return address(request.path, [*pairs, (name, value)])
