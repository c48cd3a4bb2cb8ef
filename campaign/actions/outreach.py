"""The newsletter: ask, confirm, leave, send; visits of posts."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from campaign.actions.competition import NotYet, promise_in_town
from campaign.models import NewsletterIssue, Post, Subscriber
from campaign.models.promotions import CONFIRM_WITHIN
from eservices.cases import outbox
from municipalities.accounts.models import User
from municipalities.models import Municipality


@transaction.atomic
def ask_newsletter(*, town: Municipality, email: str, language: str, by: User | None = None) -> Subscriber:
    """Ask for the newsletter; a letter goes to the address, at most one an hour, and nothing else before its button."""
    found, _ = Subscriber.objects.get_or_create(municipality=town, email=email.lower(), defaults={"language": language})
    if found.confirmed_at is None:
        outbox.promise(
            "campaign-newsletter-confirm",
            key=f"{found.pk}:{timezone.now():%Y%m%d%H}",
            municipality_id=town.pk,
            payload={"subscriber_id": found.pk},
        )
    return found


@transaction.atomic
def confirm_newsletter(*, subscriber: Subscriber, by: User | None = None) -> None:
    """The button behind the letter; again changes nothing."""
    Subscriber.objects.filter(pk=subscriber.pk, confirmed_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def leave_newsletter(*, subscriber: Subscriber, by: User | None = None) -> None:
    """Leave; nothing of the reader remains."""
    Subscriber.objects.filter(pk=subscriber.pk).delete()


@transaction.atomic
def send_issue(*, issue: NewsletterIssue, by: User) -> None:
    """Send an issue to every reader, once. Raises ``NotYet`` when it was sent before."""
    row = NewsletterIssue.objects.select_for_update().get(pk=issue.pk)
    if row.sent_at is not None:
        raise NotYet
    row.sent_at, row.sent_by = timezone.now(), by
    row.save(update_fields=["sent_at", "sent_by"])
    for town in Municipality.objects.values_list("pk", flat=True):
        promise_in_town("campaign-newsletter-town", town, key=f"{row.pk}:{town}", payload={"issue_id": row.pk})


def forget_unasked(municipality_id: int) -> int:
    """Delete readers who never pressed the button of the letter; returns how many."""
    limit = timezone.now() - CONFIRM_WITHIN
    rows = Subscriber.objects.filter(municipality_id=municipality_id, confirmed_at=None, asked_at__lt=limit)
    gone, _ = rows.delete()
    return gone


def count_visit(*, post: Post, by: User | None = None) -> None:
    """One more visit by the short address of a post."""
    Post.objects.filter(pk=post.pk).update(visits=F("visits") + 1)
