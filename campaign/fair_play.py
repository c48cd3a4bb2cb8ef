"""Which requests count in the competition, and why others do not. Pure: no database, no language.

A town could raise its score by filing for itself, by filing the same again and again, or by letting one person file a
heap. Such requests stay requests like any other; only the competition leaves them out, each with its reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass

YES, SELF_FILED, WITHDRAWN, IDENTICAL, TOO_MANY = "yes", "self_filed", "withdrawn", "identical", "too_many"
REASONS = (SELF_FILED, WITHDRAWN, IDENTICAL, TOO_MANY)


@dataclass(frozen=True)
class Filed:
    """A request as the check sees it, in the order of receipt.

    ``person`` and ``subject`` are opaque keys of who filed and of what was asked for (empty: the service knows none).
    """

    key: int
    service: str
    person: Hashable
    subject: Hashable
    by_official: bool
    is_withdrawn: bool


def judged(requests: Iterable[Filed], *, most_of_one: int) -> Iterator[tuple[Filed, str]]:
    """Each request with ``yes`` or the reason why it does not count.

    Left out are: requests of officials of the town; withdrawn ones; a second one of a person for the same; and of one
    person everything beyond ``most_of_one`` requests.
    """
    seen: set[Hashable] = set()
    counted: Counter[Hashable] = Counter()
    for one in requests:
        verdict = _verdict(one, seen, counted[one.person], most_of_one)
        if verdict == YES:
            counted[one.person] += 1
            seen.add((one.service, one.person, one.subject))
        yield one, verdict


def _verdict(one: Filed, seen: set[Hashable], filed: int, most_of_one: int) -> str:
    if one.by_official:
        return SELF_FILED
    if one.is_withdrawn:
        return WITHDRAWN
    if one.subject and (one.service, one.person, one.subject) in seen:
        return IDENTICAL
    return TOO_MANY if filed >= most_of_one else YES
