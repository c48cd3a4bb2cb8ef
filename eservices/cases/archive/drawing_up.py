"""Which closed cases are due, and putting them on a list.

Cases that one conversation filed share answers, documents and key, so they go together or not at all: a case is due when
every case of its key is closed, due for the same and free of holds.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, F, Max, OuterRef, QuerySet

from eservices.cases.archive.steps import Kind
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, DisposalItem, DisposalList, LegalHold
from municipalities.models import Municipality

FATES = {Kind.DESTRUCTION: Case.Disposal.DESTROY, Kind.HANDOVER: Case.Disposal.HAND_OVER}
MOST_ON_A_LIST = {Kind.DESTRUCTION: 1000, Kind.HANDOVER: 200}
"""A list that people can read and a record that can be printed; what is left comes onto the next list."""


def due(municipality: Municipality, kind: Kind, *, on: date) -> QuerySet[Case]:
    """Cases whose term has passed on that day and that are on no list, conversation by conversation."""
    fate = FATES[kind]
    rows = Case.objects.filter(
        municipality=municipality, state=State.ARCHIVED, disposed_on=None, disposal=fate, retain_until__lt=on
    )
    return _whole_conversations(rows, fate, on).order_by("data_key_id", "id")


def _whole_conversations(rows: QuerySet[Case], fate: str, on: date) -> QuerySet[Case]:
    """Without cases of which another one of the same key is not due yet, or is held, or stands on a list."""
    same_key = Case.objects.filter(data_key_id=OuterRef("data_key_id"))
    not_due = same_key.exclude(state=State.ARCHIVED, disposal=fate, retain_until__lt=on)
    held = LegalHold.objects.filter(case__data_key_id=OuterRef("data_key_id"), lifted_at=None)
    listed = DisposalItem.objects.filter(case__data_key_id=OuterRef("data_key_id"), state__in=DisposalItem.LIVE)
    return rows.filter(~Exists(not_due), ~Exists(held), ~Exists(listed))


def take_due(municipality: Municipality, kind: Kind, *, on: date) -> list[int]:
    """Ids of the cases for one list in the order of the register; a conversation is never divided between two lists."""
    most = MOST_ON_A_LIST[kind]
    found = list(due(municipality, kind, on=on).values_list("pk", "data_key_id")[: most + 1])
    if len(found) > most:
        last = found[-1][1]
        found = [row for row in found if row[1] != last]
    chosen = Case.objects.filter(pk__in=[pk for pk, _key in found]).order_by("classification", "year", "sequence")
    return list(chosen.values_list("pk", flat=True))


def next_sequence(municipality: Municipality, kind: Kind, year: int) -> int:
    """The next number of a list in its year; two at once end in the unique constraint."""
    last = DisposalList.objects.filter(municipality=municipality, kind=kind, year=year).aggregate(last=Max("sequence"))
    return int(last["last"] or 0) + 1


def held_cases(disposal: DisposalList) -> QuerySet[Case]:
    """Cases of the list that a hold keeps from being carried out, their own or that of their conversation."""
    hold = LegalHold.objects.filter(case__data_key_id=OuterRef("data_key_id"), lifted_at=None)
    return Case.objects.filter(
        Exists(hold), disposals__list=disposal, disposals__state=DisposalItem.State.LISTED
    ).order_by(F("disposals__position"))
