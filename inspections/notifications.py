"""Messages about reports. They say that something waits at the portal, never what: mail is read by others too.

The letter to another body is the exception: it carries the report, because the body has to act on it.
"""

from __future__ import annotations

import smtplib
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as translate

from eservices.cases import outbox
from eservices.cases.keys import reveal
from eservices.cases.notifications import Letter, send
from inspections import access
from inspections.lifecycle import State
from inspections.models import Follower, Forwarding, Report
from inspections.open311.access import has_key, id_of
from inspections.record_rules import Kind
from municipalities.accounts.access import may
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.current import municipality_scope

_NAMESPACE = uuid.UUID("5b6d9b0e-2a0b-4b6e-8f0a-9c1de51f7a44")
SEALED = "Обавештење о поступању по пријави"
WAITING = frozenset({"request_info"})
"""News after which the sender has something to do."""


def compose(
    key: str, to: str, language: str, template: str, context: dict[str, Any], subject: str, *, stop: str = ""
) -> Letter:  # fmt: skip
    """A letter in the reader's language; ``subject`` is translated here."""
    with translation.override(language):
        body = render_to_string(f"inspections/mail/{template}.txt", context)
        return Letter(uuid.uuid5(_NAMESPACE, key), to, translate(subject), body, stop)


def post(letter: Letter) -> None:
    """Send; an address that the server refuses for good is left alone."""
    try:
        send(letter)
    except smtplib.SMTPRecipientsRefused:
        return


def address_of(name: str, *args: Any) -> str:
    """Full address of a page of the portal."""
    return settings.SITE_ADDRESS + reverse(name, args=args)


def _sender_address(report: Report) -> str:
    return access.sender_of(report).get("email", "")


# -- To the sender -----------------------------------------------------------------------------------------------------
@outbox.handler("report-receipt")
def send_receipt(*, municipality_id: int, report_id: int) -> None:
    """Confirm the receipt of a report to a sender who left an address, with the code by which it is followed."""
    with municipality_scope(municipality_id):
        report = Report.objects.select_related("municipality", "data_key").get(pk=report_id)
        email = _sender_address(report)
        if not email:
            return
        context = {"municipality": report.municipality, "address": address_of("inspections:track", report.code)}
        letter = compose(
            f"receipt:{report.pk}", email, report.language, "receipt", context, "Пријава је примљена"
        )  # fmt: skip
    post(letter)


@outbox.handler("report-news")
def spread_news(*, municipality_id: int, report_id: int, position: int) -> None:
    """Promise a letter to everybody whom an event concerns: sender, senders of merged reports, confirmed followers."""
    with municipality_scope(municipality_id):
        report = Report.objects.get(pk=report_id)
        concerned = [report, *Report.objects.filter(lead=report)]
        for one in concerned:
            if one.reporter:
                _promise_letter(report, position, sender_of=one.pk)
        followers = Follower.objects.filter(report__in=concerned, confirmed_at__isnull=False, stopped_at=None)
        for pk in followers.values_list("pk", flat=True):
            _promise_letter(report, position, follower=pk)


def _promise_letter(
    report: Report, position: int, *, sender_of: int | None = None, follower: int | None = None
) -> None:
    to = f"s{sender_of}" if sender_of else f"f{follower}"
    outbox.promise(
        "report-letter", key=f"{report.pk}:{position}:{to}", municipality_id=report.municipality_id,
        payload={"report_id": report.pk, "position": position, "sender_of": sender_of, "follower": follower},
    )  # fmt: skip


@outbox.handler("report-letter")
def send_news(
    *, municipality_id: int, report_id: int, position: int, sender_of: int | None, follower: int | None
) -> None:  # fmt: skip
    """One letter about one event to one person."""
    with municipality_scope(municipality_id):
        letter = None
        if sender_of:
            letter = _letter_to_sender(report_id, position, sender_of)
        elif follower:
            letter = _letter_to_follower(report_id, position, follower)
    if letter is not None:
        post(letter)


def _letter_to_sender(report_id: int, position: int, sender_of: int) -> Letter | None:
    report = Report.objects.select_related("municipality", "data_key").get(pk=sender_of)
    email = _sender_address(report)
    if not email:
        return None
    event = Report.objects.get(pk=report_id).events.get(position=position)
    waiting, sealed = event.action in WAITING, event.data.get("kind") == Kind.ANSWER
    context = {
        "municipality": report.municipality, "address": address_of("inspections:track", report.code),
        "waiting": waiting, "sealed": sealed,
    }  # fmt: skip
    subject = "Чека вас питање о пријави" if waiting else SEALED if sealed else "Новости о пријави"
    return compose(f"news:{report_id}:{position}:s{sender_of}", email, report.language, "news", context, subject)


