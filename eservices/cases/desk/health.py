"""Whether everything behind the desk works, in words: promised work, seal, registers, mail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eservices.cases.access import Desk
from eservices.cases.desk import people, words
from eservices.cases.desk.frames import frame
from eservices.cases.models import DeliveryAttempt, OutboxMessage
from eservices.cases.paper.certificates import SealNotUsable, certificate_valid_until, seal_material
from eservices.exchange import sources
from eservices.exchange.breaker import State
from eservices.exchange.models import SourceHealth
from municipalities.accounts.roles import Permission

LATE_AFTER = timedelta(minutes=10)
WARN_BEFORE = timedelta(days=45)
MAIL_SINCE = timedelta(days=30)


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at, how it is, in which tone (good, wait, bad), and where to look closer."""

    subject: str
    says: str
    tone: str
    look: str = ""


@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """State of the portal for this municipality; for heads and administrators."""
    desk = people.desk_of(request)
    if not any(people.holds(desk, right) for right in (Permission.APPROVE_DECISIONS, Permission.CONFIGURE)):
        raise Http404
    findings = [*promised_work(desk), *mail(desk), *seal(), *registers()]
    return render(request, "admin/desk/health.html", frame(request, _("Стање система"), findings=findings))


def promised_work(desk: Desk) -> list[Finding]:
    """Work promised in transactions of this municipality: late and given up."""
    own = OutboxMessage.objects.filter(municipality_id=desk.municipality_id, done_at=None)
    failed = own.exclude(given_up_at=None).count()
    waiting = own.filter(given_up_at=None)
    late = waiting.filter(available_at__lt=timezone.now() - LATE_AFTER).count()
    subject = _("Обавештења, печатирање и упити регистрима")
    if failed:
        says = _("Послова од којих се одустало: %(number)s. Погледајте их и поновите.") % {"number": failed}
        return [Finding(subject, says, "bad", "admin:cases_outboxmessage_changelist")]
    if late:
        says = _("Послова који касне: %(number)s. Покушавају се поново сами.") % {"number": late}
        return [Finding(subject, says, "wait", "admin:cases_outboxmessage_changelist")]
    says = _("Све је урађено или на реду. Чека послова: %(number)s.") % {"number": waiting.count()}
    return [Finding(subject, says, "good")]


def mail(desk: Desk) -> list[Finding]:
    """Letters refused by the servers of their recipients."""
    refused = DeliveryAttempt.objects.filter(
        municipality_id=desk.municipality_id,
        way=DeliveryAttempt.Way.EMAIL,
        outcome=DeliveryAttempt.Outcome.REFUSED,
        at__gte=timezone.now() - MAIL_SINCE,
    ).count()
    subject = _("Е-пошта")
    if refused:
        says = _("Одбијених порука у последњих 30 дана: %(number)s. Одлуке тим људима иду поштом.")
        return [Finding(subject, says % {"number": refused}, "wait")]
    return [Finding(subject, _("Ниједна порука није одбијена у последњих 30 дана."), "good")]


def seal() -> list[Finding]:
    """Until when decisions can be sealed."""
    subject = _("Електронски печат")
    try:
        until, development = certificate_valid_until(), seal_material().development
    except SealNotUsable:
        return [Finding(subject, _("Печат не може да се отвори. Одлуке чекају; обавестите администратора."), "bad")]
    if development:
        return [Finding(subject, _("Развојни печат: документи нису правно важећи."), "wait")]
    return [Finding(subject, *_validity(until))]


def _validity(until: datetime) -> tuple[str, str]:
    left = until - timezone.now()
    day = formats.date_format(timezone.localtime(until), "DATE_FORMAT")
    if left < timedelta(0):
        return _("Истекао је %(day)s Одлуке се не могу печатирати.") % {"day": day}, "bad"
    if left < WARN_BEFORE:
        return _("Важи још само до %(day)s Обновите га на време.") % {"day": day}, "wait"
    return _("Важи до %(day)s") % {"day": day}, "good"


def registers() -> list[Finding]:
    """Whether the registers answer."""
    known = {row.source: row for row in SourceHealth.objects.all()}
    return [_register(source.name, known.get(source.name)) for source in sources.known()]


def _register(name: str, health: SourceHealth | None) -> Finding:
    subject = words.source_label(name)
    if health is None:
        return Finding(subject, _("Још није питан."), "")
    if health.state != State.CLOSED:
        since = formats.date_format(timezone.localtime(health.last_failure_at), "SHORT_DATETIME_FORMAT")
        return Finding(subject, _("Не одговара, последњи квар %(since)s") % {"since": since}, "bad")
    if health.failures:
        return Finding(subject, _("Одговара, уз повремене грешке."), "wait")
    return Finding(subject, _("Одговара."), "good")
