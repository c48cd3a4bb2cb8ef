"""A sketch of pieces of land as inline SVG: the same drawing for the page and for paper. Pure.

Not a plan: outlines as the register gives them, straight north up, with a bar that tells the scale. The drawing has
no style attribute, so a strict content security policy lets it through; its size comes from the style sheet.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import cos, radians

METRES_PER_DEGREE = 111_320.0
WIDTH, HEIGHT, MARGIN = 400.0, 300.0, 36.0
BAR_LENGTHS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
Position = tuple[float, float]


@dataclass(frozen=True)
class Outline:
    """A piece of land: what it is called and its corners in order, (latitude, longitude) in degrees WGS 84."""

    label: str
    corners: Sequence[Position]


def sketch_svg(outlines: Sequence[Outline], *, title: str, font: str = "") -> str:
    """One ``<svg>`` of class ``sketch`` with all outlines; ``title`` is what a screen reader says.

    ``font`` is needed where the drawing stands alone, as a picture; inside a page it takes the font of the page.
    Raises ``ValueError`` when there is nothing to draw.
    """
    drawn = [outline for outline in outlines if len(outline.corners) >= 3]
    if not drawn:
        raise ValueError("nothing to draw")
    frame = _Frame.around([corner for outline in drawn for corner in outline.corners])
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sketch" role="img" viewBox="0 0 {WIDTH:g} {HEIGHT:g}"'
        + (f' font-family="{escape(font)}">' if font else ">"),
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH:g}" height="{HEIGHT:g}" fill="#ffffff" stroke="#505a5f"/>',
        *(_outline(outline, frame) for outline in drawn),
        _bar(frame),
        _north(),
        "</svg>",
    ]
    return "".join(parts)


@dataclass(frozen=True)
class _Frame:
    """How degrees become millimetres of the drawing: the middle, metres per degree east, units per metre."""

    middle: Position
    east: float
    scale: float

    @classmethod
    def around(cls, corners: Sequence[Position]) -> "_Frame":
        latitudes, longitudes = zip(*corners, strict=True)
        middle = ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2)
        east = METRES_PER_DEGREE * cos(radians(middle[0]))
        wide = max((max(longitudes) - min(longitudes)) * east, 1.0)
        high = max((max(latitudes) - min(latitudes)) * METRES_PER_DEGREE, 1.0)
        return cls(middle, east, min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN - 12) / high))

    def place(self, corner: Position) -> Position:
        """Where a corner lies in the drawing, whose second axis runs downwards."""
        east = (corner[1] - self.middle[1]) * self.east * self.scale
        north = (corner[0] - self.middle[0]) * METRES_PER_DEGREE * self.scale
        return round(WIDTH / 2 + east, 1), round(HEIGHT / 2 - 6 - north, 1)


def _outline(outline: Outline, frame: _Frame) -> str:
    places = [frame.place(corner) for corner in outline.corners]
    points = " ".join(f"{x:g},{y:g}" for x, y in places)
    x, y = _centre(places)
    return (
        f'<polygon points="{points}" fill="#e6eef5" stroke="#1d4f7c" stroke-width="2" stroke-linejoin="round"/>'
        f'<text x="{x:g}" y="{y:g}" font-size="15" font-weight="700" text-anchor="middle" fill="#0b0c0c">'
        f"{escape(outline.label)}</text>"
    )


def _centre(places: Sequence[Position]) -> Position:
    """Centre of gravity of the outline; of its corners when it encloses nothing."""
    twice_area = weighted_x = weighted_y = 0.0
    for (x1, y1), (x2, y2) in zip(places, [*places[1:], places[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        twice_area += cross
        weighted_x += (x1 + x2) * cross
        weighted_y += (y1 + y2) * cross
    if abs(twice_area) < 1e-9:
        return round(sum(x for x, _y in places) / len(places), 1), round(sum(y for _x, y in places) / len(places), 1)
    return round(weighted_x / (3 * twice_area), 1), round(weighted_y / (3 * twice_area) + 5, 1)


def _bar(frame: _Frame) -> str:
    """A bar of a round number of metres, at most a third of the width."""
    metres = max((length for length in BAR_LENGTHS if length * frame.scale <= WIDTH / 3), default=BAR_LENGTHS[0])
    start, end, y = 14.0, round(14 + metres * frame.scale, 1), HEIGHT - 14
    return (
        f'<path d="M{start:g} {y - 5:g}V{y:g}H{end:g}V{y - 5:g}" fill="none" stroke="#0b0c0c" stroke-width="1.5"/>'
        f'<text x="{end + 6:g}" y="{y:g}" font-size="12" fill="#0b0c0c">{metres} m</text>'
    )


def _north() -> str:
    x = WIDTH - 20
    return (
        f'<path d="M{x:g} 14l6 18l-6 -4l-6 4z" fill="#0b0c0c"/>'
        f'<text x="{x:g}" y="46" font-size="12" text-anchor="middle" fill="#0b0c0c">N</text>'
    )
