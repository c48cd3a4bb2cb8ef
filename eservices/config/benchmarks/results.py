"""Figures and goals. A goal is a bound of a ratio; the milliseconds beside it are for reading, not for passing."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from eservices.config.benchmarks.load import Series

ROUNDS = 3


@dataclass(frozen=True)
class Goal:
    """``at_least`` or at most ``bound``."""

    bound: float
    at_least: bool
    unit: str = ""

    def met_by(self, value: float) -> bool:
        return value >= self.bound if self.at_least else value <= self.bound

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.bound:g}{self.unit}"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    what: str
    against: str
    value: float
    goal: Goal
    detail: str = ""
    p50: float | None = None
    p99: float | None = None

    @property
    def passed(self) -> bool:
        return self.goal.met_by(self.value)

    def as_data(self) -> dict[str, Any]:
        """For ``--json``."""
        return asdict(self) | {"goal": str(self.goal), "passed": self.passed}

    def as_line(self) -> str:
        """For people."""
        times = f"{self.p50:8.1f} {self.p99:8.1f}" if self.p50 is not None and self.p99 is not None else " " * 17
        mark = "pass" if self.passed else "FAIL"
        value = f"{self.value:.2f}{self.goal.unit}"
        told = "; ".join(part for part in (self.against, self.detail) if part)
        return f"{mark}  {self.what:46} {value:>10} {self.goal!s:>10} {times}  {told}"


HEAD = f"{'':4}  {'what':46} {'figure':>10} {'goal':>10} {'p50 ms':>8} {'p99 ms':>8}  against"


def compare(measured: Callable[[], Series], reference: Callable[[], Series]) -> tuple[float, Series, Series]:
    """Ratio of the rates, the median of rounds taken in turn so that both meet the same load of the machine.

    Returns the ratio and all times of both.
    """
    ratios: list[float] = []
    both = Series(), Series()
    for _ in range(ROUNDS):
        pair = measured(), reference()
        ratios.append(pair[0].rate / pair[1].rate)
        for total, one in zip(both, pair, strict=True):
            total.times += one.times
            total.seconds += one.seconds
    return statistics.median(ratios), *both


def rate_row(what: str, against: str, goal: float, compared: tuple[float, Series, Series]) -> Row:
    """A line about requests a second."""
    ratio, measured, reference = compared
    detail = f"{measured.rate:,.0f}/s against {reference.rate:,.0f}/s"
    return Row(
        what, against, ratio, Goal(goal, at_least=True), detail, measured.percentile(50), measured.percentile(99)
    )


def series_of(times: Sequence[float]) -> Series:
    """Times of work that was not asked over HTTP."""
    return Series(list(times), {}, sum(times))
