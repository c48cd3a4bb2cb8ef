"""Geometries by RFC 7946: positions are longitude and latitude of WGS 84, rings are closed and turn the right way."""

from __future__ import annotations

import itertools
from typing import Any

from opendata.tabular.faults import WrongValue

# A box a little wider than Serbia (with Kosovo and Metohija), in degrees; what lies outside is wrong for sure.
WEST, SOUTH, EAST, NORTH = 18.8, 41.8, 23.1, 46.3
DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
Position = list[float]


def read_geometry(value: Any) -> dict[str, Any]:
    """A checked geometry, outer rings counterclockwise; raises WrongValue (``geometry``, ``ring``, ``swapped`` ...)."""
    if not isinstance(value, dict) or value.get("type") not in DEPTHS:
        raise WrongValue("geometry")
    kind = value["type"]
    coordinates = _positions(value.get("coordinates"), DEPTHS[kind])
    if kind == "LineString":
        _long_enough(coordinates)
    if kind == "MultiLineString":
        for line in coordinates:
            _long_enough(line)
    if kind == "Polygon":
        coordinates = _polygon(coordinates)
    if kind == "MultiPolygon":
        coordinates = [_polygon(part) for part in coordinates]
    return {"type": kind, "coordinates": coordinates}


def _positions(value: Any, depth: int) -> Any:
    if not isinstance(value, list) or not value:
        raise WrongValue("geometry")
    if depth:
        return [_positions(part, depth - 1) for part in value]
    return _position(value)


def _position(value: list[Any]) -> Position:
    numbers = [part for part in value if isinstance(part, int | float) and not isinstance(part, bool)]
    if len(numbers) != len(value) or len(value) not in (2, 3):
        raise WrongValue("geometry")
    lon, lat = numbers[0], numbers[1]
    if not (WEST <= lon <= EAST and SOUTH <= lat <= NORTH):
        raise WrongValue("swapped" if WEST <= lat <= EAST and SOUTH <= lon <= NORTH else "outside-serbia")
    return numbers


def _long_enough(line: list[Position]) -> None:
    if len(line) < 2:
        raise WrongValue("geometry")


def _polygon(rings: list[list[Position]]) -> list[list[Position]]:
    """Rings closed, with four positions at least; the first one outer, the others holes."""
    for ring in rings:
        if len(ring) < 4 or ring[0] != ring[-1]:
            raise WrongValue("ring")
    return [_turned(ring, counterclockwise=number == 0) for number, ring in enumerate(rings)]


def _turned(ring: list[Position], *, counterclockwise: bool) -> list[Position]:
    area = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
    return ring if (area > 0) == counterclockwise else ring[::-1]


def bounds(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north of a geometry."""
    flat: list[Position] = []
    _flatten(geometry["coordinates"], flat)
    return (min(p[0] for p in flat), min(p[1] for p in flat), max(p[0] for p in flat), max(p[1] for p in flat))


def _flatten(value: Any, into: list[Position]) -> None:
    if value and isinstance(value[0], list):
        for part in value:
            _flatten(part, into)
    else:
        into.append(value)
