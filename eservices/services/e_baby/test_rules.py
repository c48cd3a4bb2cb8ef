"""Rules of parental allowance and local aid: worked examples, history, terms by the calendar, and what always holds."""

from __future__ import annotations

import json
from datetime import date, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from eservices.services.e_baby import rules
from eservices.services.e_baby.rules import AMENDED_ON, Allowance, Birth, LocalDecision, Plan, Stay
from municipalities.working_days import Calendar

CALENDAR = Calendar()
HERE, ELSEWHERE = "71056", "71242"
BORN = date(2026, 2, 14)
NOW = Allowance(
    plans={
        1: Plan(Decimal(500_000)),
        2: Plan(Decimal(600_000), 24, Decimal(25_000), Decimal(135_000)),
        3: Plan(Decimal(2_280_000), 120, Decimal(19_000), Decimal(135_000)),
        4: Plan(Decimal(3_180_000), 120, Decimal(26_500)),
    },
    equipment=Decimal(7_500),
    births_from=date(2024, 1, 1),
    filing_months=12,
)
BEFORE = (
    Plan(Decimal("329643.66"), 24, Decimal("13735.15"), Decimal("123871.49")),
    Plan(Decimal("1977861.97"), 120, Decimal("16482.19"), Decimal("123871.49")),
    Plan(Decimal("2966792.95"), 120, Decimal("24723.28")),
)
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))


def example(name: str) -> LocalDecision:
    """One of the published local decisions."""
    rows = json.loads((Path(rules.__file__).parent / "examples.json").read_text(encoding="utf-8"))["rows"]
    row: dict[str, Any] = next(row for row in rows if row["municipality"] == name)
    assert row["year"] and row["source"]
    money = {key: Decimal(row[key]) for key in ("amount", "first_extra", "third", "vulnerable") if key in row}
    return LocalDecision(
        residence_of=rules.Resident(row["residence_of"]), residence_months=row["residence_months"],
        filing_months=row["filing_months"], **money,
    )  # fmt: skip


def payment(order: int) -> rules.Payment:
    found = rules.allowance(order, NOW)
    assert found is not None
    return found


# -- allowance ---------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("order", "instalments", "monthly", "first", "total"),
    [
        (1, 1, "0.00", "507500", "507500"),
        (2, 24, "25000.00", "167500", "742500"),
        (3, 120, "19000.00", "161500", "2422500"),
        (4, 120, "26500.00", "34000", "3187500"),
    ],
)
def test_amounts_and_instalments_by_order(order: int, instalments: int, monthly: str, first: str, total: str) -> None:
    found = payment(order)
    assert (found.plan.instalments, found.plan.monthly) == (instalments, Decimal(monthly))
    assert (found.first, found.total) == (Decimal(first), Decimal(total))
    assert found.plan.rounding == 0


def test_the_steps_are_explained_in_figures() -> None:
    assert [(line.code, line.formula, str(line.amount)) for line in payment(3).lines] == [
        ("allowance", "2.280.000,00", "2280000"),
        ("monthly", "2.280.000,00 : 120", "19000"),
        ("one-off", "135.000,00", "135000"),
        ("equipment", "7.500,00", "7500"),
        ("together", "2.280.000,00 + 135.000,00 + 7.500,00", "2422500.00"),
    ]


def test_a_fifth_child_is_for_an_official_to_judge() -> None:
    assert rules.allowance(5, NOW) is None


@pytest.mark.parametrize("plan", BEFORE)
def test_instalments_published_before_the_change_are_the_total_rounded_by_less_than_a_para(plan: Plan) -> None:
    assert abs(plan.monthly - plan.total / plan.instalments) < Decimal("0.01")
    assert abs(plan.rounding) < 1


@pytest.mark.parametrize(
    ("birth", "filed", "day"),
    [
        (date(2024, 3, 1), date(2024, 6, 1), date(2024, 6, 1)),  # before the change: what was in force then
        (date(2024, 3, 1), date(2024, 10, 31), date(2024, 10, 31)),
        (date(2024, 3, 1), date(2024, 11, 1), AMENDED_ON),  # the change reaches back
        (date(2024, 3, 1), date(2025, 2, 1), AMENDED_ON),
        (date(2024, 11, 1), date(2024, 12, 1), date(2024, 11, 1)),
        (date(2026, 2, 14), date(2026, 5, 14), date(2026, 2, 14)),
    ],
)
def test_the_day_whose_amounts_hold(birth: date, filed: date, day: date) -> None:
    assert rules.amounts_day(birth, filed) == day


