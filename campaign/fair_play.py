"""Which requests count in the competition, and why others do not. Pure: no database, no language.

A town could raise its score by filing for itself, by filing the same again and again, or by letting one person file a
heap. Such requests stay requests like any other; only the competition leaves them out, each with its reason.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

YES, SELF_FILED, WITHDRAWN, IDENTICAL, TOO_MANY = "yes", "self_filed", "withdrawn", "identical", "too_many"
ALIKE = "alike"
REASONS = (SELF_FILED, WITHDRAWN, IDENTICAL, TOO_MANY, ALIKE)
OF_A_PERSON = re.compile(r"(^|_)(name|jmbg|phone|email)(_|$)")
"""Answers that differ between people who say the same: names, numbers of people, how they are reached."""


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
    on: date = date.min
    content: Hashable = ""
    """Opaque key of all that was answered but who asks (`content_of`); empty where that is not looked at."""


@dataclass(frozen=True)
class Limits:
    """How much of one kind counts: requests of one person; people with the same answers within some days (None: any)."""

    most_of_one: int
    most_alike: int | None = None
    alike_days: int = 1


def content_of(answers: Mapping[str, Mapping[str, Any]]) -> str:
    """All answers but those that tell one person from another, in one order; empty where nothing else was answered."""
    kept = {
        step: {name: value for name, value in given.items() if value not in ("", None) and not OF_A_PERSON.search(name)}
        for step, given in answers.items()
    }
    known = {step: given for step, given in kept.items() if given}
    return json.dumps(known, sort_keys=True, ensure_ascii=False, default=str) if known else ""


def judged(requests: Iterable[Filed], limits: Limits) -> Iterator[tuple[Filed, str]]:
    """Each request with ``yes`` or the reason why it does not count.

    Left out are: requests of officials of the town; withdrawn ones; a second one of a person for the same; of one person
    everything beyond ``most_of_one`` requests; and of requests that agree in every answer, within ``alike_days`` days, those
    of further people than ``most_alike``: one hand behind many accounts.
    """
    seen: set[Hashable] = set()
    crowds: dict[Hashable, dict[Hashable, date]] = defaultdict(dict)
    counted: Counter[Hashable] = Counter()
    for one in requests:
        verdict = _verdict(one, seen, counted[one.person], limits.most_of_one)
        if verdict == YES and _is_one_of_many(one, crowds[one.service, one.content], limits):
            verdict = ALIKE
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


def _is_one_of_many(one: Filed, crowd: dict[Hashable, date], limits: Limits) -> bool:
    """Whether too many others said the same in the last days; ``crowd`` has who did, and on which day last."""
    if limits.most_alike is None or not one.content:
        return False
    crowd[one.person] = one.on
    earliest = one.on - timedelta(days=limits.alike_days - 1)
    return sum(day >= earliest for day in crowd.values()) > limits.most_alike
