"""Reports about the same nearby: for the citizen before filing, for the desk before deciding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from inspections import grid, rules
from inspections.grid import Point
from inspections.lifecycle import OPEN
from inspections.models import Category, Report


@dataclass(frozen=True)
class Near:
    """A report and how far it is, in metres."""

    report: Report
    metres: int


def nearby(
    rows: QuerySet[Report], *, category: Category, place: Point, on: date, most: int = 5, public: bool
) -> list[Near]:  # fmt: skip
    """Open reports of the category near a place, nearest first; distance and age as the category sets them.

    ``rows`` come from a door and decide what may be seen at all. With ``public`` the rounded places are compared, so
    that nobody finds the exact one by asking from many places; the desk compares the exact ones.
    """
    box = grid.around(place, category.duplicate_metres + (category.rounding_metres if public else 0))
    lat, lon = ("public_lat", "public_lon") if public else ("lat", "lon")
    found = rows.filter(
        category=category, state__in=OPEN, lead=None, filed_at__date__gte=on - timedelta(days=category.duplicate_days),
        **{f"{lat}__range": (box.south, box.north), f"{lon}__range": (box.west, box.east)},
    )  # fmt: skip
    here = rules.Sighting(category.code, place, on)
    near = [_compared(report, here, category, public=public) for report in found[:200]]
    return sorted((one for one in near if one is not None), key=lambda one: one.metres)[:most]


def _compared(report: Report, here: rules.Sighting, category: Category, *, public: bool) -> Near | None:
    where = report.public_place if public else report.place
    if where is None:
        return None
    there = rules.Sighting(category.code, where, report.filed_at.date())
    within = category.duplicate_metres + (category.rounding_metres if public else 0)
    metres = rules.metres_if_same(here, there, within_metres=within, within_days=category.duplicate_days)
    return None if metres is None else Near(report, metres)


def duplicates_of(rows: QuerySet[Report], report: Report, *, most: int = 10) -> list[Near]:
    """Other open reports that may be about the same as this one, for the desk."""
    if report.place is None:
        return []
    others = rows.exclude(pk=report.pk)
    return nearby(
        others, category=report.category, place=report.place, on=report.filed_at.date(), most=most, public=False
    )  # fmt: skip


def at_address(rows: QuerySet[Report], report: Report, *, most: int = 20) -> QuerySet[Report]:
    """Other reports at the same address, newest first, for the desk."""
    if not report.address_key:
        return rows.none()
    return rows.exclude(pk=report.pk).filter(address_key=report.address_key).order_by("-filed_at", "-id")[:most]
