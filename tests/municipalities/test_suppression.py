"""Small counts are hidden, and nobody can compute them from what is shown."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from municipalities.suppression import SMALLEST_SHOWN, hidden, shown, small

LINE = st.lists(st.integers(0, 12), min_size=1, max_size=4)


def test_a_count_below_five_is_hidden_and_nobody_is_shown() -> None:
    assert [small(count) for count in (0, 1, 4, 5)] == [False, True, True, False]
    assert shown([0, 5, 40]) == [0, 5, 40]


def test_a_second_count_is_hidden_against_subtraction() -> None:
    assert shown([3, 20, 8, 0]) == [None, 20, None, 0]


def test_the_choice_between_equal_counts_tells_nothing() -> None:
    assert shown([6, 6, 3, 30]) == [None, None, None, 30]


def test_two_small_counts_with_a_small_total_take_a_third_with_them() -> None:
    assert shown([1, 1, 9, 30]) == [None, None, None, 30]


@settings(max_examples=150, deadline=None)
@given(LINE)
def test_who_knows_the_total_and_the_method_cannot_compute_a_hidden_count(counts: list[int]) -> None:
    """Every table that would look the same is tried; each hidden count must be different in some of them."""
    total, seen = sum(counts), shown(counts)
    if total < SMALLEST_SHOWN or None not in seen:
        return
    free = [place for place, count in enumerate(seen) if count is None]
    rest = total - sum(count for count in seen if count is not None)
    alike = []
    for tried in product(range(rest + 1), repeat=len(free)):
        table = [count or 0 for count in seen]
        for place, count in zip(free, tried, strict=True):
            table[place] = count
        if sum(tried) == rest and shown(table) == seen:
            alike.append(tried)
    assert all(len({table[place] for table in alike}) > 1 for place in range(len(free)))


@given(st.dictionaries(st.tuples(st.integers(0, 3), st.integers(0, 3)), st.integers(0, 30).map(lambda n: (n,))))
def test_in_a_table_neither_rows_nor_columns_give_a_count_away(cells: dict[tuple[int, int], tuple[int, ...]]) -> None:
    rows = [[cell for cell in cells if cell[0] == number] for number in range(4)]
    columns = [[cell for cell in cells if cell[1] == number] for number in range(4)]
    out = hidden(cells, [*rows, *columns])
    assert {cell for cell, (count,) in cells.items() if small(count)} <= out
    for line in (line for line in (*rows, *columns) if sum(cells[cell][0] for cell in line) >= SMALLEST_SHOWN):
        lost = [cells[cell][0] for cell in line if cell in out]
        left = [cell for cell in line if cell not in out and cells[cell][0]]
        assert not lost or not left or (len(lost) > 1 and not small(sum(lost)))


def test_a_share_is_hidden_with_its_rest() -> None:
    assert hidden({"march": (48, 2)}, []) == {"march"}
    assert hidden({"march": (48, 2), "april": (10, 10), "may": (30, 9)}, [["march", "april", "may"]]) == {
        "march",
        "april",
    }


def test_what_was_hidden_before_stays_hidden() -> None:
    assert hidden({"march": (7,), "april": (50,)}, [], {"march"}) == {"march"}
