"""The page that tells who does what after a birth, and what is paid here today. Open to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from eservices.cases import service as services
from eservices.cases.views.shared import around
from eservices.services.e_baby import rules
from eservices.services.e_baby.values import ALLOWANCE_CODES, allowance_values, decision_of
from municipalities.accounts.access import municipality_for
from municipalities.amounts import format_amount
from municipalities.parameters import values

TASKS = (
    (
        _("Здравствена установа"),
        _(
            "Пријављује рођење матичару места рођења у року од 15 дана. Када дете није рођено живо, све пријављује сама."
        ),
    ),
    (
        _("Порођај ван установе"),
        _("Исту пријаву издаје лекар или бабица који су му присуствовали."),
    ),
    (
        _("Родитељи код матичара"),
        _(
            "Одређују име споразумно, у року од 30 дана; ако отац није уписан, име одређује мајка. Ако име и презиме имају "
            "више од три речи, бира се и скраћено име. Име може бити и на језику националне мањине."
        ),
    ),
    (
        _("Матичар"),
        _("Уписује рођење, бележи признање очинства уз сагласност мајке и издаје извод."),
    ),
    (
        _("Пребивалиште и здравствено осигурање"),
        _("Пријављују се из породилишта. Када родитељи имају различите адресе, бирају чија је адреса детета."),
    ),
    (
        _("Општина или град"),
        _("Одлучује о родитељском додатку и о својој помоћи. За оба права довољан је један захтев на овом порталу."),
    ),
)


CHILDREN = {1: _("Прво дете"), 2: _("Друго дете"), 3: _("Треће дете"), 4: _("Четврто дете")}


@require_safe
def rights(request: HttpRequest, municipality: str) -> HttpResponse:
    """Who does what, amounts of the allowance by order of birth, and the decision of this municipality."""
    place, today = municipality_for(municipality), timezone.localdate()
    found = values(ALLOWANCE_CODES, municipality=place, on=today)
    context: dict[str, Any] = around(place, services.get("e-baby")) | {"tasks": TASKS}
    if set(found) == set(ALLOWANCE_CODES):
        allowance = allowance_values({code: {"value": value.value} for code, value in found.items()})
        context |= {
            "amounts": [(CHILDREN[order], list(_plan(plan))) for order, plan in allowance.plans.items()],
            "equipment": format_amount(allowance.equipment),
            "doubtful": not all(value.confirmed for value in found.values()),
        }
    decision = decision_of(place, today)
    context["aid"] = list(_aid(decision)) if decision else []
    return render(request, "e-baby/rights.html", context)


def _plan(plan: rules.Plan) -> Iterator[str]:
    """What one order of birth brings, a sentence a line."""
    if plan.instalments == 1:
        yield translate("%(amount)s РСД, исплаћује се одједном") % {"amount": format_amount(plan.total)}
    else:
        yield translate("%(amount)s РСД у ратама; број рата: %(count)s, месечно %(monthly)s РСД") % {
            "amount": format_amount(plan.total), "count": plan.instalments, "monthly": format_amount(plan.monthly),
        }  # fmt: skip
    if plan.one_off:
        yield translate("уз прву исплату још %(amount)s РСД") % {"amount": format_amount(plan.one_off)}


def _dinars(amount: Decimal) -> str:
    return translate("%(amount)s РСД") % {"amount": format_amount(amount)}


def _aid(decision: rules.LocalDecision) -> Iterator[tuple[str, str]]:
    """The local decision as rows of a list."""
    yield translate("Износ за дете"), _dinars(decision.amount)
    if decision.first_extra:
        yield translate("Додатак за прво дете"), _dinars(decision.first_extra)
    if decision.third:
        yield translate("Износ за треће дете"), _dinars(decision.third)
    if decision.vulnerable:
        yield translate("Породица која прима социјалну помоћ"), _dinars(decision.vulnerable)
    who = translate("мајке") if decision.residence_of == rules.Resident.MOTHER else translate("једног од родитеља")
    yield translate("Пребивалиште пре рођења, без прекида"), translate("%(who)s, у месецима: %(months)s") % {
        "who": who, "months": decision.residence_months,
    }  # fmt: skip
    if decision.filing_months:
        yield translate("Рок за захтев од рођења, у месецима"), str(decision.filing_months)
