"""The sliding map: what a page tells its script, and the marks of a rectangle as GeoJSON.

Few reports come one by one, many as counts by the cells of the grid that the drawn map uses (`inspections.pictures`).
``Drawing.public`` asks for the rounded places; a label then holds the category and the group of states and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from inspections import grid
from inspections.grid import MILLION, Box, Point
from inspections.models import Report
from inspections.pictures import Drawing, around_cell, box_text, counted, first_box, is_part, seat_of, within, zoom_over
from inspections.signs import Sign
from inspections.wording import name_of
from municipalities import base_map
from municipalities.models import Municipality

MOST_ALONE = 300
"""So many reports of a rectangle come one by one; the browser groups those that lie close together."""
COLUMNS = 5
"""At least so many cells lie across the rectangle, and fewer than twice as many: signs must not hide each other."""
FIELDS = (
    "number", "state", "lat", "lon", "public_lat", "public_lon", "category__name", "category__name_en",
)  # fmt: skip

Label = Callable[[Report], str]


# -- Marks -------------------------------------------------------------------------------------------------------------
def marks(rows: QuerySet[Report], drawing: Drawing, box: Box, label_of: Label) -> dict[str, Any]:
    """The reports of a rectangle as a feature collection (RFC 7946), in as many queries for one as for a million.

    ``kind`` is ``points`` or ``cells``, ``number`` how many reports there are, ``told`` the same in words. A feature has
    ``number``, ``sign`` and ``label``; a point has the ``url`` of its page, a cell the rectangle ``okvir`` to look closer.
    """
    zoom = zoom_over(box, COLUMNS)
    cells = counted(rows, drawing, box, zoom)
    alone = sum(found["number"] for _cell, found in cells) <= MOST_ALONE
    features = (
        [_point(report, drawing, label_of) for report in _alone(rows, box, public=drawing.public)]
        if alone
        else [_cell(cell, found, zoom, drawing) for cell, found in cells]
    )
    total = sum(feature["properties"]["number"] for feature in features)
    return {
        "type": "FeatureCollection",
        "kind": "points" if alone else "cells",
        "number": total,
        "told": _told(total, part=is_part(drawing, zoom, cells)),
        "features": features,
    }


def _told(number: int, *, part: bool) -> str:
    """How many reports the map shows, or that it does not show them all."""
    if part:
        return _("Пријава је превише за једну мапу, па је приказан само део. Приближите мапу или сузите списак.")
    return _("Пријава на овом делу мапе: %(number)s") % {"number": number}


def _alone(rows: QuerySet[Report], box: Box, *, public: bool) -> QuerySet[Report]:
    found = within(rows, box, public=public).order_by("-pk").select_related("category").only(*FIELDS)
    return found[:MOST_ALONE]


def _point(report: Report, drawing: Drawing, label_of: Label) -> dict[str, Any]:
    lat, lon = (report.public_lat, report.public_lon) if drawing.public else (report.lat, report.lon)
    sign = next(sign for sign in drawing.signs if report.state in sign.states)
    told = {"number": 1, "sign": sign.slug, "label": label_of(report), "url": drawing.page_of(report.pk)}
    return _at(Point(lat or 0, lon or 0), told)


def _cell(cell: int, found: Mapping[str, int], zoom: int, drawing: Drawing) -> dict[str, Any]:
    parts = [(sign, found[sign.slug]) for sign in drawing.signs if found[sign.slug]]
    words = ", ".join(f"{sign.label} {number}" for sign, number in parts)
    told = {
        "number": found["number"],
        "sign": parts[0][0].slug,
        "label": f"{found['number']}: {words}",
        "okvir": box_text(around_cell(cell, zoom)),
    }
    return _at(grid.centre_of(cell, zoom), told)


def _at(place: Point, told: dict[str, Any]) -> dict[str, Any]:
    return base_map.point(place.lat / MILLION, place.lon / MILLION, told)


def public_label(sign: Sign, report: Report) -> str:
    """Category and group of states: all that the map tells everybody of a report."""
    return f"{name_of(report.category)}: {sign.label}"


# -- What a page tells its script --------------------------------------------------------------------------------------
def settings_of(place: Municipality, *, box: Box | None = None, **more: Any) -> dict[str, Any]:
    """Ground, tiles, seat, first rectangle and the words of the map, for ``json_script``."""
    shown = box or first_box(place)
    tiles = {"url": settings.MAP_TILES_URL, "attribution": settings.MAP_TILES_ATTRIBUTION}
    return {
        "base": base_map.address(),
        "tiles": tiles if settings.MAP_TILES_URL else None,
        "seat": [seat_of(place).lat / MILLION, seat_of(place).lon / MILLION],
        "box": [shown.south, shown.west, shown.north, shown.east],
        "words": _words(),
        **more,
    }


def list_settings(
    place: Municipality, signs: Sequence[Sign], *, look: str, box: Box | None, **addresses: str
) -> dict[str, Any]:
    """The same for a map beside a list: also its signs, the classes that draw them (``look``), and where marks are.

    ``marks`` is the address of `marks`, ``page`` that of the list, both with the filters of the page but no rectangle.
    """
    shown = [{"slug": sign.slug, "label": str(sign.label), "points": sign.points} for sign in signs]
    return settings_of(place, box=box, signs=shown, look=look, **addresses)


def _words() -> dict[str, str]:
    return {
        "zoomIn": _("Приближи"),
        "zoomOut": _("Удаљи"),
        "failed": _("Мапа сада не може да учита пријаве. Списак је тачан; покушајте поново за који тренутак."),
        "pin": _("Ознака места. Стрелице на тастатури је померају."),
        "chosen": _("Место је изабрано: %(place)s."),
        "ring": _("%(number)s km од седишта"),
    }
