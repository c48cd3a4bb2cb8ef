"""How fast a large competition is ranked, against sorting the same children in the same process."""

from __future__ import annotations

import random
from dataclasses import dataclass
from time import process_time
from typing import Any

from eservices.services.e_kindergarten.rules import RANKED
from eservices.services.e_kindergarten.verify_ranking import order_key, rank

CHILDREN, KINDERGARTENS, WISHES, ROUNDS = 100_000, 500, 3, 3
MOST = 5
"""The goal: ranking takes at most so many times as long as sorting."""


def invented_inputs(children: int = CHILDREN, kindergartens: int = KINDERGARTENS) -> dict[str, Any]:
    """A competition with four children for three places; the same at every call."""
    draw = random.Random(2027)  # noqa: S311 - invented children, no secret
    places = {f"v{number:03d}": children * 3 // 4 // kindergartens for number in range(kindergartens)}
    codes = list(places)
    rows = [
        {
            "code": f"{number:06d}",
            "list": "vrtic",
            "group": 1 if draw.random() < 0.05 else RANKED,
            "points": f"{draw.randint(0, 1_000_000) / 10_000:.4f}",
            "ties": [draw.randint(0, 1), draw.randint(0, 2000), number],
            "wishes": draw.sample(codes, WISHES),
        }
        for number in range(children)
    ]
    draw.shuffle(rows)
    return {"places": places, "children": rows}


@dataclass(frozen=True, slots=True)
class Times:
    """Processor time in seconds."""

    sorting: float
    ranking: float

    @property
    def ratio(self) -> float:
        return self.ranking / self.sorting


def bench_ranking(children: int = CHILDREN, kindergartens: int = KINDERGARTENS) -> Times:
    """Checking and ranking, and sorting the same children by the same key.

    Each is the best of three rounds, taken in turns.
    """
    inputs = invented_inputs(children, kindergartens)
    sorting, ranking = [], []
    for _round in range(ROUNDS):
        begin = process_time()
        sorted(inputs["children"], key=order_key)
        middle = process_time()
        rank(inputs)
        sorting.append(middle - begin)
        ranking.append(process_time() - middle)
    return Times(min(sorting), min(ranking))
