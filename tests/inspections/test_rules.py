"""Routing, duplicates, questions, search and the grid."""

from __future__ import annotations

import json
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inspections import grid, rules
from inspections.grid import Box, Point
from inspections.rules import Described, Route, RouteFacts, Sighting
from municipalities.script import fold, to_latin
from tests.cast import FIXTURES

SERBIA = st.builds(Point, st.integers(42_200_000, 46_200_000), st.integers(18_800_000, 23_000_000))
NIGHT = datetime(2026, 3, 7, 23, 30)  # noqa: DTZ001 - local time of filing; a Saturday
CATEGORIES = json.loads((FIXTURES / "inspections.json").read_text(encoding="utf-8"))["categories"]


def test_the_first_rule_that_fits_counts() -> None:
    facts = RouteFacts("kom-rasveta", NIGHT, fold("Измишљена 14, Аеродром"), Point(44_020_000, 20_910_000))
    routes = [
        Route(1, categories=frozenset({"sao-rupa"})),
        Route(2, box=Box(44_030_000, 20_900_000, 44_040_000, 20_950_000)),
        Route(3, settlement="stara varos"),
        Route(4, weekdays=frozenset(range(5))),
        Route(5, from_hour=7, to_hour=15),
        Route(6, settlement="aerodrom", from_hour=22, to_hour=6),
        Route(7),
    ]
    found = rules.first_match(routes, facts)
    assert found is not None and found.key == 6
    assert [finding for _route, finding in rules.try_out(routes, facts)] == [
        "category", "area", "settlement", "weekday", "hour", "match", "later",
    ]  # fmt: skip


@given(SERBIA, st.sampled_from([50, 100]))
def test_a_rounded_place_is_near_and_tells_nothing_more(place: Point, metres: int) -> None:
    shown = grid.rounded(place, metres)
    assert grid.distance(place, shown) <= metres
    assert grid.rounded(shown, metres) == shown


@given(SERBIA, st.integers(1, grid.ZOOM))
def test_a_cell_holds_its_points_and_its_children(place: Point, zoom: int) -> None:
    finest = grid.cell_of(place)
    assert grid.parent_of(finest, zoom) == grid.cell_of(place, zoom)
    low, high = grid.range_of(grid.cell_of(place, zoom), zoom)
    assert low <= finest <= high
    assert grid.cell_of(grid.centre_of(finest)) == finest


@given(SERBIA, st.integers(10, 2000))
def test_the_box_around_a_place_misses_nobody(place: Point, metres: int) -> None:
    box = grid.around(place, metres)
    for corner in (Point(box.north, place.lon), Point(place.lat, box.east)):
        assert grid.distance(place, corner) >= metres - 1
    assert grid.cell_of(place, 16) in set(grid.cells_over(box, 16))


def test_the_same_thing_is_the_same_category_near_in_place_and_time() -> None:
    here = Sighting("sao-rupa", Point(44_013_950, 20_911_420), date(2026, 3, 20))
    near = Sighting("sao-rupa", Point(44_014_200, 20_911_420), date(2026, 3, 1))
    assert rules.metres_if_same(here, near, within_metres=100, within_days=60) == 28
    assert rules.metres_if_same(here, near, within_metres=20, within_days=60) is None
    assert rules.metres_if_same(here, near, within_metres=100, within_days=10) is None
    other = Sighting("sao-semafor", near.place, near.filed_on)
    assert rules.metres_if_same(here, other, within_metres=100, within_days=60) is None


@pytest.mark.parametrize("row", CATEGORIES, ids=lambda row: row["code"])
def test_every_category_asks_in_two_languages(row: dict[str, object]) -> None:
    questions = rules.parse_questions(row["questions"])  # type: ignore[arg-type]
    for question in questions:
        assert to_latin(question.label["sr"]) != question.label["sr"]
    assert row["name"] != to_latin(str(row["name"])) and row["name_en"] and row["legal_source"]


def test_there_are_sixty_four_categories_of_three_inspectorates() -> None:
    counts = [row["inspectorate"] for row in CATEGORIES]
    assert [counts.count(slug) for slug in ("komunalna", "saobracajna", "zivotna-sredina")] == [24, 20, 20]


def test_a_stopper_answer_sends_to_the_right_place() -> None:
    row = next(row for row in CATEGORIES if row["code"] == "sao-rupa")
    questions = rules.parse_questions(row["questions"])
    stop = rules.stop_for(questions, {"road": "state"})
    assert stop is not None and stop.body == "putevi-srbije"
    assert rules.stop_for(questions, {"road": "municipal"}) is None


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"code": "a b", "kind": "text", "label": {"sr": "а", "en": "a"}}, "code"),
        ({"code": "a", "kind": "colour", "label": {"sr": "а", "en": "a"}}, "kind"),
        ({"code": "a", "kind": "single", "label": {"sr": "а", "en": "a"}}, "choices"),
        ({"code": "a", "kind": "text", "label": {"sr": "а"}}, "label"),
    ],
)
def test_a_wrong_question_is_refused(data: dict[str, object], code: str) -> None:
    with pytest.raises(rules.WrongQuestion) as refusal:
        rules.parse_questions([data])
    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("asked", "first"),
    [("рупа на путу", "sao-rupa"), ("rupa", "sao-rupa"), ("Šaht", "kom-saht"), ("smece", "kom-otpad-javna"),
     ("сијалица", "kom-rasveta"), ("pothole", "sao-rupa"), ("ležeći policajac", "sao-samovoljna-prepreka")],
)  # fmt: skip
def test_a_category_is_found_in_both_scripts_and_by_other_words(asked: str, first: str) -> None:
    described = [
        Described(row["code"], fold(row["name"]), fold(f"{row['keywords']} {row['name_en']}")) for row in CATEGORIES
    ]
    assert rules.search(described, asked)[0] == first
    assert rules.search(described, "квантна механика") == []
