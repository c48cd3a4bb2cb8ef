"""The calculation in words: what each child brings, on which facts it rests, what an official should look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.service import Calculation, CannotCalculate, Line, Table
from eservices.services.e_baby import rules
from eservices.services.e_baby.asking import late_sentence
from eservices.services.e_baby.forms import day
from eservices.services.e_baby.request import Newborn, Person, Request
from eservices.services.e_baby.values import AID, ALLOWANCE, ORDERS, allowance_values, local_decision
from municipalities.amounts import format_amount
from municipalities.calendars import calendar_of

LABELS = {
    "allowance": _("Родитељски додатак"),
    "monthly": _("Месечна рата"),
    "one-off": _("Једнократна помоћ за друго и треће дете"),
    "equipment": _("Помоћ за опрему, уз прву исплату"),
    "together": _("Укупно"),
    "aid": _("Помоћ за новорођено дете"),
    "aid-third": _("Помоћ за треће дете"),
    "aid-vulnerable": _("Помоћ породици која прима новчану социјалну помоћ"),
}
TOTALS = frozenset({"together", "aid", "aid-third", "aid-vulnerable"})
PARAMETER_OF = {"one-off": f"{ALLOWANCE}.one_off", "equipment": f"{ALLOWANCE}.equipment", "aid": f"{AID}.amount",
                "aid-third": f"{AID}.third_amount", "aid-vulnerable": f"{AID}.vulnerable_amount"}  # fmt: skip
SERBIA = "SRB"


@dataclass(frozen=True)
class Facts:
    """A case with its answers and what the registers said; what both calculations need."""

    case: Case
    request: Request
    payloads: Mapping[str, Any]

    @property
    def filed(self) -> date:
        return timezone.localdate(self.case.filed_at)

    def needed(self, source: str, what: str) -> Any:
        """What a register said; refuses to calculate while it has not answered."""
        if source not in self.payloads:
            raise CannotCalculate(
                translate("Недостаје: %(what)s. Прибавите податак из регистра или га унесите уз белешку.")
                % {"what": what}
            )
        return self.payloads[source]

    def term(self, right: str) -> rules.Term | None:
        """The filing term by the values to which the case is pinned; None where there is none."""
        months = int(self.case.pinned[f"{right}.filing_months"]["value"])
        if not months:
            return None
        return rules.filing_term(self.request.born, months, calendar_of(self.case.municipality))

    def require_in_time(self, right: str) -> None:
        """Refuse to calculate a right asked for too late: such a request is dismissed, not granted."""
        term = self.term(right)
        if term is not None and term.late_by(self.filed):
            raise CannotCalculate(
                " ".join(
                    [
                        late_sentence(right, term),
                        translate("Захтев је поднет после рока, па се одбацује; изаберите тај исход."),
                    ]
                )
            )

    def orders(self) -> dict[str, int]:
        """Order of birth by the register of births, or by what an official entered, or by the answers."""
        births = self.needed("births", translate("матична књига рођених"))
        newborn = self.request.newborn_births
        if births["role"] == "manual":
            older = [rules.Birth(f"older-{number}", date.min) for number in range(births["older"])]
            return rules.birth_orders([*older, *newborn])
        if births["role"] == "child":
            return rules.birth_orders([*self.request.others, *newborn])
        entries = [rules.Birth(row["jmbg"], date.fromisoformat(row["born_on"])) for row in births["entries"]]
        self._require_entered(births)
        return rules.birth_orders([*entries, *newborn])

    def _require_entered(self, births: Mapping[str, Any]) -> None:
        entered = {row["jmbg"] for row in births["entries"] if row["mother"]}
        for child in self.request.children:
            if child.jmbg not in entered:
                raise CannotCalculate(
                    translate("Матична књига рођених код ове мајке не наводи дете: %(name)s. Проверите ЈМБГ детета.")
                    % {"name": child.name}
                )


# -- parental allowance ------------------------------------------------------------------------------------------------
def calculate_allowance(facts: Facts) -> Calculation:
    """Parental allowance of every child. Raises ``CannotCalculate``."""
    facts.require_in_time(ALLOWANCE)
    pinned, request = facts.case.pinned, facts.request
    values = allowance_values(pinned)
    if request.children[0].day < values.births_from:
        raise CannotCalculate(
            translate("Износи за децу рођену пре %(day)s нису унети. Унесите параметре за дан рођења.")
            % {"day": day(values.births_from)}
        )
    home = facts.needed("residence", translate("пребивалиште и држављанство подносиоца"))
    facts.needed("guardianship", translate("потврда органа старатељства"))
    orders = facts.orders()
    payments = [(child, orders[child.jmbg], rules.allowance(orders[child.jmbg], values)) for child in request.children]
    lines = [
        _line(line, pinned, child, _allowance_source(line.code, order), several=len(payments) > 1)
        for child, order, payment in payments
        for line in (payment.lines if payment else ())
    ]
    children = [_allowance_row(child, order, payment) for child, order, payment in payments]
    reasons = [*_order_facts(facts, children), *_home_facts(facts, home), *_care_facts(facts)]
    return Calculation(
        lines=tuple(lines),
        tables=(_plan_table(payments),),
        values={"children": children, "facts": reasons},
        warnings=tuple(_warnings(facts, orders, ALLOWANCE)),
    )


def _allowance_source(code: str, order: int) -> str:
    if code in ("allowance", "monthly"):
        return f"{ALLOWANCE}.{ORDERS[order]}_{'amount' if code == 'allowance' else 'monthly'}"
    return PARAMETER_OF.get(code, "")


def _allowance_row(child: Newborn, order: int, payment: rules.Payment | None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": child.name, "born": child.day.isoformat(), "order": order}
    if payment is None:
        return row | {"granted": False}
    return row | {
        "granted": True, "amount": payment.plan.total, "instalments": payment.plan.instalments,
        "monthly": payment.plan.monthly, "one_off": payment.plan.one_off, "equipment": payment.equipment,
        "first": payment.first, "together": payment.total,
    }  # fmt: skip


def _plan_table(payments: list[tuple[Newborn, int, rules.Payment | None]]) -> Table:
    head = (translate("Дете"), translate("Ред рођења"), translate("Износ"), translate("Број рата"),
            translate("Прва исплата"), translate("Свака следећа"))  # fmt: skip
    rows = []
    for child, order, payment in payments:
        if payment is None:
            rows.append((child.name, str(order), "–", "–", "–", "–"))
            continue
        following = format_amount(payment.plan.monthly) if payment.plan.instalments > 1 else "–"
        rows.append(
            (child.name, str(order), format_amount(payment.plan.total), str(payment.plan.instalments),
             format_amount(payment.first), following)
        )  # fmt: skip
    return Table(translate("План исплате"), head, tuple(rows))


def _home_facts(facts: Facts, home: Mapping[str, Any]) -> Iterator[str]:
    if lives_here(home, facts):
        yield translate("Подносилац има пребивалиште на територији овог органа (евиденција пребивалишта).")
    if home["citizenship"] == SERBIA:
        yield translate("Подносилац је држављанин Републике Србије (евиденција држављанства).")


def _care_facts(facts: Facts) -> Iterator[str]:
    if facts.payloads["guardianship"]["clear"]:
        yield translate(
            "Нема мера које ограничавају родитељско право нити деце смештене ван породице (орган старатељства)."
        )


def lives_here(home: Mapping[str, Any], facts: Facts) -> bool:
    """Whether a residence that lasts is in this municipality."""
    code = facts.case.municipality.sors_code
    return bool(home["here_since"]) or any(stay["code"] == code and not stay["until"] for stay in home["stays"])


# -- local aid ---------------------------------------------------------------------------------------------------------
def calculate_aid(facts: Facts) -> Calculation:
    """Local aid of every child. Raises ``CannotCalculate``."""
    facts.require_in_time(AID)
    pinned, request = facts.case.pinned, facts.request
    decision = local_decision(pinned)
    lived = _residence(facts, decision)
    orders = facts.orders()
    aids = [
        (child, rules.local_aid(orders[child.jmbg], decision, vulnerable=request.vulnerable))
        for child in request.children
    ]
    lines = [_line(aid.line, pinned, child, PARAMETER_OF[aid.line.code], several=len(aids) > 1) for child, aid in aids]
    children = [
        {"name": child.name, "born": child.day.isoformat(), "order": aid.order, "granted": True, "amount": aid.amount}
        for child, aid in aids
    ]
    term = facts.term(AID)
    in_time = [in_time_sentence(term, facts.filed)] if term else []
    return Calculation(
        lines=(*lived, *lines),
        values={
            "children": children,
            "facts": [*_order_facts(facts, children), *(line.how for line in lived), *in_time],
        },
        warnings=tuple(_warnings(facts, orders, AID)),
    )


def _residence(facts: Facts, decision: rules.LocalDecision) -> tuple[Line, ...]:
    """The lines that show the comparison of dates; refuses to calculate when nobody meets the condition."""
    mother_only = decision.residence_of == rules.Resident.MOTHER
    sources = (
        ["residence-mother"]
        if mother_only or facts.request.father is None
        else ["residence-mother", "residence-father"]
    )
    found = [
        (source, _lived(facts.payloads[source], facts, decision)) for source in sources if source in facts.payloads
    ]
    if not found:
        facts.needed("residence-mother", translate("пребивалиште мајке"))
    lines = tuple(_residence_line(source, lived, facts) for source, lived in found)
    if not any(lived.met for _source, lived in found):
        told = " ".join(line.how for line in lines)
        raise CannotCalculate(
            translate("Услов пребивалишта није испуњен. %(told)s Изаберите решење о одбијању.") % {"told": told}
        )
    return lines


def _lived(home: Mapping[str, Any], facts: Facts, decision: rules.LocalDecision) -> rules.Residence:
    code, born = facts.case.municipality.sors_code, facts.request.born
    stays = [
        rules.Stay(
            stay["code"],
            date.fromisoformat(stay["since"]),
            date.fromisoformat(stay["until"]) if stay["until"] else None,
        )
        for stay in home["stays"]
    ]
    if home["here_since"]:
        stays = [rules.Stay(code, date.fromisoformat(home["here_since"]))]
    return rules.residence(stays, code, born, decision.residence_months)


def _residence_line(source: str, lived: rules.Residence, facts: Facts) -> Line:
    who = translate("Мајка") if source == "residence-mother" else translate("Отац")
    dates = {
        "who": who,
        "required": day(lived.required),
        "since": day(lived.since) if lived.since else "",
        "born": day(facts.request.born),
    }
    if lived.since is None:
        how = translate("%(who)s: на дан рођења нема пребивалиште овде (тражи се од %(required)s)") % dates
    elif lived.met:
        how = translate("%(who)s: без прекида од %(since)s (тражи се најкасније од %(required)s)") % dates
    else:
        how = translate("%(who)s: тек од %(since)s (тражи се најкасније од %(required)s)") % dates
    source = facts.case.pinned[f"{AID}.residence_months"]["source"]
    return Line(translate("Пребивалиште пре рођења"), how, None, source)


def in_time_sentence(term: rules.Term, filed: date) -> str:
    """That the request is in time, with the dates."""
    return translate("Захтев је поднет %(filed)s и у року је (последњи дан: %(last)s).") % {
        "filed": day(filed), "last": day(term.last),
    }  # fmt: skip


# -- what both share ---------------------------------------------------------------------------------------------------
def _line(line: rules.Line, pinned: Mapping[str, Any], child: Newborn, code: str, *, several: bool) -> Line:
    """A step of the rules in words; with several children each line names its child."""
    label = str(LABELS[line.code])
    source = pinned.get(code, {}).get("source", "")
    return Line(
        f"{child.name}: {label}" if several else label, line.formula, line.amount, source,
        emphasised=line.code in TOTALS,
    )  # fmt: skip


def _order_facts(facts: Facts, children: list[dict[str, Any]]) -> Iterator[str]:
    by_register = facts.payloads["births"]["role"] != "manual"
    for child in children:
        told = translate("Ред рођења детета %(name)s је %(order)s") % {"name": child["name"], "order": child["order"]}
        record = translate("матична књига рођених") if by_register else translate("увид у изводе")
        yield f"{told} ({record})."


def _warnings(facts: Facts, orders: Mapping[str, int], right: str) -> Iterator[str]:
    request, pinned = facts.request, facts.case.pinned
    yield from _about_family(facts, orders)
    for source in ("residence",) if right == ALLOWANCE else ():
        yield from _about_applicant(facts, request.applicant, facts.payloads[source])
    if right == ALLOWANCE:
        yield from _about_allowance(facts, orders)
    doubtful = sorted(
        code for code, row in pinned.items() if code.startswith(f"{right}.") and not row.get("confirmed", True)
    )
    if doubtful:
        yield translate("Параметри који нису потврђени: %(codes)s. Проверите их пре доношења одлуке.") % {
            "codes": ", ".join(doubtful)
        }


def _about_family(facts: Facts, orders: Mapping[str, int]) -> Iterator[str]:
    request, births = facts.request, facts.payloads["births"]
    if request.died or any(row["died"] for row in births["entries"] if row["jmbg"] in orders):
        yield translate("Дете је преминуло. Процените право по прописима и пишите подносиоцу сажето и с пажњом.")
    declared = rules.birth_orders([*request.others, *request.newborn_births])
    if any(declared[child.jmbg] != orders[child.jmbg] for child in request.children):
        yield translate("Ред рођења по матичној књизи разликује се од наведеног у захтеву.")
    for child in request.children:
        if child.sex_differs:
            yield translate("Пол детета %(name)s не слаже се са ЈМБГ. Проверите извод.") % {"name": child.name}
    own = {child.jmbg for child in request.children}
    entered = [row["father"] for row in births["entries"] if row["jmbg"] in own]
    if births["role"] == "parent" and request.father and request.father.jmbg and not all(entered):
        yield translate("Отац из захтева није уписан у матичну књигу код овог детета.")


def _about_applicant(facts: Facts, person: Person, home: Mapping[str, Any]) -> Iterator[str]:
    if not lives_here(home, facts):
        yield translate("Подносилац нема пребивалиште у овој општини: размотрите уступање надлежној општини.")
    if home["citizenship"] != SERBIA or person.foreign:
        yield translate("Подносилац није држављанин Србије: проверите стално настањење и место рођења детета.")


def _about_allowance(facts: Facts, orders: Mapping[str, int]) -> Iterator[str]:
    if not facts.payloads["guardianship"]["clear"]:
        yield translate("Орган старатељства наводи меру или дете смештено ван породице: процените услов старања.")
    if facts.request.reason:
        yield translate("Захтев подноси отац: проверите доказ о разлогу.")
    for child in facts.request.children:
        if orders[child.jmbg] > rules.HIGHEST_ORDER:
            yield translate("Ред рођења детета %(name)s је већи од четири: о праву одлучује службеник.") % {
                "name": child.name
            }
