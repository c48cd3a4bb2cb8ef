"""Bank statements: the spellings of banks, what is refused, and what each line turns out to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest

from eservices.cases.statements import Finding, Line, StatementError, judge, read, same_reference

HEADING = "Датум;Износ;Рачун;Позив на број;Сврха;Ознака трансакције"
GOOD = "09.02.2026;3.040,00;840-742221843-57;97 87-230;Taksa 350-24/26-IV;T1"
ACCOUNT = "840000074222184357"


def statement(*rows: str, heading: str = HEADING) -> bytes:
    return "\n".join([heading, *rows]).encode()


def test_a_statement_is_read() -> None:
    assert read(statement(GOOD, "")) == [
        Line(2, date(2026, 2, 9), Decimal("3040.00"), ACCOUNT, "97 87-230", "Taksa 350-24/26-IV", "T1")
    ]


@pytest.mark.parametrize(
    "content",
    [
        statement(GOOD.replace(";", "\t"), heading=HEADING.replace(";", "\t")),
        statement(GOOD.replace(";", ",").replace("3.040,00", "3040.00"), heading=HEADING.replace(";", ",")),
        statement(GOOD.replace("09.02.2026", "2026-02-09")),
        statement(GOOD, heading="datum valute;potražuje;račun primaoca;poziv na broj odobrenja;svrha doznake;referenca"),
        "\ufeff".encode() + statement(GOOD),
        statement(GOOD, heading="Datum;Iznos;Račun;Poziv na broj;Svrha;Oznaka transakcije")
        .decode().encode("cp1250"),
    ],
)  # fmt: skip
def test_the_spellings_of_banks_mean_the_same(content: bytes) -> None:
    [line] = read(content)
    assert (line.booked_on, line.amount, line.account) == (date(2026, 2, 9), Decimal("3040.00"), ACCOUNT)


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "empty", 0),
        (statement(), "empty", 0),
        (b"\x00\xff\x00" + statement(GOOD), "encoding", 0),
        (statement(GOOD, heading="a;b;c;d;e;f"), "columns", 1),
        (statement(GOOD.replace("09.02.2026", "32.02.2026")), "date", 2),
        (statement(GOOD, GOOD.replace("3.040,00", "-3.040,00")), "amount", 3),
        (statement(GOOD.replace("3.040,00", "3,040.00")), "amount", 2),
        (statement(GOOD.replace("3.040,00", "0,00")), "amount", 2),
        (statement(GOOD.replace(";T1", ";")), "transaction", 2),
        (statement(GOOD.replace("43-57", "43-58")), "account", 2),
    ],
)
def test_a_file_with_one_wrong_line_is_not_read(content: bytes, code: str, line: int) -> None:
    with pytest.raises(StatementError) as refused:
        read(content)
    assert (refused.value.code, refused.value.line) == (code, line)


def test_a_transaction_is_the_same_in_whatever_file_it_comes() -> None:
    [first] = read(statement(GOOD))
    [second] = read(statement(GOOD.replace("Taksa", "TAKSA").replace("3.040,00", "3040,00")))
    assert first.fingerprint == second.fingerprint != replace(first, bank_reference="T2").fingerprint


@pytest.mark.parametrize(
    ("purpose", "numbers"),
    [
        ("Taksa 350-24/26-IV", [("350", 24, 2026)]),
        ("uplata po predmetu br. 350-24/2026", [("350", 24, 2026)]),
        ("350-24/26-IV i 350-25/26-IV", [("350", 24, 2026), ("350", 25, 2026)]),
        ("nema broja", []),
        ("racun 840-742221843-57", []),
    ],
)
def test_case_numbers_are_found_in_the_purpose(purpose: str, numbers: list[tuple[str, int, int]]) -> None:
    [line] = read(statement(GOOD))
    found = [(one.classification, one.sequence, one.year) for one in replace(line, purpose=purpose).numbers()]
    assert found == numbers


@pytest.mark.parametrize("reference", ["97 41-019", "9741019", "41-019", "41019", "(97) 41-019", "97-41-019"])
def test_a_reference_is_the_same_with_and_without_its_model(reference: str) -> None:
    assert same_reference("41-019", reference)
    assert not same_reference("87-230", reference)


def test_check_digits_that_look_like_the_model_stay() -> None:
    assert same_reference("97-004", "97004") and same_reference("97-004", "97 97-004")


@dataclass
class Slip:
    account: str = ACCOUNT
    amount: Decimal = Decimal("3040.00")
    reference: str = "87-230"
    is_reconciled: bool = False


@pytest.mark.parametrize(
    ("slips", "finding"),
    [
        ([Slip()], Finding.MATCHED),
        ([Slip(account="840000074225184373"), Slip()], Finding.MATCHED),
        ([], Finding.UNKNOWN_CASE),
        ([Slip(account="840000074225184373")], Finding.WRONG_ACCOUNT),
        ([Slip(reference="41-019")], Finding.WRONG_CODE),
        ([Slip(amount=Decimal("3040.01"))], Finding.WRONG_AMOUNT),
        ([Slip(is_reconciled=True)], Finding.PAID_BEFORE),
    ],
)
def test_account_code_and_amount_have_to_agree(slips: list[Slip], finding: Finding) -> None:
    [line] = read(statement(GOOD))
    found, position = judge(line, slips)
    assert found is finding
    assert (position is not None) == (finding is Finding.MATCHED)
    if position is not None:
        assert slips[position].account == line.account
