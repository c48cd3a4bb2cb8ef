"""The degree of risk of a subject and the supervisions that a year brings it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections import plan_rules
from inspections.plan_rules import Limits
from inspections.record_rules import Degree

LIMITS, POINTS = Limits(3, 6, 12, 20), st.integers(1, 5)


@given(POINTS, POINTS, POINTS)
def test_more_severity_or_likelihood_never_lowers_the_degree(one: int, more: int, other: int) -> None:
    less, more = sorted((one, more))
    assert plan_rules.degree(less, other, LIMITS) <= plan_rules.degree(more, other, LIMITS)
    assert plan_rules.degree(one, other, LIMITS) == plan_rules.degree(other, one, LIMITS)


@pytest.mark.parametrize(
    ("severity", "likelihood", "expected"),
    [
        (1, 2, Degree.NEGLIGIBLE),
        (1, 3, Degree.LOW),
        (2, 3, Degree.MEDIUM),
        (3, 4, Degree.HIGH),
        (4, 5, Degree.CRITICAL),
    ],
)
def test_products_give_degrees(severity: int, likelihood: int, expected: Degree) -> None:
    assert plan_rules.degree(severity, likelihood, LIMITS) is expected


def test_what_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="1 to 5"):
        plan_rules.degree(0, 3, LIMITS)
    with pytest.raises(ValueError, match="rise"):
        Limits(3, 3, 12, 20)


@given(st.integers(0, 12), st.integers(0, 100))
def test_supervisions_are_spread_evenly_over_the_quarters(visits: int, index: int) -> None:
    found = plan_rules.quarters(visits, index)
    per_quarter = [found.count(quarter) for quarter in (1, 2, 3, 4)]
    assert len(found) == visits == sum(per_quarter) and max(per_quarter) - min(per_quarter) <= 1
