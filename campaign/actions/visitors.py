"""What a visitor does: ask for a place, confirm by the letter, give the place up, come."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaign.actions.promotions import NotOpen, locked, promise_reminder, record
from campaign.models import Promotion, Registration
from campaign.models.promotions import CONFIRM_WITHIN
from eservices.cases import outbox
from municipalities.accounts.models import User

State = Registration.State


class AlreadyCame(Exception):
    """The ticket was used before, or is not good (given up)."""


def _promise_letter(kind: str, row: Registration, key: str) -> None:
    outbox.promise(
        "campaign-letter",
        key=f"{kind}:{row.pk}:{key}",
        municipality_id=row.municipality_id,
        payload={"kind": kind, "registration_id": row.pk},
    )


@transaction.atomic
def ask(*, promotion: Promotion, name: str, email: str, language: str, by: User | None = None) -> Registration:
    """Ask for a place: a letter goes to the address, and nothing is taken before it is confirmed.

    Asking again with the same address sends the letter of that sign-up again, so that the page tells nobody who has
    signed up. Raises :class:`NotOpen`.
    """
    row = locked(promotion)
    if not row.takes_visitors:
        raise NotOpen
    found = row.registrations.filter(email=email.lower()).exclude(state=State.CANCELLED).first()
    if found is None:
        found = Registration.objects.create(
            municipality_id=row.town_id, promotion=row, name=name, email=email.lower(), language=language
        )
    now = timezone.now()
    _promise_letter("confirm" if found.state == State.ASKED else "ticket", found, f"{now:%Y%m%d%H}")
    return found


@transaction.atomic
def confirm(*, registration: Registration, by: User | None = None) -> Registration:
    """The click in the letter: a place while there is one, else a place in the waiting list. Again changes nothing.

    Raises :class:`NotOpen` when the promotion takes nobody any more.
    """
    promotion = locked(registration.promotion)
    row = Registration.objects.get(pk=registration.pk)
    if row.state != State.ASKED:
        return row
    if not promotion.takes_visitors:
        raise NotOpen
    row.state = State.CONFIRMED if promotion.left > 0 else State.WAITING
    row.confirmed_at = timezone.now()
    row.save(update_fields=["state", "confirmed_at"])
    if row.holds_place:
        _take_place(promotion, row)
    _promise_letter("ticket", row, "confirmed")
    return row


def _take_place(promotion: Promotion, row: Registration) -> None:
    Promotion.objects.filter(pk=promotion.pk).update(taken=F("taken") + 1)
    promise_reminder(promotion, row)


@transaction.atomic
def give_up(*, registration: Registration, by: User | None = None) -> Registration:
    """Give the sign-up up; the first of the waiting list gets the place and a letter. Again changes nothing."""
    promotion = locked(registration.promotion)
    row = Registration.objects.get(pk=registration.pk)
    if not row.is_live:
        return row
    had_place = row.holds_place
    row.state = State.CANCELLED
    row.save(update_fields=["state"])
    if had_place:
        Promotion.objects.filter(pk=promotion.pk).update(taken=F("taken") - 1)
        if promotion.takes_visitors:
            _move_up(promotion)
    return row


def _move_up(promotion: Promotion) -> None:
    first = promotion.registrations.filter(state=State.WAITING).order_by("confirmed_at", "id").first()
    if first is None:
        return
    first.state = State.CONFIRMED
    first.save(update_fields=["state"])
    _take_place(promotion, first)
    _promise_letter("moved-up", first, "once")


@transaction.atomic
def check_in(*, registration: Registration, by: User) -> Registration:
    """The visitor stands at the square; one from the waiting list too, where a place is left.

    Raises :class:`AlreadyCame` for a ticket that was used or given up, :class:`NotOpen` for a waiting one without a place.
    """
    promotion = locked(registration.promotion)
    row = Registration.objects.get(pk=registration.pk)
    if row.state in (State.CAME, State.CANCELLED):
        raise AlreadyCame
    if promotion.state != Promotion.State.ANNOUNCED or (not row.holds_place and promotion.left < 1):
        raise NotOpen
    if not row.holds_place:
        Promotion.objects.filter(pk=promotion.pk).update(taken=F("taken") + 1)
    row.state, row.came_at, row.checked_in_by = State.CAME, timezone.now(), by
    row.save(update_fields=["state", "came_at", "checked_in_by"])
    record("check_in_visitor", promotion, registration=row.pk, by=by)
    return row


def forget_unconfirmed(municipality_id: int) -> int:
    """Delete sign-ups whose letter nobody has answered in two days; returns how many."""
    limit = timezone.now() - CONFIRM_WITHIN
    rows = Registration.objects.filter(municipality_id=municipality_id, state=State.ASKED, asked_at__lt=limit)
    gone, _ = rows.delete()
    return gone
