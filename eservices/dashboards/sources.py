"""What the dashboards hear of floors that they do not know: the state of open data in each municipality."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OpenDataState:
    """Public data sets of a municipality: how many, how many of them fresh, points of quality reached and possible."""

    datasets: int = 0
    fresh: int = 0
    points: int = 0
    possible: int = 0


OpenDataStates = Callable[[], Mapping[int, OpenDataState]]
"""Gives the state by municipality; who has no public data set may be missing."""
_open_data: list[OpenDataStates] = []


def provide_open_data_states(function: OpenDataStates) -> None:
    """Let ``function`` tell the state of open data; the composition root calls this once."""
    _open_data[:] = [function]


def open_data_states() -> Mapping[int, OpenDataState] | None:
    """The state of open data by municipality; None while nobody tells."""
    return _open_data[0]() if _open_data else None
