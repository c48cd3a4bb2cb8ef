"""The part of cases in what a person gets about himself (право на приступ и преносивост, ЗЗПЛ чл. 26. и 36).

Requests, answers, documents and decisions of all municipalities, and who looked at them. Personal numbers stay masked,
as on the case page; the files themselves are on the page of each case.
"""

from __future__ import annotations

from typing import Any

from eservices.cases import access
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.models import Case, DataKey, Draft
from eservices.cases.own_ledger import Line, lines_of
from eservices.cases.presentation import Mode, answer_tree
from eservices.cases.timeline import title_of
from eservices.cases.vault import KeyDestroyed
from eservices.cases.wording import state_of
from municipalities.accounts.models import User
from municipalities.current import municipality_scope

MOST_LINES = 10_000


def cases_part(user: User) -> list[dict[str, Any]]:
    """Every case of the person."""
    return [_case(case) for case in access.cases_visible_to(user)]


def drafts_part(user: User) -> list[dict[str, Any]]:
    """Every request that the person began and has not filed."""
    return [_draft(draft) for draft in access.drafts_of(user)]


def ledger_part(user: User) -> list[dict[str, Any]]:
    """Who looked at the person's data, newest first."""
    return [_line(line) for line in lines_of(user, most=MOST_LINES)]


def _case(case: Case) -> dict[str, Any]:
    with municipality_scope(case.municipality_id):
        case.data_key = DataKey.objects.get(pk=case.data_key_id)
        return {
            "number": case.number,
            "code": case.code,
            "service": case.service,
            "municipality": case.municipality.slug,
            "state": str(state_of(case)),
            "filed_at": case.filed_at.isoformat(),
            "due_on": case.due_on and case.due_on.isoformat(),
            "acting_as": case.acting_as,
            "answers": _answers(case),
            "documents": [
                {
                    "name": row.filename,
                    "size": row.size,
                    "sha256": row.sha256,
                    "received_at": row.created_at.isoformat(),
                }
                for row in access.documents_of(case).exclude(direction="internal").order_by("created_at", "id")
            ],
            "decisions": [
                {"number": row.number, "issued_at": row.issued_at.isoformat(), "code": row.code}
                for row in case.decisions.filter(issued_at__isnull=False)
                if row.issued_at
            ],
            "events": [
                {"at": event.at.isoformat(), "what": title_of(event, case)} for event in case.events.filter(public=True)
            ],
        }


def _draft(draft: Draft) -> dict[str, Any]:
    with municipality_scope(draft.municipality_id):
        draft.data_key = DataKey.objects.get(pk=draft.data_key_id)
        return {
            "service": draft.service,
            "municipality": draft.municipality.slug,
            "changed_at": draft.updated_at.isoformat(),
            "kept_until": draft.expires_at.isoformat(),
            "answers": _answers(draft),
        }


def _answers(holder: Case | Draft) -> list[dict[str, str]]:
    """Questions and answers in the reader's words; nothing when they were destroyed or the service is gone."""
    try:
        service = services.get(holder.service)
        groups = answer_tree(service, answers_of(holder), Mode.APPLICANT)
    except (KeyDestroyed, LookupError):
        return []
    return [
        {"section": group.title, "question": row.label, "answer": row.value} for group in groups for row in group.rows
    ]


def _line(line: Line) -> dict[str, Any]:
    reading = line.reading
    return {
        "at": reading.at.isoformat(),
        "who": reading.who,
        "what": reading.what,
        "why": reading.why,
        "case": line.case.number,
        "municipality": line.case.municipality.slug,
    }
