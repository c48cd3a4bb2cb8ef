"""Names and stories in the reader's language and script."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eservices.cases.clock_words import on
from inspections import access
from inspections.labels import ACTOR_LABELS, STATE_LABELS, TIMELINE
from inspections.lifecycle import ENDED, Actor, State
from inspections.models import Category, ExternalBody, Forwarding, Report, ReportEvent
from municipalities.templatetags.pismo import pismo


class Named(Protocol):
    """Something with a name in Cyrillic and one in English."""

    name: str
    name_en: str


def name_of(row: Named) -> str:
    """The name in the reader's language and script."""
    return row.name_en if get_language() == "en" else pismo(row.name)


def state_of(report: Report) -> str:
    """The state in words."""
    return str(STATE_LABELS[State(report.state)])


TONES = {
    State.INFO_REQUESTED: "wait", State.FORWARDED: "wait", State.REOPEN_REQUESTED: "wait", State.CLOSED: "good",
    State.NO_BREACH: "good", State.REJECTED: "bad", State.WITHDRAWN: "", State.MERGED: "", State.CEDED: "",
}  # fmt: skip


def tone_of(report: Report) -> str:
    """Tone of the state's tag; the words say it too."""
    return TONES.get(State(report.state), "info")


_NEW = frozenset({State.SUBMITTED, State.REGISTERED, State.TRIAGE, State.REOPEN_REQUESTED})


def public_group(report: Report) -> str:
    """Into which group the public sorts the report. Nothing finer is public."""
    return group_of(State(report.state))


def group_of(state: State) -> str:
    """The public group of a state: new, running, done or elsewhere."""
    if state in (State.FORWARDED, State.CEDED):
        return "elsewhere"
    if state in ENDED:
        return "done"
    return "new" if state in _NEW else "running"


def public_state(report: Report) -> str:
    """The group in words."""
    return {
        "new": _("нова"), "running": _("у раду"), "done": _("окончана"), "elsewhere": _("код другог органа"),
    }[public_group(report)]  # fmt: skip


@dataclass(frozen=True)
class Happening:
    """One line of ``components/timeline.html``."""

    title: str
    when: datetime | None = None
    actor: str = ""
    text: str = ""
    state: str = "done"
    documents: list[dict[str, str]] = field(default_factory=list)


def own_story(report: Report, events: Iterable[ReportEvent]) -> list[Happening]:
    """The story for the sender: public lines with their texts; officials by their part, not by name."""
    shown = [event for event in events if event.public]
    lines = [Happening(title_of(event), event.at, _who(event), _text(report, event)) for event in shown]
    if report.is_open and lines:
        last = lines[-1]
        lines[-1] = Happening(last.title, last.when, last.actor, last.text, "current")
        lines.append(Happening(_("Одговор подносиоцу"), state="upcoming"))
    return lines


TOLD_TO_ALL = frozenset({"forward", "cede", "reject", "inform", "close"})
"""Steps of a lead whose words are meant for everybody whose report was merged into it; the others may be of its sender."""


def story_of_lead(report: Report) -> list[Happening]:
    """What happened to the lead since a report was merged into it, for the sender of the merged one."""
    if report.lead is None:
        return []
    joined = report.events.filter(action="merge").order_by("-position").first()
    events = report.lead.events.filter(public=True, at__gte=joined.at) if joined else report.lead.events.none()
    return [
        Happening(
            title_of(event), event.at, _who(event), _text(report.lead, event) if event.action in TOLD_TO_ALL else ""
        )
        for event in events
    ]


def whole_story(report: Report, events: Iterable[ReportEvent]) -> list[Happening]:
    """The story for officials: every line, both texts, names of officials."""
    return [
        Happening(
            title_of(event),
            event.at,
            str(event.actor) if event.actor else _who(event),
            "\n".join(filter(None, [_text(report, event), _internal(report, event)])),
        )
        for event in events
    ]


def title_of(event: ReportEvent) -> str:
    """What happened, in words."""
    return str(TIMELINE.get(event.action, event.action))


def _who(event: ReportEvent) -> str:
    return str(ACTOR_LABELS[Actor(event.actor_kind)])


def _text(report: Report, event: ReportEvent) -> str:
    """The words for the sender, with dates and names that the event's data hold."""
    parts = [access.text_of(report, event.public_text, "public_text"), *_facts(event)]
    return "\n".join(filter(None, parts))


def _internal(report: Report, event: ReportEvent) -> str:
    return access.text_of(report, event.internal_text, "internal_text")


def _facts(event: ReportEvent) -> list[str]:
    data = event.data
    if event.action == "change_category":
        found = {row.code: name_of(row) for row in Category.objects.filter(code__in=[data["from"], data["to"]])}
        return [_("Сада је: %(name)s") % {"name": found.get(data["to"], data["to"])}]
    if event.action == "request_info":
        return [_("Одговорите најкасније %(day)s") % {"day": on(parse_date(data["due_on"]))}]
    if event.action in ("forward", "cede"):
        body = ExternalBody.objects.filter(pk=data["body"]).first()
        return [_("Коме: %(name)s") % {"name": name_of(body)}] if body else []
    if data.get("said_at"):
        moment = timezone.localtime(datetime.fromisoformat(data["said_at"]))
        return [_("Написано: %(moment)s") % {"moment": date_format(moment, "SHORT_DATETIME_FORMAT")}]
    if event.action == "reply_of_body":
        return [str(Forwarding.Outcome(data["outcome"]).label)]
    return []
