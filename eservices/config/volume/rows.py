"""Rows in the text format of COPY, gathered by table."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

_SPECIAL = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
COLUMNS: dict[str, tuple[str, ...]] = {
    "accounts_user": (
        "id", "password", "is_superuser", "email", "first_name", "last_name", "phone", "language", "channel", "is_active",
        "is_staff", "is_demo", "date_joined",
    ),
    "cases_datakey": ("id", "municipality_id", "wrapped", "created_at"),
    "cases_case": (
        "id", "municipality_id", "code", "service", "service_version", "classification", "year", "sequence", "organ",
        "number", "last_act", "state", "version", "person_id", "applicant_name", "search_key", "surname_key", "sort_key",
        "identity_index", "subject_index", "acting_as", "assurance", "language", "channel", "filed_at", "due_on",
        "act_by", "assignee_id", "data_key_id", "answers", "pinned", "submission_key", "closed_on", "retention_class",
    ),
    "cases_caseevent": (
        "id", "municipality_id", "case_id", "position", "action", "actor_id", "actor_kind", "at", "from_state",
        "to_state", "public", "data", "reason",
    ),
    "cases_caseact": (
        "municipality_id", "case_id", "event_id", "sub_number", "number", "kind", "direction", "at",
    ),
    "cases_clockentry": (
        "municipality_id", "case_id", "event_id", "kind", "on", "days", "until", "article", "reason",
    ),
    "cases_amendment": (
        "municipality_id", "case_id", "asked_by_id", "asked_at", "due_on", "items", "texts", "answered_at", "answer",
        "lapsed",
    ),
    "cases_decision": (
        "id", "municipality_id", "case_id", "outcome", "stage", "is_provisional", "act", "number", "language", "code",
        "content", "proposed_by_id", "proposed_at", "approved_by_id", "issued_at", "sealed_at", "delivered_on",
        "appeal_until",
    ),
    "cases_delivery": (
        "municipality_id", "case_id", "decision_id", "recipient", "status", "address", "created_at", "delivered_on",
        "proof",
    ),
    "cases_auditrecord": (
        "municipality_id", "sequence", "at", "actor_id", "actor_kind", "action", "case_reference", "data",
        "previous_hash", "hash",
    ),
    "maternity_pay_maternitypaydetails": (
        "municipality_id", "case_id", "right", "role", "leave_start", "leave_end",
    ),
}  # fmt: skip
"""Columns that are written, by table; a column left out takes its default in the database."""


class Ready(str):
    """Text that is already as COPY reads it."""


def ready(value: Any) -> Ready:
    """A value that many rows share, written once."""
    return Ready(text_of(value))


EMPTY_OBJECT = Ready("{}")


def _escaped(text: str) -> str:
    if "\\" in text or "\n" in text or "\t" in text or "\r" in text:
        return text.translate(_SPECIAL)
    return text


def _json(value: Any) -> str:
    return _escaped(json.dumps(value, ensure_ascii=False)) if value else EMPTY_OBJECT


_WRITERS: dict[type, Callable[[Any], str]] = {
    Ready: lambda value: value,
    str: _escaped,
    bool: lambda value: "t" if value else "f",
    int: str,
    UUID: str,
    bytes: lambda value: "\\\\x" + value.hex(),
    datetime: datetime.isoformat,
    date: date.isoformat,
    dict: _json,
    list: lambda value: _escaped(json.dumps(value, ensure_ascii=False)),
    type(None): lambda value: "\\N",
}


def text_of(value: Any) -> str:
    """One value as COPY reads it; a member of an enumeration of texts counts as text."""
    writer = _WRITERS.get(type(value))
    return writer(value) if writer else _escaped(str(value))


class Batch:
    """Rows of several tables on their way to the database."""

    def __init__(self) -> None:
        self.lines: dict[str, list[str]] = {}

    def add(self, table: str, **values: Any) -> None:
        """Add a row; every column of COLUMNS[table] is given by name."""
        line = "\t".join(text_of(values[column]) for column in COLUMNS[table])
        self.lines.setdefault(table, []).append(line)

    def packed(self) -> dict[str, bytes]:
        """The rows as COPY wants them, by table."""
        return {table: ("\n".join(lines) + "\n").encode() for table, lines in self.lines.items()}
