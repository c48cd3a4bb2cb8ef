"""The ranking of a large competition for kindergartens against sorting the same children."""

from __future__ import annotations

from eservices.config.benchmarks.results import Goal, Row
from eservices.services.e_kindergarten.benchmark import CHILDREN, KINDERGARTENS, MOST, bench_ranking


def ranking(children: int = CHILDREN) -> Row:
    """One line; the detail says in how many seconds of processor time the children were checked and ranked."""
    times = bench_ranking(children)
    return Row(
        f"{children:,} children ranked over {KINDERGARTENS} kindergartens", "sorting the same children", times.ratio,
        Goal(MOST, at_least=False, unit=" x"), f"{times.ranking:.2f} s against {times.sorting:.2f} s of processor",
    )  # fmt: skip
