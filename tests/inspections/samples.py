"""Short ways to a report; they go through the same actions as people do."""

from __future__ import annotations

from typing import Any

from inspections import actions
from inspections.actions import Filing
from inspections.grid import Point
from inspections.models import Category, Report
from municipalities.models import Municipality

SQUARE = Point(44_013_950, 20_911_420)
SENDER = {"name": "Ана Пробић", "email": "ana.prijava@primer.example", "phone": "064 000 0001"}


def category(code: str) -> Category:
    return Category.objects.select_related("inspectorate").get(code=code)


def filing(place: Municipality, code: str = "kom-otpad-javna", **more: Any) -> Filing:
    """What a known sender reports on the main square."""
    given: dict[str, Any] = {
        "identity": "known", "description": "Разбацане кесе поред клупе.", "address": "Главни трг 1", "place": SQUARE,
        "reporter": SENDER,
    }  # fmt: skip
    return Filing(municipality=place, category=category(code), **(given | more))


def report(place: Municipality, code: str = "kom-otpad-javna", **more: Any) -> Report:
    """A filed report of a known sender."""
    return actions.file(filing=filing(place, code, **more), by=None)
