"""Fair orders of a debate: none of them knows what a comment says or how it was received. Pure.

``random`` is drawn from a seed that stands in the address, so that the second page goes on where the first ended and
everybody can repeat the draw; without a given seed it is another one every day.
"""

import hashlib
from datetime import date
from enum import StrEnum

SEED_LENGTH = 12


class Order(StrEnum):
    """In which order threads are shown."""

    NEWEST = "newest"
    ANSWERED = "answered"
    RANDOM = "random"


def order_from(text: str) -> Order:
    """The order that an address asks for; the newest first when it asks for none."""
    return Order(text) if text in list(Order) else Order.NEWEST


def seed_from(text: str, *, code: str, today: date) -> str:
    """The seed in the address, else the one of the process and the day."""
    given = "".join(sign for sign in text if sign.isalnum() and sign.isascii())[:SEED_LENGTH]
    return given or hashlib.sha256(f"{code}:{today.isoformat()}".encode()).hexdigest()[:SEED_LENGTH]
