"""The map of the triage desk, drawn on the server: reports counted by the cells of a grid, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Q
from django.urls import reverse

from inspections import grid
from inspections.desk.filters import Filters, Rows, box_text, within, zoom_over
from inspections.desk.signs import SIGNS, Sign
from inspections.grid import ZOOM, Box, Point
from municipalities.models import Municipality

WIDTH, HEIGHT, EDGE = 640, 480, 24
COLUMNS = 10
TOWN_METRES = 6_000
FARTHEST_OUT = 4_000_000
"""Four degrees: nothing wider is a map of a municipality."""


@dataclass(frozen=True)
class Mark:
    """A cluster, or a single report, at a place of the picture (pixels). ``label`` counts by sign, for the reader."""

    x: int
    y: int
    number: int
    sign: Sign
    url: str
    parts: tuple[tuple[Sign, int], ...]

    @property
    def radius(self) -> int:
        """Big enough to touch, a little bigger for many."""
        return min(26, 14 + len(str(self.number)) * 3) if self.number > 1 else 12


@dataclass(frozen=True)
class Picture:
    """Everything on the map. ``wider`` and ``whole`` are the addresses of the same list, farther away."""

    marks: tuple[Mark, ...]
    box: Box
    wider: str
    whole: str
    seat: tuple[int, int] | None
    width: int = WIDTH
    height: int = HEIGHT


def picture(rows: Rows, filters: Filters, place: Municipality) -> Picture:
    """The map of the rows: of the asked rectangle, else of the surroundings of the seat."""
    seat = Point(round(place.seat_latitude * grid.MILLION), round(place.seat_longitude * grid.MILLION))
    box = filters.box or grid.around(seat, TOWN_METRES)
    zoom = zoom_over(box, COLUMNS)
    marks = tuple(_mark(cell, found, zoom, box, filters) for cell, found in _counted(rows, box, zoom))
    return Picture(
        marks,
        box,
        wider=filters.address(okvir=box_text(_wider(box))),
        whole=filters.address(okvir=""),
        seat=_at(seat, box) if seat in box else None,
    )


def _counted(rows: Rows, box: Box, zoom: int) -> list[tuple[int, dict[str, int]]]:
    """Cells with the number of reports by sign, and the last report of each."""
    by_sign = {sign.slug: Count("pk", filter=Q(state__in=sorted(sign.states))) for sign in SIGNS}
    found: Any = (
        within(rows, box)
        .order_by()
        .annotate(square=F("cell").bitrightshift(2 * (ZOOM - zoom)))
        .values("square")
        .annotate(last=Max("pk"), number=Count("pk"), **by_sign)
    )
    return [(row.pop("square"), row) for row in found]


def _mark(cell: int, found: dict[str, int], zoom: int, box: Box, filters: Filters) -> Mark:
    parts = tuple((sign, found[sign.slug]) for sign in SIGNS if found[sign.slug])
    x, y = _at(grid.centre_of(cell, zoom), box)
    if found["number"] == 1:
        url = reverse("admin:inspections_report_change", args=[found["last"]])
    else:
        url = filters.address(okvir=box_text(_around(cell, zoom)))
    return Mark(x, y, found["number"], parts[0][0], url, parts)


def _around(cell: int, zoom: int) -> Box:
    """The rectangle of a cell with half a cell around it, so that nothing lies on the edge of the next picture."""
    centre = grid.centre_of(cell, zoom)
    lon = max(round(360 * grid.MILLION / (1 << zoom)), 200)
    lat = lon * 3 // 4
    return Box(centre.lat - lat, centre.lon - lon, centre.lat + lat, centre.lon + lon)


def _wider(box: Box) -> Box:
    """Twice as wide and high around the same middle."""
    lat, lon = (box.north - box.south) // 2, (box.east - box.west) // 2
    if lon > FARTHEST_OUT:
        return box
    return Box(box.south - lat, box.west - lon, box.north + lat, box.east + lon)


def _at(point: Point, box: Box) -> tuple[int, int]:
    """Pixels of a place, kept inside the picture."""
    x = (point.lon - box.west) / (box.east - box.west) * WIDTH
    y = (box.north - point.lat) / (box.north - box.south) * HEIGHT
    return min(max(round(x), EDGE), WIDTH - EDGE), min(max(round(y), EDGE), HEIGHT - EDGE)
