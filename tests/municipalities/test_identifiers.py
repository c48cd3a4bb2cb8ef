"""Citizen, company and tax numbers, accounts and payment references."""

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from municipalities.identifiers import (
    InvalidIdentifier,
    check_digits_97,
    clean_account,
    clean_company_number,
    clean_jmbg,
    clean_pib,
    format_account,
    is_reference_97,
    jmbg_check_digit,
    reference_97,
)

VALID_JMBG = ("1205992665011", "0309989660013", "1402026665013", "1205992660060")


def code_of(call: object, text: str) -> str:
    with pytest.raises(InvalidIdentifier) as refused:
        call(text)  # type: ignore[operator]
    return refused.value.code


@pytest.mark.parametrize(
    ("number", "birth_date", "sex"),
    [
        ("1205992665011", date(1992, 5, 12), "F"),
        ("0309989660013", date(1989, 9, 3), "M"),
        ("1402026665013", date(2026, 2, 14), "F"),
        ("1205992660060", date(1992, 5, 12), "M"),
    ],
)
def test_valid_citizen_numbers(number: str, birth_date: date, sex: str) -> None:
    jmbg = clean_jmbg(number)
    assert (jmbg.number, jmbg.birth_date, jmbg.sex, jmbg.region) == (
        number,
        birth_date,
        sex,
        "66",
    )


@pytest.mark.parametrize("number", VALID_JMBG)
def test_any_changed_digit_is_refused(number: str) -> None:
    for place in range(13):
        for digit in "0123456789".replace(number[place], ""):
            code = code_of(clean_jmbg, number[:place] + digit + number[place + 1 :])
            assert code in {"jmbg-check", "jmbg-date"}


def test_a_prefix_with_remainder_one_has_no_check_digit() -> None:
    assert jmbg_check_digit("120599266001") is None
    assert {code_of(clean_jmbg, f"120599266001{digit}") for digit in range(10)} == {"jmbg-check"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "jmbg-empty"), ("  ", "jmbg-empty"), ("3102992665011", "jmbg-date"), ("120599266501", "jmbg-length"),
        ("12059926650111", "jmbg-length"), ("120599266501O", "jmbg-letters"), ("1205-992665011", "jmbg-letters"),
        ("١٢٠٥٩٩٢٦٦٥٠١١", "jmbg-letters"),
    ],
)  # fmt: skip
def test_refused_citizen_numbers(text: str, code: str) -> None:
    assert code_of(clean_jmbg, text) == code


def test_spaces_are_stripped_and_the_future_is_refused_only_when_asked() -> None:
    assert clean_jmbg(" 120599 2665\u00a0011 ").number == "1205992665011"
    assert clean_jmbg("1402026665013", today=date(2026, 2, 14)).birth_date == date(2026, 2, 14)
    with pytest.raises(InvalidIdentifier, match="jmbg-future"):
        clean_jmbg("1402026665013", today=date(2026, 2, 13))


def test_odd_region_and_sex_only_warn() -> None:
    jmbg = clean_jmbg("1205992665011")
    assert jmbg.warnings(sex="M") == ("jmbg-sex", "jmbg-region")
    assert jmbg.warnings(sex="F") == ("jmbg-region",)


def test_number_is_masked_wherever_it_could_be_printed() -> None:
    jmbg = clean_jmbg("1205992665011")
    assert jmbg.masked == str(jmbg) == "*********5011"
    assert "1205992665011" not in f"{jmbg} {jmbg!r}"
    with pytest.raises(InvalidIdentifier) as refused:
        clean_jmbg("1205992665012")
    assert "1205992665012" not in repr(refused.value)


def test_company_and_tax_numbers() -> None:
    assert clean_company_number("0700 5350") == "07005350"
    assert code_of(clean_company_number, "7005350") == "company-length"
    assert code_of(clean_company_number, "БД005350") == "company-letters"
    assert clean_pib("101 134 702") == "101134702"
    assert code_of(clean_pib, "101134703") == "pib-check"
    assert code_of(clean_pib, "10113470") == "pib-length"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("840-742221843-57", "840000074222184357"), ("840 742251843 73", "840000074225184373"),
        ("840–955845–10", "840000000095584510"), ("165-55-74", "165000000000005574"),
        ("165000000000005574", "165000000000005574"), ("1650 0000 0000 0055 74", "165000000000005574"),
        ("165-0000000000055-74", "165000000000005574"),
    ],
)  # fmt: skip
def test_accounts_in_every_spelling(text: str, number: str) -> None:
    assert clean_account(text) == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "account-empty"), ("-", "account-empty"), ("840-74222184З-57", "account-letters"),
        ("840-742221843-58", "account-check"),
        ("84074222184357", "account-length"), ("84-742221843-57", "account-length"), ("000-0-98", "account-bank"),
        ("840-742221834-57", "account-check"), ("RS35105008123123123173", "account-letters"),
    ],
)  # fmt: skip
def test_refused_accounts(text: str, code: str) -> None:
    assert code_of(clean_account, text) == code


@given(st.integers(1, 999), st.integers(0, 10**13 - 1))
def test_account_survives_formatting(bank: int, account: int) -> None:
    first_sixteen = f"{bank:03}{account:013}"
    number = first_sixteen + check_digits_97(first_sixteen)
    assert clean_account(format_account(number)) == number
    wrong = f"{(int(number[16:]) + 1) % 100:02}"
    assert code_of(clean_account, f"{number[:3]}-{number[3:16]}-{wrong}") == "account-check"


@pytest.mark.parametrize(
    ("text", "reference"),
    [("019", "41-019"), ("230", "87-230"), (" 0-19 ", "41-0-19"), ("a1", "86-A1")],
)
def test_reference_by_model_97(text: str, reference: str) -> None:
    assert reference_97(text) == reference
    assert is_reference_97(reference)
    assert is_reference_97(reference.replace("-", ""))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "reference-empty"), (" - ", "reference-empty"), ("553-24/26", "reference-characters"),
        ("Ж1", "reference-characters"),
        ("1" * 21, "reference-length"), ("A" * 11, "reference-length"),
    ],
)  # fmt: skip
def test_refused_references(text: str, code: str) -> None:
    assert code_of(reference_97, text) == code


@given(st.from_regex(r"[0-9]{1,10}[A-Z]{0,5}", fullmatch=True), st.data())
def test_a_mistyped_reference_is_noticed(text: str, data: st.DataObject) -> None:
    reference = reference_97(text).replace("-", "")
    place = data.draw(st.integers(2, len(reference) - 1))
    digit = data.draw(st.sampled_from("0123456789"))
    assume(reference[place].isdigit() and reference[place] != digit)
    assert not is_reference_97(reference[:place] + digit + reference[place + 1 :])
    assert not is_reference_97("")
