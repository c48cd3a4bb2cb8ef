"""How long a closed case is kept (рок чувања) and what happens then.

The term of a category of the list of categories (листа категорија документарног материјала) is the parameter
``retention.<category>``: a number of years, or the word ``permanent``. What is kept for good goes to the public archive
after ``archive.handover_years``. A term that nobody has confirmed against its source leads to nothing.

Sources: Уредба о канцеларијском пословању органа државне управе (21/2020, 32/2021, 14/2023); Закон о архивској грађи и
архивској делатности (6/2020).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Q

from eservices.cases.lifecycle import State
from eservices.cases.models import Case
from municipalities.models import Municipality, Parameter
from municipalities.parameters import Value, values

PERMANENT = "permanent"
HANDOVER_YEARS = "archive.handover_years"


@dataclass(frozen=True)
class Retention:
    """The last day on which the municipality keeps a case, and what happens then; both empty when no term is known."""

    until: date | None = None
    disposal: str = ""

    def as_data(self) -> dict[str, Any]:
        """What the event of a case keeps of it."""
        return {"kept_until": self.until.isoformat() if self.until else None, "disposal": self.disposal}


UNKNOWN = Retention()


def parameter_of(category: str) -> str:
    """Code of the parameter with the term of a category."""
    return f"retention.{category}"


def last_day(closed_on: date, years: int) -> date:
    """The term runs from the end of the year in which the case was closed, and ends with a year too."""
    return date(closed_on.year + years, 12, 31)


def retention_of(category: str, *, municipality: Municipality, closed_on: date) -> Retention:
    """The retention of a case of ``category`` that was closed on that day, by the values then in force."""
    found = values([parameter_of(category), HANDOVER_YEARS], municipality=municipality, on=closed_on)
    term = found.get(parameter_of(category))
    if term is None or not term.confirmed:
        return UNKNOWN
    if term.value == PERMANENT:
        return _until(closed_on, found.get(HANDOVER_YEARS), Case.Disposal.HAND_OVER)
    return _until(closed_on, term, Case.Disposal.DESTROY)


def _until(closed_on: date, term: Value | None, disposal: str) -> Retention:
    years = _whole_years(term) if term is not None and term.confirmed else None
    if years is None:
        # What is kept for good is never destroyed, also while it is not known when it is handed over.
        return Retention(disposal=disposal) if disposal == Case.Disposal.HAND_OVER else UNKNOWN
    return Retention(last_day(closed_on, years), disposal)


def _whole_years(term: Value) -> int | None:
    """A term of one year or more; a word or a broken number is no term."""
    try:
        years = Decimal(str(term.value))
    except InvalidOperation:
        return None
    return int(years) if years >= 1 and years == years.to_integral_value() else None


def settle(municipality: Municipality) -> int:
    """Give closed cases the term that was confirmed after they had been closed; returns how many got one.

    The value that was in force on the day of closing counts. A term once computed is not changed.
    """
    known = Parameter.objects.filter(Q(municipality=None) | Q(municipality=municipality), confirmed=True)
    codes = known.filter(code__startswith=parameter_of("")).values_list("code", flat=True)
    categories = {code.removeprefix(parameter_of("")) for code in codes}
    if not categories:
        return 0
    groups = Case.objects.filter(
        municipality=municipality, state=State.ARCHIVED, disposed_on=None, retain_until=None,
        retention_class__in=categories,
    )  # fmt: skip
    settled = 0
    for category, closed_on in groups.values_list("retention_class", "closed_on").distinct().order_by():
        term = retention_of(category, municipality=municipality, closed_on=closed_on) if closed_on else UNKNOWN
        if term.disposal:
            same = groups.filter(retention_class=category, closed_on=closed_on).exclude(
                retain_until=term.until, disposal=term.disposal
            )
            settled += same.update(retain_until=term.until, disposal=term.disposal)
    return settled
