"""Who looked at a person's data, in words: one line for each reading, each act of an official, each register query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from eservices.cases.labels import ACTOR_LABELS, READINGS, TIMELINE
from eservices.cases.lifecycle import Actor
from eservices.cases.models import AuditRecord
from eservices.exchange import sources
from eservices.exchange.models import RegisterQuery
from municipalities.accounts.models import User
from municipalities.templatetags.pismo import pismo


@dataclass(frozen=True)
class Reading:
    """One line of the record: when, who in which part, what; for a register also why and by what right."""

    at: datetime
    who: str
    what: str
    why: str = ""


def of_record(row: AuditRecord) -> Reading:
    """A reading or an act of the audit trail."""
    words = READINGS.get(row.action) or TIMELINE.get(row.action)
    return Reading(row.at, _name(row.actor, row.actor_kind), str(words or row.action))


def of_query(row: RegisterQuery) -> Reading:
    """A question to a register, with its purpose, legal basis and how it ended."""
    what = _("упит регистру: %(register)s (%(outcome)s)") % {
        "register": dict(sources.choices()).get(row.source, row.source),
        "outcome": row.get_outcome_display(),
    }
    return Reading(row.asked_at, _name(row.officer, Actor.SYSTEM), what, pismo(f"{row.purpose} · {row.legal_basis}"))


def _name(actor: User | None, kind: str) -> str:
    if kind == Actor.APPLICANT:
        return _("ви")
    label = str(ACTOR_LABELS.get(kind, kind))
    return f"{label}: {pismo(actor.get_full_name())}" if actor else label
