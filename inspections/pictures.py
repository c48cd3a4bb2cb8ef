"""Maps drawn on the server: a rectangle of the Earth as a picture, with reports counted by the cells of a grid.

``public`` asks for the rounded places that everybody may see instead of the exact ones of the desk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet

from inspections import grid
from inspections.grid import ZOOM, Box, Point
from inspections.models import Report
from inspections.signs import Sign
from municipalities.models import Municipality

WIDTH, HEIGHT, EDGE = 640, 480, 40
COLUMNS = 10
TOWN_METRES = 6_000
FARTHEST_OUT = 4_000_000
"""Four degrees: nothing wider is a map of a municipality."""
CELLS_ACROSS = 4
"""A rectangle is looked up by about so many ranges of the index on cells in each direction."""


@dataclass(frozen=True)
class Mark:
    """A cluster, or a single report, at a place of the picture (pixels). ``parts`` counts by sign, for the reader."""

    x: int
    y: int
    number: int
    sign: Sign
    url: str
    parts: tuple[tuple[Sign, int], ...]


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


@dataclass(frozen=True)
class Drawing:
    """How a list is drawn: its signs, the page of one report by its id, the same list with another rectangle."""

    signs: Sequence[Sign]
    page_of: Callable[[int], str]
    closer: Callable[[str], str]
    public: bool = False


def draw(rows: QuerySet[Report], drawing: Drawing, place: Municipality, asked: Box | None) -> Picture:
    """The map of the rows: of the asked rectangle, else of the surroundings of the seat. One query."""
    seat = Point(round(place.seat_latitude * grid.MILLION), round(place.seat_longitude * grid.MILLION))
    box = asked or grid.around(seat, TOWN_METRES)
    zoom = zoom_over(box, COLUMNS)
    return Picture(
        tuple(_mark(cell, found, zoom, box, drawing) for cell, found in _counted(rows, drawing, box, zoom)),
        box,
        wider=drawing.closer(box_text(_wider(box))),
        whole=drawing.closer(""),
        seat=_at(seat, box) if seat in box else None,
    )


def _counted(rows: QuerySet[Report], drawing: Drawing, box: Box, zoom: int) -> list[tuple[int, dict[str, int]]]:
    """Cells with the number of reports by sign, and the last report of each."""
    by_sign = {sign.slug: Count("pk", filter=Q(state__in=sorted(sign.states))) for sign in drawing.signs}
    column = "public_cell" if drawing.public else "cell"
    found: Any = (
        within(rows, box, public=drawing.public)
        .order_by()
        .annotate(square=F(column).bitrightshift(2 * (ZOOM - zoom)))
        .values("square")
        .annotate(last=Max("pk"), number=Count("pk"), **by_sign)
    )
    return [(row.pop("square"), row) for row in found]


def _mark(cell: int, found: dict[str, int], zoom: int, box: Box, drawing: Drawing) -> Mark:
    parts = tuple((sign, found[sign.slug]) for sign in drawing.signs if found[sign.slug])
    x, y = _at(grid.centre_of(cell, zoom), box)
    alone = found["number"] == 1
    url = drawing.page_of(found["last"]) if alone else drawing.closer(box_text(_around(cell, zoom)))
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


# -- Rectangles --------------------------------------------------------------------------------------------------------
def parse_box(text: str) -> Box | None:
    """A rectangle from ``south,west,north,east`` in millionths of a degree; None when it is none."""
    try:
        south, west, north, east = (int(part) for part in text.split(","))
    except ValueError:
        return None
    on_earth = -90_000_000 <= south < north <= 90_000_000 and -180_000_000 <= west < east <= 180_000_000
    return Box(south, west, north, east) if on_earth else None


def box_text(box: Box) -> str:
    """A rectangle as it stands in an address."""
    return f"{box.south},{box.west},{box.north},{box.east}"


def middle_of(box: Box) -> Point:
    return Point((box.south + box.north) // 2, (box.west + box.east) // 2)


def zoom_over(box: Box, columns: int) -> int:
    """The zoom at which about ``columns`` cells lie along the longer side, so that cells never become many."""
    side = max(box.east - box.west, box.north - box.south)
    return grid.zoom_for(Box(0, 0, 0, side), columns)


def within(rows: QuerySet[Report], box: Box, *, public: bool = False) -> QuerySet[Report]:
    """Rows of a rectangle: a few ranges of the index on cells, then the exact edges."""
    prefix = "public_" if public else ""
    zoom = zoom_over(box, CELLS_ACROSS)
    ranges = Q()
    for cell in grid.cells_over(box, zoom):
        ranges |= Q(**{f"{prefix}cell__range": grid.range_of(cell, zoom)})
    edges = {f"{prefix}lat__range": (box.south, box.north), f"{prefix}lon__range": (box.west, box.east)}
    return rows.filter(ranges, **edges)
