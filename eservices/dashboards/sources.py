"""What the dashboards hear of floors that they do not know: the state of open data, and what happened on which day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Something that happened in a municipality and may have changed its figures, in the reader's language and script.

    ``service`` empty means all services; ``address`` leads to a page about it; ``general``: the same happened everywhere.
    """

    municipality: int
    on: date
    kind: str
    what: str
    service: str = ""
    address: str = ""
    general: bool = False


Occurrences = Callable[[Collection[int], date, date], Iterable[Occurrence]]
"""Takes municipalities, the first and the last day; gives what happened there in between."""
_occurrences: list[Occurrences] = []


def register_occurrences(function: Occurrences) -> None:
    """Let ``function`` tell what happened; registering it again changes nothing."""
    if function not in _occurrences:
        _occurrences.append(function)


def occurrences(places: Collection[int], first: date, last: date) -> list[Occurrence]:
    """What all who are registered tell."""
    return [one for tell in _occurrences for one in tell(places, first, last)]
