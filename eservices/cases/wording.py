"""Words for states and events of one case. A service whose product is a document does not speak of decisions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from eservices.cases import service as services
from eservices.cases.case_acts import ACT_KINDS
from eservices.cases.labels import STATE_LABELS, TIMELINE
from eservices.cases.lifecycle import State
from eservices.cases.models import Case
from eservices.cases.service import Text

DOCUMENT_STATES: dict[State, Text] = {
    State.PROPOSED: _("Предложен документ"),
    State.ISSUED: _("Документ издат"),
    State.DELIVERED: _("Документ уручен"),
    State.FINAL: _("Завршен"),
}
DOCUMENT_ACTS: dict[str, Text] = {"issue": _("Документ")}
DOCUMENT_EVENTS: dict[str, Text] = {
    "propose": _("Припремљен је предлог документа"),
    "issue": _("Документ је издат"),
    "confirm_delivery": _("Документ је уручен"),
    "become_final": _("Поступак је завршен"),
    "delivery_posted": _("Документ је предат пошти"),
}


def gives_document(case: Case) -> bool:
    """Whether the service of the case gives a document; no for one that is no longer installed."""
    try:
        return services.get(case.service).gives_document
    except LookupError:
        return False


def state_of(case: Case) -> Text:
    """Where the case stands, in words."""
    state = State(case.state)
    return (DOCUMENT_STATES.get(state) if gives_document(case) else None) or STATE_LABELS[state]


def event_of(case: Case, action: str) -> Text:
    """What happened, in words."""
    return (DOCUMENT_EVENTS.get(action) if gives_document(case) else None) or TIMELINE.get(action, action)


@dataclass(frozen=True)
class ActLine:
    """One act of a file: its number in the registry, what it is, whether it came or went, and when."""

    number: str
    label: Text
    direction: str
    at: datetime


def acts_of(case: Case) -> list[ActLine]:
    """The acts in the file of a case by their sub-numbers."""
    words = {kind: known.label for kind, known in ACT_KINDS.items()} | (DOCUMENT_ACTS if gives_document(case) else {})
    return [
        ActLine(act.number, words.get(act.kind, act.kind), act.get_direction_display(), act.at)
        for act in case.acts.all()
    ]
