"""Promised work: letters to authors, the daily digest, sealed reports; and what the calendar brings."""

from __future__ import annotations

import smtplib
import uuid
from datetime import date

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from eservices.cases import outbox
from eservices.cases.notifications import Letter, send
from eservices.participation import actions
from eservices.participation.models import Answer, Comment, Event, Follow, Moderation, Process, Report
from eservices.participation.phases import HIDDEN
from eservices.participation.reports import sealed_report
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

_NAMESPACE = uuid.UUID("5b1f2b8e-93ab-4a0a-8f0a-0d5f3f4f6a11")
SILENT = frozenset({"created", "joined", "report_written", "moderated", "restored", "appeal_refused"})
"""Events of which no digest speaks."""


def address_of(process: Process) -> str:
    """Full address of the page of a process, for letters."""
    return settings.SITE_ADDRESS + reverse("participation:process", args=[process.municipality.slug, process.code])


def _deliver(letter: Letter) -> None:
    """Send; an address that refuses for good is no reason to try again."""
    try:
        send(letter)
    except smtplib.SMTPRecipientsRefused:
        return


def _wants_mail(person: User) -> bool:
    return person.is_active and person.channel == User.Channel.EMAIL


# -- letters to an author ----------------------------------------------------------------------------------------------
@outbox.handler("participation-letter")
def send_letter(*, municipality_id: int, kind: str, row_id: int) -> None:
    """Tell the author of a comment that it was answered or moderated, or that the objection was decided."""
    with municipality_scope(municipality_id):
        comment = _comment_of(kind, row_id)
        person, process = comment.author, comment.process
        place = process.municipality
    if person is None or not _wants_mail(person):
        return
    with translation.override(person.language):
        body = render_to_string(
            "participation/mail/letter.txt", {"municipality": place, "kind": kind, "address": address_of(process)}
        )
        subject = gettext("Обавештење о вашем учешћу")
    _deliver(Letter(uuid.uuid5(_NAMESPACE, f"{kind}:{row_id}"), person.email, subject, body))


def _comment_of(kind: str, row_id: int) -> Comment:
    model: type[Answer] | type[Moderation] = Answer if kind == "answer" else Moderation
    row = model.objects.select_related("comment__author", "comment__process__municipality").get(pk=row_id)
    return row.comment


# -- the digest --------------------------------------------------------------------------------------------------------
@shared_task(name="participation.digest")
def promise_digests() -> int:
    """Every morning: promise a digest to each follower of a process in which something happened."""
    day = timezone.localdate()
    return sum(_promise_digests(place, day) for place in Municipality.objects.all())


def _promise_digests(municipality: Municipality, day: date) -> int:
    with municipality_scope(municipality.pk):
        rows = Follow.objects.filter(municipality=municipality).annotate(last=Max("process__events__id"))
        waiting = [row for row in rows if row.last is not None and row.last > (row.told_id or 0)]
        for row in waiting:
            outbox.promise(
                "participation-digest",
                key=f"{row.pk}:{day.isoformat()}",
                municipality_id=municipality.pk,
                payload={"follow_id": row.pk, "until": row.last},
            )
        return len(waiting)


@outbox.handler("participation-digest")
def send_digest(*, municipality_id: int, follow_id: int, until: int) -> None:
    """One letter about everything up to the event ``until``; a repeated try sends the same letter under the same identity."""
    with municipality_scope(municipality_id):
        follow = Follow.objects.select_related("process__municipality", "person").filter(pk=follow_id).first()
        if follow is None or (follow.told_id or 0) >= until:
            return
        letter = digest_letter(follow, until)
    if letter is not None:
        _deliver(letter)
    with municipality_scope(municipality_id):
        Follow.objects.filter(pk=follow_id).update(told_id=until)


def digest_letter(follow: Follow, until: int) -> Letter | None:
    """What happened since the last digest; None when nothing did of which digests speak, or no mail is wanted."""
    events = Event.objects.filter(process=follow.process, id__gt=follow.told_id or 0, id__lte=until)
    told = [event for event in events if event.action not in SILENT]
    person, process = follow.person, follow.process
    if not told or not _wants_mail(person):
        return None
    with translation.override(person.language):
        counted: dict[str, int] = {}
        for event in told:
            sentence = str(event.sentence)
            counted[sentence] = counted.get(sentence, 0) + 1
        context = {"process": process, "lines": list(counted.items()), "address": address_of(process)}
        body = render_to_string("participation/mail/digest.txt", context)
        subject = gettext("Новости: %(title)s") % {"title": pismo(process.title)}
    key = uuid.uuid5(_NAMESPACE, f"digest:{follow.pk}:{until}")
    return Letter(key, person.email, subject, body)


# -- the report --------------------------------------------------------------------------------------------------------
@outbox.handler("participation-report")
def seal_report(*, municipality_id: int, report_id: int) -> None:
    """Print, seal and keep a published report, once."""
    with municipality_scope(municipality_id):
        report = (
            Report.objects.select_for_update(of=("self",))
            .select_related("process__municipality", "published_by")
            .get(pk=report_id)
        )
        if not report.pdf:
            report.pdf, report.sha256 = sealed_report(report)
            report.save(update_fields=["pdf", "sha256"])


# -- the calendar ------------------------------------------------------------------------------------------------------
@shared_task(name="participation.calendar")
def follow_the_calendar() -> int:
    """Every night: write down the phases that dates have begun or ended; returns how many steps were taken."""
    taken = 0
    for municipality in Municipality.objects.all():
        with municipality_scope(municipality.pk):
            for process in Process.objects.filter(municipality=municipality).exclude(phase__in=HIDDEN):
                with transaction.atomic():
                    before = process.phase
                    taken += actions.lock(process).phase != before
    return taken
