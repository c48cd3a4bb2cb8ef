"""Numbers that are taken before their paper exists: reserved, then used or annulled, never given again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from eservices.cases import audit, outbox, registry
from eservices.cases.actions.engine import MissingReason
from eservices.cases.books import Sight
from eservices.cases.keys import new_key
from eservices.cases.lifecycle import Actor
from eservices.cases.models import BookPrint, RegistryBook, ReservedNumber
from eservices.cases.models.case import surname_first
from municipalities.accounts.models import User
from municipalities.script import fold


@transaction.atomic
def reserve_number(*, place: registry.Place, reason: str, for_whom: str, by: User) -> ReservedNumber:
    """Take the next number of a book for a paper that comes later (резервисање броја).

    Raises :class:`MissingReason` without reason or name, ``registry.BookClosed`` when the book is closed.
    """
    if not reason.strip() or not for_whom.strip():
        raise MissingReason("reserve_number")
    number = registry.next_number(place)
    row = ReservedNumber.objects.create(
        municipality=place.municipality,
        classification=number.classification,
        year=number.year,
        sequence=number.sequence,
        organ=number.organ,
        number=number.format(place.municipality.number_pattern),
        reason=reason.strip(),
        for_whom=for_whom.strip(),
        reserved_by=by,
    )
    _record("reserve_number", row, by)
    return row


@dataclass(frozen=True)
class Paper:
    """What got a reserved number: whose paper it is, what it is about, and when it was entered."""

    party: str
    subject: str
    on: date


@transaction.atomic
def use_number(*, reserved: ReservedNumber, paper: Paper, by: User) -> bool:
    """Enter a paper under its reserved number; False when the number was settled meanwhile.

    Raises :class:`MissingReason` when nobody says what the paper is about.
    """
    if not paper.subject.strip():
        raise MissingReason("use_number")
    row = _still_reserved(reserved)
    if row is None:
        return False
    row.state, row.used_on = ReservedNumber.State.USED, paper.on
    row.party, row.subject = paper.party.strip(), paper.subject.strip()
    row.search_key = fold(row.party)[:240]
    row.surname_key = surname_first(row.search_key)
    _settle(row, by)
    _record("use_number", row, by)
    return True


@transaction.atomic
def annul_number(*, reserved: ReservedNumber, reason: str, by: User) -> bool:
    """Annul a reserved number (поништење); it stays in the book and nobody gets it again. False when settled meanwhile.

    Raises :class:`MissingReason` without a reason.
    """
    if not reason.strip():
        raise MissingReason("annul_number")
    row = _still_reserved(reserved)
    if row is None:
        return False
    row.state, row.annulment = ReservedNumber.State.ANNULLED, reason.strip()
    _settle(row, by)
    _record("annul_number", row, by)
    return True


def _still_reserved(reserved: ReservedNumber) -> ReservedNumber | None:
    waiting = ReservedNumber.objects.select_for_update().filter(pk=reserved.pk, state=ReservedNumber.State.RESERVED)
    return waiting.first()


def _settle(row: ReservedNumber, by: User) -> None:
    row.settled_by, row.settled_at = by, timezone.now()
    row.save()


def _record(action: str, row: ReservedNumber, by: User) -> None:
    audit.record(
        action,
        municipality_id=row.municipality_id,
        data={"reserved": row.pk},
        actor_kind=Actor.CLERK,
        by=by,
    )


@transaction.atomic
def ask_for_print(*, book: RegistryBook, sight: Sight, language: str, by: User) -> BookPrint:
    """Promise a book on paper; a worker prints it, because a year can have thousands of rows."""
    row = BookPrint.objects.create(
        municipality=book.municipality,
        book=book,
        language=language,
        services=None if sight.services is None else sorted(sight.services),
        names=None if sight.names is None else sorted(sight.names),
        asked_by=by,
        data_key=new_key(book.municipality),
    )
    outbox.promise("book", key=str(row.pk), municipality_id=row.municipality_id, payload={"print_id": row.pk})
    audit.record(
        "print_book", municipality_id=row.municipality_id, data={"book": book.pk}, actor_kind=Actor.CLERK, by=by
    )
    return row


@transaction.atomic
def forget_print(*, row: BookPrint, by: User | None) -> None:
    """Make an old printed book unreadable; its file is swept away at night."""
    key = row.data_key
    key.wrapped, key.destroyed_at = b"", timezone.now()
    key.save(update_fields=["wrapped", "destroyed_at"])
    row.path = ""
    row.save(update_fields=["path"])
