"""The calculation of maternity pay: worked examples, dates, wrong input, and what must hold for any bases."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.services.maternity_pay.rules import (
    BasesError,
    Calculation,
    DuplicateMonth,
    LeaveDatesError,
    MonthBase,
    MonthOutsideWindow,
    NegativeBase,
    Parameters,
    Part,
    Span,
    WrongMonthCount,
    calculate,
    calculate_other,
    complete_window,
    filing_window,
    leave_start_window,
    maternity_period,
    minimum_net,
    window,
    working_hours,
)

START = date(2026, 3, 10)
PARAMETERS = Parameters(
    cap_factor=Decimal(5),
    average_wage=Decimal(169921),
    minimum_hourly_net=Decimal(371),
    contribution_rate=Decimal("0.199"),
    tax_rate=Decimal("0.10"),
    non_taxable=Decimal(34221),
    self_employed_divisor=Decimal("1.5"),
)


def bases(*amounts: int | str) -> list[MonthBase]:
    """One row for each month of the window; amounts from the oldest month on, the rest unpaid."""
    months = window(START)
    known = [MonthBase(month, Decimal(amount)) for month, amount in zip(months, amounts, strict=False)]
    return list(complete_window(START, known))


def amounts_of(calculation: Calculation) -> dict[str, str]:
    return {line.code: str(line.amount) for line in calculation.lines}


def test_window_precedes_the_first_month_of_the_maternity_leave() -> None:
    months = window(START)
    assert (len(months), months[0], months[-1]) == (18, date(2024, 9, 1), date(2026, 2, 1))


def test_example_a() -> None:
    result = calculate(START, bases(*[95_000] * 9, *[104_000] * 9), PARAMETERS)
    assert (result.total, result.gross, result.cap) == (Decimal(1_791_000), Decimal("99500.00"), Decimal("849605.00"))
    assert (result.cap_applied, result.missing) == (False, ())
    maternity, child_care = result.part(Part.MATERNITY), result.part(Part.CHILD_CARE)
    assert (maternity.net, maternity.top_up, maternity.payable) == (
        Decimal("73171.60"),
        Decimal(0),
        Decimal("73171.60"),
    )
    assert (child_care.gross, child_care.payable) == (Decimal("99500.00"), Decimal("73171.60"))
    assert minimum_net(START, PARAMETERS) == Decimal("65296.00")


def test_example_a_line_by_line() -> None:
    result = calculate(START, bases(*[95_000] * 9, *[104_000] * 9), PARAMETERS)
    assert [(line.code, line.formula, str(line.amount)) for line in result.lines] == [
        ("sum", "9 × 95.000,00 + 9 × 104.000,00", "1791000.00"),
        ("average", "1.791.000,00 : 18", "99500.00"),
        ("gross", "99.500,00", "99500.00"),
        ("contributions", "19,9 % × 99.500,00", "19800.50"),
        ("tax", "10 % × (99.500,00 − 34.221,00)", "6527.90"),
        ("net", "99.500,00 − 19.800,50 − 6.527,90", "73171.60"),
        ("floor", "176 × 371,00", "65296.00"),
        ("net-maternity", "73.171,60 + 0,00", "73171.60"),
        ("net-child-care", "73.171,60", "73171.60"),
    ]


def test_example_b_raises_only_the_maternity_part() -> None:
    result = calculate(START, bases(*[70_000] * 6), PARAMETERS)
    assert (result.total, result.gross) == (Decimal(420_000), Decimal("23333.33"))
    assert result.missing == window(START)[6:]
    maternity, child_care = result.part(Part.MATERNITY), result.part(Part.CHILD_CARE)
    assert (maternity.payable, maternity.net + maternity.top_up) == (Decimal("65296.00"), Decimal("65296.00"))
    assert (child_care.gross, child_care.net, child_care.top_up) == (
        Decimal("23333.33"),
        Decimal("18690.00"),
        Decimal(0),
    )
    assert amounts_of(result)["tax"] == "0.00"
    assert amounts_of(result)["top-up"] == "46606.00"


def test_example_c() -> None:
    result = calculate_other(START, bases(*[51_300] * 18), PARAMETERS)
    assert result.part(Part.OTHER).payable == Decimal("34200.00")
    assert amounts_of(result) == {"sum": "923400.00", "average": "51300.00", "divided": "34200.00"}
    with_twelve = calculate_other(START, bases(*[51_300] * 12), PARAMETERS)
    assert with_twelve.part(Part.OTHER).payable == Decimal("22800.00")
    assert with_twelve.lines[-1].formula == "615.600,00 : 18 : 1,5"
    with pytest.raises(KeyError):
        result.part(Part.MATERNITY)


def test_dates_of_example_a() -> None:
    periods = maternity_period(START, date(2026, 4, 20), 1)
    assert periods.maternity == Span(date(2026, 3, 10), date(2026, 7, 20))
    assert periods.child_care == Span(date(2026, 7, 21), date(2027, 3, 9))
    assert maternity_period(START, date(2026, 4, 20), 3).child_care.last == date(2028, 3, 9)
    assert filing_window(START, 2) == Span(date(2026, 3, 10), date(2027, 3, 9))
    assert filing_window(START, 4).last == date(2028, 3, 9)


def test_leave_starts_45_to_28_days_before_the_expected_birth() -> None:
    days = leave_start_window(date(2026, 4, 20))
    assert (days.first, days.last) == (date(2026, 3, 6), date(2026, 3, 23))
    assert START in days and date(2026, 3, 24) not in days and date(2026, 3, 5) not in days


@pytest.mark.parametrize(
    ("leave_start", "birth", "order", "code"),
    [
        (date(2026, 4, 21), date(2026, 4, 20), 1, "leave-after-birth"),
        (START, date(2026, 12, 20), 1, "birth-too-late"),
        (START, date(2026, 4, 20), 0, "birth-order"),
    ],
)
def test_impossible_dates(leave_start: date, birth: date, order: int, code: str) -> None:
    with pytest.raises(LeaveDatesError) as refused:
        maternity_period(leave_start, birth, order)
    assert refused.value.code == code


def test_the_cap_is_applied_and_shown() -> None:
    result = calculate(START, bases(*[900_000] * 18), PARAMETERS)
    assert (result.cap_applied, result.gross) == (True, Decimal("849605.00"))
    assert [line.formula for line in result.lines if line.code == "cap"] == ["5 × 169.921,00"]


def test_without_any_base_only_the_floor_of_the_maternity_part_remains() -> None:
    result = calculate(START, bases(), PARAMETERS)
    assert result.part(Part.MATERNITY).payable == Decimal("65296.00")
    assert result.part(Part.CHILD_CARE).payable == 0
    assert len(result.missing) == 18
    assert result.lines[0].formula == "0,00"


def test_an_unpaid_base_counts_as_zero_and_is_listed() -> None:
    rows = bases(*[90_000] * 18)
    rows[3] = replace(rows[3], paid=False)
    result = calculate(START, rows, PARAMETERS)
    assert (result.total, result.missing) == (Decimal(17 * 90_000), (date(2024, 12, 1),))


def test_half_a_para_is_rounded_up() -> None:
    rows = bases("0.09")  # 0,09 : 18 = 0,005
    assert calculate(START, rows, PARAMETERS).gross == Decimal("0.01")


def test_working_hours_count_weekdays_with_holidays() -> None:
    assert (working_hours(START), working_hours(date(2026, 2, 1)), working_hours(date(2026, 1, 31))) == (176, 160, 176)


def error_of(rows: list[MonthBase], kind: type[BasesError], code: str) -> None:
    for function in (calculate, calculate_other):
        with pytest.raises(kind) as refused:
            function(START, rows, PARAMETERS)
        assert refused.value.code == code


def test_wrong_bases_are_refused() -> None:
    rows = bases(*[90_000] * 18)
    error_of(rows[1:], WrongMonthCount, "bases-count")
    error_of([*rows, MonthBase(date(2026, 3, 1), Decimal(1))], WrongMonthCount, "bases-count")
    error_of([*rows[1:], rows[1]], DuplicateMonth, "bases-duplicate")
    error_of([*rows, rows[4]], DuplicateMonth, "bases-duplicate")
    error_of([*rows[1:], replace(rows[0], amount=Decimal("-0.01"))], NegativeBase, "bases-negative")
    error_of([*rows[1:], replace(rows[0], month=date(2024, 8, 1))], MonthOutsideWindow, "bases-outside")
    error_of([*rows[1:], replace(rows[0], month=date(2024, 9, 2))], MonthOutsideWindow, "bases-outside")


def test_completing_the_window_hides_no_mistake() -> None:
    known = [MonthBase(date(2024, 9, 1), Decimal(1)), MonthBase(date(2024, 9, 1), Decimal(2))]
    assert len(complete_window(START, known)) == 19
    with pytest.raises(DuplicateMonth):
        calculate(START, complete_window(START, known), PARAMETERS)
    with pytest.raises(WrongMonthCount):
        calculate(START, complete_window(START, [MonthBase(date(2020, 1, 1), Decimal(1))]), PARAMETERS)


AMOUNTS = st.decimals(0, 2_000_000, places=2)
EIGHTEEN = st.lists(AMOUNTS, min_size=18, max_size=18)


def rows_of(amounts: list[Decimal]) -> list[MonthBase]:
    return [MonthBase(month, amount) for month, amount in zip(window(START), amounts, strict=True)]


@given(EIGHTEEN, st.integers(0, 17), st.integers(1, 500_000))
def test_a_higher_base_never_pays_less(amounts: list[Decimal], place: int, more: int) -> None:
    higher = [*amounts[:place], amounts[place] + more, *amounts[place + 1 :]]
    before, after = calculate(START, rows_of(amounts), PARAMETERS), calculate(START, rows_of(higher), PARAMETERS)
    assert after.gross >= before.gross
    for part in (Part.MATERNITY, Part.CHILD_CARE):
        assert after.part(part).payable >= before.part(part).payable
    others = [calculate_other(START, rows_of(each), PARAMETERS).gross for each in (amounts, higher)]
    assert others == sorted(others)


@given(EIGHTEEN)
def test_never_above_the_cap_and_the_floor_only_for_maternity(amounts: list[Decimal]) -> None:
    result = calculate(START, rows_of(amounts), PARAMETERS)
    floor = minimum_net(START, PARAMETERS)
    maternity, child_care = result.part(Part.MATERNITY), result.part(Part.CHILD_CARE)
    assert result.cap is not None and result.gross <= result.cap
    assert child_care.top_up == 0 and child_care.payable == child_care.net == maternity.net
    assert maternity.payable == max(floor, maternity.net)
    assert 0 <= child_care.net <= child_care.gross


@given(EIGHTEEN.flatmap(lambda amounts: st.tuples(st.just(amounts), st.permutations(rows_of(amounts)))))
def test_the_order_of_months_does_not_matter(case: tuple[list[Decimal], list[MonthBase]]) -> None:
    amounts, shuffled = case
    assert calculate(START, shuffled, PARAMETERS) == calculate(START, rows_of(amounts), PARAMETERS)


@given(EIGHTEEN)
def test_every_line_has_two_decimals(amounts: list[Decimal]) -> None:
    lines = calculate(START, rows_of(amounts), PARAMETERS).lines
    assert all(line.amount.as_tuple().exponent == -2 for line in lines)


@given(st.dates(date(2024, 1, 1), date(2035, 1, 1)), st.integers(0, 60), st.integers(1, 5))
def test_the_two_parts_touch_and_fill_the_leave(leave_start: date, wait: int, order: int) -> None:
    periods = maternity_period(leave_start, leave_start + timedelta(days=wait), order)
    assert periods.maternity.first == leave_start
    assert periods.child_care.first == periods.maternity.last + timedelta(days=1)
    assert periods.child_care.last == filing_window(leave_start, order).last