# -- order of birth ----------------------------------------------------------------------------------------------------
def test_order_counts_all_live_births_of_the_mother() -> None:
    births = [Birth("new", BORN, time(8)), Birth("a", date(2019, 3, 15)), Birth("b", date(2021, 10, 8))]
    assert rules.birth_orders(births) == {"a": 1, "b": 2, "new": 3}


def test_twins_are_two_children_in_the_order_of_their_time_of_birth() -> None:
    births = [Birth("x", BORN, time(9, 20)), Birth("y", BORN, time(9, 5)), Birth("old", date(2020, 1, 1))]
    assert rules.birth_orders(births) == {"old": 1, "y": 2, "x": 3}


def test_twins_over_midnight() -> None:
    births = [Birth("x", BORN + timedelta(days=1), time(0, 3)), Birth("y", BORN, time(23, 58))]
    assert rules.birth_orders(births) == {"y": 1, "x": 2}


def test_a_child_born_later_does_not_change_the_order() -> None:
    births = [Birth("new", BORN, time(8)), Birth("later", date(2027, 1, 1))]
    assert rules.birth_orders(births)["new"] == 1


@given(st.lists(st.tuples(st.text("abcdef", min_size=1, max_size=3), DAYS), max_size=8))
def test_orders_are_one_to_n_without_gaps(rows: list[tuple[str, date]]) -> None:
    births = [Birth(key, day) for key, day in rows]
    assert sorted(rules.birth_orders(births).values()) == list(range(1, len({key for key, _day in rows}) + 1))


# -- local aid ---------------------------------------------------------------------------------------------------------
def test_the_worked_example_of_svilajnac() -> None:
    """1 year of residence, 3 months to file; birth 14.02.2026, resident since 14.02.2025, third child 30.000,00."""
    decision = example("Свилајнац")
    lived = rules.residence([Stay(HERE, date(2025, 2, 14))], HERE, BORN, decision.residence_months)
    assert (lived.required, lived.since, lived.met) == (date(2025, 2, 14), date(2025, 2, 14), True)
    term = rules.filing_term(BORN, decision.filing_months, CALENDAR)
    assert term.last == date(2026, 5, 14)
    assert (term.late_by(date(2026, 5, 14)), term.late_by(date(2026, 5, 15))) == (0, 1)
    assert rules.local_aid(3, decision).amount == Decimal(30_000)
    assert rules.local_aid(2, decision).amount == Decimal(20_000)


def test_one_day_less_than_a_year_is_not_a_year() -> None:
    assert not rules.residence([Stay(HERE, date(2025, 2, 15))], HERE, BORN, 12).met


def test_the_other_published_decisions() -> None:
    mladenovac, belgrade = example("Младеновац"), example("Београд")
    assert rules.local_aid(3, mladenovac).amount == Decimal(20_000)
    assert rules.filing_term(BORN, mladenovac.filing_months, CALENDAR).last == date(2026, 8, 14)
    assert mladenovac.residence_of == rules.Resident.MOTHER
    assert [rules.local_aid(order, belgrade).amount for order in (1, 2, 3, 4)] == [20_000, 10_000, 30_000, 10_000]
    assert rules.local_aid(2, belgrade, vulnerable=True).amount == Decimal(25_000)
    assert rules.local_aid(1, belgrade).line.formula == "10.000,00 + 10.000,00"


@given(st.integers(1, 12), st.booleans())
def test_local_aid_is_never_below_the_basic_amount(order: int, vulnerable: bool) -> None:
    for name in ("Младеновац", "Свилајнац", "Београд"):
        assert rules.local_aid(order, example(name), vulnerable=vulnerable).amount >= example(name).amount


# -- residence ---------------------------------------------------------------------------------------------------------
def test_a_move_inside_the_municipality_is_no_break() -> None:
    stays = [Stay(HERE, date(2020, 1, 1), date(2025, 6, 30)), Stay(HERE, date(2025, 7, 1))]
    assert rules.residence(stays, HERE, BORN, 12).since == date(2020, 1, 1)


