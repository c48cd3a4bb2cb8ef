"""Geometry of drawings: round axes, gaps where nothing is known, a map inside its frame."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.dashboards.charts import (
    HEIGHT,
    MAP_HEIGHT,
    MAP_WIDTH,
    Seat,
    Series,
    bars,
    ceiling,
    draw_map,
    lines,
    spark,
)
from eservices.dashboards.definitions import Kind
from tests.factories import rows_of


@given(st.floats(0.01, 1e7))
def test_an_axis_ends_at_a_round_number_not_far_above_the_highest(highest: float) -> None:
    assert highest * 0.998 <= ceiling(highest) <= highest * 1.61


def test_a_line_is_broken_where_nothing_is_known() -> None:
    chart = lines("x", "x", ["1", "2", "3", "4"], [Series("a", [0.5, None, 0.7, 1.0])], Kind.SHARE)
    [drawn] = chart.series
    assert drawn.path.count("M") == 2 and len(drawn.marks) == 3


def test_bars_stand_on_the_axis_and_grow_with_the_value() -> None:
    [drawn] = bars("x", "x", ["1", "2"], [Series("a", [5, 10])], Kind.COUNT).series
    low, high = drawn.marks
    assert low.y + low.height == high.y + high.height < HEIGHT and high.height == pytest.approx(2 * low.height, abs=0.2)


def test_a_small_line_of_nothing_is_empty_and_of_one_height_is_flat() -> None:
    assert spark([None, None]) == ""
    assert {part.split()[1] for part in spark([3, 3, 3]).replace("L", "M").split("M") if part} == {"12"}


def test_every_seat_stands_inside_the_map_and_no_name_covers_a_circle() -> None:
    places = rows_of("municipalities")
    seats = [
        Seat(
            row["name"], Decimal(row["seat_latitude"]), Decimal(row["seat_longitude"]), row["population_2022"] or 0,
            number % 10 / 10, row["name"], "/",
        )
        for number, row in enumerate(places)
    ]  # fmt: skip
    drawn = draw_map(seats, Kind.SHARE)
    assert len(drawn.circles) == len(places) and any(circle.name for circle in drawn.circles)
    for circle in drawn.circles:
        assert circle.radius <= circle.x <= MAP_WIDTH - circle.radius
        assert circle.radius <= circle.y <= MAP_HEIGHT - circle.radius
        assert 1 <= circle.klass <= 4
