"""What each register answers: the ``data`` part for one question, or None when it holds nothing about the subject."""

from calendar import monthrange
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any

from eservices.exchange.simulator import insurance
from eservices.exchange.simulator.firms import FIRMS
from eservices.exchange.simulator.parcels import PLOTS_BY_NUMBER
from eservices.exchange.simulator.people import CHILDREN, CHILDREN_BY_JMBG, PARENTS_BY_JMBG, Child, Home, Insured

Query = dict[str, Any]
Corrected = Collection[str]
MOST_MONTHS = 120


def contributions(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """Bases of every month asked for, with every payer who insured the person in one of them."""
    parent = PARENTS_BY_JMBG.get(query["jmbg"])
    if parent is None:
        return None
    first, last = _month_number(query["first_month"]), _month_number(query["last_month"])
    if not 0 <= last - first < MOST_MONTHS:
        raise ValueError("between 1 and 120 months")
    rows = [_insurance(insured, range(first, last + 1), parent.jmbg in corrected) for insured in parent.insured]
    return {
        "jmbg": parent.jmbg,
        "insurances": [row for row in rows if any(month["insured"] for month in row["months"])],
    }


def civil_registry(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """Births in which the person is a parent, or the child's own one."""
    jmbg, role = query["jmbg"], query["role"]
    if role == "child":
        children = [CHILDREN_BY_JMBG[jmbg]] if jmbg in CHILDREN_BY_JMBG else []
    else:
        children = [child for child in CHILDREN if jmbg in (child.mother, child.father)]
    if not children and (role == "child" or jmbg not in PARENTS_BY_JMBG):
        return None
    return {"jmbg": jmbg, "role": role, "births": [_birth(child) for child in children]}


def residence(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """Name and addresses; a child lives where the mother does, from birth."""
    jmbg = query["jmbg"]
    child = CHILDREN_BY_JMBG.get(jmbg)
    person = child or PARENTS_BY_JMBG.get(jmbg)
    if person is None:
        return None
    homes = PARENTS_BY_JMBG[child.mother].homes if child else PARENTS_BY_JMBG[jmbg].homes
    since = child.born_on if child else date.min
    return {
        "jmbg": jmbg,
        "given_name": person.given_name,
        "surname": person.surname,
        "citizenship": "SRB",
        "addresses": [_address(home, since) for home in homes if home.until is None or home.until >= since],
    }


def tax(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """Income of the year by the same rules as the bases of contributions."""
    parent = PARENTS_BY_JMBG.get(query["jmbg"])
    if parent is None:
        return None
    months = range(12 * query["year"], 12 * query["year"] + 12)
    incomes = [_income(insured, sum((insured.rule(n).base for n in months), Decimal(0))) for insured in parent.insured]
    home = parent.homes[-1].municipality[0]
    flats = [{"kind": "flat", "municipality_code": home, "area": parent.flat_area}] if parent.flat_area else []
    return {"jmbg": parent.jmbg, "year": query["year"], "incomes": incomes, "properties": flats}


def business_register(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """One firm."""
    firm = FIRMS.get(query["number"])
    if firm is None:
        return None
    return {**vars(firm), "founded_on": firm.founded_on.isoformat(), "deleted_on": _day(firm.deleted_on)}


def cadastre(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """One parcel."""
    plot = PLOTS_BY_NUMBER.get((query["cadastral_municipality"], query["number"]))
    if plot is None:
        return None
    code, name = plot.cadastral_municipality
    return {
        "cadastral_municipality": code,
        "cadastral_municipality_name": name,
        "municipality_code": plot.municipality_code,
        "number": plot.number,
        "status": "deleted" if plot.replaced_by else "active",
        "area": plot.area,
        "use": plot.use,
        "place": "",
        "outline": [{"latitude": latitude, "longitude": longitude} for latitude, longitude in plot.corners],
        "replaced_by": [{"number": number} for number in plot.replaced_by],
    }


def guardianship(query: Query, corrected: Corrected) -> dict[str, Any] | None:
    """Children with a measure; usually none."""
    jmbg = query["jmbg"]
    if jmbg not in PARENTS_BY_JMBG:
        return None
    recorded = [child for child in CHILDREN if child.care and jmbg in (child.mother, child.father)]
    return {
        "jmbg": jmbg,
        "children": [
            {"child_jmbg": child.jmbg, "right": child.right, "care": child.care, "since": "2020-06-01"}
            for child in recorded
        ],
    }


ANSWERS: dict[str, Callable[[Query, Corrected], dict[str, Any] | None]] = {
    "contributions": contributions,
    "civil_registry": civil_registry,
    "residence": residence,
    "tax": tax,
    "business_register": business_register,
    "cadastre": cadastre,
    "guardianship": guardianship,
}


def _insurance(insured: Insured, months: range, is_corrected: bool) -> dict[str, Any]:
    firm = insured.firm
    return {
        "kind": insured.kind,
        "payer_name": firm.name if firm else "сопствено осигурање",
        "payer_number": firm.number if firm else "",
        "payer_pib": firm.pib if firm else "",
        "months": [_month(number, insured.rule(number), is_corrected) for number in months],
    }


def _month(number: int, held: insurance.Month, is_corrected: bool) -> dict[str, Any]:
    """A month; contributions on time are paid by its last day, late ones on the 28th two months later."""
    year, month = divmod(number, 12)
    paid_on = date(year, month + 1, monthrange(year, month + 1)[1])
    if held.late and is_corrected:
        year, month = divmod(number + 2, 12)
        paid_on = date(year, month + 1, 28)
    paid = held.paid or (held.late and is_corrected)
    return {
        "month": f"{number // 12:04}-{number % 12 + 1:02}",
        "base": f"{held.base:.2f}",
        "insured": held.insured,
        "paid": paid,
        "paid_on": paid_on.isoformat() if paid else None,
    }


def _income(insured: Insured, gross: Decimal) -> dict[str, Any]:
    kind = {"employment": "wage", "self_employment": "self_employment"}.get(insured.kind, "other")
    return {
        "kind": kind,
        "payer_name": insured.firm.name if insured.firm else "сопствено осигурање",
        "gross": f"{gross:.2f}",
    }


def _birth(child: Child) -> dict[str, Any]:
    code, name = PARENTS_BY_JMBG[child.mother].homes[-1].municipality
    return {
        "child_jmbg": child.jmbg,
        "given_name": child.given_name,
        "surname": child.surname,
        "sex": child.sex,
        "born_on": child.born_on.isoformat(),
        "place": name,
        "mother_jmbg": child.mother,
        "father_jmbg": child.father,
        "registry": f"{name} {code}",
        "entry_number": f"{int(child.jmbg[9:12])}/{child.born_on.year}",
        "died_on": None,
    }


def _address(home: Home, not_before: date) -> dict[str, Any]:
    code, name = home.municipality
    return {
        "municipality_code": code,
        "municipality_name": name,
        "settlement": name,
        "street": home.street,
        "since": max(home.since, not_before).isoformat(),
        "until": _day(home.until),
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _month_number(text: str) -> int:
    """``2026-02`` as months since year 0."""
    first = date.fromisoformat(f"{text}-01")
    return 12 * first.year + first.month - 1