@pytest.mark.parametrize(
    "stays",
    [
        [Stay(HERE, date(2020, 1, 1), date(2025, 6, 30)), Stay(HERE, date(2025, 7, 2))],  # a day unregistered
        [Stay(HERE, date(2020, 1, 1), date(2025, 6, 30)), Stay(ELSEWHERE, date(2025, 7, 1), date(2025, 8, 1)),
         Stay(HERE, date(2025, 8, 2))],
        [Stay(HERE, date(2020, 1, 1), date(2026, 2, 13))],  # moved away on the eve of the birth
        [Stay(ELSEWHERE, date(2010, 1, 1))],
        [],
    ],
)  # fmt: skip
def test_a_break_or_another_municipality_does_not_meet_the_year(stays: list[Stay]) -> None:
    assert not rules.residence(stays, HERE, BORN, 12).met


def test_a_stay_that_began_after_the_birth_is_not_looked_at() -> None:
    stays = [Stay(HERE, date(2020, 1, 1), date(2026, 3, 1)), Stay(ELSEWHERE, date(2026, 3, 2))]
    assert rules.residence(stays, HERE, BORN, 12).met


@given(DAYS, st.integers(0, 36), st.integers(0, 2000))
def test_residence_is_met_exactly_from_the_same_numbered_day(birth: date, months: int, days: int) -> None:
    since = birth - timedelta(days=days)
    met = rules.residence([Stay(HERE, since)], HERE, birth, months).met
    assert met == (since <= birth - relativedelta(months=months))


# -- terms -------------------------------------------------------------------------------------------------------------
def test_the_first_birthday_is_the_last_day_for_the_allowance() -> None:
    term = rules.filing_term(date(2026, 4, 20), 12, CALENDAR)
    assert (term.last, term.moved, term.late_by(date(2027, 4, 21))) == (date(2027, 4, 20), False, 1)


def test_a_term_that_ends_on_a_sunday_moves_to_monday() -> None:
    term = rules.filing_term(BORN, 12, CALENDAR)
    assert term.same_numbered == date(2027, 2, 14) and term.moved
    assert term.last == date(2027, 2, 17)  # Sunday, then two days of the state holiday (Сретење)


@given(DAYS, st.integers(1, 24))
def test_a_term_never_ends_early_nor_on_a_day_off(born: date, months: int) -> None:
    term = rules.filing_term(born, months, CALENDAR)
    assert term.last >= term.same_numbered and CALENDAR.is_working_day(term.last)
    assert term.late_by(term.last) == 0 and term.late_by(term.last + timedelta(days=1)) == 1


# -- people ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("role", "reason", "may"),
    [("mother", "", True), ("father", "", False), ("father", "none", False), ("father", "died", True),
     ("father", "taken", True), ("father", "prevented", True), ("father", "foreign", True)],
)  # fmt: skip
def test_the_father_asks_for_the_allowance_only_for_a_listed_reason(role: str, reason: str, may: bool) -> None:
    assert rules.may_ask_for_allowance(role, reason) is may


def test_majority_on_the_eighteenth_birthday() -> None:
    assert rules.is_minor(date(2008, 5, 2), date(2026, 5, 1)) and not rules.is_minor(date(2008, 5, 2), date(2026, 5, 2))


@pytest.mark.parametrize("text", ["Ђурђа", "Ana-Marija", "Kovács", "O’Брајан", "Ľubomír", "Ана Мија"])
def test_names_of_every_alphabet(text: str) -> None:
    assert rules.is_name(text)


@pytest.mark.parametrize("text", ["Ана2", "", "-", "Ана, Мија", "<b>"])
def test_what_is_no_name(text: str) -> None:
    assert not rules.is_name(text)


def test_four_words_need_a_short_name() -> None:
    assert rules.needs_short_name("Ана Марија", "Пробић Огледић") and not rules.needs_short_name(
        "Ана", "Пробић Огледић"
    )
    assert rules.needs_short_name("Ана Марија Сара", "Пробић") and rules.needs_short_name("Ана", "Пробић-Огледић Узор")


@pytest.mark.parametrize(
    ("surname", "fits"),
    [("Пробић", True), ("Огледић", True), ("Пробић Огледић", True), ("Огледић-Пробић", True), ("Probić", True),
     ("Трећић", False), ("Пробић Трећић", False)],
)  # fmt: skip
def test_the_surname_is_of_one_or_both_parents(surname: str, fits: bool) -> None:
    assert rules.surname_of_parents(surname, "Пробић", "Огледић") is fits


def test_without_a_father_the_surname_is_the_mothers() -> None:
    assert rules.surname_of_parents("Пробић", "Пробић", "") and not rules.surname_of_parents("", "Пробић", "")
