"""Maternity pay: the compensation and its dates, as pure functions of what the registers say and of the parameters.

Sources. Закон о финансијској подршци породици са децом (Сл. гласник РС 113/17 with amendments up to 79/24): art. 12-16
compensation of salary (накнада зараде), art. 17-21 other compensations (остале накнаде); art. 13 without the words struck
down by the Constitutional Court (ИУз-60/2021, Сл. гласник РС 11/24), so the months counted always precede the first month
of the maternity leave, never the pregnancy sick leave. Length of the leave: Закон о раду.

Rounding. Every amount that is shown (average, contributions, tax, net, floor, top-up) is rounded half up to 0.01 dinar at
the step where it arises, and later steps use the rounded amount, so that a reader with a pocket calculator gets the same.

From memory, verify: the net formula and its rates, the month whose hours fix the floor (here the first month of the leave,
eight hours for every Monday to Friday, holidays included), the average wage used for the cap. All of them are parameters or
inputs; nothing here knows an amount.
"""

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from municipalities.amounts import format_amount, round_half_up

ZERO = Decimal("0.00")
HOURS_PER_DAY = 8


class Part(StrEnum):
    """For what the money is paid."""

    MATERNITY = "maternity"
    """Up to the child's completed third month (породиљско одсуство); the only part with a floor."""
    CHILD_CARE = "child_care"
    """From then to the end (одсуство ради неге детета)."""
    OTHER = "other"
    """Other compensation (остале накнаде) of a woman who is not employed."""


class BasesError(ValueError):
    """Monthly bases (месечне основице) that cannot be calculated with; ``code`` is stable, ``month`` says which."""

    code = "bases"

    def __init__(self, month: date | None = None) -> None:
        super().__init__(self.code if month is None else f"{self.code}: {month:%Y-%m}")
        self.month = month


class WrongMonthCount(BasesError):
    """Not exactly as many months as the window has (17 or 19 instead of 18)."""

    code = "bases-count"


class DuplicateMonth(BasesError):
    """The same month twice."""

    code = "bases-duplicate"


class NegativeBase(BasesError):
    """A base below zero."""

    code = "bases-negative"


class MonthOutsideWindow(BasesError):
    """A month that does not belong to those which precede the leave, or a date that is not the first of a month."""

    code = "bases-outside"


