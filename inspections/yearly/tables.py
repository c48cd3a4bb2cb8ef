"""The two tables of a year, in the language now active: what is planned, and what was done."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as translate
from django.utils.translation import gettext_lazy as _

from inspections import plan_rules
from inspections.lifecycle import State
from inspections.models import InspectionRecord, Inspectorate, Report, RiskAssessment
from inspections.record_labels import COUNTED_LABELS, DEGREE_LABELS, Text
from inspections.record_rules import CountedAs, Degree, Kind
from inspections.wording import name_of
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing, values
from municipalities.templatetags.pismo import pismo

LIMITS = tuple(f"inspections.risk_product_{name}_from" for name in ("low", "medium", "high", "critical"))
VISITS = {degree: f"inspections.visits_{degree.name.lower()}" for degree in Degree}


@dataclass(frozen=True)
class Table:
    """A table of a year with ready cells, as papers print it."""

    caption: str
    head: list[str]
    rows: list[list[str]]


# -- The plan ----------------------------------------------------------------------------------------------------------
def plan(municipality: Municipality, year: int) -> Table:
    """Regular supervisions of a year for every estimated subject, by quarters. Raises ``ParameterMissing``."""
    limits, visits = _frequencies(municipality)
    assessed = RiskAssessment.objects.filter(municipality=municipality, is_active=True).select_related("inspectorate")
    rows = []
    for index, row in enumerate(assessed):
        degree = plan_rules.degree(row.severity, row.likelihood, limits)
        count = plan_rules.frequency(degree, visits)
        when = ", ".join(["I", "II", "III", "IV"][quarter - 1] for quarter in plan_rules.quarters(count, index))
        product = f"{row.severity} × {row.likelihood}"
        rows.append([
            name_of(row.inspectorate), pismo(row.subject), pismo(row.area), product, str(DEGREE_LABELS[degree]), str(count),
            when or "–",
        ])  # fmt: skip
    head = [
        translate("Инспекција"), translate("Надзирани субјект"), translate("Област"), translate("Тежина × вероватноћа"),
        translate("Степен ризика"), translate("Надзора годишње"), translate("Тромесечје"),
    ]  # fmt: skip
    return Table(translate("Редовни надзори у %(year)s. години") % {"year": year}, head, rows)


def _frequencies(municipality: Municipality) -> tuple[plan_rules.Limits, dict[Degree, int]]:
    today, wanted = timezone.localdate(), [*LIMITS, *VISITS.values()]
    found = values(wanted, municipality=municipality, on=today)
    for code in wanted:
        if code not in found:
            raise ParameterMissing(code, today)
    limits = plan_rules.Limits(*(int(found[code].number) for code in LIMITS))
    return limits, {degree: int(found[code].number) for degree, code in VISITS.items()}


# -- The report --------------------------------------------------------------------------------------------------------
Cell = tuple[str, str]
"""Kind of a record and what it counts as; of reports an empty text and the state."""


def _states(*states: State) -> Callable[[Cell], bool]:
    return lambda cell: not cell[0] and cell[1] in states


def _records(kind: Kind, counted_as: CountedAs | None = None) -> Callable[[Cell], bool]:
    return lambda cell: cell[0] == kind and counted_as in (None, cell[1])


FIGURES: tuple[tuple[Text, Callable[[Cell], bool]], ...] = (
    (_("Примљене пријаве"), lambda cell: not cell[0]),
    (_("од тога прослеђене и уступљене"), _states(State.FORWARDED, State.CEDED)),
    (_("од тога одбачене"), _states(State.REJECTED)),
    (_("од тога одустанак"), _states(State.WITHDRAWN)),
    (_("од тога спојене са другом"), _states(State.MERGED)),
    (_("од тога окончане"), _states(State.CLOSED)),
    *(
        (COUNTED_LABELS[one], _records(Kind.ORDER, one))
        for one in (CountedAs.REGULAR, CountedAs.EXTRAORDINARY, CountedAs.MIXED, CountedAs.SUPPLEMENTARY)
    ),
    (_("Контролни надзори"), _records(Kind.CONTROL_VISIT)),
    (COUNTED_LABELS[CountedAs.NO_BREACH], _records(Kind.FIELD_RECORD, CountedAs.NO_BREACH)),
    (COUNTED_LABELS[CountedAs.BREACH], _records(Kind.FIELD_RECORD, CountedAs.BREACH)),
    (_("Наложене мере"), _records(Kind.MEASURE)),
    *(
        (COUNTED_LABELS[one], _records(Kind.CONTROL_VISIT, one))
        for one in (CountedAs.FULFILLED, CountedAs.PARTLY_FULFILLED, CountedAs.NOT_FULFILLED)
    ),
    (_("Прекршајни налози"), _records(Kind.MISDEMEANOUR_ORDER)),
    (_("Решења"), _records(Kind.DECISION)),
    (_("Закључци о дозволи извршења"), _records(Kind.ENFORCEMENT)),
    (_("Обавештења подносиоцима"), _records(Kind.ANSWER)),
)
"""What a report of the year counts, in its order."""


def report(municipality: Municipality, year: int) -> Table:
    """Petitions, supervisions by kind, measures and outcomes of a year, by inspectorate. States are those of now."""
    places = list(Inspectorate.objects.order_by("position", "slug"))
    counted = _counted(municipality, year)
    rows = []
    for label, belongs in FIGURES:
        sums: Counter[int] = Counter()
        for (place, kind, word), count in counted.items():
            sums[place] += count * belongs((kind, word))
        rows.append([str(label), *(str(sums[one.pk]) for one in places), str(sums.total())])
    head = [translate("Показатељ"), *map(name_of, places), translate("Укупно")]
    return Table(translate("Рад инспекција у %(year)s. години") % {"year": year}, head, rows)


def _counted(municipality: Municipality, year: int) -> Counter[tuple[int, str, str]]:
    """Counts by inspectorate, kind of record and what it counts as; of reports by their state."""
    begin, end = (timezone.make_aware(datetime.combine(date(one, 1, 1), time.min)) for one in (year, year + 1))
    reports = Report.objects.filter(municipality=municipality, filed_at__gte=begin, filed_at__lt=end)
    records = InspectionRecord.objects.filter(municipality=municipality, made_at__gte=begin, made_at__lt=end)
    found: Counter[tuple[int, str, str]] = Counter()
    for row in _grouped(reports, "inspectorate", "state"):
        found[row["inspectorate"], "", row["state"]] = row["count"]
    for row in _grouped(records, "report__inspectorate", "kind", "counted_as"):
        found[row["report__inspectorate"], row["kind"], row["counted_as"]] = row["count"]
    return found


def _grouped(rows: Any, *names: str) -> Any:
    return rows.order_by().values(*names).annotate(count=Count("pk"))


# -- As a file ---------------------------------------------------------------------------------------------------------
def as_csv(table: Table) -> Iterator[bytes]:
    """The table for spreadsheets: UTF-8 with its mark, semicolons; a cell that would be a formula begins with an
    apostrophe."""
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(
        [f"'{cell}" if cell[:1] in "=+-@\t\r" and cell else cell for cell in row] for row in [table.head, *table.rows]
    )
    yield "\ufeff".encode() + target.getvalue().encode()
