"""e-Registry (писарница): gap-free numbers per municipality, classification and year."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.db import connection

from eservices.cases.case_acts import ACT_KINDS
from eservices.cases.models import Case, CaseAct, CaseEvent, RegistryBook
from eservices.cases.registry_number import RegistryNumber
from municipalities.models import Municipality

_NEXT = f"""
    INSERT INTO {RegistryBook._meta.db_table} AS book (municipality_id, classification, year, last_sequence)
    VALUES (%s, %s, %s, 1)
    ON CONFLICT (municipality_id, classification, year)
    DO UPDATE SET last_sequence = book.last_sequence + 1 WHERE book.closed_on IS NULL
    RETURNING last_sequence
"""  # noqa: S608 - the table name is ours


class BookClosed(Exception):
    """The register of that year has been closed (закључена књига); no number can be given in it."""


@dataclass(frozen=True)
class Place:
    """Where a number is given: the book and the organ that stands at its end."""

    municipality: Municipality
    classification: str
    year: int
    organ: str


def organ_for(municipality: Municipality, service: str) -> str:
    """Mark of the organ that leads the service; the main office's when none is named for it."""
    office = municipality.counter_for(service)
    return office.organ if office and office.organ else "IV"


def next_number(place: Place) -> RegistryNumber:
    """Take the next number; the book's row stays locked until the transaction ends, so a rollback leaves no gap.

    Raises :class:`BookClosed`.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [place.municipality.pk, place.classification, place.year])
        row = cursor.fetchone()
    if row is None:
        raise BookClosed(f"{place.classification}/{place.year}")
    return RegistryNumber(
        classification=place.classification,
        sequence=row[0],
        year=place.year,
        organ=place.organ,
        sub_number=None,
    )


def enter_act(case: Case, event: CaseEvent) -> CaseAct | None:
    """Give the next sub-number of a locked case to an event that is an act of its file; None for other events.

    Sub-numbers have no gap, because the case stays locked. The caller saves ``last_act`` with the version.
    """
    kind = ACT_KINDS.get(event.action)
    if kind is None:
        return None
    case.last_act += 1
    number = replace(number_of(case), sub_number=case.last_act)
    return CaseAct.objects.create(
        municipality_id=case.municipality_id,
        case=case,
        event=event,
        sub_number=case.last_act,
        number=number.format(case.municipality.number_pattern),
        kind=event.action,
        direction=kind.direction,
        at=event.at,
    )


def number_of(case: Case) -> RegistryNumber:
    """The number of a case taken apart."""
    return RegistryNumber(case.classification, case.sequence, case.year, case.organ)
