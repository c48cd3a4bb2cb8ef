"""The score of a competition of municipalities from the published rows. Works without the portal; only Python is needed.

    python verify_score.py pravila.json redovi.csv

``pravila.json`` holds the rules, ``redovi.csv`` one row for each thing that was counted or left out:

    town, kind, row, value, counted

``kind`` is ``request`` (value ``online`` or ``counter``), ``before`` (the same, of the equally long time before the
competition), ``decision`` (``on_time`` or ``late``), ``rating`` (1 to 5) or ``open_data`` (0 to 1). ``counted`` is ``yes`` or the
reason why the row was left out. ``row`` is a keyed digest: it leads an official of the town to the case, and nobody else;
rows of one case have different digests, so that they cannot be put together.

The portal itself computes scores with the functions of this file.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

COLUMNS = ("town", "kind", "row", "value", "counted")
MEASURES = ("online", "on_time", "satisfaction", "growth", "open_data")
YES = "yes"
HUNDRED, WORST, SPREAD = Decimal(100), Decimal(1), Decimal(4)


@dataclass
class Tally:
    """What the rows of one town add up to; ``left_out`` counts rows by the reason why they do not count."""

    requests: int = 0
    online: int = 0
    online_before: int = 0
    decisions: int = 0
    on_time: int = 0
    ratings: int = 0
    stars: int = 0
    open_data: Decimal | None = None
    left_out: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, row: Mapping[str, str]) -> None:
        """Add one row."""
        kind, value = row["kind"], row["value"]
        if row["counted"] != YES:
            self.left_out[row["counted"]] += kind == "request"
        elif kind == "request":
            self.requests += 1
            self.online += value == "online"
        elif kind == "before":
            self.online_before += value == "online"
        elif kind == "decision":
            self.decisions += 1
            self.on_time += value == "on_time"
        elif kind == "rating":
            self.ratings += 1
            self.stars += int(value)
        elif kind == "open_data":
            self.open_data = Decimal(value)


@dataclass(frozen=True)
class Measure:
    """One measure of a town: its value from 0 to 1 (None: not known), the weight, and the two numbers it comes from."""

    name: str
    value: Decimal | None
    weight: Decimal
    part: str
    whole: str


@dataclass(frozen=True)
class Score:
    """Points from 0 to 100 with their measures; ``points`` is None for a town with too few requests to be compared."""

    town: str
    points: Decimal | None
    measures: tuple[Measure, ...]
    left_out: Mapping[str, int]
    requests: int


def tallies(rows: Iterable[Mapping[str, str]]) -> dict[str, Tally]:
    """Rows added up by town."""
    found: dict[str, Tally] = defaultdict(Tally)
    for row in rows:
        found[row["town"]].take(row)
    return dict(found)


def share(part: int, whole: int) -> Decimal | None:
    """``part`` of ``whole``; None of nothing."""
    return Decimal(part) / Decimal(whole) if whole else None


def growth(now: int, before: int, full: Decimal) -> Decimal | None:
    """Growth of online requests: 0 for none, 1 for ``full`` (0.5 is half as many again) or more; from nothing, 1."""
    if before == 0:
        return Decimal(1) if now else None
    grown = (Decimal(now) / Decimal(before) - 1) / full
    return min(max(grown, Decimal(0)), Decimal(1))


def measures_of(tally: Tally, rules: Mapping[str, Any]) -> tuple[Measure, ...]:
    """The five measures of a town under the rules."""
    weights = {name: Decimal(str(rules["weights"][name])) for name in MEASURES}
    enough = tally.ratings >= int(rules["least_ratings"])
    mean = (Decimal(tally.stars) / tally.ratings - WORST) / SPREAD if tally.ratings and enough else None
    grown = growth(tally.online, tally.online_before, Decimal(str(rules["growth_full"])))
    return (
        Measure("online", share(tally.online, tally.requests), weights["online"], str(tally.online), str(tally.requests)),
        Measure("on_time", share(tally.on_time, tally.decisions), weights["on_time"], str(tally.on_time), str(tally.decisions)),
        Measure("satisfaction", mean, weights["satisfaction"], str(tally.stars), str(tally.ratings)),
        Measure("growth", grown, weights["growth"], str(tally.online), str(tally.online_before)),
        Measure("open_data", tally.open_data, weights["open_data"], str(tally.open_data or ""), "1"),
    )  # fmt: skip


def points_of(measures: Iterable[Measure]) -> Decimal:
    """Weighted mean of the known measures, times 100, to two decimals; the weight of an unknown one falls away."""
    known = [(one.value, one.weight) for one in measures if one.value is not None]
    whole = sum((weight for _, weight in known), Decimal(0))
    if not whole:
        return Decimal("0.00")
    total = sum((value * weight for value, weight in known), Decimal(0))
    return (total * HUNDRED / whole).quantize(Decimal("0.01"), ROUND_HALF_UP)


def score_of(town: str, tally: Tally, rules: Mapping[str, Any]) -> Score:
    """The score of one town."""
    measures = measures_of(tally, rules)
    enough = tally.requests >= int(rules["least_requests"])
    return Score(town, points_of(measures) if enough else None, measures, dict(tally.left_out), tally.requests)


def ranking(rows: Iterable[Mapping[str, str]], rules: Mapping[str, Any]) -> list[tuple[int, Score]]:
    """Rank and score of every town that can be compared, the best first; equal points share a rank."""
    scores = [score_of(town, tally, rules) for town, tally in tallies(rows).items()]
    ordered = sorted((one for one in scores if one.points is not None), key=lambda one: (-(one.points or 0), one.town))
    ranked: list[tuple[int, Score]] = []
    for place, one in enumerate(ordered, 1):
        same = ranked and ranked[-1][1].points == one.points
        ranked.append((ranked[-1][0] if same else place, one))
    return ranked


def read_rows(path: Path) -> Iterable[dict[str, str]]:
    """Rows of the published file."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def main(arguments: Sequence[str]) -> int:
    """Print rank, town and points, one town a line."""
    if len(arguments) != 2:
        print(__doc__)
        return 2
    rules = json.loads(Path(arguments[0]).read_text(encoding="utf-8"))
    for rank, score in ranking(read_rows(Path(arguments[1])), rules):
        print(f"{rank};{score.town};{score.points}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
