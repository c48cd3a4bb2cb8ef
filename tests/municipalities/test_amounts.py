"""Amounts and dates as Serbians write and say them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from municipalities.amounts import (
    InvalidAmount,
    amount_in_words,
    date_in_words,
    format_amount,
    format_date,
    number_in_words,
    parse_amount,
)
from municipalities.script import to_latin


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("99.500,00", "99500.00"), ("99500", "99500.00"), ("99500,5", "99500.50"), ("99.500", "99500.00"), ("1.234", "1234.00"),
        (" 0,01 ", "0.01"), ("1.234.567,89", "1234567.89"), ("0", "0.00"), ("999.999.999.999,99", "999999999999.99"),
    ],
)  # fmt: skip
def test_serbian_format_is_read(text: str, amount: str) -> None:
    assert str(parse_amount(text)) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount-empty"), ("  ", "amount-empty"), ("99,500.00", "amount-english"), ("99500.00", "amount-english"),
        ("1,234,567", "amount-english"), ("12.5", "amount-english"), ("99,500", "amount-decimals"), ("1,2345", "amount-decimals"),
        ("-5", "amount-negative"), ("−5,00", "amount-negative"), ("1.23,00", "amount-format"), ("1.2345", "amount-format"),
        ("0.500", "amount-format"), ("5 дин", "amount-format"), ("1e5", "amount-format"), ("٥", "amount-format"),
        ("99 500", "amount-format"), (",50", "amount-format"), ("5,", "amount-format"), ("-", "amount-format"),
        ("1000000000000", "amount-size"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(InvalidAmount) as refused:
        parse_amount(text)
    assert refused.value.code == code


def test_amounts_are_written_with_points_and_a_comma() -> None:
    assert format_amount(Decimal(99500)) == "99.500,00"
    assert format_amount(Decimal("1234567.5")) == "1.234.567,50"
    assert format_amount(Decimal("-0.5")) == "-0,50"
    assert format_amount(Decimal("0.125")) == "0,13"
    assert format_amount(Decimal("-0.001")) == "0,00"


@given(st.decimals(0, 10**12 - 1, places=2))
def test_what_is_written_is_read_back(amount: Decimal) -> None:
    assert parse_amount(format_amount(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("99500", "деведесет девет хиљада петсто динара и 00/100"),
        ("0", "нула динара и 00/100"),
        ("0.05", "нула динара и 05/100"),
        ("1", "један динар и 00/100"),
        ("2.5", "два динара и 50/100"),
        ("11", "једанаест динара и 00/100"),
        ("21", "двадесет један динар и 00/100"),
        ("101", "сто један динар и 00/100"),
        ("111", "сто једанаест динара и 00/100"),
        ("1000", "једна хиљада динара и 00/100"),
        ("1001", "једна хиљада један динар и 00/100"),
        ("2200", "две хиљаде двеста динара и 00/100"),
        ("5016.99", "пет хиљада шеснаест динара и 99/100"),
        ("11000", "једанаест хиљада динара и 00/100"),
        ("12000", "дванаест хиљада динара и 00/100"),
        ("21000", "двадесет једна хиљада динара и 00/100"),
        ("34200", "тридесет четири хиљаде двеста динара и 00/100"),
        ("73171.60", "седамдесет три хиљаде сто седамдесет један динар и 60/100"),
        ("111000", "сто једанаест хиљада динара и 00/100"),
        ("502000", "петсто две хиљаде динара и 00/100"),
        ("1000000", "један милион динара и 00/100"),
        ("2000001", "два милиона један динар и 00/100"),
        ("5000000", "пет милиона динара и 00/100"),
        ("21000000", "двадесет један милион динара и 00/100"),
        ("1000000000", "једна милијарда динара и 00/100"),
        ("2002002002", "две милијарде два милиона две хиљаде два динара и 00/100"),
        ("5000000000", "пет милијарди динара и 00/100"),
        ("999999999999.99", ("деветсто деведесет девет милијарди деветсто деведесет девет милиона "
         "деветсто деведесет девет хиљада деветсто деведесет девет динара и 99/100")),
    ],
)  # fmt: skip
def test_amount_in_words(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


def test_words_agree_with_a_feminine_noun_and_exist_in_latin() -> None:
    assert number_in_words(1, feminine=True) == "једна"
    assert number_in_words(1002, feminine=True) == "једна хиљада две"
    assert number_in_words(12, feminine=True) == "дванаест"
    assert to_latin(amount_in_words(Decimal(3000))) == "tri hiljade dinara i 00/100"


@pytest.mark.parametrize("amount", ["-0.01", "1000000000000", "999999999999.999"])
def test_amounts_that_cannot_be_worded(amount: str) -> None:
    with pytest.raises(ValueError, match="worded"):
        amount_in_words(Decimal(amount))


@given(st.integers(0, 10**12 - 1), st.integers(0, 10**12 - 1))
def test_different_numbers_have_different_words(first: int, second: int) -> None:
    assert (number_in_words(first) == number_in_words(second)) == (first == second)


def test_dates() -> None:
    assert format_date(date(2026, 11, 3)) == "3. 11. 2026."
    assert date_in_words(date(2026, 11, 3)) == "3. новембра 2026. године"
