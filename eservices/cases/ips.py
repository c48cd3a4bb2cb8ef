"""The text of an NBS IPS QR code (ИПС КР код) by which a fee is paid with a telephone. Pure.

Source: the notes of the National Bank of Serbia on the generator and validator of the code; tags
``K:PR|V:01|C:1|R|N|I|P|SF|S|RO``, UTF-8, fields parted by a bar, no empty optional field, nothing before K and after the
last value. Limits of length are those of public test suites that cite the recommendations (from memory, verify).
"""

from dataclasses import dataclass
from decimal import Decimal

from municipalities.identifiers import InvalidIdentifier, clean_account, is_reference_97

LONGEST_NAME = 70
MOST_NAME_LINES = 3
LONGEST_PURPOSE = 35
LONGEST_REFERENCE = 25
LONGEST_AMOUNT = 18
CURRENCY = "RSD"
MODEL_97 = "97"


class InvalidOrder(ValueError):
    """A payment order that no bank would read. ``code`` names the field: account, recipient, amount, payer, code,
    purpose, reference."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Order:
    """What a payment slip says. ``account`` has 18 digits, ``amount`` is in dinars, ``code`` is the payment code (шифра
    плаћања, three digits), ``reference`` the number without its model (позив на број, for example ``41-019``)."""

    recipient: str
    account: str
    amount: Decimal
    code: str
    purpose: str
    reference: str
    model: str = MODEL_97
    payer: str = ""

    @property
    def reference_field(self) -> str:
        """Model and reference in one; with model 97 without dashes: ``9741019``."""
        reference = self.reference.replace("-", "") if self.model == MODEL_97 else self.reference
        return f"{self.model}{reference}"


def ips_text(order: Order) -> str:
    """The text behind the code. Raises InvalidOrder for anything a bank's application would refuse."""
    fields = {
        "K": "PR",
        "V": "01",
        "C": "1",
        "R": _account(order.account),
        "N": _words(order.recipient, "recipient", LONGEST_NAME, lines=MOST_NAME_LINES),
        "I": _amount(order.amount),
        "P": _words(order.payer, "payer", LONGEST_NAME, lines=MOST_NAME_LINES) if order.payer else "",
        "SF": _code(order.code),
        "S": _words(order.purpose, "purpose", LONGEST_PURPOSE, lines=1),
        "RO": _reference(order),
    }
    return "|".join(f"{tag}:{value}" for tag, value in fields.items() if value)


def _account(number: str) -> str:
    try:
        clean = clean_account(number)
    except InvalidIdentifier:
        raise InvalidOrder("account") from None
    if clean != number:
        raise InvalidOrder("account")
    return number


def _words(text: str, field: str, longest: int, *, lines: int) -> str:
    rows = text.split("\n")
    if not text.strip() or text != text.strip() or "|" in text or len(text) > longest or len(rows) > lines:
        raise InvalidOrder(field)
    return text


def _amount(amount: Decimal) -> str:
    """``RSD320,00``: a comma, two decimals, nothing between thousands."""
    text = f"{CURRENCY}{amount:.2f}".replace(".", ",")
    if amount <= 0 or amount != round(amount, 2) or len(text) > LONGEST_AMOUNT:
        raise InvalidOrder("amount")
    return text


def _code(code: str) -> str:
    if not (len(code) == 3 and code.isascii() and code.isdigit()):
        raise InvalidOrder("code")
    return code


def _reference(order: Order) -> str:
    text = order.reference_field
    wrong_check = order.model == MODEL_97 and not is_reference_97(order.reference)
    if len(order.model) != 2 or len(text) > LONGEST_REFERENCE or "|" in text or wrong_check:
        raise InvalidOrder("reference")
    return text
