"""Holidays by rule and the ends of terms."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.working_days import Calendar, state_holidays

CALENDAR = Calendar()
DAYS = st.dates(date(2012, 1, 1), date(2060, 12, 31))


def days_off(year: int) -> set[date]:
    return {holiday.day for holiday in state_holidays(year)}


def test_holidays_of_2026() -> None:
    assert [(holiday.day.month, holiday.day.day) for holiday in state_holidays(2026)] == [
        (1, 1), (1, 2), (1, 7), (2, 15), (2, 16), (2, 17), (4, 10), (4, 11), (4, 12), (4, 13), (5, 1), (5, 2), (11, 11),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sunday", "day_off"),
    [
        (date(2023, 1, 1), date(2023, 1, 3)),  # the second day of New Year is off anyway
        (date(2022, 1, 2), date(2022, 1, 3)),
        (date(2026, 2, 15), date(2026, 2, 17)),
        (date(2025, 2, 16), date(2025, 2, 17)),
        (date(2018, 11, 11), date(2018, 11, 12)),
        (date(2016, 5, 1), date(2016, 5, 3)),  # Easter Sunday too; Monday is Easter Monday and Labour Day
        (date(2021, 5, 2), date(2021, 5, 4)),  # Easter Sunday too; Monday is Easter Monday
    ],
)
def test_state_holiday_on_sunday_gives_the_first_following_working_day(sunday: date, day_off: date) -> None:
    assert day_off in days_off(sunday.year)
    assert CALENDAR.is_working_day(day_off + timedelta(days=1))


def test_saturday_is_never_moved() -> None:
    assert CALENDAR.is_working_day(date(2022, 1, 4))
    assert CALENDAR.next_working_day(date(2027, 5, 1)) == date(2027, 5, 5)  # Easter on 2 May 2027 as well
    assert CALENDAR.is_working_day(date(2020, 2, 18)) and not CALENDAR.is_working_day(date(2020, 2, 17))


def test_religious_holidays_stay_where_they_are() -> None:
    assert CALENDAR.is_working_day(date(2024, 1, 8))  # Christmas fell on a Sunday
    assert CALENDAR.is_working_day(date(2025, 4, 22))  # the Tuesday after Easter


def test_two_holidays_on_one_day_make_one_row_with_both_names() -> None:
    by_day = {holiday.day: holiday.name for holiday in state_holidays(2016)}
    assert by_day[date(2016, 5, 2)] == "Празник рада и Васкрсни понедељак"


def test_easter_of_known_years() -> None:
    for year, month, day in ((2024, 5, 5), (2025, 4, 20), (2026, 4, 12), (2027, 5, 2), (2030, 4, 28)):
        assert {date(year, month, day) + timedelta(days=offset) for offset in range(-2, 2)} <= days_off(year)


def test_victory_day_is_worked() -> None:
    assert CALENDAR.is_working_day(date(2025, 5, 9))


def test_site_information_filed_on_6_february_2026() -> None:
    assert CALENDAR.add_working_days(date(2026, 2, 6), 8) == date(2026, 2, 20)
    assert CALENDAR.term_end(date(2026, 2, 6), 8) == date(2026, 2, 18)


def test_local_day_off_and_swapped_day() -> None:
    local = Calendar(extra=frozenset({date(2026, 5, 6)}), worked=frozenset({date(2026, 5, 9)}))
    assert not local.is_working_day(date(2026, 5, 6))
    assert local.next_working_day(date(2026, 5, 9)) == date(2026, 5, 9)
    assert Calendar(worked=frozenset({date(2026, 1, 7)})).is_working_day(date(2026, 1, 7))


def test_a_day_cannot_be_both_off_and_worked() -> None:
    day = frozenset({date(2026, 5, 6)})
    with pytest.raises(ValueError, match="2026-05-06"):
        Calendar(extra=day, worked=day)


def test_months_end_on_the_same_number_or_on_the_last_day() -> None:
    assert CALENDAR.term_end_months(date(2026, 3, 10), 3) == date(2026, 6, 10)
    assert CALENDAR.term_end_months(date(2025, 1, 31), 1) == date(2025, 2, 28)
    assert CALENDAR.term_end_months(date(2026, 1, 15), 1) == date(2026, 2, 18)  # Sunday, then two days off


def test_moments_and_negative_terms_are_refused() -> None:
    with pytest.raises(TypeError):
        CALENDAR.is_working_day(datetime(2026, 1, 7, tzinfo=UTC))
    for call in (CALENDAR.term_end, CALENDAR.term_end_months, CALENDAR.add_working_days):
        with pytest.raises(ValueError, match="negative"):
            call(date(2026, 1, 1), -1)
    with pytest.raises(ValueError, match="before"):
        CALENDAR.working_days_between(date(2026, 1, 2), date(2026, 1, 1))


@given(DAYS, st.integers(0, 80))
def test_counting_is_the_inverse_of_adding(start: date, count: int) -> None:
    assert CALENDAR.working_days_between(start, CALENDAR.add_working_days(start, count)) == count


@given(DAYS, st.integers(0, 400))
def test_a_term_ends_on_a_working_day_not_before_its_last_day(start: date, days: int) -> None:
    end = CALENDAR.term_end(start, days)
    assert CALENDAR.is_working_day(end)
    assert timedelta(days=days) <= end - start <= timedelta(days=days + 6)


@given(st.integers(1990, 2099))
def test_every_year_has_its_holidays_in_order_and_once(year: int) -> None:
    days = [holiday.day for holiday in state_holidays(year)]
    assert days == sorted(set(days))
    assert all(day.year == year for day in days)
