"""The story of a case in sentences: what happened, when, by whom, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from eservices.cases.clock_words import on
from eservices.cases.keys import reveal_text
from eservices.cases.labels import ACTOR_LABELS
from eservices.cases.lifecycle import Actor, State
from eservices.cases.models import Case, CaseEvent
from eservices.cases.wording import event_of, gives_document
from municipalities.templatetags.pismo import pismo

OVER = (State.FINAL, State.ARCHIVED, State.TRANSFERRED)


@dataclass(frozen=True)
class Happening:
    """One line of the component ``components/timeline.html``. ``state``: done, current or upcoming."""

    title: str
    when: datetime | date | None = None
    actor: str = ""
    text: str = ""
    state: str = "done"
    documents: list[dict[str, str]] = field(default_factory=list)


def own_story(case: Case, events: Iterable[CaseEvent]) -> list[Happening]:
    """The story for the applicant: public lines with reasons and the officials' names."""
    lines = [
        Happening(title_of(event, case), event.at, _who(event), _details(case, event))
        for event in events
        if event.public
    ]
    return _with_present_and_future(case, lines)


def bare_story(case: Case, events: Iterable[CaseEvent]) -> list[Happening]:
    """The story for whoever has the code: what happened and when; no names, no reasons."""
    lines = [Happening(title_of(event, case), event.at) for event in events if event.public]
    return _with_present_and_future(case, lines)


def whole_story(case: Case, events: Iterable[CaseEvent]) -> list[Happening]:
    """The story for officials: every line, with reasons and names."""
    return [
        Happening(title_of(event, case), event.at, _who(event, own=False), _details(case, event)) for event in events
    ]


def title_of(event: CaseEvent, case: Case) -> str:
    """What happened, in words."""
    return str(event_of(case, event.action))


def _who(event: CaseEvent, *, own: bool = True) -> str:
    if event.actor_kind == Actor.APPLICANT:
        return _("ви") if own else str(ACTOR_LABELS[Actor.APPLICANT])
    label = str(ACTOR_LABELS.get(event.actor_kind, event.actor_kind))
    if event.actor is None:
        return label
    return f"{label}: {pismo(event.actor.get_full_name())}"


def _details(case: Case, event: CaseEvent) -> str:
    """The reason, an official's in the reader's script and an applicant's as written, and the dates that follow."""
    written = reveal_text(case.data_key, event.reason, "reason")
    reason = written if event.actor_kind == Actor.APPLICANT else pismo(written)
    dates = [template % {"day": day} for template, day in _dates(event.data)]
    return "\n".join(part for part in (reason, *dates, *_names(event.data)) if part)


def _dates(data: dict[str, Any]) -> Iterable[tuple[str, str]]:
    """Sentences with the dates that the event's data hold."""
    sentences = {
        "due_on": _("Рок за допуну: %(day)s"),
        "appeal_until": _("Жалба може да се изјави до: %(day)s"),
        "until": _("Очекује се наставак до: %(day)s"),
        "kept_until": _("Чува се до: %(day)s"),
    }
    return [(text, on(date.fromisoformat(data[name]))) for name, text in sentences.items() if data.get(name)]


def _names(data: dict[str, Any]) -> list[str]:
    """Sentences with the organ or the other case that the event's data name."""
    sentences = {"receiver": _("Коме: %(name)s"), "case": _("Други предмет: %(name)s")}
    return [text % {"name": pismo(str(data[name]))} for name, text in sentences.items() if data.get(name)]


def _with_present_and_future(case: Case, lines: list[Happening]) -> list[Happening]:
    if lines and case.state not in OVER:
        last = lines.pop()
        lines.append(Happening(last.title, last.when, last.actor, last.text, "current", last.documents))
    return [*lines, *_upcoming(case)]


def _upcoming(case: Case) -> list[Happening]:
    """What is still to come, as far as it is known."""
    document = gives_document(case)
    decision = Happening(_("Издавање документа") if document else _("Доношење одлуке"), case.due_on, state="upcoming")
    delivery = Happening(_("Преузимање документа") if document else _("Преузимање одлуке"), state="upcoming")
    if case.is_open:
        return [decision, delivery]
    if case.state == State.ISSUED:
        return [delivery]
    if case.state == State.DELIVERED:
        return [Happening(_("Истек рока за жалбу"), case.act_by, state="upcoming")]
    return []
