"""One page of the triage list, and how many reports lie on each heap.

Pages are found by the last row of the page before (keyset) and counts stop at a thousand, so that a page costs the same
for a thousand reports and for a million.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.fields.tuple_lookups import TupleGreaterThan, TupleLessThan
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from inspections.access import InspectionDesk
from inspections.desk.filters import HEAPS, Rows
from inspections.models import Category, Report

PAGE = 25
MOST_COUNTED = 1000
COLUMNS = (
    "number", "code", "state", "version", "act_by", "due_order", "filed_at", "municipality", "priority", "address",
    "supporters", "lat", "lon", "category", "assignee__first_name", "assignee__last_name", "assignee__email",
)  # fmt: skip


def counts(desk: InspectionDesk) -> dict[str, int]:
    """How many reports lie on each heap, up to a thousand and one; one query."""
    today = timezone.localdate()
    parts: list[str] = []
    parameters: list[Any] = []
    counted = [heap for heap in HEAPS if heap.counted]
    for heap in counted:
        rows = heap.rows(desk.reports(), desk, today).order_by().values("pk")[: MOST_COUNTED + 1]
        sql, values = rows.query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - built by the ORM
        parameters += values
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", parameters)
        found = cursor.fetchone()
    return dict(zip((heap.slug for heap in counted), found, strict=True))


@dataclass(frozen=True)
class Page:
    """Rows of a page and the mark after which the next one begins (empty on the last page)."""

    reports: list[Report]
    next_mark: str = ""


def page_of(rows: Rows, categories: Mapping[int, Category], *, by_receipt: bool, after: str = "") -> Page:
    """One page of a heap, beginning after the mark of the page before; a mark that makes no sense begins anew.

    Rows come from one range of one index. ``categories`` by id are those that the page has at hand for its filters.
    """
    ordered = _by_receipt(rows, after) if by_receipt else _by_term(rows, after)
    found = list(ordered.select_related("assignee").only(*COLUMNS)[: PAGE + 1])
    shown = found[:PAGE]
    for report in shown:
        report.category = categories[report.category_id]
    return Page(shown, _mark(shown[-1], by_receipt=by_receipt) if len(found) > PAGE else "")


def _by_receipt(rows: Rows, after: str) -> Rows:
    text, pk = _split(after)
    moment = _read(parse_datetime, text)
    if moment is not None and moment.tzinfo and pk is not None:
        rows = rows.filter(TupleLessThan((F("filed_at"), F("id")), (moment, pk)))
    return rows.order_by("-filed_at", "-id")


def _by_term(rows: Rows, after: str) -> Rows:
    """Nearest term first, reports whose clock stands last."""
    text, pk = _split(after)
    day = _read(parse_date, text)
    if day is not None and pk is not None:
        rows = rows.filter(TupleGreaterThan((F("due_order"), F("id")), (day, pk)))
    return rows.order_by("due_order", "id")


def _mark(report: Report, *, by_receipt: bool) -> str:
    place = report.filed_at if by_receipt else report.due_order
    return f"{place.isoformat()}_{report.pk}"


def _split(mark: str) -> tuple[str, int | None]:
    text, _underscore, pk = mark.rpartition("_")
    return text, int(pk) if pk.isdecimal() and pk.isascii() and len(pk) < 19 else None


def _read(parse: Callable[[str], Any], text: str) -> Any:
    try:
        return parse(text)
    except ValueError:
        return None
