"""Checklists of the inspections for everybody (контролне листе, ЗИН, члан 14): every version, its points and what they mean."""

from __future__ import annotations

import csv
import io
from itertools import groupby, pairwise
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from inspections import record_rules as rules
from inspections.models import Checklist
from inspections.record_labels import DEGREE_LABELS
from inspections.records import access, terms
from inspections.views.shared import around, is_offered, not_offered
from inspections.wording import name_of
from municipalities.accounts.access import municipality_for
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing
from municipalities.templatetags.pismo import pismo

BYTE_ORDER_MARK = "\ufeff"


@require_safe
def index(request: HttpRequest, municipality: str) -> HttpResponse:
    """The lists by inspectorate: the version in force, and earlier ones behind it."""
    place = municipality_for(municipality)
    if not is_offered(place):
        return not_offered(request, place)
    rows = list(access.public_checklists(place))
    groups = [
        {"inspectorate": name_of(inspectorate), "lists": _by_list(list(found))}
        for inspectorate, found in groupby(rows, key=lambda row: row.inspectorate)
    ]
    page = {"groups": groups, "degrees": _degrees(place), "columns": _degree_columns(), "back_url": _start(place)}
    return render(request, "inspections/checklists.html", around(place) | page)


@require_safe
def show(request: HttpRequest, municipality: str, pk: int) -> HttpResponse:
    """One version: its questions with their points, and how the degree of risk follows from the answers."""
    place = municipality_for(municipality)
    if not is_offered(place):
        return not_offered(request, place)
    row = access.public_checklist(place, pk)
    questions = row.questions()
    page = {
        "row": row,
        "name": title_of(row),
        "is_translated": not _is_english() or bool(row.lines_en),
        "columns": [{"label": _("Бр.")}, {"label": _("Питање")}, {"label": _("Бодови"), "numeric": True}],
        "questions": _lines(row, questions),
        "most": sum(question.points for question in questions),
        "degrees": _degrees(place),
        "degree_columns": _degree_columns(),
        "newest": _newest(place, row),
        "back_url": reverse("inspections:checklists", args=[place.slug]),
    }
    return render(request, "inspections/checklist.html", around(place) | page)


@require_safe
def table(request: HttpRequest, municipality: str, pk: int) -> HttpResponse:
    """The questions of one version for spreadsheets, in Serbian, which counts."""
    place = municipality_for(municipality)
    if not is_offered(place):
        raise Http404
    row = access.public_checklist(place, pk)
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    writer = csv.writer(out)
    writer.writerow(["lista", "verzija", "redni_broj", "pitanje", "bodovi"])
    for number, question in enumerate(row.questions(), start=1):
        writer.writerow([row.code, row.version, number, question.text, question.points])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    name = f"kontrolna-lista-{row.code}-{row.version}.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def title_of(row: Checklist) -> str:
    """The field of supervision, translated where somebody has done so."""
    return row.name_en if _is_english() and row.name_en else pismo(row.name)


def _is_english() -> bool:
    return get_language() == "en"


def _start(place: Municipality) -> str:
    return reverse("inspections:start", args=[place.slug])


def _by_list(rows: list[Checklist]) -> list[dict[str, Any]]:
    """Of each list the newest version in use, and the others."""
    found: dict[tuple[str, int | None], list[Checklist]] = {}
    for row in rows:
        found.setdefault((row.code, row.municipality_id), []).append(row)
    lists = []
    for versions in found.values():
        current = next((row for row in versions if row.is_active), None)
        shown = current or versions[0]
        lists.append(
            {
                "row": shown,
                "name": title_of(shown),
                "in_use": current is not None,
                "others": [row for row in versions if row is not shown],
            }
        )
    return lists


def _newest(place: Municipality, row: Checklist) -> Checklist | None:
    """The version in use of the same list, where that is another one."""
    same = access.public_checklists(place).filter(code=row.code, municipality=row.municipality_id, is_active=True)
    newest = same.order_by("-version").first()
    return newest if newest is not None and newest.pk != row.pk else None


def _lines(row: Checklist, questions: tuple[rules.ListQuestion, ...]) -> list[list[Any]]:
    english = row.questions_in_english() if _is_english() else []
    texts = english or [pismo(question.text) for question in questions]
    return [
        [str(number), text, {"text": str(question.points), "numeric": True}]
        for number, (question, text) in enumerate(zip(questions, texts, strict=True), start=1)
    ]


def _degree_columns() -> list[dict[str, Any]]:
    return [{"label": _("Степен ризика")}, {"label": _("Удео остварених бодова"), "numeric": True}]


def _degrees(place: Municipality) -> list[list[Any]]:
    """Each degree of risk with the share of points from which it holds; empty while nobody has set the thresholds."""
    try:
        found = terms.thresholds(place)
    except ParameterMissing:
        return []
    steps = [number_format(step.normalize()) for step in (found.negligible, found.low, found.medium, found.high)]
    between = [_("од %(from)s %% до мање од %(to)s %%") % {"from": low, "to": high} for high, low in pairwise(steps)]
    most, least = _("%(percent)s %% и више"), _("мање од %(percent)s %%")
    shares = [most % {"percent": steps[0]}, *between, least % {"percent": steps[-1]}]
    return [
        [str(label), {"text": share, "numeric": True}]
        for label, share in zip(DEGREE_LABELS.values(), shares, strict=True)
    ]
