"""How a group of states looks on a list and a map: a colour and a shape, so that nobody depends on the colour alone."""

from __future__ import annotations

from dataclasses import dataclass

from inspections.labels import Text
from inspections.lifecycle import State

DIAMOND = "0,-9 9,0 0,9 -9,0"
TRIANGLE = "0,-9 9,7 -9,7"
SQUARE = "-7,-7 7,-7 7,7 -7,7"
CIRCLE = ""


@dataclass(frozen=True)
class Sign:
    """A group of states with its shape. ``points``: corners within a square from -9 to 9; empty for a circle."""

    slug: str
    label: Text
    states: frozenset[State]
    points: str = CIRCLE
