"""What a case has to pay, and the payment order of each sum (налог за уплату) in every form people use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from eservices.cases import service as services
from eservices.cases.ips import LONGEST_PURPOSE, Order, ips_text
from eservices.cases.models import Case, Payment
from eservices.cases.service import Text
from municipalities.amounts import amount_in_words
from municipalities.identifiers import format_account
from municipalities.script import to_latin

PARAMETERS = ("payments.municipality_code", "payments.code", "payments.days")
"""Legal values that every service with fees needs: шифра општине in the reference, шифра плаћања, days to pay."""


def unsettled(case: Case) -> list[Payment]:
    """Payments that nobody has confirmed yet."""
    return [payment for payment in case.payments.all() if not payment.is_settled]


def purpose_of(word: str, case: Case) -> str:
    """What the bank carries along, in Latin letters: ``Taksa 350-24/26-IV``; the number alone where both are too long."""
    text = to_latin(f"{word} {case.number}")
    return text if len(text) <= LONGEST_PURPOSE else to_latin(case.number)[:LONGEST_PURPOSE]


def order_of(payment: Payment) -> Order:
    """The order as the bank reads it."""
    return Order(
        recipient=to_latin(payment.recipient),
        account=payment.account,
        amount=payment.amount,
        code=payment.code,
        purpose=payment.purpose,
        reference=payment.reference,
        model=payment.model,
    )


@dataclass(frozen=True)
class FeeLine:
    """One fee of an order: what it is for, how much, by which rule."""

    label: Text
    amount: Decimal
    source: str


@dataclass(frozen=True)
class Slip:
    """A payment order for people: its fees, what to write where, and the text of its IPS code."""

    payment: Payment
    fees: tuple[FeeLine, ...]
    account: str
    in_words: str
    ips: str


def slips_of(case: Case, payments: Iterable[Payment] | None = None) -> list[Slip]:
    """The payment orders of a case, in the order in which they were made."""
    labels = services.get(case.service).fee_labels
    found = case.payments.all() if payments is None else payments
    return [
        Slip(
            payment=payment,
            fees=tuple(
                FeeLine(labels.get(fee["slug"], fee["slug"]), Decimal(fee["amount"]), fee["source"])
                for fee in payment.fees
            ),
            account=format_account(payment.account),
            in_words=amount_in_words(payment.amount),
            ips=ips_text(order_of(payment)),
        )
        for payment in found
    ]
