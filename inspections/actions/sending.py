"""What the sender and other citizens do after filing: complete, add, withdraw, judge the answer, support, follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from eservices.cases import outbox
from eservices.cases.keys import hide, new_key
from eservices.cases.vault import blind_index, blind_indexes
from inspections import clock, rules
from inspections.actions.engine import Change, carry_out, lock, perform, refresh
from inspections.grid import Point
from inspections.lifecycle import Actor, State
from inspections.models import Category, Feedback, Follower, Photo, Report, ReportEvent
from municipalities.accounts.models import User
from municipalities.models import Municipality

EMAIL_INDEX = "inspections.follower"
MOST_FOLLOWED = 20


class TooLate(ValueError):
    """The time in which a report can be asked to be opened again has passed."""


class AlreadyJudged(ValueError):
    """This ending was judged before."""


@transaction.atomic
def complete(*, report: Report, answer: str, by: None = None) -> ReportEvent:
    """The sender answers what was asked; the answer term goes on."""
    locked = lock(report)
    event = carry_out("complete", locked, actor=Actor.REPORTER, change=Change(public_text=answer), by=None)
    locked.info_requests.filter(answered_at=None, lapsed=False).update(
        answered_at=timezone.now(), answer=hide(locked.data_key, answer, "answer")
    )
    refresh(report, locked)
    return event


def remark(*, report: Report, text: str, said_at: datetime | None = None, by: None = None) -> ReportEvent:
    """The sender adds something without being asked (допуна), also to a report that has ended; who leads it is told.

    While the inspection waits for an answer these words are that answer. ``said_at``: when they were written, where
    that was not now.
    """
    if report.state == State.INFO_REQUESTED:
        return complete(report=report, answer=text)
    return add_remark(
        "remark", report=report, change=Change(public_text=text, data=said(said_at)), actor=Actor.REPORTER
    )


@transaction.atomic
def add_remark(action: str, *, report: Report, change: Change, actor: Actor) -> ReportEvent:
    """Write words of the sender or of a body into the story and promise a letter to whoever leads the report."""
    event = perform(action, report=report, actor=actor, change=change, by=None)
    outbox.promise(
        "report-remark", key=f"{report.pk}:{event.position}", municipality_id=report.municipality_id,
        payload={"report_id": report.pk, "position": event.position},
    )  # fmt: skip
    return event


def said(moment: datetime | None) -> dict[str, str]:
    """The moment at which words were written, as data of their event."""
    return {"said_at": moment.isoformat()} if moment else {}


def withdraw(*, report: Report, by: None = None) -> ReportEvent:
    """The sender gives the report up; possible until an inspection has begun."""
    return perform("withdraw", report=report, actor=Actor.REPORTER, by=None)


def add_photo(*, report: Report, photo: Photo, actor: Actor = Actor.REPORTER, by: User | None) -> ReportEvent:
    """Write down that a photograph (see ``filing.keep_photo``) was added."""
    return perform("add_photo", report=report, actor=actor, change=Change(data={"photo": photo.pk}), by=by)


@transaction.atomic
def judge(*, report: Report, satisfied: bool, comment: str, reopen: bool, by: None = None) -> Feedback:
    """The sender's answer to the one question after the end, with the wish to open the report again if there is one.

    Raises :class:`AlreadyJudged`, :class:`TooLate` (for the wish) or ``NotAllowed``.
    """
    locked = lock(report)
    ending = locked.events.filter(to_state=locked.state).exclude(from_state=locked.state).order_by("-position").first()
    if ending is None or Feedback.objects.filter(ending=ending).exists():
        raise AlreadyJudged
    feedback = Feedback.objects.create(
        municipality_id=locked.municipality_id, report=locked, ending=ending, satisfied=satisfied,
        comment=hide(locked.data_key, comment, "comment") if comment else b"",
    )  # fmt: skip
    if reopen:
        _ask_to_reopen(locked, comment)
    refresh(report, locked)
    return feedback


def _ask_to_reopen(locked: Report, reason: str) -> None:
    closed_on = locked.closed_on
    if closed_on is None or not rules.may_ask_to_reopen(closed_on, timezone.localdate(), clock.terms_of(locked)):
        raise TooLate
    carry_out("request_reopen", locked, actor=Actor.REPORTER, change=Change(public_text=reason), by=None)


@transaction.atomic
def support(*, report: Report, by: None = None) -> int:
    """Somebody says that it bothers them too (и мени смета); returns how many people it bothers now.

    Of a merged report the lead counts. Whether the same device said so before is asked by the caller.
    """
    pk = report.lead_id or report.pk
    Report.objects.filter(pk=pk).update(supporters=F("supporters") + 1)
    return 1 + Report.objects.values_list("supporters", flat=True).get(pk=pk)


@dataclass(frozen=True)
class Followed:
    """What somebody follows: a report, or everything public around a place, or of a category, or both."""

    report: Report | None = None
    category: Category | None = None
    centre: Point | None = None
    radius_metres: int | None = None


def follow(*, municipality: Municipality, what: Followed, email: str, language: str, by: None = None) -> None:
    """Ask for news by e-mail. Nothing is sent but the question whether the address is right, and that once for each
    thing followed, of which an address has at most ``MOST_FOLLOWED``.

    The answer tells nobody whether the address followed already.
    """
    address = email.strip().lower()
    open_rows = Follower.objects.filter(
        municipality=municipality, stopped_at=None, email_index__in=blind_indexes(address, purpose=EMAIL_INDEX)
    )
    if open_rows.filter(**_columns(what)).exists() or open_rows.count() >= MOST_FOLLOWED:
        return
    try:
        with transaction.atomic():
            _follow(municipality, what, address, language)
    except IntegrityError:
        return  # the same person asked twice at one moment


def _columns(what: Followed) -> dict[str, Any]:
    return {
        "report": what.report,
        "category": what.category,
        "centre_lat": what.centre.lat if what.centre else None,
        "centre_lon": what.centre.lon if what.centre else None,
        "radius_metres": what.radius_metres,
    }


def _follow(municipality: Municipality, what: Followed, address: str, language: str) -> None:
    key = new_key(municipality)
    follower = Follower.objects.create(
        municipality=municipality, data_key=key, email=hide(key, address, "email"),
        email_index=blind_index(address, purpose=EMAIL_INDEX), language=language, **_columns(what),
    )  # fmt: skip
    outbox.promise(
        "report-follow", key=str(follower.pk), municipality_id=municipality.pk, payload={"follower_id": follower.pk}
    )


@transaction.atomic
def confirm_following(*, follower: Follower, by: None = None) -> None:
    """The address is right: news may be sent from now on."""
    Follower.objects.filter(pk=follower.pk, confirmed_at=None, stopped_at=None).update(confirmed_at=timezone.now())


@transaction.atomic
def stop_following(*, follower: Follower, by: None = None) -> None:
    """No more news; the key of the address is thrown away, so that it cannot be read any more."""
    now = timezone.now()
    changed = Follower.objects.filter(pk=follower.pk, stopped_at=None).update(
        stopped_at=now, email=b"", email_index=b""
    )  # fmt: skip
    if changed:
        key = follower.data_key
        key.wrapped, key.destroyed_at = b"", now
        key.save(update_fields=["wrapped", "destroyed_at"])