class LeaveDatesError(ValueError):
    """Dates of a leave that cannot be together. ``code``: ``leave-after-birth`` (the leave starts at the latest on the day
    of birth), ``birth-too-late`` (the leave would end before its maternity part) or ``birth-order`` (below 1)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parameters:
    """Effective-dated values from the parameter table, money in dinars, rates as fractions (0.199 is 19.9 %).

    ``cap_factor`` average wages are the most that is paid; ``average_wage`` gross monthly, last published.
    ``minimum_hourly_net``: minimum wage per hour, net. ``non_taxable``: monthly amount free of tax.
    ``self_employed_divisor``: by which the average of a self-employed woman is divided (1.5).
    ``window_months``: months whose bases are added, and by which their sum is divided.
    """

    cap_factor: Decimal
    average_wage: Decimal
    minimum_hourly_net: Decimal
    contribution_rate: Decimal
    tax_rate: Decimal
    non_taxable: Decimal
    self_employed_divisor: Decimal
    window_months: int = 18


@dataclass(frozen=True, slots=True)
class MonthBase:
    """Base of contributions of one month: ``month`` is its first day, ``amount`` gross dinars.

    ``paid``: whether the contributions were paid; an unpaid base counts as zero. ``source``: where it comes from.
    """

    month: date
    amount: Decimal
    paid: bool = True
    source: str = ""

    @property
    def counted(self) -> Decimal:
        """What goes into the sum."""
        return self.amount if self.paid else ZERO


@dataclass(frozen=True, slots=True)
class Line:
    """One step that can be shown: a stable code, the formula in figures, and the amount it gives.

    Codes in order: sum, average, cap (only when applied), gross, contributions, tax, net, floor, top-up (only when paid),
    net-maternity, net-child-care; for other compensations sum, average, divided.
    """

    code: str
    formula: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PartAmount:
    """Monthly amounts of one part of the leave: ``payable`` = ``net`` + ``top_up``."""

    part: Part
    gross: Decimal
    net: Decimal
    top_up: Decimal = ZERO

    @property
    def payable(self) -> Decimal:
        """Net dinars a month that reach the account."""
        return self.net + self.top_up


@dataclass(frozen=True, slots=True)
class Calculation:
    """The result with everything that explains it. ``missing`` are months without a paid base, oldest first."""

    total: Decimal
    gross: Decimal
    cap: Decimal | None
    cap_applied: bool
    missing: tuple[date, ...]
    parts: tuple[PartAmount, ...]
    lines: tuple[Line, ...]

    def part(self, part: Part) -> PartAmount:
        """The row of ``part``; KeyError when the right has no such part."""
        for row in self.parts:
            if row.part is part:
                return row
        raise KeyError(part)


@dataclass(frozen=True, slots=True)
class LeaveRules:
    """Lengths of the leave by the Labour Law, as public pages describe them; a parameter may replace each."""

    earliest_days_before_birth: int = 45
    latest_days_before_birth: int = 28
    maternity_months: int = 3
    total_days: int = 365
    extended_from_birth_order: int = 3
    extended_years: int = 2


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Periods:
    """The two parts of one leave; the second starts on the day after the first."""

    maternity: Span
    child_care: Span


LEAVE_RULES = LeaveRules()


def leave_start_window(expected_birth: date, rules: LeaveRules = LEAVE_RULES) -> Span:
    """Days on which the leave may start: at the earliest 45 and at the latest 28 days before the expected birth."""
    return Span(
        expected_birth - timedelta(days=rules.earliest_days_before_birth),
        expected_birth - timedelta(days=rules.latest_days_before_birth),
    )


def maternity_period(leave_start: date, birth_date: date, birth_order: int, rules: LeaveRules = LEAVE_RULES) -> Periods:
    """Maternity leave to the child's completed third month, then child care to the end of the leave.

    Raises LeaveDatesError.
    """
    if leave_start > birth_date:
        raise LeaveDatesError("leave-after-birth")
    last = filing_window(leave_start, birth_order, rules).last
    three_months_old = birth_date + relativedelta(months=rules.maternity_months)
    if three_months_old >= last:
        raise LeaveDatesError("birth-too-late")
    return Periods(Span(leave_start, three_months_old), Span(three_months_old + timedelta(days=1), last))


def filing_window(leave_start: date, birth_order: int, rules: LeaveRules = LEAVE_RULES) -> Span:
    """Days on which the request may be filed: from the first day of the leave to its last one.

    The leave has 365 days counted with its first day, or two years for the third and every later child.
    """
    if birth_order < 1:
        raise LeaveDatesError("birth-order")
    if birth_order >= rules.extended_from_birth_order:
        return Span(leave_start, leave_start + relativedelta(years=rules.extended_years) - timedelta(days=1))
    return Span(leave_start, leave_start + timedelta(days=rules.total_days - 1))


def window(leave_start: date, months: int = 18) -> tuple[date, ...]:
    """First days of the months that count, oldest first: those before the first month of the maternity leave."""
    first = leave_start.replace(day=1)
    return tuple(first - relativedelta(months=back) for back in range(months, 0, -1))


def complete_window(leave_start: date, known: Iterable[MonthBase], months: int = 18) -> tuple[MonthBase, ...]:
    """``known`` bases in order, with an unpaid zero for every month of the window that the register does not have.

    Months outside the window and duplicates are kept at the end, so that `calculate` refuses them.
    """
    waiting = sorted(known, key=lambda base: base.month)
    result = []
    for month in window(leave_start, months):
        found = next((base for base in waiting if base.month == month), None)
        if found is not None:
            waiting.remove(found)
        result.append(found or MonthBase(month, ZERO, paid=False))
    return (*result, *waiting)


def calculate(leave_start: date, bases: Iterable[MonthBase], parameters: Parameters) -> Calculation:
    """Compensation of salary of an employed mother (art. 13): sum / 18, at most the cap, net, floor for maternity.

    ``bases``: one row for each month of the window in any order, see `complete_window`. Raises a `BasesError`.
    """
    rows = _checked(bases, window(leave_start, parameters.window_months))
    steps = [*_average_steps(rows, parameters)]
    average = steps[-1].amount
    cap = round_half_up(parameters.cap_factor * parameters.average_wage)
    gross = min(average, cap)
    if average > cap:
        formula = f"{_plain(parameters.cap_factor)} × {format_amount(parameters.average_wage)}"
        steps.append(Line("cap", formula, cap))
    steps.append(Line("gross", format_amount(gross), gross))
    steps += _net_steps(gross, parameters)
    net = steps[-1].amount
    steps += _floor_steps(leave_start, net, parameters)
    top_up = steps[-1].amount if steps[-1].code == "top-up" else ZERO
    parts = (PartAmount(Part.MATERNITY, gross, net, top_up), PartAmount(Part.CHILD_CARE, gross, net))
    steps += [
        Line("net-maternity", f"{format_amount(net)} + {format_amount(top_up)}", parts[0].payable),
        Line("net-child-care", format_amount(net), parts[1].payable),
    ]
    return Calculation(steps[0].amount, gross, cap, average > cap, _missing(rows), parts, tuple(steps))


def calculate_other(start: date, bases: Iterable[MonthBase], parameters: Parameters) -> Calculation:
    """Other compensation (art. 17-18): sum / 18 / 1.5 a month, nothing withheld, no floor.

    ``start``: the day whose month the window precedes, by the law the child's birth. No cap: whether one applies to this
    group is not known from the sources. Raises a `BasesError`.
    """
    rows = _checked(bases, window(start, parameters.window_months))
    total, average = _average_steps(rows, parameters)
    # From the sum, not from the rounded average: one rounding for the only amount that is paid.
    divided = round_half_up(total.amount / parameters.window_months / parameters.self_employed_divisor)
    formula = f"{format_amount(total.amount)} : {parameters.window_months} : {_plain(parameters.self_employed_divisor)}"
    lines = (total, average, Line("divided", formula, divided))
    part = PartAmount(Part.OTHER, divided, divided)
    return Calculation(total.amount, divided, None, False, _missing(rows), (part,), lines)


def minimum_net(month: date, parameters: Parameters) -> Decimal:
    """The floor: net minimum wage for the working hours of the month of ``month`` (176 x 371 = 65.296,00 in March 2026)."""
    return round_half_up(working_hours(month) * parameters.minimum_hourly_net)


def working_hours(month: date) -> int:
    """Eight hours for every Monday to Friday of the month; holidays are paid hours, so they count."""
    days = monthrange(month.year, month.month)[1]
    return HOURS_PER_DAY * sum(month.replace(day=day).weekday() < 5 for day in range(1, days + 1))


def _checked(bases: Iterable[MonthBase], months: tuple[date, ...]) -> tuple[MonthBase, ...]:
    """The rows in order of month, or the exception that says what is wrong with them."""
    rows = tuple(sorted(bases, key=lambda base: base.month))
    for month, times in Counter(base.month for base in rows).items():
        if times > 1:
            raise DuplicateMonth(month)
    if len(rows) != len(months):
        raise WrongMonthCount
    for base in rows:
        if base.month not in months:
            raise MonthOutsideWindow(base.month)
        if base.amount < 0:
            raise NegativeBase(base.month)
    return rows


def _missing(rows: tuple[MonthBase, ...]) -> tuple[date, ...]:
    return tuple(base.month for base in rows if not base.counted)


def _average_steps(rows: tuple[MonthBase, ...], parameters: Parameters) -> tuple[Line, Line]:
    total = round_half_up(sum((base.counted for base in rows), ZERO))
    average = round_half_up(total / parameters.window_months)
    return (
        Line("sum", _grouped_sum(rows), total),
        Line("average", f"{format_amount(total)} : {parameters.window_months}", average),
    )


def _grouped_sum(rows: tuple[MonthBase, ...]) -> str:
    """``9 × 95.000,00 + 9 × 104.000,00``: equal bases together, in the order in which they first occur."""
    counted = Counter(base.counted for base in rows if base.counted)
    return " + ".join(f"{times} × {format_amount(amount)}" for amount, times in counted.items()) or format_amount(ZERO)


def _net_steps(gross: Decimal, parameters: Parameters) -> list[Line]:
    contributions = round_half_up(gross * parameters.contribution_rate)
    taxable = max(ZERO, gross - parameters.non_taxable)
    tax = round_half_up(taxable * parameters.tax_rate)
    net = gross - contributions - tax
    base = f"({format_amount(gross)} − {format_amount(parameters.non_taxable)})" if taxable else format_amount(ZERO)
    return [
        Line("contributions", f"{_percent(parameters.contribution_rate)} × {format_amount(gross)}", contributions),
        Line("tax", f"{_percent(parameters.tax_rate)} × {base}", tax),
        Line("net", f"{format_amount(gross)} − {format_amount(contributions)} − {format_amount(tax)}", net),
    ]


def _floor_steps(leave_start: date, net: Decimal, parameters: Parameters) -> list[Line]:
    floor = minimum_net(leave_start, parameters)
    hours = f"{working_hours(leave_start)} × {format_amount(parameters.minimum_hourly_net)}"
    steps = [Line("floor", hours, floor)]
    if net < floor:
        steps.append(Line("top-up", f"{format_amount(floor)} − {format_amount(net)}", floor - net))
    return steps


def _plain(number: Decimal) -> str:
    """A factor without needless zeros and with a comma: 5, 1,5."""
    return f"{number.normalize():f}".replace(".", ",")


def _percent(rate: Decimal) -> str:
    return f"{_plain(rate * 100)} %"
