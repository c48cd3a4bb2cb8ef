"""Where promotions are: a map of our own, drawn as SVG from the seats of municipalities, without any other server."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from campaign.models import Promotion
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

WIDTH, EDGE = 360, 24
Project = Callable[[Decimal, Decimal], tuple[float, float]]


@dataclass(frozen=True)
class Mark:
    """A promotion on the map, with what is read out for it; ``is_exact``: the place itself and not only its town."""

    x: float
    y: float
    label: str
    url: str
    is_exact: bool


@dataclass(frozen=True)
class SquaresMap:
    """Seats of all municipalities as dots, promotions as marks."""

    height: int
    seats: Sequence[tuple[float, float]]
    marks: Sequence[Mark]
    width: int = WIDTH


def map_of(promotions: Sequence[Promotion]) -> SquaresMap:
    """The map of these promotions."""
    seats = [(row.seat_latitude, row.seat_longitude) for row in Municipality.objects.all()]
    project, height = _projection([*seats, *(_point(row) for row in promotions)])
    marks = [
        Mark(*project(*_point(row)), f"{pismo(row.town.name)}: {row.said_title}", row.get_absolute_url(),
             row.position is not None)
        for row in promotions
    ]  # fmt: skip
    return SquaresMap(height, [project(*seat) for seat in seats], marks)


def _point(row: Promotion) -> tuple[Decimal, Decimal]:
    return row.position or (row.town.seat_latitude, row.town.seat_longitude)


def _projection(points: Sequence[tuple[Decimal, Decimal]]) -> tuple[Project, int]:
    """From latitude and longitude to the drawing in which all points find room, and its height."""
    north, south = (float(choose(point[0] for point in points)) for choose in (max, min))
    west, east = (float(choose(point[1] for point in points)) for choose in (min, max))
    narrow = math.cos(math.radians((north + south) / 2))
    scale = (WIDTH - 2 * EDGE) / max((east - west) * narrow, 0.01)
    height = math.ceil((north - south) * scale) + 2 * EDGE

    def project(latitude: Decimal, longitude: Decimal) -> tuple[float, float]:
        return (round(EDGE + (float(longitude) - west) * narrow * scale, 1),
                round(EDGE + (north - float(latitude)) * scale, 1))  # fmt: skip

    return project, height
