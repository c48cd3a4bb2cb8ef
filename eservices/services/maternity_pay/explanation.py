"""The calculation in words: every line of the rules as a sentence part with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.service import Calculation, Line, Table
from eservices.services.maternity_pay import rules
from eservices.services.maternity_pay.request import Request
from municipalities.amounts import format_amount
from municipalities.templatetags.pismo import pismo

LABELS = {
    "sum": _("Збир плаћених основица"),
    "average": _("Просечна месечна основица"),
    "cap": _("Највиша дозвољена основица"),
    "gross": _("Основица накнаде, бруто"),
    "contributions": _("Доприноси"),
    "tax": _("Порез на износ изнад неопорезивог"),
    "net": _("Накнада, нето месечно"),
    "floor": _("Минимална зарада за месец почетка одсуства, нето"),
    "top-up": _("Допуна до минималне зараде (само за породиљско одсуство)"),
    "net-maternity": _("Месечно за породиљско одсуство, нето"),
    "net-child-care": _("Месечно за негу детета, нето"),
    "divided": _("Месечна накнада"),
}
PARAMETER_OF = {
    "average": "maternity-pay.window_months",
    "cap": "maternity-pay.average_wage",
    "contributions": "maternity-pay.contribution_rate",
    "tax": "maternity-pay.tax_rate",
    "floor": "maternity-pay.minimum_hourly_net",
    "divided": "maternity-pay.self_employed_divisor",
}
# After a loss nobody reads of care for a child. Where the right lasts longer than the maternity leave, it is the rest.
REST_OF_LEAVE = _("Месечно за остатак одсуства, нето")
LOSS = "maternity-pay.loss_ends_with_maternity"
CHILD_CARE = frozenset({rules.Part.CHILD_CARE.value, "net-child-care"})
TOTALS = frozenset({"net-maternity", "net-child-care", "divided"})


def parameters_of(pinned: Mapping[str, Any]) -> rules.Parameters:
    """The pinned parameter rows as the rules want them; percentages become fractions."""

    def number(name: str) -> Decimal:
        return Decimal(str(pinned[f"maternity-pay.{name}"]["value"]))

    return rules.Parameters(
        cap_factor=number("cap_factor"),
        average_wage=number("average_wage"),
        minimum_hourly_net=number("minimum_hourly_net"),
        contribution_rate=number("contribution_rate") / 100,
        tax_rate=number("tax_rate") / 100,
        non_taxable=number("non_taxable"),
        self_employed_divisor=number("self_employed_divisor"),
        window_months=int(number("window_months")),
    )


def loss_ends_with_maternity(pinned: Mapping[str, Any]) -> bool:
    """Whether after a loss the right ends with the maternity leave.

    Cases filed before this was a parameter were told so.
    """
    return Decimal(str(pinned.get(LOSS, {}).get("value", 1))) != 0


def explain(
    result: rules.Calculation, bases: tuple[rules.MonthBase, ...], request: Request, pinned: Mapping[str, Any]
) -> Calculation:
    """The result with its lines, the table of months and what an official should look at, in the active language."""
    short = request.lost and loss_ends_with_maternity(pinned)
    return Calculation(
        lines=tuple(_line(line, request, pinned) for line in result.lines if not (short and line.code in CHILD_CARE)),
        tables=(_months(bases),),
        values=_values(result, request, short=short),
        warnings=tuple(_warnings(result, request, pinned)),
    )


def _line(line: rules.Line, request: Request, pinned: Mapping[str, Any]) -> Line:
    source = pinned.get(PARAMETER_OF.get(line.code, ""), {}).get("source", "")
    label = REST_OF_LEAVE if request.lost and line.code in CHILD_CARE else LABELS[line.code]
    return Line(str(label), line.formula, line.amount, pismo(source), emphasised=line.code in TOTALS)


def _months(bases: tuple[rules.MonthBase, ...]) -> Table:
    paid, unpaid, missing = translate("плаћено"), translate("неплаћено, рачуна се 0"), translate("нема основице")
    rows = tuple(
        (
            date_format(base.month, "m.Y."),
            format_amount(base.amount),
            paid if base.paid else unpaid if base.amount else missing,
        )
        for base in bases
    )
    head = (translate("Месец"), translate("Основица"), translate("Доприноси"))
    return Table(translate("Месечне основице које се рачунају"), head, rows)


def _values(result: rules.Calculation, request: Request, *, short: bool) -> dict[str, Any]:
    """What the decision needs; ``short``: the right ends with the maternity leave."""
    periods = request.periods()
    return {
        "total": result.total,
        "gross": result.gross,
        "cap_applied": result.cap_applied,
        "missing": [month.isoformat() for month in result.missing],
        "parts": {
            part.part.value: part.payable for part in result.parts if not (short and part.part.value in CHILD_CARE)
        },
        "periods": {
            "maternity": _span(periods.maternity) if periods else None,
            "child_care": _span(periods.child_care) if periods else None,
        },
        "from": request.window_start.isoformat(),
        "until": request.right_until(loss_ends_with_maternity=short).isoformat(),
    }


def _span(span: rules.Span) -> list[str]:
    return [span.first.isoformat(), span.last.isoformat()]


def _warnings(result: rules.Calculation, request: Request, pinned: Mapping[str, Any]) -> list[str]:
    found = []
    if result.missing:
        months = ", ".join(date_format(month, "m.Y.") for month in result.missing)
        found.append(translate("Месеци без плаћене основице рачунају се као нула: %(months)s") % {"months": months})
    if result.cap_applied:
        found.append(translate("Примењена је највиша основица."))
    if request.employee and not request.born and not request.lost:
        found.append(translate("Дете још није рођено: периоди су рачунати према очекиваном датуму порођаја."))
    used = [*PARAMETER_OF.values(), *([LOSS] if request.lost else [])]
    if any(not pinned.get(code, {}).get("confirmed", True) for code in used):
        found.append(translate("Неке законске вредности још нису потврђене. Проверите их пре доношења одлуке."))
    return found


def day(text: str) -> str:
    """An ISO date as people read it."""
    return date_format(date.fromisoformat(text), "SHORT_DATE_FORMAT")
