"""Small numbers are not published, and cannot be found by taking one published sum from another."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from eservices.dashboards.protection import LEAST, protect

MONTHS = [date(2026, month, 1) for month in range(1, 7)]
NAMES = ("received_online", "received_counter", "decided_late", "d3", "d9", "d40")
CELLS = st.fixed_dictionaries({}, optional={name: st.integers(0, 12) for name in NAMES})
SERIES = st.lists(CELLS, min_size=6, max_size=6)


def published(cells: list[dict[str, int]]) -> list[Counter[str]]:
    series = [(month, Counter(counts)) for month, counts in zip(MONTHS, cells, strict=True)]
    return [counts for _, counts in protect(series)]


@given(SERIES)
def test_every_published_count_is_nothing_or_enough(cells: list[dict[str, int]]) -> None:
    for counts in published(cells):
        for name in NAMES[:3]:
            assert counts[name] == 0 or counts[name] >= LEAST
        assert (days := sum(counts[name] for name in NAMES[3:])) == 0 or days >= LEAST


@given(SERIES)
def test_nothing_is_lost_but_less_than_a_small_number(cells: list[dict[str, int]]) -> None:
    shown = published(cells)
    for upto in range(1, 7):
        for name in NAMES[:3]:
            true = sum(counts.get(name, 0) for counts in cells[:upto])
            assert 0 <= true - sum(counts[name] for counts in shown[:upto]) < LEAST


@settings(max_examples=40)
@given(st.lists(SERIES, min_size=2, max_size=3))
def test_differencing_any_two_answers_finds_no_small_number(places: list[list[dict[str, int]]]) -> None:
    """The attacker may ask for any set of places and any period, nested in each other, and subtract."""
    shown = [published(cells) for cells in places]
    periods = list(combinations(range(7), 2))
    sets = [chosen for size in range(1, len(places) + 1) for chosen in combinations(range(len(places)), size)]
    for name in NAMES[:3]:
        answers = {
            (chosen, first, last): sum(shown[place][month][name] for place in chosen for month in range(first, last))
            for chosen in sets
            for first, last in periods
        }
        for (larger, first, last), answer in answers.items():
            for smaller in sets:
                found = answer - answers[smaller, first, last] if set(smaller) < set(larger) else 0
                assert found == 0 or found >= LEAST
            for end in range(first + 1, last):
                found = answer - answers[larger, first, end]
                assert found == 0 or found >= LEAST


@given(SERIES)
def test_one_figure_less_another_finds_no_small_number(cells: list[dict[str, int]]) -> None:
    """Received in all less received online is received at the counter, which is published by the same rule."""
    for counts in published(cells):
        everything = counts["received_online"] + counts["received_counter"]
        counter = everything - counts["received_online"]
        assert counter == 0 or counter >= LEAST


def test_without_protection_the_attack_would_work() -> None:
    """The attack of the tests above is a real one: on raw counts it finds a single person."""
    raw = [{"decided_late": 7}, {"decided_late": 1}, {}, {}, {}, {}]
    assert sum(cell.get("decided_late", 0) for cell in raw[:2]) - raw[0]["decided_late"] == 1
    assert [counts["decided_late"] for counts in published(raw)] == [7, 0, 0, 0, 0, 0]
