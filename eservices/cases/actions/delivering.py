"""Acts on their way by post: handed over, delivered, returned. Each leaves an attempt with its proof."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from eservices.cases import audit
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Delivery, DeliveryAttempt
from municipalities.accounts.models import User

POSTABLE = (Delivery.Status.WAITING, Delivery.Status.NOTIFIED, Delivery.Status.TO_POST, Delivery.Status.FAILED)


@transaction.atomic
def mark_posted(*, delivery: Delivery, on: date, proof: str, by: User) -> bool:
    """Note that an act was handed to the post; ``proof`` is the number of the receipt (пријемница).

    False when a colleague noted something else meanwhile.
    """
    return _move(delivery, POSTABLE, Delivery.Status.POSTED, DeliveryAttempt.Outcome.SENT, on=on, proof=proof, by=by)


@transaction.atomic
def mark_returned(*, delivery: Delivery, on: date, proof: str, by: User) -> bool:
    """Note that the post brought an act back; it can be posted again or delivered at the counter."""
    sources = (Delivery.Status.POSTED,)
    return _move(delivery, sources, Delivery.Status.FAILED, DeliveryAttempt.Outcome.RETURNED, on=on, proof=proof, by=by)


def _move(
    delivery: Delivery, sources: tuple[str, ...], status: str, outcome: str, *, on: date, proof: str, by: User
) -> bool:
    if not Delivery.objects.filter(pk=delivery.pk, status__in=sources).update(status=status):
        return False
    DeliveryAttempt.objects.create(
        municipality_id=delivery.municipality_id,
        delivery=delivery,
        case_id=delivery.case_id,
        topic="decision",
        way=DeliveryAttempt.Way.POST,
        outcome=outcome,
        detail=f"{on:%d.%m.%Y.} {proof}",
    )
    audit.record(
        f"delivery_{status}",
        municipality_id=delivery.municipality_id,
        case=delivery.case,
        data={"delivery": delivery.pk},
        actor_kind=Actor.CLERK,
        by=by,
    )
    delivery.status = status
    return True
