"""Cells become values: what people write in Serbian tables, read strictly; every refusal says what was expected."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from opendata.tabular.faults import WrongValue
from opendata.tabular.geometry import EAST, NORTH, SOUTH, WEST, read_geometry
from opendata.tabular.schema import LATITUDES, LONGITUDES, Column

BELGRADE = ZoneInfo("Europe/Belgrade")
LARGEST_INTEGER = 2**63 - 1
MOST_DIGITS = 38
LONGEST_TEXT = 100_000
Parser = Callable[[Any], Any]

_SERBIAN_DATE = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?")
_SERBIAN_MOMENT = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?,?\s+(\d{1,2})[:.](\d{2})(?::(\d{2}))?")
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})(?::(\d{2}))?")
_POINT = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d{1,2})?")
_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_YES = frozenset({"да", "da", "true", "1", "yes", "тачно", "tačno"})
_NO = frozenset({"не", "ne", "false", "0", "no", "нетачно", "netačno"})


def parser(column: Column, *, decimal_comma: bool = False) -> Parser:
    """The function that turns one cell into a value of the column, or None for an empty cell. It raises WrongValue.

    Values: str, int, Decimal, date, aware datetime, time, bool, and for a geometry a dict.
    """
    read = _readers(decimal_comma)[column.type]
    checks = _checks(column)

    def parse(cell: Any) -> Any:
        if cell is None or (isinstance(cell, str) and not cell.strip()):
            if column.required:
                raise WrongValue("required")
            return None
        value = read(cell.strip() if isinstance(cell, str) else cell)
        for check in checks:
            check(value)
        return value

    return parse


def read_value(kind: str, text: str) -> Any:
    """A text as a value of a type, with a decimal point and without limits of any column. Raises WrongValue."""
    return _readers(False)[kind](text.strip())


def _readers(decimal_comma: bool) -> dict[str, Parser]:
    return {
        "string": _string, "integer": lambda cell: _integer(cell, decimal_comma), "year": _year,
        "number": lambda cell: _number(cell, decimal_comma), "date": _date, "datetime": _datetime, "time": _time,
        "boolean": _boolean, "geojson": _geometry,
    }  # fmt: skip


def _string(cell: Any) -> str:
    text = cell if isinstance(cell, str) else _plain(cell)
    if "\x00" in text:
        raise WrongValue("control")
    if len(text) > LONGEST_TEXT:
        raise WrongValue("long")
    return text


def _plain(cell: Any) -> str:
    """A cell of a spreadsheet as its reader sees it: 34000.0 is 34000."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def _number(cell: Any, decimal_comma: bool) -> Decimal:
    if isinstance(cell, (bool, date | time)):
        raise WrongValue("number")
    if isinstance(cell, int | float | Decimal):
        cell, decimal_comma = str(cell), False
    text = cell.replace("\u00a0", "").replace(" ", "").replace("\u2212", "-")
    if decimal_comma and _COMMA.fullmatch(text):
        text = text.replace(".", "").replace(",", ".")
    elif not _POINT.fullmatch(text):
        raise WrongValue("number")
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise WrongValue("number") from None
    if len(value.as_tuple().digits) > MOST_DIGITS or abs(value.adjusted()) > MOST_DIGITS:
        raise WrongValue("large")
    return value


def _integer(cell: Any, decimal_comma: bool) -> int:
    try:
        value = _number(cell, decimal_comma)
    except WrongValue as wrong:
        raise WrongValue("large" if wrong.code == "large" else "integer") from None
    if value != value.to_integral_value():
        raise WrongValue("integer")
    if abs(value) > LARGEST_INTEGER:
        raise WrongValue("large")
    return int(value)


def _year(cell: Any) -> int:
    text = _plain(cell).rstrip(".")
    if not re.fullmatch(r"[12]\d{3}", text):
        raise WrongValue("year")
    return int(text)


def _date(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str):
        raise WrongValue("date")
    found = _SERBIAN_DATE.fullmatch(cell)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(cell) if len(cell) == 10 else datetime.fromisoformat(cell).date()
    except ValueError:
        raise WrongValue("no-such-day" if found or re.fullmatch(r"\d{4}-\d\d-\d\d", cell) else "date") from None


def _datetime(cell: Any) -> datetime:
    """A moment; one without a zone is of Belgrade."""
    if isinstance(cell, datetime):
        moment = cell
    else:
        try:
            moment = _moment(cell if isinstance(cell, str) else _plain(cell))
        except ValueError:
            raise WrongValue("datetime") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=BELGRADE)


def _moment(text: str) -> datetime:
    found = _SERBIAN_MOMENT.fullmatch(text)
    if not found:
        return datetime.fromisoformat(text)
    day, month, year, hour, minute = (int(found[number]) for number in range(1, 6))
    return datetime(year, month, day, hour, minute, int(found[6] or 0), tzinfo=BELGRADE)


def _time(cell: Any) -> time:
    if isinstance(cell, datetime):
        return cell.time()
    if isinstance(cell, timedelta):
        cell = str(cell)
    if isinstance(cell, time):
        return cell
    found = _TIME.fullmatch(cell) if isinstance(cell, str) else None
    try:
        if found:
            return time(int(found[1]), int(found[2]), int(found[3] or 0))
    except ValueError:
        pass
    raise WrongValue("time")


def _boolean(cell: Any) -> bool:
    text = str(cell).lower() if not isinstance(cell, float) else _plain(cell)
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise WrongValue("boolean")


def _geometry(cell: Any) -> dict[str, Any]:
    if isinstance(cell, str):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError):
            raise WrongValue("geometry") from None
    return read_geometry(cell)


def _checks(column: Column) -> list[Callable[[Any], None]]:
    """What the column asks of a value that was read."""
    checks: list[Callable[[Any], None]] = []
    if column.name in LONGITUDES and column.type == "number":
        return [lambda value: _inside(value, WEST, EAST, SOUTH, NORTH)]
    if column.name in LATITUDES and column.type == "number":
        return [lambda value: _inside(value, SOUTH, NORTH, WEST, EAST)]
    if column.minimum is not None or column.maximum is not None:
        checks.append(lambda value: _within(value, column.minimum, column.maximum))
    if column.pattern:
        shape = re.compile(column.pattern)
        checks.append(lambda value: _shaped(value, shape))
    if column.enum:
        allowed = frozenset(column.enum)
        checks.append(lambda value: _listed(value, allowed))
    if column.format == "uri":
        checks.append(_address)
    return checks


def _inside(value: Decimal, low: float, high: float, other_low: float, other_high: float) -> None:
    """A coordinate; one that fits the other axis was written in the wrong order."""
    if low <= value <= high:
        return
    raise WrongValue("swapped" if other_low <= value <= other_high else "outside-serbia")


def _within(value: Any, minimum: float | None, maximum: float | None) -> None:
    if minimum is not None and value < minimum:
        raise WrongValue("minimum", limit=f"{minimum:g}")
    if maximum is not None and value > maximum:
        raise WrongValue("maximum", limit=f"{maximum:g}")


def _shaped(value: Any, shape: re.Pattern[str]) -> None:
    if not shape.fullmatch(str(value)):
        raise WrongValue("pattern", pattern=shape.pattern)


def _listed(value: Any, allowed: frozenset[str]) -> None:
    if str(value) not in allowed:
        raise WrongValue("enum", allowed=", ".join(sorted(allowed)))


def _address(value: str) -> None:
    if not re.match(r"https?://[^\s/]+", value):
        raise WrongValue("uri")
