"""Maps drawn on the server: a rectangle of the Earth as a picture, with reports counted by the cells of a grid.

``public`` asks for the rounded places that everybody may see instead of the exact ones of the desk. What kept counts
can tell (`inspections.cell_counts`) is never read report by report, so a map of a million costs what it shows; a near
picture, or one narrowed by what is not counted, reads its reports, and at most `MOST_READ` of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F, Q, QuerySet

from inspections import cell_counts, grid
from inspections.cell_counts import Found, Kept
from inspections.grid import ZOOM, Box, Point
from inspections.models import Report
from inspections.signs import Sign
from municipalities.models import Municipality

WIDTH, HEIGHT, EDGE = 640, 480, 40
COLUMNS = 10
TOWN_METRES = 6_000
FARTHEST_OUT = 4_000_000
"""Four degrees: nothing wider is a map of a municipality."""
MOST_READ = 20_000
"""So many reports are read for one picture; of more it shows a part and says so."""
_COUNT = "SELECT square, state, count(*), sum(id)::bigint FROM ({}) AS seen (square, state, id) GROUP BY 1, 2"
CELLS_ACROSS = 4
"""A rectangle is looked up by about so many ranges of the index on cells in each direction."""
Cells = list[tuple[int, dict[str, int]]]
"""Number of a cell, and what `counted` tells of it."""


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
    """Everything on the map. ``wider`` and ``whole`` are the addresses of the same list, farther away.

    ``part``: there are more reports than one picture reads.
    """

    marks: tuple[Mark, ...]
    box: Box
    wider: str
    whole: str
    seat: tuple[int, int] | None
    part: bool = False
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True)
class Drawing:
    """How a list is drawn: its signs, the page of one report by its id, the same list with another rectangle.

    ``kept`` says by which counts the same rows are known, where they are.
    """

    signs: Sequence[Sign]
    page_of: Callable[[int], str]
    closer: Callable[[str], str]
    public: bool = False
    kept: Kept | None = None


def draw(rows: QuerySet[Report], drawing: Drawing, place: Municipality, asked: Box | None) -> Picture:
    """The map of the rows: of the asked rectangle, else of the surroundings of the seat. One query."""
    seat = seat_of(place)
    box = asked or first_box(place)
    zoom = zoom_over(box, COLUMNS)
    cells = counted(rows, drawing, box, zoom)
    return Picture(
        tuple(_mark(cell, found, zoom, box, drawing) for cell, found in cells),
        box,
        wider=drawing.closer(box_text(_wider(box))),
        whole=drawing.closer(""),
        seat=_at(seat, box) if seat in box else None,
        part=is_part(drawing, zoom, cells),
    )


def seat_of(place: Municipality) -> Point:
    return Point(round(place.seat_latitude * grid.MILLION), round(place.seat_longitude * grid.MILLION))


def first_box(place: Municipality) -> Box:
    """What a map shows before a rectangle is asked for: the surroundings of the seat."""
    return grid.around(seat_of(place), TOWN_METRES)


def is_part(drawing: Drawing, zoom: int, cells: Cells) -> bool:
    """Whether the counted cells are those of some reports only, because there are more than are read."""
    return not _is_kept(drawing, zoom) and sum(found["number"] for _cell, found in cells) >= MOST_READ


def counted(rows: QuerySet[Report], drawing: Drawing, box: Box, zoom: int) -> Cells:
    """Cells with the ``number`` of reports, the number by sign, and the id ``last`` of the one that lies there alone.

    Kept counts are those of whole cells: one on the edge of the box counts as it is.
    """
    kept = drawing.kept
    if kept is None or not _is_kept(drawing, zoom):
        return _by_cell(_read(rows, drawing, box, zoom), drawing.signs)
    besides = [] if kept.besides is None else _read(kept.besides, drawing, box, zoom)
    return _by_cell([*cell_counts.count(kept, box, zoom), *besides], drawing.signs)


def _is_kept(drawing: Drawing, zoom: int) -> bool:
    return drawing.kept is not None and drawing.kept.reaches(zoom)


def _by_cell(found: Iterable[Found], signs: Sequence[Sign]) -> Cells:
    sign_of = {state.value: sign.slug for sign in signs for state in sign.states}
    cells: dict[int, dict[str, int]] = {}
    for one in found:
        cell = cells.setdefault(one.cell, {"last": 0, "number": 0, **{sign.slug: 0 for sign in signs}})
        cell["last"] += one.ids
        cell["number"] += one.number
        cell[sign_of[one.state]] += one.number
    return list(cells.items())


def _read(rows: QuerySet[Report], drawing: Drawing, box: Box, zoom: int) -> list[Found]:
    """The same from the reports themselves, up to a limit; one query."""
    square = F("public_cell" if drawing.public else "cell").bitrightshift(2 * (ZOOM - zoom))
    wanted = within(rows, box, public=drawing.public).order_by().annotate(square=square)
    try:
        sql, values = wanted.values_list("square", "state", "pk")[:MOST_READ].query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(sql), values)
        return list(map(Found._make, cursor.fetchall()))


def _mark(cell: int, found: dict[str, int], zoom: int, box: Box, drawing: Drawing) -> Mark:
    parts = tuple((sign, found[sign.slug]) for sign in drawing.signs if found[sign.slug])
    x, y = _at(grid.centre_of(cell, zoom), box)
    alone = found["number"] == 1
    url = drawing.page_of(found["last"]) if alone else drawing.closer(box_text(around_cell(cell, zoom)))
    return Mark(x, y, found["number"], parts[0][0], url, parts)


def around_cell(cell: int, zoom: int) -> Box:
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
