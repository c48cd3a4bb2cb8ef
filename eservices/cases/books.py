"""The book of the register (уписник предмета) row by row: cases and reserved numbers together, without a gap.

Read in pieces by the number of the last row (keyset), so that a page, an export and a print cost what they show and not
what the book holds.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eservices.cases import service as services
from eservices.cases.labels import Text
from eservices.cases.models import Case, RegistryBook, ReservedNumber
from eservices.cases.relations import ties_of
from eservices.cases.wording import state_of
from municipalities.current import municipality_scope
from municipalities.templatetags.pismo import pismo

CHUNK = 500
COLUMNS = (
    "id", "municipality_id", "service", "state", "sequence", "number", "organ", "filed_at", "applicant_name", "last_act",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Sight:
    """Of which services somebody may see the cases, and of which the applicants; None means of all."""

    services: frozenset[str] | None
    names: frozenset[str] | None


@dataclass(frozen=True)
class Entry:
    """One row of a book. ``party`` is None when the reader may not see it; ``acts`` counts the sub-numbers given."""

    sequence: int
    number: str
    day: date
    party: str | None
    matter: str
    organ: str
    acts: int
    status: str
    remarks: str
    case: Case | None = None
    reserved: ReservedNumber | None = None


def entries(book: RegistryBook, sight: Sight, *, most: int, after: int = 0, before: int | None = None) -> list[Entry]:
    """Up to ``most`` rows behind number ``after``; with ``before`` those in front of it, the newest first."""
    cases, reserved = _in_book(Case.objects.all(), book), _in_book(ReservedNumber.objects.all(), book)
    if sight.services is not None:
        cases = cases.filter(service__in=sight.services)
    if before is None:
        cases, reserved = (rows.filter(sequence__gt=after).order_by("sequence") for rows in (cases, reserved))
    else:
        cases, reserved = (rows.filter(sequence__lt=before).order_by("-sequence") for rows in (cases, reserved))
    found = [
        *of_cases(cases[:most], sight),
        *(of_reserved(row, sight) for row in reserved.select_related("reserved_by")[:most]),
    ]
    return sorted(found, key=lambda row: row.sequence, reverse=before is not None)[:most]


def _in_book(rows: QuerySet[Any], book: RegistryBook) -> QuerySet[Any]:
    return rows.filter(municipality_id=book.municipality_id, classification=book.classification, year=book.year)


def of_cases(cases: QuerySet[Case], sight: Sight) -> list[Entry]:
    """Rows of cases in the order of the query; the encrypted answers are not read."""
    found = list(cases.only(*COLUMNS))
    ties = ties_of(found)
    return [_of_case(case, sight, "; ".join(tie.sentence for tie in ties[case.pk])) for case in found]


def _of_case(case: Case, sight: Sight, remarks: str) -> Entry:
    named = sight.names is None or case.service in sight.names
    return Entry(
        sequence=case.sequence,
        number=case.number,
        day=timezone.localdate(case.filed_at),
        party=case.applicant_name if named else None,
        matter=str(_service_name(case.service)),
        organ=case.organ,
        acts=case.last_act,
        status=str(state_of(case)),
        remarks=remarks,
        case=case,
    )


def of_reserved(row: ReservedNumber, sight: Sight) -> Entry:
    """Row of a number that was reserved; what was asked and what became of it stands in the remarks."""
    named = sight.names is None or bool(sight.names)
    remarks = [
        _("Разлог: %(reason)s") % {"reason": row.reason.rstrip(".")},
        _("За кога: %(name)s") % {"name": row.for_whom},
    ]
    if row.state == ReservedNumber.State.ANNULLED:
        remarks.append(_("Поништен: %(reason)s") % {"reason": row.annulment.rstrip(".")})
    return Entry(
        sequence=row.sequence,
        number=row.number,
        day=row.used_on or timezone.localdate(row.reserved_at),
        party=row.party if named else None,
        matter=row.subject,
        organ=row.organ,
        acts=1 if row.state == ReservedNumber.State.USED else 0,
        status=capfirst(row.get_state_display()),
        remarks="; ".join(remarks),
        reserved=row,
    )


def _service_name(slug: str) -> Text:
    try:
        return services.get(slug).name
    except LookupError:
        return slug


def whole(book: RegistryBook, sight: Sight, *, language: str) -> Iterator[list[Entry]]:
    """The whole book in order, some hundred rows at a time, each piece read in a transaction of its own."""
    after = 0
    while True:
        with municipality_scope(book.municipality_id), translation.override(language):
            piece = entries(book, sight, most=CHUNK, after=after)
        if not piece:
            return
        yield piece
        after = piece[-1].sequence


def as_csv(book: RegistryBook, sight: Sight, *, language: str) -> Iterator[bytes]:
    """The book as a table for spreadsheets: UTF-8 with its mark, semicolons, pieces of some hundred rows.

    A cell that a spreadsheet would take for a formula begins with an apostrophe.
    """
    with translation.override(language):
        yield "\ufeff".encode() + _lines([_heads()])
    for piece in whole(book, sight, language=language):
        with translation.override(language):
            yield _lines([_cells(row) for row in piece])


def _heads() -> list[str]:
    return [
        _("Редни број"), _("Број предмета"), _("Датум пријема"), _("Странка"), _("Кратка садржина"), _("Орган"), _("Акти"),
        _("Стање"), _("Примедба"),
    ]  # fmt: skip


def _cells(row: Entry) -> list[str]:
    texts = [
        str(row.sequence), row.number, f"{row.day:%d.%m.%Y.}", row.party or "", pismo(row.matter), row.organ,
        str(row.acts), row.status, pismo(row.remarks),
    ]  # fmt: skip
    return [f"'{text}" if text.startswith(FORMULA) else text for text in texts]


def _lines(rows: list[list[str]]) -> bytes:
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode()
