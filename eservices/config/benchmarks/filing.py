"""Submitting: over HTTP against a bare one-row commit, and by eight writers in one municipality against eight."""

from __future__ import annotations

import multiprocessing
import time
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from eservices.cases import actions
from eservices.cases import service as services
from eservices.cases.keys import hide
from eservices.cases.models import Document, Draft
from eservices.cases.views.journey import fingerprint
from eservices.config.benchmarks.ground import CSRF_SECRET, Ground
from eservices.config.benchmarks.load import Request, Series, hammer
from eservices.config.benchmarks.results import Goal, Row, rate_row
from eservices.config.demo_data import maternity_answers
from eservices.config.volume.making import SERVICE
from eservices.config.volume.people import person
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality

FILES = ("sick-note", "employer-decision", "account-card")
WRITERS = 8


def over_http(port: int, ground: Ground, requests: int) -> Row:
    """Submits of complete requests, each once, against commits of one row."""
    place = Municipality.objects.get(slug="kragujevac")
    rounds = 3
    drafts = make_drafts(place, ground.citizen, rounds * requests)
    submits = [_submit(draft, seen, ground) for draft, seen in drafts]
    commits = [Request("/merenje/upis/", "", f"user={ground.citizen.pk}")]
    hammer(port, commits, number=10)
    measured, reference, ratios = Series(), Series(), []
    for turn in range(rounds):
        part = submits[turn * requests : (turn + 1) * requests]
        filed = hammer(port, part, number=requests).expect(302)
        plain = hammer(port, commits, number=requests).expect(200)
        ratios.append(filed.rate / plain.rate)
        for total, one in ((measured, filed), (reference, plain)):
            total.times += one.times
            total.seconds += one.seconds
    filed_rows = Draft.objects.filter(pk__in=[draft.pk for draft, _ in drafts])
    with municipality_scope(place.pk):
        if filed_rows.filter(case=None).exists():
            raise RuntimeError("Some requests were not filed.")
    compared = sorted(ratios)[rounds // 2], measured, reference
    return rate_row("submit of a request", "commit of one row over HTTP", 0.4, compared)


def _submit(draft: Draft, seen: str, ground: Ground) -> Request:
    form = f"csrfmiddlewaretoken={CSRF_SECRET}&seen={seen}"
    return Request(f"/zahtev/{draft.code}/podnesi/", ground.citizen_cookies, form)


def make_drafts(place: Municipality, owner: User, number: int) -> list[tuple[Draft, str]]:
    """Complete requests about different people, with rows of documents, and what their last page showed."""
    made = []
    service = services.get(SERVICE)
    with municipality_scope(place.pk):
        for _ in range(number):
            draft = actions.start_draft(service=service, municipality=place, by=owner)
            answers = _answers(place)
            draft.answers = hide(draft.data_key, answers, "answers")
            draft.save(update_fields=["answers"])
            codes = sorted(str(_document(draft, kind, owner).code) for kind in FILES)
            made.append((draft, fingerprint([service.version, service.counted(answers), codes])))
    return made


def _answers(place: Municipality) -> dict[str, dict[str, Any]]:
    someone = person(uuid.uuid4().int % 4_000_000)
    answers = maternity_answers(timezone.localdate() - timedelta(days=20))
    answers["applicant"] = {
        "first_name": someone.first_name, "last_name": someone.last_name, "jmbg": someone.jmbg
    }  # fmt: skip
    # Another employer each time: the same person may be invented twice.
    answers["employer"]["employer_number"] = f"{uuid.uuid4().int % 10**8:08}"
    answers["address"]["place"] = place.name
    return answers


def _document(draft: Draft, kind: str, owner: User) -> Document:
    """A row of a file; the file itself is not touched by submitting."""
    code = uuid.uuid4()
    return Document.objects.create(
        code=code, municipality_id=draft.municipality_id, draft=draft, kind=kind, filename=f"{kind}.jpg",
        content_type="image/jpeg", size=1, sha256="0" * 64, path=f"00/00/0000{code.hex}{'0' * 4}",
        scan=Document.Scan.NOT_SCANNED, uploaded_by=owner,
    )  # fmt: skip


# -- eight writers -----------------------------------------------------------------------------------------------------
def writers(ground: Ground, each: int) -> Row:
    """Eight writers whose numbers come from one book and whose records go into one chain, against eight of each."""
    places = list(Municipality.objects.filter(offered__service=SERVICE, offered__enabled=True)[:WRITERS])
    same = _together([places[0]] * WRITERS, ground.citizen, each)
    apart = _together(places, ground.citizen, each)
    return Row("submits by 8 writers, one municipality", "8 writers, 8 municipalities", same / apart,
               Goal(0.5, at_least=True), f"{same:,.0f}/s against {apart:,.0f}/s")  # fmt: skip


def _together(places: Sequence[Municipality], owner: User, each: int) -> float:
    """Submits a second of one writer per place."""
    heaps = [[draft for draft, _ in make_drafts(place, owner, each)] for place in places]
    connection.close()
    context = multiprocessing.get_context("fork")
    gate = context.Barrier(len(places) + 1)
    workers = [context.Process(target=_write, args=(heap, owner, gate), daemon=True) for heap in heaps]
    for worker in workers:
        worker.start()
    gate.wait(30)
    start = time.perf_counter()
    for worker in workers:
        worker.join(60)
    if any(worker.exitcode != 0 for worker in workers):
        raise RuntimeError("A writer failed.")
    return len(places) * each / (time.perf_counter() - start)


def _write(heap: Sequence[Draft], owner: User, gate: Any) -> None:
    connection.ensure_connection()
    gate.wait(30)
    for draft in heap:
        with municipality_scope(draft.municipality_id):
            actions.submit(draft=draft, assurance="substantial", language="sr", by=owner)
    connection.close()
