"""Pure rules of the yearly plan (годишњи план инспекцијског надзора): severity and likelihood give a degree of risk, the
degree says how many supervisions a year brings, and these are spread over its quarters.

No Django here. Legal basis: Закон о инспекцијском надзору (ЗИН, Сл. гласник РС 36/2015, 44/2018, 95/2018), articles 9 and
10; the limits of the degrees and the numbers of supervisions are parameters.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from inspections.record_rules import Degree

HIGHEST = 5
"""Severity (тежина последица) and likelihood (вероватноћа) go from 1 to 5."""
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """From which product of severity and likelihood the risk is low, medium, high, critical; below it is negligible."""

    low: int
    medium: int
    high: int
    critical: int

    def __post_init__(self) -> None:
        if not 1 < self.low < self.medium < self.high < self.critical <= HIGHEST**2:
            raise ValueError("Limits of risk rise from above 1 to 25.")


def degree(severity: int, likelihood: int, limits: Limits) -> Degree:
    """The degree of risk (степен ризика). Raises ``ValueError`` outside of 1 to 5."""
    if not (1 <= severity <= HIGHEST and 1 <= likelihood <= HIGHEST):
        raise ValueError("Severity and likelihood go from 1 to 5.")
    product = severity * likelihood
    return Degree(1 + sum(product >= step for step in (limits.low, limits.medium, limits.high, limits.critical)))


def quarters(visits: int, index: int) -> tuple[int, ...]:
    """The quarters, 1 to 4 and rising, of so many supervisions in a year, as evenly as they go.

    ``index`` is the place of the subject in the plan: neighbours begin in different quarters, so that the work of the
    inspectors is spread too.
    """
    return tuple(sorted(1 + (index + QUARTERS * visit // visits) % QUARTERS for visit in range(visits)))


def frequency(found: Degree, visits: Mapping[Degree, int]) -> int:
    """How many regular supervisions a year brings to a subject of this degree."""
    return visits[found]
