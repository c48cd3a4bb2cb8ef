"""The page of a data set: rows as a table, what they can be narrowed by, a chart and a map, all of the same question."""

from __future__ import annotations

from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as translate
from psycopg2 import sql

from opendata import answers, exporting, rows, wording
from opendata.models import Dataset, Version
from opendata.querying.faults import BadQuery
from opendata.querying.question import WITHOUT_ORDER, Question
from opendata.showing import choosing, maps, summing
from opendata.tabular.schema import Column

ROWS_A_PAGE = 25
FACETS, FACET_CHOICES, MOST_DIFFERENT = 3, 8, 30
# In larger tables only the drawings of all rows are kept ready; those of a choice would make its reader wait.
DRAWN_UP_TO = 200_000
Context = dict[str, Any]


def context_of(request: HttpRequest, dataset: Dataset, version: Version, language: str) -> Context:
    """Everything on the page that depends on rows; a question that cannot be asked is explained above the first rows."""
    pairs, refusal = choosing.pairs_of(request, version.schema), ""
    try:
        question = answers.read_pairs([*pairs, ("limit", str(ROWS_A_PAGE))], version)
        page = rows.page_of(version, question)
    except BadQuery as bad:
        pairs, refusal, question = [], wording.query_sentence(bad.code), Question(limit=ROWS_A_PAGE)
        page = rows.page_of(version, question)
    head = [_heading(request, version, name, language) for name in page.names]
    return {
        "refusal": refusal,
        "query": request.GET.get("q", "")[:200],
        "chosen": choosing.chosen(request, version, language),
        "standing": [pair for pair in choosing.standing(request, version.schema) if pair[0] not in ("q", "sort")],
        "standing_rows": [pair for pair in pairs if pair[0] != "after"],
        "columns_to_choose": _to_choose(version, language),
        "tests": choosing.TESTS.items(),
        "orders": _orders(request, version, language),
        "all_rows_url": request.path if pairs else "",
        "selection": _selection(dataset, version, pairs) if choosing.conditions(pairs) else [],
        "head": head,
        "rows": [
            [(column["label"], wording.cell_text(cell)) for column, cell in zip(head, row, strict=True)]
            for row in page.rows
        ],
        "next_url": choosing.replaced(request, version.schema, "after", page.after)
        if page.after else "",
        **_views(request, version, question, language),
    }  # fmt: skip


def _to_choose(version: Version, language: str) -> list[tuple[str, str]]:
    return [
        (column.name, column.titles.get(language, column.title))
        for column in version.schema.columns
        if column.type != "geojson"
    ]


def _selection(dataset: Dataset, version: Version, pairs: choosing.Pairs) -> list[dict[str, str]]:
    """Files of the rows that are chosen, in the order they are shown in."""
    query = urlencode([pair for pair in pairs if pair[0] != "after"])
    return [
        {"name": found.name.upper(), "url": f"{file_address(dataset, version, found.name)}?{query}"}
        for found in exporting.formats_for(version.schema)
    ]


def file_address(dataset: Dataset, version: Version, name: str) -> str:
    """The file of a version; that in force has the address of the data set."""
    if version.pk == dataset.current_id:
        return reverse("opendata:file", args=[dataset.slug, name])
    return reverse("opendata:version-file", args=[dataset.slug, version.number, name])


def _heading(request: HttpRequest, version: Version, name: str, language: str) -> dict[str, str]:
    """A column as the head of the table has it."""
    column, sort = version.schema.column(name), request.GET.get("sort", "")
    order = {name: "ascending", f"-{name}": "descending"}.get(sort, "")
    return {"label": column.titles.get(language, column.title), "order": order}


def _orders(request: HttpRequest, version: Version, language: str) -> list[summing.Choice]:
    """Orders that can be chosen. A list, not links in the head of the table, which leaves the screen of a telephone."""
    sort = request.GET.get("sort", "")
    found = [summing.Choice("", translate("као у датотеци"), not sort)]
    ways = {"": translate("растуће"), "-": translate("опадајуће")}
    for column in version.schema.columns:
        if column.type not in WITHOUT_ORDER:
            label = column.titles.get(language, column.title)
            found += [
                summing.Choice(f"{sign}{column.name}", f"{label}, {way}", sort == f"{sign}{column.name}")
                for sign, way in ways.items()
            ]
    return found


def _views(request: HttpRequest, version: Version, question: Question, language: str) -> Context:
    """Choices, chart and map: asked together, each kept for as long as memory lasts, because a version never changes."""
    chosen = Question(where=question.where, words=question.words)
    facets = _facet_columns(version)
    statements: dict[str, sql.Composed] = {
        f"facet-{column.name}": rows.facet_sql(version, chosen, column.name) for column in facets
    }
    asked = summing.asked_of(request, version) if _is_drawn(version, chosen) else None
    if asked:
        statements["chart"] = summing.statement_of(asked, version, chosen)
    if _is_drawn(version, chosen) and (places := maps.statement_of(version, chosen)):
        statements["map"] = places
    if chosen.filters:
        statements["count"] = rows.count_sql(version, chosen)
    try:
        found = rows.kept(version, statements)
    except BadQuery:
        return {}  # too slow for once; the rows are there
    context: Context = {"facets": [_facet(request, version, column, found, language) for column in facets]}
    if chosen.filters:
        number = int(found["count"][0][0])
        context |= {"count": min(number, rows.COUNTED_UP_TO), "count_is_exact": number <= rows.COUNTED_UP_TO}
    if asked:
        context |= _chart(request, version, asked, found["chart"], language)
    if "map" in found:
        context["map"] = maps.draw(version, found["map"])
    return context


def _is_drawn(version: Version, chosen: Question) -> bool:
    return version.rows <= DRAWN_UP_TO or not chosen.filters


def _facet_columns(version: Version) -> list[Column]:
    few = [
        column
        for column in version.schema.columns
        if column.type in ("string", "boolean") and column.name not in version.schema.key
        and 2 <= version.profile.get(column.name, {}).get("distinct", 0) <= min(MOST_DIFFERENT, max(2, version.rows // 2))
    ]  # fmt: skip
    return few[:FACETS]


def _facet(
    request: HttpRequest, version: Version, column: Column, found: dict[str, list[Any]], language: str
) -> Context:
    choices = []
    for value, count in found[f"facet-{column.name}"][:FACET_CHOICES]:
        if value is not None:
            asked = str(value).lower() if isinstance(value, bool) else value
            url = choosing.replaced(request, version.schema, column.name, asked)
            choices.append({"label": wording.cell_text(value), "count": count, "url": url})
    return {"title": column.titles.get(language, column.title), "choices": choices}


def _chart(request: HttpRequest, version: Version, asked: summing.Asked, found: list[Any], language: str) -> Context:
    groups, measures = summing.choices(asked, version, language)
    most = summing.STEPS if asked.column.type in summing.ORDERED else summing.BARS
    address_of = partial(choosing.replaced, request, version.schema, asked.column.name)
    return {
        "chart": summing.bars_of(asked, found, address_of),
        "chart_groups": groups,
        "chart_measures": measures,
        "chart_measure": next((measure.label for measure in measures if measure.chosen), ""),
        "chart_by": asked.column.titles.get(language, asked.column.title),
        "chart_cut": len(found) >= most,
    }
