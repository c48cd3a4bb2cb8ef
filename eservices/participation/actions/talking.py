"""Comments, official answers, moderation with its objection, reports of abuse, following."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from eservices.participation.actions.engine import (
    Change,
    SamePerson,
    citizen_may,
    official_may,
    required,
    tell,
    write_event,
)
from eservices.participation.models import AbuseReport, Answer, Comment, Follow, Moderation, Paragraph, Process
from eservices.participation.phases import Act, NotNow, Part, Standing
from municipalities.accounts.models import User

WINDOW = timedelta(hours=1)


class TooMany(Exception):
    """Somebody writes more than the limit; ``again_at`` is the first moment when another comment is taken."""

    def __init__(self, limit: int, again_at: datetime) -> None:
        super().__init__(f"{limit} comments an hour")
        self.limit, self.again_at = limit, again_at


class SaidBefore(Exception):
    """The same person has written the same words in this process."""


class NoSuchPlace(LookupError):
    """The paragraph or the thread does not belong to the process."""


class AlreadyDone(Exception):
    """Somebody did the same before: reported this comment, objected, decided."""


@dataclass(frozen=True)
class Said:
    """A comment as it was typed: where it stands, what it says, under which name."""

    text: str
    signed: str
    paragraph: str = ""
    side: str = Comment.Side.NEITHER
    thread: Comment | None = None


@transaction.atomic
def comment(*, process: Process, said: Said, standing: Standing, by: User | None) -> Comment:
    """Add a comment or a reply.

    Raises ``phases.NotNow``, :class:`NoSuchPlace`, :class:`TooMany` or :class:`SaidBefore`.
    """
    locked = citizen_may(process, Act.COMMENT, standing)
    version = locked.versions.last()
    _must_fit(locked, said, version.pk if version else None)
    if by is not None:
        _must_not_flood(locked, said, by)
    row = Comment.objects.create(
        municipality_id=locked.municipality_id,
        process=locked,
        paragraph=said.thread.paragraph if said.thread else said.paragraph,
        version=version.number if version else 0,
        thread=said.thread,
        side=Comment.Side.NEITHER if said.thread else said.side,
        text=said.text,
        author=by,
        signed=said.signed,
    )
    if said.thread is not None:
        Comment.objects.filter(pk=said.thread.pk).update(answers=F("answers") + 1)
    write_event(locked, "commented", part=Part.SYSTEM, change=Change(data={"comment": row.pk}), by=None)
    return row


def _must_fit(process: Process, said: Said, version_id: int | None) -> None:
    """The thread is an open one of this process; the paragraph stands in its latest text."""
    thread = said.thread
    if thread is not None:
        if thread.process_id != process.pk or thread.thread_id is not None or thread.hidden:
            raise NoSuchPlace("thread")
    elif said.paragraph and not Paragraph.objects.filter(version_id=version_id, key=said.paragraph).exists():
        raise NoSuchPlace("paragraph")


def _must_not_flood(process: Process, said: Said, by: User) -> None:
    limit = required(process, "participation.comments_per_hour")
    recent = list(
        Comment.objects.filter(author=by, at__gt=timezone.now() - WINDOW).order_by("-at").values_list("at", flat=True)[:limit]
    )  # fmt: skip
    if len(recent) >= limit:
        raise TooMany(limit, recent[-1] + WINDOW)
    if Comment.objects.filter(process=process, author=by, text=said.text).exists():
        raise SaidBefore


@transaction.atomic
def answer(*, comment: Comment, stance: str, text: str, by: User) -> Answer:
    """The official answer to a comment; a second one takes the place of the first. Raises ``phases.NotNow``."""
    locked = official_may(comment.process, Act.ANSWER)
    row = Answer.objects.create(
        municipality_id=locked.municipality_id, comment=comment, stance=stance, text=text, by=by
    )
    write_event(locked, "answered", part=Part.EDITOR, change=Change(data={"comment": comment.pk}), by=by)
    if comment.author_id is not None:
        tell("answer", process=locked, row_id=row.pk)
    return row


# -- moderation --------------------------------------------------------------------------------------------------------
@transaction.atomic
def hide(*, comment: Comment, rule: str, reason: str, by: User) -> Moderation:
    """Take a comment out of sight and keep its words in the moderation. Raises ``phases.NotNow``, :class:`AlreadyDone`."""
    locked = official_may(comment.process, Act.MODERATE)
    row = Comment.objects.select_for_update().get(pk=comment.pk)
    if row.hidden:
        raise AlreadyDone("hidden")
    moderation = Moderation.objects.create(
        municipality_id=locked.municipality_id, comment=row, rule=rule, reason=reason, original=row.text, by=by
    )
    _set_hidden(row, hidden=True, text="")
    settle_reports(comment=row, by=by)
    write_event(locked, "moderated", part=Part.EDITOR, change=Change(data={"comment": row.pk, "rule": rule}), by=by)
    if row.author_id is not None:
        tell("moderation", process=locked, row_id=moderation.pk)
    return moderation


def _set_hidden(row: Comment, *, hidden: bool, text: str) -> None:
    row.hidden, row.text = hidden, text
    row.save(update_fields=["hidden", "text"])
    if row.thread_id is not None:
        Comment.objects.filter(pk=row.thread_id).update(answers=F("answers") + (-1 if hidden else 1))


@transaction.atomic
def appeal(*, moderation: Moderation, text: str, standing: Standing, by: User) -> None:
    """The author objects to the moderation of the own comment, once. Raises ``phases.NotNow`` or :class:`AlreadyDone`."""
    citizen_may(moderation.comment.process, Act.APPEAL_MODERATION, standing)
    row = Moderation.objects.select_for_update().get(pk=moderation.pk)
    if row.comment.author_id != by.pk:
        raise NotNow("part")
    if row.appealed_at is not None:
        raise AlreadyDone("appealed")
    row.appeal, row.appealed_at = text, timezone.now()
    row.save(update_fields=["appeal", "appealed_at"])


@transaction.atomic
def decide_appeal(*, moderation: Moderation, upheld: bool, reason: str, by: User) -> None:
    """Another official than the one who moderated says whether the comment stays hidden.

    Raises ``phases.NotNow``, :class:`SamePerson` or :class:`AlreadyDone`.
    """
    locked = official_may(moderation.comment.process, Act.MODERATE)
    row = Moderation.objects.select_for_update().select_related("comment").get(pk=moderation.pk)
    if row.by_id == by.pk:
        raise SamePerson("decide_appeal")
    if row.appealed_at is None or row.upheld is not None:
        raise AlreadyDone("decided")
    row.upheld, row.decision, row.decided_by, row.decided_at = upheld, reason, by, timezone.now()
    row.save(update_fields=["upheld", "decision", "decided_by", "decided_at"])
    if not upheld:
        _set_hidden(row.comment, hidden=False, text=row.original)
    action = "appeal_refused" if upheld else "restored"
    write_event(locked, action, part=Part.HEAD, change=Change(data={"comment": row.comment_id}), by=by)
    tell("appeal", process=locked, row_id=row.pk)


@transaction.atomic
def report_abuse(*, comment: Comment, rule: str, note: str, standing: Standing, by: User | None) -> AbuseReport:
    """Point at a comment. Raises ``phases.NotNow`` or :class:`AlreadyDone` when this person did so before."""
    locked = citizen_may(comment.process, Act.REPORT_ABUSE, standing)
    if by is not None and AbuseReport.objects.filter(comment=comment, by=by).exists():
        raise AlreadyDone("reported")
    return AbuseReport.objects.create(
        municipality_id=locked.municipality_id, comment=comment, rule=rule, note=note, by=by
    )


@transaction.atomic
def settle_reports(*, comment: Comment, by: User) -> int:
    """The reports of a comment were looked at; returns how many were open."""
    return AbuseReport.objects.filter(comment=comment, settled_at=None).update(settled_at=timezone.now())


# -- following ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def follow(*, process: Process, standing: Standing, by: User) -> Follow:
    """Want the daily digest, from now on. Raises ``phases.NotNow``."""
    locked = citizen_may(process, Act.FOLLOW, standing)
    row, _ = Follow.objects.get_or_create(
        process=locked, person=by,
        defaults={"municipality_id": locked.municipality_id, "told": locked.events.order_by("-id").first()},
    )  # fmt: skip
    return row


@transaction.atomic
def unfollow(*, process: Process, by: User) -> None:
    """Want the digest no more; whoever did not follow notices nothing."""
    Follow.objects.filter(process=process, person=by).delete()
