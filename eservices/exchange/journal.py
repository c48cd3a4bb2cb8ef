"""Writing the ledger: a row before the question leaves, closed once when its end is known.

Both writes are transactions of their own (``durable``), so that no rollback of the caller can take a query out of the
ledger: it was really sent. For the same reason a register cannot be asked inside a transaction, where it would
also hold locks for as long as a foreign system pleases; Django then raises `RuntimeError` before anything is sent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@dataclass(frozen=True)
class Grounds:
    """Why a question may be asked: for which authority and case, to what end, by what right, by whom.

    `officer` is None when the portal asks by itself. Raises `ValueError` when a ground is missing.
    """

    municipality: Municipality
    case_reference: str
    purpose: str
    legal_basis: str
    officer: User | None = None

    def __post_init__(self) -> None:
        for name in ("case_reference", "purpose", "legal_basis"):
            if not getattr(self, name).strip():
                raise ValueError(f"A register is never asked without {name}.")


@dataclass(frozen=True)
class Ending:
    """How a query ended; `duration_ms` covers all attempts, `as_of` and `answer_hash` belong to an answer."""

    outcome: Outcome
    answered_at: datetime
    duration_ms: int
    attempts: int
    answer_hash: str = ""
    as_of: datetime | None = None


def open_query(
    *, source_name: str, grounds: Grounds, subject: bytes, question: bytes, request_key: str, now: datetime
) -> RegisterQuery:
    """Write the row of a question that is about to be sent.

    A row of the same `request_key` that was never closed is continued: the worker that opened it died, and the register
    counts the repeated question, which carries the same key, as one.
    """
    with transaction.atomic(durable=True), municipality_scope(grounds.municipality.pk):
        unfinished = RegisterQuery.objects.filter(
            municipality=grounds.municipality, request_key=request_key, question_reference=question,
            outcome=Outcome.ASKED,
        ).first()  # fmt: skip
        return unfinished or RegisterQuery.objects.create(
            municipality=grounds.municipality,
            case_reference=grounds.case_reference,
            purpose=grounds.purpose,
            legal_basis=grounds.legal_basis,
            officer=grounds.officer,
            source=source_name,
            subject_reference=subject,
            question_reference=question,
            request_key=request_key,
            asked_at=now,
        )


def close_query(query: RegisterQuery, ending: Ending) -> None:
    """Write how the query ended. A row that another worker has closed meanwhile stays as it is."""
    with transaction.atomic(durable=True), municipality_scope(query.municipality_id):
        if RegisterQuery.objects.filter(pk=query.pk, outcome=Outcome.ASKED).update(**vars(ending)):
            for listener in _listeners:
                listener(query, ending.outcome)


Listener = Callable[[RegisterQuery, Outcome], None]
"""Takes the query and how it ended, in the transaction that writes the end."""
_listeners: list[Listener] = []


def on_closed(listener: Listener) -> Listener:
    """Let a floor above hear of every query that ended; registering a listener again changes nothing."""
    if listener not in _listeners:
        _listeners.append(listener)
    return listener
