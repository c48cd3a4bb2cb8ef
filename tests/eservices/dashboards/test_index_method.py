"""The method of the index: bounds, direction, sums, what is not known, and that a published version stays as it is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.dashboards.index.method import CURRENT, METHODS, Component, Indicator, score
from eservices.dashboards.index.wording import COMPONENTS, INDICATORS, SOURCES

number = st.integers(0, 300_000).map(lambda steps: Decimal(steps).scaleb(-4))
values_known_or_not = st.fixed_dictionaries({one.slug: st.none() | number for one in CURRENT.indicators})
indicators = st.sampled_from(CURRENT.indicators)


@given(values_known_or_not)
def test_points_stay_between_nothing_and_what_is_known(values: dict[str, Decimal | None]) -> None:
    whole = score(CURRENT, values).whole
    assert 0 <= whole.reached <= whole.known <= whole.possible == 100
    assert whole.reached <= whole.highest <= 100
    assert whole.index is None or 0 <= whole.index <= 100


@given(values_known_or_not)
def test_components_add_up_to_the_whole(values: dict[str, Decimal | None]) -> None:
    found = score(CURRENT, values)
    parts = [found.component(component) for component in Component]
    for name in ("reached", "known", "possible", "highest"):
        assert sum(getattr(part, name) for part in parts) == getattr(found.whole, name)


@given(values_known_or_not, indicators, number, number)
def test_a_higher_value_never_lowers_the_index(
    values: dict[str, Decimal | None], raised: Indicator, one: Decimal, other: Decimal
) -> None:
    lower, higher = (score(CURRENT, values | {raised.slug: value}) for value in sorted((one, other)))
    for part in ("whole", *Component):
        before = lower.whole if part == "whole" else lower.component(Component(part))
        after = higher.whole if part == "whole" else higher.component(Component(part))
        assert before.reached <= after.reached and before.known == after.known
        assert before.index is None or (after.index is not None and before.index <= after.index)


@given(values_known_or_not, indicators)
def test_what_is_not_known_takes_and_gives_no_points(values: dict[str, Decimal | None], hidden: Indicator) -> None:
    known, unknown = score(CURRENT, values | {hidden.slug: Decimal(0)}), score(CURRENT, values | {hidden.slug: None})
    assert known.whole.known - unknown.whole.known == hidden.weight
    assert unknown.whole.reached == known.whole.reached
    assert (unknown.whole.index or 0) >= (known.whole.index or 0)


def test_nothing_known_is_no_index_and_half_is_enough_for_a_place() -> None:
    nothing = score(CURRENT, {}).whole
    assert nothing.index is None and not nothing.is_ranked and nothing.highest == 100
    assert all(line.points is None for line in score(CURRENT, {}).lines)
    full = {one.slug: one.full for one in CURRENT.indicators}
    assert score(CURRENT, full).whole.index == 100 and score(CURRENT, full).whole.is_ranked


@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.version)
def test_weights_make_a_hundred_and_every_part_has_words(method: object) -> None:
    assert method in METHODS.values()
    for one in CURRENT.indicators:
        assert one.empty < one.full and INDICATORS[one.slug].name and SOURCES[one.source]
    assert all(INDICATORS[one.slug].evidence for one in CURRENT.questions)
    assert sum(one.weight for one in CURRENT.indicators) == 100 and set(COMPONENTS) == set(Component)


def test_version_2026_1_never_changes() -> None:
    values = {
        "registers": "0.9", "seal": "1", "workplaces": "0.75", "backup": "1", "second-factor": "0.5", "it-staff": "0",
        "trained": "0.4", "offered": "0.6", "online": "0.6", "on-time": "0.8", "satisfaction": "4", "use": "5",
        "reports": "0.8", "processes": "0.5", "drafts": "1",
    }  # fmt: skip
    found = score(METHODS["2026.1"], {slug: Decimal(value) for slug, value in values.items()})
    points = {line.indicator.slug: line.points for line in found.lines if line.points is not None}
    expected = {
        "registers": "4.21", "seal": "5", "workplaces": "3", "backup": "6", "second-factor": "4", "it-staff": "0",
        "trained": "3", "offered": "4.8", "online": "6", "on-time": "5", "satisfaction": "4.29", "use": "1.25",
        "reports": "3.75", "processes": "3", "drafts": "4",
    }  # fmt: skip
    assert points == {slug: Decimal(value) for slug, value in expected.items()}
    assert found.whole.known == 96 and found.whole.index == Decimal("59.7")
