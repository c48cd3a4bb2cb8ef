"""Short ways to a request, a case and a decision. They go through the same actions as people do.

Everything happens around 20 March 2026, ten days after the leave of example A began, because the questions look at the
date. Fixtures of this file are known to every test without an import.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.db import connection
from PIL import Image

from eservices.cases import actions, decisions, outbox
from eservices.cases import service as services
from eservices.cases.keys import plain_key, reveal
from eservices.cases.models import Case, Decision, Document, Draft, Evidence
from eservices.cases.uploads import storage
from eservices.services.maternity_pay import samples
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, Parameter
from tests.answers import maternity
from tests.cast import FIXTURES, SERVICE

EXAMPLE_A, WINDOW, give_bases = samples.BASES, samples.WINDOW, samples.give_evidence
FILING_MOMENT = datetime(2026, 3, 20, 9, 0, tzinfo=UTC)


def picture() -> bytes:
    """A small PNG that every check accepts."""
    target = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(target, "PNG")
    return target.getvalue()


def rows_of(kind: str) -> list[dict[str, Any]]:
    """Rows of ``fixtures/<kind>.json`` and of the files of single services beside it."""
    files = sorted(FIXTURES.glob(f"{kind}*.json"))
    return [row for file in files for row in json.loads(file.read_text(encoding="utf-8"))["rows"]]


def legal_values() -> None:
    """The legal values of fixtures/, without the 65 municipalities."""
    if Parameter.objects.exists():
        return
    Parameter.objects.bulk_create(Parameter(**row) for row in rows_of("parameters") if "municipality" not in row)


def attach(draft: Draft, kind: str) -> Document:
    """A file of the draft that lies in the storage, without the slow inspection (tested for itself)."""
    document = Document(
        municipality_id=draft.municipality_id, draft=draft, kind=kind, filename=f"{kind}.png", content_type="image/png",
        scan=Document.Scan.CLEAN,
    )  # fmt: skip
    stored = storage.store(io.BytesIO(picture()), data_key=plain_key(draft.data_key), context=document.context)
    document.path, document.size, document.sha256 = stored.path, stored.size, stored.sha256
    document.save()
    return document


def fill(
    place: Municipality, by: User | None, answers: dict[str, dict[str, Any]] | None = None, slug: str = SERVICE
) -> Draft:
    """A draft that is ready to be submitted."""
    answers = answers or maternity()
    service = services.get(slug)
    draft = actions.start_draft(service=service, municipality=place, by=by)
    for step, given in answers.items():
        actions.save_step(draft=draft, step=step, given=given, by=by)
    for kind in service.documents_asked(service.counted(answers)):
        if kind.required:
            attach(draft, kind.slug)
    return draft


def submit(draft: Draft, by: User, **more: Any) -> Case:
    """The draft as a case."""
    given: dict[str, Any] = {"assurance": "substantial", "language": "sr"}
    return actions.submit(draft=draft, by=by, **(given | more))


def file_request(place: Municipality, by: User, answers: dict[str, dict[str, Any]] | None = None, **more: Any) -> Case:
    """A filed case, in the municipality's own transaction."""
    with municipality_scope(place.pk):
        return submit(fill(place, by, answers), by, **more)


def propose(case: Case, by: User, outcome: str = "final_grant", **details: Any) -> Decision:
    """A proposal as the rules compose it; a case that nobody took is taken first."""
    if case.state == "submitted":
        actions.take(case=case, by=by)
    chosen = services.get(case.service).outcome(outcome)
    if chosen.needs_evidence and not case.evidence.filter(source="contributions", is_current=True).exists():
        give_bases(case, by)
    return actions.propose(case=case, outcome=outcome, content=decisions.compose(case, chosen, details), by=by)


def decide(
    case: Case, clerk: User, approver: User, outcome: str = "final_grant", *, printed: bool = False, **details: Any
) -> Decision:
    """An issued decision with its document; only a ``printed`` one is really printed and sealed, which takes a second."""
    with municipality_scope(case.municipality_id):
        decision = propose(case, clerk, outcome, **details)
        actions.issue(decision=decision, by=approver)
    paper = nullcontext() if printed else patch.object(decisions, "sealed_pdf", return_value=b"%PDF-1.7 not printed")
    with paper:
        decisions.seal_decision(municipality_id=case.municipality_id, decision_id=decision.pk)
    with municipality_scope(case.municipality_id):
        decision.refresh_from_db()
    return decision


def plain_file(document: Document, holder: Case | Draft) -> bytes:
    """The content of a stored document."""
    return b"".join(storage.open_plain(document.path, data_key=plain_key(holder.data_key), context=document.context))


def payload_of(evidence: Evidence) -> Any:
    """The answer of a register as the case keeps it."""
    return reveal(evidence.case.data_key, evidence.payload, "evidence")


def relay_all() -> int:
    """Do everything that is promised, also what the work itself promises."""
    done = 0
    while taken := outbox.relay():
        done += taken
    return done


def at_once(*works: Any) -> list[Any]:
    """Run functions in threads of their own, each with a database connection of its own; results or exceptions."""

    def run(work: Any) -> Any:
        try:
            return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


@contextmanager
def on(moment: datetime | date) -> Iterator[None]:
    """Another day; time goes on from its morning."""
    start = moment if isinstance(moment, datetime) else datetime(moment.year, moment.month, moment.day, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=True):
        yield


@pytest.fixture
def filing_day() -> Iterator[None]:
    """The day on which requests of these tests are filed."""
    with on(FILING_MOMENT):
        yield


@pytest.fixture
def values(db: None) -> None:
    """The legal values are in force."""
    legal_values()


@pytest.fixture
def at_home(kragujevac: Municipality, values: None, filing_day: None) -> Iterator[Municipality]:
    """Kragujevac with its legal values on the filing day; the whole test sees the rows of Kragujevac alone."""
    with municipality_scope(kragujevac.pk):
        yield kragujevac


@pytest.fixture
def filed(at_home: Municipality, milica: User) -> Case:
    """Milica's request, just filed."""
    return submit(fill(at_home, milica), milica)
