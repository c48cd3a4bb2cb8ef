"""What organisers do with a promotion: plan, announce, call off, help on the spot, report."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from campaign.impact import WATCHED, measure
from campaign.models import HelpVisit, Promotion, Registration
from eservices.cases import actions as cases
from eservices.cases import audit, outbox
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Draft
from eservices.cases.service import Service
from municipalities.accounts.models import User

KEEP_VISITORS = timedelta(days=30)
"""After this the names and addresses of visitors are erased; counts stay."""
TOLD_OF_CHANGES = frozenset({"starts_at", "ends_at", "place", "town"})
PLANNED = TOLD_OF_CHANGES | {"title", "title_en", "latitude", "longitude", "capacity", "text", "text_en"}
"""What organisers may change in a plan."""


class NotOpen(Exception):
    """The promotion is not in a state in which this can be done."""


def locked(promotion: Promotion) -> Promotion:
    """The promotion as it is now, kept from others until the transaction ends."""
    return Promotion.objects.select_for_update(of=("self",)).select_related("town").get(pk=promotion.pk)


def record(action: str, promotion: Promotion, *, by: User, **data: Any) -> None:
    """Write the act into the record of acts of the town."""
    audit.record(
        action,
        municipality_id=promotion.town_id,
        data={"promotion": promotion.code, **data},
        actor_kind=Actor.CLERK,
        by=by,
    )


@transaction.atomic
def plan(*, promotion: Promotion, changed: frozenset[str], by: User) -> Promotion:
    """Save a new or changed plan; visitors hear of another day, hour or place.

    The town of a promotion with sign-ups stays (the form offers it while the promotion is planned only).
    """
    if promotion._state.adding:
        promotion.save()
        return promotion
    before = locked(promotion)
    fields = PLANNED & changed
    moved = before.state == Promotion.State.ANNOUNCED and bool(TOLD_OF_CHANGES & fields)
    promotion.revision = before.revision + bool(TOLD_OF_CHANGES & fields)
    promotion.taken = before.taken
    promotion.save(update_fields=[*sorted(fields), "revision"])
    if moved:
        _tell_all(promotion, "moved", key=str(promotion.revision))
        _promise_reminders(promotion)
    return promotion


@transaction.atomic
def announce(*, promotion: Promotion, by: User) -> Promotion:
    """Show a plan to everybody and open the sign-up. Raises :class:`NotOpen` for a past or announced one."""
    row = locked(promotion)
    if row.state != Promotion.State.PLANNED or row.is_over:
        raise NotOpen
    row.state = Promotion.State.ANNOUNCED
    row.save(update_fields=["state"])
    record("announce_promotion", row, by=by)
    return row


@transaction.atomic
def call_off(*, promotion: Promotion, by: User) -> Promotion:
    """Cancel an announced promotion and tell everybody who signed up. Raises :class:`NotOpen`."""
    row = locked(promotion)
    if row.state != Promotion.State.ANNOUNCED or row.is_over:
        raise NotOpen
    row.state, row.revision = Promotion.State.CANCELLED, row.revision + 1
    row.save(update_fields=["state", "revision"])
    _tell_all(row, "called-off", key="once")
    record("cancel_promotion", row, by=by)
    return row


def _tell_all(promotion: Promotion, kind: str, *, key: str) -> None:
    rows = promotion.registrations.filter(state__in=[Registration.State.CONFIRMED, Registration.State.WAITING])
    outbox.promise_all(
        outbox.Promise(
            "campaign-letter", f"{kind}:{pk}:{key}", promotion.town_id, {"kind": kind, "registration_id": pk}
        )
        for pk in rows.values_list("pk", flat=True)
    )


def _promise_reminders(promotion: Promotion) -> None:
    for row in promotion.registrations.filter(state=Registration.State.CONFIRMED):
        promise_reminder(promotion, row)


def promise_reminder(promotion: Promotion, registration: Registration) -> None:
    """Promise the letter that goes out a day before; a promotion of tomorrow needs none."""
    when = promotion.starts_at - timedelta(days=1)
    if when <= timezone.now():
        return
    outbox.promise(
        "campaign-letter",
        key=f"reminder:{registration.pk}:{promotion.revision}",
        municipality_id=promotion.town_id,
        payload={"kind": "reminder", "registration_id": registration.pk, "revision": promotion.revision},
        available_at=when,
    )


@transaction.atomic
def help_visitor(*, promotion: Promotion, service: Service, by: User) -> Draft:
    """Begin a request at the counter on the square, with the citizen present.

    The draft belongs to nobody until the citizen opens it on a telephone or tablet by its link and signs it there: an
    official never files in somebody's name. Raises :class:`NotOpen` unless the promotion is announced.
    """
    row = locked(promotion)
    if row.state != Promotion.State.ANNOUNCED:
        raise NotOpen
    draft = cases.start_draft(service=service, municipality=row.town, by=None)
    HelpVisit.objects.create(municipality=row.town, promotion=row, service=service.slug, draft=draft, by=by)
    record("help_visitor", row, service=service.slug, by=by)
    return draft


@transaction.atomic
def publish_report(*, promotion: Promotion, visitors: int, text: str, text_en: str, by: User) -> Promotion:
    """Close a promotion that has ended with its report; a report can be written anew. Raises :class:`NotOpen`."""
    row = locked(promotion)
    if row.state not in (Promotion.State.ANNOUNCED, Promotion.State.REPORTED) or not row.is_over:
        raise NotOpen
    row.state, row.visitors, row.report, row.report_en = Promotion.State.REPORTED, visitors, text, text_en
    row.save(update_fields=["state", "visitors", "report", "report_en"])
    record("report_promotion", row, visitors=visitors, by=by)
    return row


def erase_visitors(municipality_id: int) -> int:
    """Erase names and addresses of visitors of days long past; returns of how many."""
    past = timezone.now() - KEEP_VISITORS
    rows = Registration.objects.filter(municipality_id=municipality_id, promotion__ends_at__lt=past)
    return rows.exclude(email="").update(email="", name="")


def note_impact(municipality_id: int) -> int:
    """Count use around the promotions of a town that are still watched; returns of how many."""
    now = timezone.now()
    rows = Promotion.objects.filter(town_id=municipality_id, starts_at__lt=now, ends_at__gt=now - WATCHED)
    for row in rows.exclude(state=Promotion.State.CANCELLED):
        Promotion.objects.filter(pk=row.pk).update(impact=measure(row, timezone.localdate(now)))
    return len(rows)
