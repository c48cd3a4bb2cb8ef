"""The text of the IPS QR code, letter by letter."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.ips import InvalidOrder, Order, ips_text

EXAMPLE = Order(
    recipient="Opštinske administrativne takse",
    account="840000074225184373",
    amount=Decimal("320.00"),
    code="253",
    purpose="Taksa 553-24/26-IV",
    reference="41-019",
)


def test_the_text_is_exactly_that_of_the_example() -> None:
    assert ips_text(EXAMPLE) == (
        "K:PR|V:01|C:1|R:840000074225184373|N:Opštinske administrativne takse|I:RSD320,00|SF:253"
        "|S:Taksa 553-24/26-IV|RO:9741019"
    )


def test_a_payer_stands_between_amount_and_code() -> None:
    assert "|I:RSD320,00|P:Jelena Primerović|SF:253|" in ips_text(replace(EXAMPLE, payer="Jelena Primerović"))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"account": "840000074225184374"}, "account"),
        ({"account": "840-742251843-73"}, "account"),
        ({"recipient": ""}, "recipient"),
        ({"recipient": "a|b"}, "recipient"),
        ({"recipient": "x" * 71}, "recipient"),
        ({"recipient": "a\nb\nc\nd"}, "recipient"),
        ({"amount": Decimal(0)}, "amount"),
        ({"amount": Decimal("-1")}, "amount"),
        ({"amount": Decimal("0.001")}, "amount"),
        ({"amount": Decimal(10) ** 15}, "amount"),
        ({"code": "25"}, "code"),
        ({"code": "2a3"}, "code"),
        ({"purpose": "x" * 36}, "purpose"),
        ({"purpose": "two\nlines"}, "purpose"),
        ({"purpose": " Taksa"}, "purpose"),
        ({"reference": "42-019"}, "reference"),
        ({"reference": ""}, "reference"),
    ],
)
def test_what_a_bank_would_refuse_is_refused_here(change: dict[str, object], field: str) -> None:
    with pytest.raises(InvalidOrder) as refused:
        ips_text(replace(EXAMPLE, **change))  # type: ignore[arg-type]
    assert refused.value.code == field


@given(st.decimals("0.01", "99999999999", places=2))
def test_every_amount_has_a_comma_and_two_decimals(amount: Decimal) -> None:
    text = ips_text(replace(EXAMPLE, amount=amount))
    written = text.partition("I:RSD")[2].partition("|")[0]
    assert Decimal(written.replace(",", ".")) == amount and written[-3] == ","
