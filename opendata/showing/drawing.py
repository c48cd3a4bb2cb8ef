"""Maps drawn on the server without a map beneath them: geometry only. Pure; degrees in, units of the drawing out.

The projection is plate carrée with the width of a degree as in the middle of what is shown; over one municipality that
differs from a true map by less than a line's width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH, HIGHEST, MARGIN = 600, 460, 24
SMALLEST, LARGEST = 4.0, 16.0
KILOMETRES_A_DEGREE = 111.2
LEAST_SPAN = 0.004  # degrees; a single point does not need a map of a courtyard
SCALE_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
Spot = tuple[float, float, int]
"""Longitude, latitude, how many rows are there."""


@dataclass(frozen=True)
class Box:
    """West, south, east and north edge in degrees."""

    west: float
    south: float
    east: float
    north: float

    @classmethod
    def around(cls, positions: Iterable[tuple[float, float]]) -> Box | None:
        """The smallest box with all positions; None of nothing."""
        known = list(positions)
        if not known:
            return None
        lons, lats = [lon for lon, _lat in known], [lat for _lon, lat in known]
        return cls(min(lons), min(lats), max(lons), max(lats))

    def widened(self) -> Box:
        """The same box, or one that is wide enough to be drawn."""
        east_west = max(0.0, LEAST_SPAN - (self.east - self.west)) / 2
        north_south = max(0.0, LEAST_SPAN - (self.north - self.south)) / 2
        return Box(self.west - east_west, self.south - north_south, self.east + east_west, self.north + north_south)


@dataclass(frozen=True)
class Circle:
    """A place with its rows."""

    x: float
    y: float
    radius: float
    count: int


@dataclass(frozen=True)
class Map:
    """A drawn map: circles and paths, how long a distance is on it, and a known place when it lies inside."""

    width: int
    height: int
    circles: Sequence[Circle]
    lines: Sequence[str]
    areas: Sequence[str]
    scale_width: float
    scale_kilometres: float
    known: tuple[float, float] | None = None

    @property
    def scale_y(self) -> int:
        """Where the scale lies."""
        return self.height - 8


class Sheet:
    """A projection of a box onto a drawing of fixed width."""

    def __init__(self, box: Box) -> None:
        self._box = box.widened()
        self._narrow = math.cos(math.radians((self._box.south + self._box.north) / 2))
        across = (self._box.east - self._box.west) * self._narrow
        upright = self._box.north - self._box.south
        self.scale = min((WIDTH - 2 * MARGIN) / across, (HIGHEST - 2 * MARGIN) / upright)
        self.height = round(upright * self.scale) + 2 * MARGIN
        self._left = (WIDTH - across * self.scale) / 2

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Where a position lies on the drawing."""
        x = self._left + (lon - self._box.west) * self._narrow * self.scale
        return round(x, 1), round(MARGIN + (self._box.north - lat) * self.scale, 1)

    def ruler(self) -> tuple[float, float]:
        """A round number of kilometres that is about a fifth of the drawing, and its width."""
        unit = self.scale / KILOMETRES_A_DEGREE
        fitting = [step for step in SCALE_STEPS if step * unit <= WIDTH / 4] or [SCALE_STEPS[0]]
        return fitting[-1], round(fitting[-1] * unit, 1)


def draw_spots(spots: Sequence[Spot], box: Box, known: tuple[float, float] | None = None) -> Map:
    """Circles whose area grows with the number of rows; large ones lie beneath. ``known`` is a place to find one's way by."""
    sheet = Sheet(box)
    most = max((count for _lon, _lat, count in spots), default=1)
    circles = [
        Circle(*sheet.place(lon, lat), _radius(count, most), count)
        for lon, lat, count in sorted(spots, key=lambda spot: -spot[2])
    ]
    return _map(sheet, circles, [], [], known)


def _radius(count: int, most: int) -> float:
    return SMALLEST if most == 1 else round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(count / most), 1)


def draw_shapes(geometries: Sequence[dict[str, Any]], known: tuple[float, float] | None = None) -> Map | None:
    """Geometries (GeoJSON) as circles, lines and areas; None of nothing."""
    box = Box.around(position for geometry in geometries for position in _positions(geometry["coordinates"]))
    if box is None:
        return None
    sheet = Sheet(box)
    circles: list[Circle] = []
    lines: list[str] = []
    areas: list[str] = []
    for geometry in geometries:
        kind, coordinates = geometry["type"], geometry["coordinates"]
        if kind.endswith("Point"):
            circles += [Circle(*sheet.place(lon, lat), SMALLEST, 1) for lon, lat in _positions(coordinates)]
        elif kind.endswith("LineString"):
            parts = coordinates if kind.startswith("Multi") else [coordinates]
            lines.append("".join(_path(sheet, part) for part in parts))
        else:
            polygons = coordinates if kind.startswith("Multi") else [coordinates]
            areas.append("".join(f"{_path(sheet, ring)}Z" for polygon in polygons for ring in polygon))
    return _map(sheet, circles, lines, areas, known)


def _map(
    sheet: Sheet, circles: list[Circle], lines: list[str], areas: list[str], known: tuple[float, float] | None
) -> Map:
    kilometres, width = sheet.ruler()
    x, y = sheet.place(*known) if known else (-1.0, -1.0)
    inside = 0 <= x <= WIDTH and 0 <= y <= sheet.height
    return Map(WIDTH, sheet.height, circles, lines, areas, width, kilometres, (x, y) if inside else None)


def _positions(coordinates: Any) -> Iterator[tuple[float, float]]:
    if isinstance(coordinates[0], int | float):
        yield float(coordinates[0]), float(coordinates[1])
        return
    for part in coordinates:
        yield from _positions(part)


def _path(sheet: Sheet, positions: Iterable[Sequence[float]]) -> str:
    """The line through the positions; steps too small to be seen are left out."""
    points: list[tuple[int, int]] = []
    for position in positions:
        x, y = sheet.place(position[0], position[1])
        point = (round(x), round(y))
        if not points or points[-1] != point:
            points.append(point)
    return "M" + "L".join(f"{x} {y}" for x, y in points)
