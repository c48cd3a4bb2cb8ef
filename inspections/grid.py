"""A square grid of the Earth in one whole number: the cells of a map, and of nearby look-ups. Pure arithmetic.

A cell is the tile of the Web Mercator map at zoom 20, its column and row interleaved bit by bit (a quadkey as a number).
In Serbia such a cell is about 27 m wide. Dropping two bits gives the parent, so counting by ``cell >> 2 * n`` makes the
clusters of any coarser zoom from one ordinary index. Positions are whole millionths of a degree (WGS84).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import asin, asinh, atan, ceil, cos, degrees, pi, radians, sin, sinh, sqrt, tan

ZOOM = 20
MILLION = 1_000_000
EARTH_METRES = 6_371_008.8
METRES_PER_DEGREE = EARTH_METRES * pi / 180
NORTHERNMOST = 85_000_000
"""The Mercator map ends a little farther north."""


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place: latitude and longitude in millionths of a degree."""

    lat: int
    lon: int


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by latitude and longitude in millionths of a degree, edges included."""

    south: int
    west: int
    north: int
    east: int

    def __contains__(self, point: Point) -> bool:
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


def cell_of(point: Point, zoom: int = ZOOM) -> int:
    """Number of the cell at ``zoom`` that the point lies in."""
    side = 1 << zoom
    latitude = radians(max(-NORTHERNMOST, min(NORTHERNMOST, point.lat)) / MILLION)
    column = int((point.lon / MILLION + 180) / 360 * side)
    row = int((1 - asinh(tan(latitude)) / pi) / 2 * side)
    return _interleave(min(max(column, 0), side - 1), min(max(row, 0), side - 1), zoom)


def centre_of(cell: int, zoom: int = ZOOM) -> Point:
    """The middle of a cell."""
    column, row = _apart(cell, zoom)
    side = 1 << zoom
    longitude = (column + 0.5) / side * 360 - 180
    latitude = degrees(atan(sinh(pi * (1 - 2 * (row + 0.5) / side))))
    return Point(round(latitude * MILLION), round(longitude * MILLION))


def parent_of(cell: int, zoom: int) -> int:
    """The cell of ``zoom`` (at most `ZOOM`) in which a finest cell lies."""
    return cell >> 2 * (ZOOM - zoom)


def range_of(cell: int, zoom: int) -> tuple[int, int]:
    """First and last finest cell within a cell of ``zoom``: one range of an index."""
    shift = 2 * (ZOOM - zoom)
    return cell << shift, ((cell + 1) << shift) - 1


def around(point: Point, metres: float) -> Box:
    """The rectangle that reaches ``metres`` in each direction."""
    lat = ceil(metres / METRES_PER_DEGREE * MILLION)
    lon = ceil(metres / (METRES_PER_DEGREE * max(cos(radians(point.lat / MILLION)), 0.01)) * MILLION)
    return Box(point.lat - lat, point.lon - lon, point.lat + lat, point.lon + lon)


def distance(one: Point, other: Point) -> float:
    """Metres between two points over the surface (haversine)."""
    lat1, lat2 = radians(one.lat / MILLION), radians(other.lat / MILLION)
    half_lat, half_lon = (lat2 - lat1) / 2, radians((other.lon - one.lon) / MILLION) / 2
    chord = sin(half_lat) ** 2 + cos(lat1) * cos(lat2) * sin(half_lon) ** 2
    return 2 * EARTH_METRES * asin(min(1.0, sqrt(chord)))


def rounded(point: Point, metres: int) -> Point:
    """The place to show in public: the middle of the square of about ``metres`` that the point lies in.

    Every point of the square gives the same answer, so nobody can average the true place out of many reports.
    """
    lat_step = max(1, round(metres / METRES_PER_DEGREE * MILLION))
    lat = point.lat // lat_step * lat_step + lat_step // 2
    lon_step = max(1, round(metres / (METRES_PER_DEGREE * max(cos(radians(lat / MILLION)), 0.01)) * MILLION))
    return Point(lat, point.lon // lon_step * lon_step + lon_step // 2)


def zoom_for(box: Box, columns: int = 12) -> int:
    """The coarsest zoom at which the box is at least ``columns`` cells wide, at most `ZOOM`."""
    width = max(box.east - box.west, 1) / MILLION
    for zoom in range(ZOOM + 1):
        if width / (360 / (1 << zoom)) >= columns:
            return zoom
    return ZOOM


def _interleave(column: int, row: int, zoom: int) -> int:
    return sum((column >> bit & 1) << 2 * bit | (row >> bit & 1) << 2 * bit + 1 for bit in range(zoom))


def _apart(cell: int, zoom: int) -> tuple[int, int]:
    column = sum((cell >> 2 * bit & 1) << bit for bit in range(zoom))
    row = sum((cell >> 2 * bit + 1 & 1) << bit for bit in range(zoom))
    return column, row


def cells_over(box: Box, zoom: int) -> Iterator[int]:
    """Cells of ``zoom`` that the box touches; choose the zoom so that they are few."""
    west_north = _apart(cell_of(Point(box.north, box.west), zoom), zoom)
    east_south = _apart(cell_of(Point(box.south, box.east), zoom), zoom)
    for row in range(west_north[1], east_south[1] + 1):
        for column in range(west_north[0], east_south[0] + 1):
            yield _interleave(column, row, zoom)
