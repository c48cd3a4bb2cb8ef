"""Rules that give the contributions of an invented person for any month, so that every window of months has data.

A rule takes the number of a month (``12 x year + month - 1``) and says what the register holds for it. Patterns repeat
every 3, 6 or 18 months: 18 is a multiple of each, so that any 18 months in a row add up to the same sum.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

EXAMPLE_A_FIRST_MONTH = 12 * 2024 + 8
"""September 2024, the first of the 18 months of the worked example A."""


@dataclass(frozen=True)
class Month:
    """What stands for one month: `late` contributions are unpaid until the correction is switched on."""

    base: Decimal
    insured: bool = True
    paid: bool = True
    late: bool = False


Rule = Callable[[int], Month]
NOT_INSURED = Month(Decimal("0.00"), insured=False, paid=False)
INSURED_WITHOUT_PAY = Month(Decimal("0.00"), paid=False)


def steady(base: str) -> Rule:
    """The same base every month, always paid."""
    month = Month(Decimal(base))
    return lambda number: month


def nine_and_nine(first: str, second: str) -> Rule:
    """Nine months of one base, nine of another; from September 2024 on they stand in the order of example A."""
    months = Month(Decimal(first)), Month(Decimal(second))
    return lambda number: months[(number - EXAMPLE_A_FIRST_MONTH) % 18 >= 9]


def one_month_in(every: int, base: str) -> Rule:
    """Insured and paid in one month of every so many, not insured in the others."""
    month = Month(Decimal(base))
    return lambda number: month if number % every == 0 else NOT_INSURED


def unpaid_one_month_in(every: int, base: str, *, late: bool = False) -> Rule:
    """Contributions of one month in every so many were not paid; `late` ones are paid after the correction."""
    paid, unpaid = Month(Decimal(base)), Month(Decimal(base), paid=False, late=late)
    return lambda number: unpaid if number % every == every - 1 else paid


def leave_without_pay_every_second_month(base: str) -> Rule:
    """Employed without a break, with a base in every second month only."""
    month = Month(Decimal(base))
    return lambda number: month if number % 2 == 0 else INSURED_WITHOUT_PAY


def half_a_year(base: str, *, second: bool) -> Rule:
    """With this payer from January to June, or in the `second` half of each year, otherwise with another one."""
    month = Month(Decimal(base))
    return lambda number: month if (number % 12 >= 6) is second else NOT_INSURED
