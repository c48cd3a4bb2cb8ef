"""What may be asked of the features of a collection: a box, a time, values of columns, and where a page begins."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from opendata.querying.faults import BadQuery
from opendata.querying.grammar import Compare, Condition
from opendata.querying.question import Question, read_question
from opendata.tabular.schema import TableSchema

FEATURES, MOST_FEATURES = 100, 1_000
FARTHEST = 10_000
WORLD = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Asked:
    """A page of features. ``box`` is west, south, east, north in degrees of WGS 84; ``after`` the last row before the page."""

    question: Question
    box: Box | None = None
    limit: int = FEATURES
    offset: int = 0
    after: int = 0


def read_asked(parameters: Mapping[str, str], schema: TableSchema) -> Asked:
    """What an address asks. A parameter that is neither known nor a column is refused, as the standard wants.

    Raises BadQuery.
    """
    rest = dict(parameters)
    box, time = _box(rest.pop("bbox", "")), rest.pop("datetime", "")
    if rest.pop("bbox-crs", WORLD) != WORLD:
        raise BadQuery("choice-crs", "bbox-crs")
    numbers = {
        "limit": max(1, min(_number(rest, "limit", FEATURES), MOST_FEATURES)),
        "offset": _number(rest, "offset", 0),
        "after": _number(rest, "after", 0),
    }
    if numbers["offset"] > FARTHEST:
        raise BadQuery("number", f"offset: 0–{FARTHEST}")
    if unknown := set(rest) - set(schema.names):
        raise BadQuery("no-such-column", min(unknown))
    question = read_question([*rest.items()], schema)
    where = (*question.where, *_conditions(time, schema))
    return Asked(Question(where=where), box, **numbers)


def _number(parameters: dict[str, str], name: str, default: int) -> int:
    text = parameters.pop(name, "") or str(default)
    if not (text.isascii() and text.isdigit() and len(text) <= 12):
        raise BadQuery("number", name)
    return int(text)


def _box(text: str) -> Box | None:
    """Four numbers, or six with heights, which nothing here has."""
    if not text:
        return None
    try:
        edges = [float(part) for part in text.split(",")]
    except ValueError:
        raise BadQuery("box", "bbox") from None
    if len(edges) == 6:
        edges = [*edges[:2], *edges[3:5]]
    if len(edges) != 4 or not all(map(math.isfinite, edges)):
        raise BadQuery("box", "bbox")
    west, south, east, north = edges
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise BadQuery("box", "bbox")
    return west, south, east, north


def time_column(schema: TableSchema) -> str:
    """The column that says when: the first day or moment; empty when there is none."""
    return next((column.name for column in schema.columns if column.type in ("date", "datetime")), "")


def _conditions(text: str, schema: TableSchema) -> Iterable[Condition]:
    """Conditions of a moment, or of a span ``a/b`` that may be open (``..``). Features without a time all fit."""
    if not text:
        return
    parts = text.split("/")
    if len(parts) > 2:
        raise BadQuery("moment", "datetime")
    first, last = (_moment(part) for part in (parts if len(parts) == 2 else parts * 2))
    if first and last and first[0] > last[0]:
        raise BadQuery("moment", "datetime")
    column = time_column(schema)
    if not column:
        return
    is_day = schema.column(column).type == "date"
    if first:
        yield Compare(column, ">=", _text(first[0], is_day=is_day))
    if last:
        # A day named without a time means all of it.
        is_whole_day = last[1] and not is_day
        end = last[0] + timedelta(days=1) if is_whole_day else last[0]
        yield Compare(column, "<" if is_whole_day else "<=", _text(end, is_day=is_day))


def _moment(text: str) -> tuple[datetime, bool] | None:
    """A moment and whether it is a bare day; None for an open end."""
    if text in ("", ".."):
        return None
    try:
        found = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        found = None
    if found is None or not 1000 <= found.year < 9000:
        raise BadQuery("moment", "datetime")
    return (timezone.make_aware(found) if timezone.is_naive(found) else found), len(text) == len("2026-11-03")


def _text(moment: datetime, *, is_day: bool) -> str:
    local: date = timezone.localtime(moment).date()
    return local.isoformat() if is_day else moment.isoformat()
