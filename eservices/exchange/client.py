"""Asking a register: the one door through which a question leaves the portal.

The question is written to the ledger, sent with at most `Configuration.attempts` attempts under one key, read
strictly, and its end is written to the ledger whatever it was. Call it from a task, outside any transaction.
"""

import hashlib
import json
import random
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

import structlog
from django.utils import timezone, translation

from eservices.exchange import health, journal, transport
from eservices.exchange.breaker import Admission
from eservices.exchange.configuration import Configuration, configuration_of
from eservices.exchange.errors import (
    CircuitOpen,
    ExchangeError,
    RegisterDown,
    RegisterNotConnected,
    RegisterSlow,
    RegisterWrongAnswer,
)
from eservices.exchange.journal import Ending, Grounds
from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from eservices.exchange.sources import DataT, RequestT, Source
from eservices.exchange.subjects import question_reference, subject_reference
from eservices.exchange.transport import Question
from municipalities.accounts.models import User
from municipalities.models import Municipality

logger = structlog.get_logger(__name__)

AnsweredT = TypeVar("AnsweredT")
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 5.0
CLOCKS_MAY_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Answer(Generic[AnsweredT]):
    """What a register said: `data`, true on `as_of` (aware), its SHA-256 `hash` (hexadecimal) and the ledger row.

    Two answers with the same hash say the same; `as_of` is no part of it. Compare them to see whether a fact has
    changed since the request was filed.
    """

    data: AnsweredT
    as_of: datetime
    hash: str
    query_id: int


@dataclass(frozen=True)
class Clock:
    """Time and chance, replaceable in tests: the moment, a stopwatch in seconds, a pause, a number in [0, 1)."""

    now: Callable[[], datetime] = timezone.now
    stopwatch: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


SYSTEM_CLOCK = Clock()


def ask(
    source: Source[RequestT, DataT],
    *,
    request: RequestT,
    municipality: Municipality,
    case_reference: str,
    purpose: str,
    legal_basis: str = "",
    officer: User | None = None,
    request_key: str = "",
    clock: Clock = SYSTEM_CLOCK,
) -> Answer[DataT]:
    """Ask one register one question by official duty (по службеној дужности, ЗУП чл. 9. став 3. и чл. 103).

    `case_reference` is the public number or code of the case, `purpose` what the data is needed for (read by the
    citizen), `legal_basis` the rule that allows it (default: the usual one of the register), `officer` None when the
    portal asks by itself. A task that may be repeated passes the same `request_key` (at most 64 characters) each time,
    and the register counts one question.

    Raises a subclass of `ExchangeError` with `query_id`; `ValueError` when purpose or case is missing; `RuntimeError`
    inside a transaction.
    """
    grounds = Grounds(
        municipality=municipality,
        case_reference=case_reference,
        purpose=in_source_script(purpose),
        legal_basis=legal_basis or source.legal_basis,
        officer=officer,
    )
    key = request_key or uuid.uuid4().hex
    query = journal.open_query(
        source_name=source.name,
        grounds=grounds,
        subject=subject_reference(request.subject),
        question=question_reference(source.name, request.payload()),
        request_key=key,
        now=clock.now(),
    )
    run = _Run(source, request, grounds, key, query, clock)
    try:
        return run.answer()
    except ExchangeError as error:
        error.query_id = query.pk
        raise


def in_source_script(text: str) -> str:
    """Text, also a translatable one, as the ledger keeps it: Serbian Cyrillic, whatever language is active."""
    with translation.override("sr"):
        return str(text)


def canonical_hash(data: Any) -> str:
    """SHA-256 of JSON with sorted keys and no spaces: equal data gives equal fingerprints."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass
class _Run(Generic[RequestT, DataT]):
    """One question on its way; counts its attempts."""

    source: Source[RequestT, DataT]
    request: RequestT
    grounds: Grounds
    key: str
    query: RegisterQuery
    clock: Clock
    attempts: int = 0

    def answer(self) -> Answer[DataT]:
        started = self.clock.stopwatch()
        try:
            answer = self._read(self._fetch())
        except ExchangeError as error:
            self._close(started, error.outcome, detail=error.detail)
            raise
        self._close(started, Outcome.ANSWERED, answer)
        return answer

    def _fetch(self) -> dict[str, Any]:
        """Send the question as far as the breaker allows; the breaker learns how it went."""
        name = self.source.name
        configuration = configuration_of(name)
        if configuration is None:
            raise RegisterNotConnected(name, "this installation has no address for the register")
        admission = health.admit(name, policy=configuration.policy, now=self.clock.now())
        if admission is Admission.HOLD:
            raise CircuitOpen(name, "left alone after repeated failures")
        try:
            envelope = self._send(configuration, 1 if admission is Admission.PROBE else configuration.attempts)
        except (RegisterDown, RegisterSlow) as error:
            health.record_failure(name, outcome=error.outcome, policy=configuration.policy, now=self.clock.now())
            raise
        except ExchangeError:
            health.record_answer(name, now=self.clock.now())
            raise
        health.record_answer(name, now=self.clock.now())
        return envelope

    def _send(self, configuration: Configuration, allowed: int) -> dict[str, Any]:
        asked = self._question(configuration)
        while True:
            self.attempts += 1
            try:
                return transport.send(asked, configuration)
            except (RegisterDown, RegisterSlow):
                if self.attempts >= allowed:
                    raise
                self.clock.pause(pause_seconds(self.attempts, self.clock.chance()))

    def _question(self, configuration: Configuration) -> Question:
        return transport.question(self.source.name, self.key, self.grounds, self.request.payload(), configuration.key)

    def _read(self, envelope: dict[str, Any]) -> Answer[DataT]:
        as_of = self.source.fields(envelope).moment("as_of")
        if as_of > self.clock.now() + CLOCKS_MAY_DIFFER:
            raise RegisterWrongAnswer(self.source.name, "the answer is dated in the future")
        payload = envelope.get("data")
        data = self.source.parse(payload)
        self.source.validate(data, self.request)
        return Answer(data, as_of, canonical_hash(payload), self.query.pk)

    def _close(self, started: float, outcome: Outcome, answer: Answer[DataT] | None = None, detail: str = "") -> None:
        ending = Ending(
            outcome=outcome,
            answered_at=self.clock.now(),
            duration_ms=round((self.clock.stopwatch() - started) * 1000),
            attempts=self.attempts,
            answer_hash=answer.hash if answer else "",
            as_of=answer.as_of if answer else None,
        )
        journal.close_query(self.query, ending)
        log = logger.info if outcome in (Outcome.ANSWERED, Outcome.NOT_FOUND) else logger.warning
        log(
            "register_asked",
            register=self.source.name,
            outcome=outcome.value,
            detail=detail,
            query=self.query.pk,
            attempts=self.attempts,
            duration_ms=ending.duration_ms,
        )


def pause_seconds(attempt: int, chance: float) -> float:
    """Pause before the next attempt: doubled each time, at most 5 s, the upper half left to chance.

    Chance keeps the workers that failed together from coming back together.
    """
    longest = min(FIRST_PAUSE_SECONDS * 2.0 ** (attempt - 1), LONGEST_PAUSE_SECONDS)
    return longest * (0.5 + 0.5 * chance)
