"""Facts obtained ex officio: asks registers for a case and keeps the answer, the failure, or the debt."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

from eservices.cases import actions, outbox
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.actions.processing import Fact
from eservices.cases.lifecycle import State
from eservices.cases.models import Case, Evidence
from eservices.exchange import client, errors, sources
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

AGAIN_AFTER = timedelta(minutes=10)


@outbox.handler("evidence")
def obtain(*, municipality_id: int, case_id: int, source: str, officer_id: int | None, ask: str) -> None:
    """Ask one register for one case. A register that is away leaves a visible debt and is asked again.

    ``ask`` names the occasion: repeated work of one occasion counts as one question at the register.
    """
    with municipality_scope(municipality_id):
        case = Case.objects.select_related("municipality", "data_key").get(pk=case_id)
        if not case.is_open:
            return
        answers = answers_of(case)
        officer = User.objects.filter(pk=officer_id).first() if officer_id else None
    need = services.get(case.service).need(source)
    fact, again = _ask(case, need, answers, officer, ask)
    with municipality_scope(municipality_id):
        actions.record_evidence(case=case, source=source, purpose=str(need.purpose), fact=fact, by=officer)
    if again:
        raise outbox.TryAgain(fact.outcome, after=AGAIN_AFTER)


def _ask(
    case: Case,
    need: services.EvidenceNeed,
    answers: services.Answers,
    officer: User | None,
    ask: str,
) -> tuple[Fact, bool]:
    """The register's fact and whether it should be asked again later."""
    if need.several:
        return _ask_several(case, need, answers, officer, ask)
    try:
        answer = _answer(case, need, need.request(case, answers), officer, ask)
    except errors.NotFoundInRegister as error:
        return Fact(Evidence.Outcome.NOT_FOUND, query=error.query_id), False
    except errors.ExchangeError as error:
        return _failure(error)
    return Fact(
        Evidence.Outcome.OBTAINED,
        need.keep(answer.data, answers),
        answer.hash,
        answer.as_of,
        answer.query_id,
    ), False


def _ask_several(
    case: Case, need: services.EvidenceNeed, answers: services.Answers, officer: User | None, ask: str
) -> tuple[Fact, bool]:
    """One fact out of several questions; that the register does not know one of the things is part of the fact."""
    found: list[client.Answer[Any] | None] = []
    last = None
    for position, request in enumerate(need.requests(case, answers), start=1):
        try:
            answer = _answer(case, need, request, officer, f"{ask}:{position}")
            found.append(answer)
            last = answer.query_id
        except errors.NotFoundInRegister as error:
            found.append(None)
            last = error.query_id
        except errors.ExchangeError as error:
            return _failure(error)
    known = [answer for answer in found if answer is not None]
    payload = need.keep_all([answer.data if answer else None for answer in found], answers)
    digest = hashlib.sha256("|".join(answer.hash if answer else "-" for answer in found).encode()).hexdigest()
    as_of = min((answer.as_of for answer in known), default=None)
    return Fact(Evidence.Outcome.OBTAINED, payload, digest, as_of, last), False


def _failure(error: errors.ExchangeError) -> tuple[Fact, bool]:
    """What came instead of an answer; a register that is away is asked again."""
    if isinstance(error, errors.RegisterWrongAnswer):
        return Fact(Evidence.Outcome.INVALID, query=error.query_id), False
    return Fact(Evidence.Outcome.UNAVAILABLE, query=error.query_id), True


def _answer(
    case: Case, need: services.EvidenceNeed, request: Any, officer: User | None, ask: str
) -> client.Answer[Any]:
    return client.ask(
        sources.get(need.register),
        request=request,
        municipality=case.municipality,
        case_reference=case.number,
        purpose=str(need.purpose),
        legal_basis=str(need.legal_basis),
        officer=officer,
        request_key=f"{case.pk}:{need.source}:{ask}",
    )


def ask_again(municipality: Municipality) -> int:
    """Every night, promise another question for each open debt."""
    debts = Evidence.objects.filter(
        municipality=municipality,
        is_current=True,
        outcome=Evidence.Outcome.UNAVAILABLE,
        case__state__in=[State.SUBMITTED, State.IN_REVIEW],
    )
    for debt in debts:
        outbox.promise(
            "evidence",
            key=f"{debt.case_id}:{debt.source}:night:{debt.pk}",
            municipality_id=municipality.pk,
            payload={"case_id": debt.case_id, "source": debt.source, "officer_id": None, "ask": f"night-{debt.pk}"},
        )
    return len(debts)
