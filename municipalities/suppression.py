"""Small numbers are not published (прикривање малих вредности): pure functions over tables of counts.

A count from 1 to 4 may point at a person whom neighbours know, so it is hidden. Hiding it alone is not enough: who knows
a total takes away the published counts and has it (differencing). So in every line whose total may be known further
counts are hidden, the smallest first, until what is hidden together says nothing about any one of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

SMALLEST_SHOWN = 5
"""The least count of people that may be published; 0 may be shown, because nobody stands behind it."""

Key = TypeVar("Key")
Counts = tuple[int, ...]
"""The counts of one cell that can be had from one another, such as positive and other decisions; hidden together."""


def small(count: int) -> bool:
    """Whether a count of people is too small to be published."""
    return 0 < count < SMALLEST_SHOWN


def hidden(
    cells: Mapping[Key, Counts], lines: Iterable[Sequence[Key]], already: Collection[Key] = ()
) -> frozenset[Key]:
    """Keys of the cells that must not be shown.

    ``cells`` holds for each key counts with equally many parts; ``lines`` are groups of keys whose totals may be known
    (a row, a column). ``already`` hidden cells stay hidden, so that a table that grows by a month never uncovers an
    older figure. In every line nothing is hidden, or several cells of which at least one is not small, with no part
    adding up to a small count; except where the line has no more to hide (a small total is itself not to be published).
    Cells of one size are hidden together, because the choice between them would tell which of them it was.
    """
    chosen = set(already) | {key for key, counts in cells.items() if any(small(count) for count in counts)}
    ordered = [tuple(line) for line in lines]
    while more := {key for line in ordered for key in _next_of(line, cells, chosen)}:
        chosen |= more
    return frozenset(chosen)


def shown(counts: Sequence[int]) -> list[int | None]:
    """One line of counts whose total may be known, with None for what is hidden."""
    keys = range(len(counts))
    out = hidden({key: (counts[key],) for key in keys}, [keys])
    return [None if key in out else counts[key] for key in keys]


def _next_of(line: Sequence[Key], cells: Mapping[Key, Counts], chosen: set[Key]) -> list[Key]:
    """The further cells that a line needs to hide, or nothing: the smallest with anybody behind them."""
    out = [cells[key] for key in line if key in chosen]
    if not out or _says_nothing(out):
        return []
    sizes = {key: sum(cells[key]) for key in line if key not in chosen}
    smallest = min(filter(None, sizes.values()), default=None)
    return [key for key, size in sizes.items() if size == smallest]


def _says_nothing(counts: Sequence[Counts]) -> bool:
    """Whether neither the total of hidden cells nor knowing how they were chosen gives one of them away."""
    beside = any(not any(small(count) for count in cell) for cell in counts)
    return len(counts) > 1 and beside and not any(small(sum(part)) for part in zip(*counts, strict=True))
