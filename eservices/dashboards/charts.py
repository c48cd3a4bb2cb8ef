"""Drawings for the templates: geometry only, no words but those given. Every chart stands beside its table.

Coordinates are of the drawing (SVG user units); the page scales it. Series differ by shape as well as by colour: the
first is filled or drawn whole, the second hatched or dashed with square points.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from eservices.dashboards.definitions import Kind, Text, Value
from eservices.dashboards.tables import written

WIDTH, HEIGHT = 560, 240
LEFT, RIGHT, TOP, BOTTOM = 58, 8, 12, 30
SPARK_WIDTH, SPARK_HEIGHT = 96, 24
MOST_LABELS = 6
STEPS = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Series:
    """A named row of values, one for each label below; None leaves a gap."""

    label: Text
    values: Sequence[Value]


@dataclass(frozen=True)
class Mark:
    """A rectangle, or a point of a line without size."""

    x: float
    y: float
    width: float = 0
    height: float = 0


@dataclass(frozen=True)
class Drawn:
    """A series as drawn: ``number`` 1 or 2 chooses its look, ``path`` is the line."""

    number: int
    label: Text
    marks: Sequence[Mark]
    path: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart ready for its template; ``kind`` is ``bars`` or ``lines``."""

    slug: str
    title: Text
    kind: str
    series: Sequence[Drawn]
    grid: Sequence[tuple[float, str]]
    labels: Sequence[tuple[float, str]]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    label_y: int = HEIGHT - 8


def ceiling(highest: float) -> float:
    """A round number not under ``highest`` that three steps lead up to; 1 for nothing."""
    if highest <= 0:
        return 1.0
    step = highest / 3
    scale = 10 ** math.floor(math.log10(step))
    return next(round * scale for round in STEPS if round * scale >= step * 0.999) * 3


def _top(series: Sequence[Series], kind: Kind) -> float:
    highest = max((float(value) for one in series for value in one.values if value is not None), default=0.0)
    if kind is Kind.SHARE:
        return 1.0 if highest <= 1 else ceiling(highest)
    return max(ceiling(highest), 3.0) if kind in (Kind.COUNT, Kind.DAYS) else ceiling(highest)


def _y(value: float, top: float) -> float:
    return round(TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top), 1)


def _grid(top: float, kind: Kind) -> list[tuple[float, str]]:
    parts = 4 if kind is Kind.SHARE else 3
    steps = [top * part / parts for part in range(parts + 1)]
    return [(_y(step, top), f"{step:.0%}" if kind is Kind.SHARE else written(step, kind)) for step in steps]


def _labels(labels: Sequence[str]) -> list[tuple[float, str]]:
    """Not more than fit, the last one always among them."""
    every = max(1, math.ceil(len(labels) / MOST_LABELS))
    room = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    return [(round(LEFT + room * (number + 0.5), 1), label) for number, label in enumerate(labels)
            if (len(labels) - 1 - number) % every == 0]  # fmt: skip


