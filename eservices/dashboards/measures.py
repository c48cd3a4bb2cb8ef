"""The measures, from counts. Pure: what cannot be said from the counts is None, never a zero.

Shares are fractions from 0 to 1, days are whole calendar days, scores go from 1 to 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from eservices.dashboards import counting

AGE_BANDS = (1, 3, 6, 12)
"""Upper ends of the bands of age of undecided cases, in months since the month of receipt; the last band is open."""
ENOUGH_FOR_P90 = 10
"""The 90th percentile of fewer decisions would be the days of one case."""


@dataclass(frozen=True, slots=True)
class Measures:
    """Every measure of one set of cases in one period, except of undecided ones (`backlog_by_age`)."""

    received: int
    received_online: int
    decided: int
    decided_on_time: int
    median_days: int | None
    p90_days: int | None
    calls: int
    appeals: int
    appeals_rejected: int
    appeals_accepted: int
    ratings: int
    satisfaction: float | None
    register_queries: int
    register_answered: int
    reports_answered: int
    reports_on_time: int
    datasets: int | None
    datasets_fresh: int
    quality_points: int
    quality_possible: int

    @property
    def late(self) -> int:
        """Decisions issued after the legal deadline."""
        return self.decided - self.decided_on_time

    @property
    def on_time_share(self) -> float | None:
        """Share of decisions issued by the legal deadline."""
        return share(self.decided_on_time, self.decided)

    @property
    def digital_share(self) -> float | None:
        """Share of requests that came through the portal."""
        return share(self.received_online, self.received)

    @property
    def calls_share(self) -> float | None:
        """Calls to complete for each request received."""
        return share(self.calls, self.received)

    @property
    def accepted_share(self) -> float | None:
        """Share of decided appeals after which the decision was annulled."""
        return share(self.appeals_accepted, self.appeals_accepted + self.appeals_rejected)

    @property
    def availability(self) -> float | None:
        """Share of questions to registers that were answered."""
        return share(self.register_answered, self.register_queries)

    @property
    def reports_share(self) -> float | None:
        """Share of answers of inspections that were given within the term."""
        return share(self.reports_on_time, self.reports_answered)

    @property
    def freshness(self) -> float | None:
        """Share of public data sets that are no older than was promised."""
        return share(self.datasets_fresh, self.datasets or 0)

    @property
    def quality(self) -> float | None:
        """Points of quality of public data sets, as a share of those they could have."""
        return share(self.quality_points, self.quality_possible)

    def per_thousand(self, inhabitants: int | None) -> float | None:
        """Requests received for a thousand inhabitants; None where their number is not confirmed."""
        return self.received * 1000 / inhabitants if inhabitants else None


def share(part: int, whole: int) -> float | None:
    """``part`` of ``whole``; None of nothing."""
    return part / whole if whole else None


def measures_of(counts: Mapping[str, int]) -> Measures:
    """All measures of summed counts."""
    days = distribution(counts, counting.DAYS)
    scores = distribution(counts, counting.SCORE)
    ratings = sum(scores.values())
    answered = counts.get(counting.REGISTER_ANSWERED, 0)
    reports_on_time = counts.get(counting.REPORTS_ON_TIME, 0)
    return Measures(
        received=counts.get(counting.RECEIVED_ONLINE, 0) + counts.get(counting.RECEIVED_COUNTER, 0),
        received_online=counts.get(counting.RECEIVED_ONLINE, 0),
        decided=counts.get(counting.DECIDED_ON_TIME, 0) + counts.get(counting.DECIDED_LATE, 0),
        decided_on_time=counts.get(counting.DECIDED_ON_TIME, 0),
        median_days=percentile(days, 50),
        p90_days=percentile(days, 90) if sum(days.values()) >= ENOUGH_FOR_P90 else None,
        calls=counts.get(counting.CALLS, 0),
        appeals=counts.get(counting.APPEALS, 0),
        appeals_rejected=counts.get(counting.APPEALS_REJECTED, 0),
        appeals_accepted=counts.get(counting.APPEALS_ACCEPTED, 0),
        ratings=ratings,
        satisfaction=sum(score * count for score, count in scores.items()) / ratings if ratings else None,
        register_queries=answered + counts.get(counting.REGISTER_FAILED, 0),
        register_answered=answered,
        reports_answered=reports_on_time + counts.get(counting.REPORTS_LATE, 0),
        reports_on_time=reports_on_time,
        datasets=counts.get(counting.DATASETS),
        datasets_fresh=counts.get(counting.DATASETS_FRESH, 0),
        quality_points=counts.get(counting.QUALITY_POINTS, 0),
        quality_possible=counts.get(counting.QUALITY_POSSIBLE, 0),
    )


def distribution(counts: Mapping[str, int], family: str) -> dict[int, int]:
    """How often each value of ``family`` occurred: ``{"d12": 3}`` gives ``{12: 3}``."""
    found = {}
    for name, count in counts.items():
        value = name.removeprefix(family)
        if value != name and value.isdigit() and count:
            found[int(value)] = count
    return found


def percentile(values: Mapping[int, int], percent: int) -> int | None:
    """The smallest value that at least ``percent`` of a hundred values do not exceed (nearest rank); None of nothing."""
    total = sum(values.values())
    rank = -(-total * percent // 100)
    for value in sorted(values):
        rank -= values[value]
        if rank <= 0:
            return value
    return None


def total(many: Iterable[Mapping[str, int]]) -> Counter[str]:
    """Counts added up."""
    summed: Counter[str] = Counter()
    for counts in many:
        summed.update(counts)
    return summed


def backlog_by_age(months: Mapping[date, Mapping[str, int]], today: date) -> list[int]:
    """Undecided cases by the age of their month of receipt, in the bands of `AGE_BANDS` and one for the older ones."""
    bands = [0] * (len(AGE_BANDS) + 1)
    for month, counts in months.items():
        age = (today.year - month.year) * 12 + today.month - month.month
        band = sum(age >= end for end in AGE_BANDS)
        bands[band] += counts.get(counting.OPEN, 0)
    return bands
