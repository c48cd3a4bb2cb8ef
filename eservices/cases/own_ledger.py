"""What happened with one person's cases in all municipalities: every look of an official and every register query.

The rows belong to different municipalities, and the database shows a transaction the rows of one. So this door first
reads which cases are the person's (those the database admits by the person), then enters each of their municipalities
in turn, asks for these cases only, and leaves again. Questions about the person in somebody else's case are not found
here: the portal does not take a personal number that somebody typed for proof of who they are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from eservices.cases.access import cases_visible_to
from eservices.cases.lifecycle import Actor
from eservices.cases.models import AuditRecord, Case
from eservices.cases.readings import Reading, of_query, of_record
from eservices.exchange.models import RegisterQuery
from municipalities.accounts.models import User
from municipalities.current import municipality_scope

QUERY, RECORD = 0, 1


@dataclass(frozen=True, order=True)
class Position:
    """Place of a line in the ledger: moment, kind of row (``QUERY`` or ``RECORD``), key of the row."""

    at: datetime
    kind: int
    pk: int


@dataclass(frozen=True)
class Line:
    """One line of the ledger with the case that it is about."""

    position: Position
    case: Case
    reading: Reading


def lines_of(user: User, *, before: Position | None = None, most: int) -> list[Line]:
    """The latest ``most`` lines about the person's cases, newest first, older than ``before``.

    Acts of the person and of the portal itself are left out, its questions to registers are not.
    """
    by_town: defaultdict[int, list[Case]] = defaultdict(list)
    for case in cases_visible_to(user).defer("answers", "pinned"):
        by_town[case.municipality_id].append(case)
    found: list[Line] = []
    for town, cases in by_town.items():
        with municipality_scope(town):
            found += _queries(town, {case.number: case for case in cases}, before, most)
            found += _records(town, {case.pk: case for case in cases}, before, most)
    return sorted(found, key=lambda line: line.position, reverse=True)[:most]


def _queries(town: int, cases: Mapping[str, Case], before: Position | None, most: int) -> list[Line]:
    rows = RegisterQuery.objects.filter(municipality_id=town, case_reference__in=list(cases)).filter(
        _older("asked_at", QUERY, before)
    )
    return [
        Line(Position(row.asked_at, QUERY, row.pk), cases[row.case_reference], of_query(row))
        for row in rows.select_related("officer").order_by("-asked_at", "-id")[:most]
    ]


def _records(town: int, cases: Mapping[int, Case], before: Position | None, most: int) -> list[Line]:
    rows: QuerySet[AuditRecord] = AuditRecord.objects.filter(municipality_id=town, case_reference__in=list(cases))
    rows = rows.exclude(actor_kind__in=[Actor.APPLICANT, Actor.SYSTEM]).filter(_older("at", RECORD, before))
    return [
        Line(Position(row.at, RECORD, row.pk), cases[row.case_reference or 0], of_record(row))
        for row in rows.select_related("actor").order_by("-at", "-id")[:most]
    ]


def _older(column: str, kind: int, before: Position | None) -> Q:
    """Rows of one kind that stand after a position in the order of the ledger."""
    if before is None:
        return Q()
    earlier = Q(**{f"{column}__lt": before.at})
    if kind > before.kind:
        return earlier
    same = Q(**{column: before.at})
    return earlier | (same & Q(pk__lt=before.pk) if kind == before.kind else same)