def bars(slug: str, title: Text, labels: Sequence[str], series: Sequence[Series], kind: Kind) -> Chart:
    """Upright bars, those of one label side by side."""
    top, room = _top(series, kind), (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    width = room * 0.8 / len(series)
    drawn = []
    for position, one in enumerate(series):
        marks = []
        for number, value in enumerate(one.values):
            if value is None:
                continue
            x, y = LEFT + room * (number + 0.1) + position * width, _y(float(value), top)
            marks.append(Mark(round(x, 1), y, round(width - 1, 1), round(_y(0, top) - y, 1)))
        drawn.append(Drawn(position + 1, one.label, marks))
    return Chart(slug, title, "bars", drawn, _grid(top, kind), _labels(labels))


def lines(slug: str, title: Text, labels: Sequence[str], series: Sequence[Series], kind: Kind) -> Chart:
    """Lines with a point for each value, broken where nothing is known."""
    top, room = _top(series, kind), (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    drawn = []
    for position, one in enumerate(series):
        points = [
            None if value is None else (round(LEFT + room * (number + 0.5), 1), _y(float(value), top))
            for number, value in enumerate(one.values)
        ]
        marks = [Mark(*point) for point in points if point is not None]
        drawn.append(Drawn(position + 1, one.label, marks, _path(points)))
    return Chart(slug, title, "lines", drawn, _grid(top, kind), _labels(labels))


def _path(points: Sequence[tuple[float, float] | None]) -> str:
    parts, pen = [], "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        parts.append(f"{pen}{point[0]:g} {point[1]:g}")
        pen = "L"
    return "".join(parts)


def spark(values: Sequence[Value]) -> str:
    """The path of a small line without axes, from the lowest to the highest of its own values; empty of nothing."""
    known = [float(value) for value in values if value is not None]
    if not known:
        return ""
    low, span = min(known), (max(known) - min(known)) or 1.0
    step = (SPARK_WIDTH - 4) / max(1, len(values) - 1)
    flat = max(known) == min(known)
    points = [
        None if value is None
        else (round(2 + step * number, 1),
              SPARK_HEIGHT / 2 if flat else round(2 + (SPARK_HEIGHT - 4) * (1 - (float(value) - low) / span), 1))
        for number, value in enumerate(values)
    ]  # fmt: skip
    return _path(points)


# -- map ---------------------------------------------------------------------------------------------------------------
MAP_WIDTH, MAP_HEIGHT = 560, 530
WEST, EAST, SOUTH, NORTH = 18.9, 23.0, 42.2, 45.0
MIDDLE = math.cos(math.radians(43.6))
CLASSES = 4
SMALLEST, LARGEST = 5.0, 20.0
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""
LETTER, LINE = 8.0, 18.0


@dataclass(frozen=True)
class Seat:
    """A municipality on the map: where its seat is, how large its circle, which of the classes of the measure."""

    name: str
    latitude: Decimal
    longitude: Decimal
    size: int
    value: Value
    text: str
    url: str


@dataclass(frozen=True)
class Circle:
    """A drawn seat; ``klass`` 1 (lowest) to 4, 0 where the measure is not known; ``name`` only where there is room."""

    x: float
    y: float
    radius: float
    klass: int
    text: str
    url: str
    name: str

    @property
    def below(self) -> float:
        """How far under the middle the name stands."""
        return self.radius + LINE - 4


@dataclass(frozen=True)
class Map:
    """Circles on the seats, and what the classes mean: ``(klass, from, to)``."""

    circles: Sequence[Circle]
    legend: Sequence[tuple[int, str]]
    width: int = MAP_WIDTH
    height: int = MAP_HEIGHT


def draw_map(seats: Sequence[Seat], kind: Kind) -> Map:
    """Circles by number of requests, in quarters of the municipalities by the measure."""
    bounds = _quarters(sorted(float(seat.value) for seat in seats if seat.value is not None))
    largest = max((seat.size for seat in seats), default=0) or 1
    placed = [
        (seat, *_place(float(seat.longitude), float(seat.latitude)),
         round(SMALLEST + (LARGEST - SMALLEST) * math.sqrt(seat.size / largest), 1))
        for seat in sorted(seats, key=lambda seat: -seat.size)
    ]  # fmt: skip
    taken: list[Box] = [(x - radius, y - radius, x + radius, y + radius) for _seat, x, y, radius in placed]
    circles = []
    for seat, x, y, radius in placed:
        half = len(seat.name) * LETTER / 2
        box = (x - half, y + radius + 1, x + half, y + radius + LINE)
        fits = box[0] > 0 and box[2] < MAP_WIDTH and not any(_overlap(box, other) for other in taken)
        taken += [box] if fits else []
        klass = 0 if seat.value is None else 1 + sum(float(seat.value) > bound for bound in bounds)
        circles.append(Circle(x, y, radius, klass, seat.text, seat.url, seat.name if fits else ""))
    return Map(circles, _legend(bounds, seats, kind))


def _place(longitude: float, latitude: float) -> tuple[float, float]:
    scale = min((MAP_WIDTH - 60) / ((EAST - WEST) * MIDDLE), (MAP_HEIGHT - 60) / (NORTH - SOUTH))
    return round(30 + (longitude - WEST) * MIDDLE * scale, 1), round(30 + (NORTH - latitude) * scale, 1)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _quarters(values: Sequence[float]) -> list[float]:
    """Upper ends of the first three quarters; equal ends are one."""
    ends = [values[-(-len(values) * part // CLASSES) - 1] for part in range(1, CLASSES)] if values else []
    return sorted({end for end in ends if end < values[-1]})


def _legend(bounds: Sequence[float], seats: Sequence[Seat], kind: Kind) -> list[tuple[int, str]]:
    values = [float(seat.value) for seat in seats if seat.value is not None]
    if not values:
        return []
    ends = [min(values), *bounds, max(values)]
    pairs = pairwise(ends)
    return [(number, f"{written(low, kind)} – {written(high, kind)}") for number, (low, high) in enumerate(pairs, 1)]