def _letter_to_follower(report_id: int, position: int, follower_id: int) -> Letter | None:
    follower = Follower.objects.select_related("municipality", "data_key").get(pk=follower_id)
    report = Report.objects.get(pk=report_id)
    if follower.stopped_at is not None or not report.is_public or report.state in (State.REJECTED, State.WITHDRAWN):
        return None
    email = str(reveal(follower.data_key, follower.email, "email"))
    context = {
        "municipality": follower.municipality,
        "address": address_of("inspections:public-report", follower.municipality.slug, report.pk),
        "stop": address_of("inspections:following", follower.code),
    }
    key = f"news:{report_id}:{position}:f{follower_id}"
    stop = address_of("inspections:stop-following", follower.code)
    return compose(key, email, follower.language, "followed", context, "Новости о пријави коју пратите", stop=stop)


# -- To followers ------------------------------------------------------------------------------------------------------
@outbox.handler("report-follow")
def ask_follower(*, municipality_id: int, follower_id: int) -> None:
    """Ask whether the address is right; nothing else is sent before it is confirmed."""
    with municipality_scope(municipality_id):
        follower = Follower.objects.select_related("municipality", "data_key").get(pk=follower_id)
        if follower.stopped_at is not None or follower.confirmed_at is not None:
            return
        context = {
            "municipality": follower.municipality,
            "address": address_of("inspections:following", follower.code),
        }
        email = str(reveal(follower.data_key, follower.email, "email"))
        letter = compose(
            f"follow:{follower.pk}", email, follower.language, "follow", context, "Потврдите да желите новости"
        )  # fmt: skip
    post(letter)


# -- To officials and other bodies -------------------------------------------------------------------------------------
@outbox.handler("report-alert")
def alert_officials(*, municipality_id: int, report_id: int, position: int = 0) -> None:
    """Tell dispatchers, heads and the inspectors of an urgent report at once.

    ``position``: the line of the story with which the report became urgent; 0 when it was filed so.
    """
    with municipality_scope(municipality_id):
        report = Report.objects.select_related("municipality", "inspectorate").get(pk=report_id)
    _write_to(_who_triage(report), report, "alert", position, "Хитна пријава")


@outbox.handler("report-remark")
def tell_of_remark(*, municipality_id: int, report_id: int, position: int) -> None:
    """Tell the inspector who leads a report, or where nobody does those who triage, that something was added to it."""
    with municipality_scope(municipality_id):
        rows = Report.objects.select_related("municipality", "inspectorate", "assignee")
        report = rows.get(pk=report_id)
    leading = [report.assignee] if report.assignee and report.assignee.is_active else _who_triage(report)
    _write_to(leading, report, "remark", position, "Допуњена је пријава")


def _who_triage(report: Report) -> list[User]:
    """Dispatchers, heads and inspectors to whom a report may go."""
    place = report.municipality_id
    members = User.objects.filter(memberships__municipality_id=place, is_active=True, is_staff=True).distinct()
    kind = report.inspectorate.slug
    return [one for one in members if may(one, Permission.TRIAGE_REPORTS, municipality_id=place, service=kind)]


def _write_to(officials: Iterable[User], report: Report, template: str, position: int, subject: str) -> None:
    """A letter to each, with the number of the report and the address of its page at the desk."""
    context = {
        "municipality": report.municipality,
        "number": report.number,
        "address": address_of("admin:inspections_report_change", report.pk),
    }
    for official in officials:
        key = f"{template}:{report.pk}:{position}:{official.pk}"
        post(compose(key, official.email, official.language, template, context, subject))


@outbox.handler("report-forward")
def send_forwarding(*, municipality_id: int, forwarding_id: int) -> None:
    """Send a report to the body that it was forwarded or ceded to, with the reply form where an answer is awaited."""
    with municipality_scope(municipality_id):
        rows = Forwarding.objects.select_related("body", "report__municipality", "report__data_key", "report__category")
        forwarding = rows.get(pk=forwarding_id)
        if forwarding.ended_at is not None:
            return
        report = forwarding.report
        context = {
            "municipality": report.municipality,
            "report": report,
            "description": access.description_of(report),
            "message": access.text_of(report, forwarding.message, "message"),
            "sender": access.sender_of(report) if forwarding.with_contact else {},
            "due_on": forwarding.due_on,
            "address": address_of("inspections:reply", forwarding.code) if forwarding.awaits_reply else "",
            "identifier": id_of(report) if forwarding.awaits_reply and has_key(forwarding.body_id) else "",
        }
        letter = compose(
            f"forward:{forwarding.pk}", forwarding.email, "sr", "forward", context, "Уступање пријаве грађана"
        )  # fmt: skip
    post(letter)


def subjects() -> tuple[str, ...]:
    """Every subject once, so that the catalogue knows them."""
    return (
        translate("Пријава је примљена"),
        translate("Чека вас питање о пријави"),
        translate("Новости о пријави"),
        translate("Обавештење о поступању по пријави"),
        translate("Новости о пријави коју пратите"),
        translate("Потврдите да желите новости"),
        translate("Нове пријаве које пратите"),
        translate("Хитна пријава"),
        translate("Допуњена је пријава"),
        translate("Уступање пријаве грађана"),
    )
