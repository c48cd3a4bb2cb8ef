"""The decision on paper: archive form and seal against bare WeasyPrint, and memory over many documents."""

from __future__ import annotations

from collections.abc import Iterator

from eservices.cases.paper.benchmark import bench_memory, bench_paper
from eservices.config.benchmarks.results import Goal, Row


def paper(rounds: int, documents: int) -> Iterator[Row]:
    """Two lines: time and memory."""
    times = bench_paper(rounds)
    yield Row("decision PDF/A-3a of 2 pages, sealed", "bare WeasyPrint, same HTML", times.ratio,
              Goal(1.5, at_least=False, unit=" x"), f"bare {times.bare * 1000:.0f} ms", times.sealed * 1000, None)  # fmt: skip
    first = min(50, documents // 4)
    grown = bench_memory(first, documents)
    yield Row(f"memory of document {documents} over {first}", "bound", grown, Goal(5, at_least=False, unit=" MB"))
