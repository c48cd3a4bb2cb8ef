"""No sum of small numbers may lead to a person: small counts wait for company. Pure.

A count of 1 to 4 in one cell (municipality, service, month) is not published; it is carried into the next month until
at least `LEAST` have come together, and appears there. Everything that is shown, sums over months, services and
municipalities included, is a sum of such published cells, each of which is 0 or at least `LEAST`. So whoever takes one
sum from another finds 0 or at least `LEAST` again, never a small number; and what is held back is fewer than `LEAST`
a count, at the end of its series.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

from municipalities.suppression import SMALLEST_SHOWN

LEAST = SMALLEST_SHOWN
FAMILIES = re.compile(r"^(d|score)\d+$")
"""Counts that are published together as a distribution: days to a decision, scores of ratings."""
Series = Iterable[tuple[date, Counter[str]]]


def protect(series: Series) -> Iterator[tuple[date, Counter[str]]]:
    """The counts of one municipality and service, month by month in their order, as they may be published."""
    held: dict[str, Counter[str]] = {}
    for month, counts in series:
        for name, count in counts.items():
            held.setdefault(family_of(name), Counter())[name] += count
        shown: Counter[str] = Counter()
        for family, waiting in held.items():
            if waiting.total() >= LEAST:
                shown.update({name: count for name, count in waiting.items() if count})
                held[family] = Counter()
        yield month, shown


def family_of(name: str) -> str:
    """The distribution that a count belongs to, or the count itself."""
    found = FAMILIES.match(name)
    return found[1] if found else name
