"""A worker is killed with SIGKILL in the middle of its work: the next one does it, and nothing is there twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as portal
from django.db import connection

from eservices.cases import actions, nightly, outbox
from eservices.cases.models import Case, CaseEvent, Decision, DeliveryAttempt, Document, Evidence, OutboxMessage
from eservices.cases.paper.verification import verify
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.cast import official
from tests.eservices.cases.archive.scene import approved, close, drawn_up
from tests.eservices.exchange.conftest import Simulator
from tests.factories import FILING_MOMENT, file_request, give_bases, on, plain_file, propose, relay_all

ROOT = Path(__file__).resolve().parents[2]
LEASE = timedelta(minutes=5, seconds=portal.OUTBOX_LEASE_SECONDS)  # the worker lives three minutes after the filing


def kill_a_worker_in(step: str, folder: Path, **environment: str) -> None:
    """Start a worker, wait until it stands in the middle of ``step``, and kill it there."""
    flag = folder / f"in-{step}"
    address, _, query = os.environ["DATABASE_URL"].partition("?")
    database = f"{address.rpartition('/')[0]}/{connection.settings_dict['NAME']}?{query}".rstrip("?")
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.worker", step, str(flag)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env=os.environ | {"DATABASE_URL": database, "EMAIL_FILE_PATH": str(folder / "mail")} | environment,
    )  # fmt: skip
    deadline = time.monotonic() + 60
    try:
        while not flag.exists():
            assert worker.poll() is None, worker.communicate()[0].decode()
            assert time.monotonic() < deadline, f"the worker never came to {step}"
            time.sleep(0.05)
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    assert worker.returncode == -signal.SIGKILL


def after_the_lease() -> None:
    """The work is left alone while it is leased, and done afterwards."""
    relay_all()
    with system_scope():
        assert OutboxMessage.objects.filter(done_at=None).exists()
    with on(FILING_MOMENT + LEASE):
        relay_all()
    assert outbox.waiting_count() == 0


@pytest.fixture
def issued(town: Municipality, milica: User, jelena: User, dragan: User, mail_folder: Path) -> Decision:
    """A decision that was issued a moment ago; all earlier work is done."""
    case = file_request(town, milica)
    with municipality_scope(town.pk):
        actions.take(case=case, by=jelena)
        give_bases(case, jelena)
        OutboxMessage.objects.all().delete()
        decision = propose(case, jelena)
        actions.issue(decision=decision, by=dragan)
        OutboxMessage.objects.filter(topic="notification").delete()
    return decision


@pytest.mark.parametrize("step", ["pdf", "seal", "kept"])
def test_one_sealed_decision_whenever_the_worker_dies(issued: Decision, tmp_path: Path, step: str) -> None:
    files = set((Path(portal.PRIVATE_ROOT) / "files").rglob("*/*/*"))
    kill_a_worker_in(step, tmp_path)
    after_the_lease()
    with municipality_scope(issued.municipality_id):
        issued.refresh_from_db()
        [document] = Document.objects.filter(kind="decision")
        assert issued.document == document and issued.stage == "sealed"
        assert verify(plain_file(document, issued.case)).good
        assert issued.deliveries.count() == 2
    new = set((Path(portal.PRIVATE_ROOT) / "files").rglob("*/*/*")) - files
    assert len(new) == (2 if step == "kept" else 1)
    # What the dead worker left on the disk is swept after a day.
    for path in new:
        os.utime(path, (0, 0))
    nightly.sweep_files()
    assert [path for path in new if path.exists()] == [Path(portal.PRIVATE_ROOT) / "files" / document.path]


@pytest.mark.parametrize("step", ["mail", "mailed"])
def test_one_mail_whenever_the_worker_dies(
    town: Municipality, milica: User, mail_folder: Path, tmp_path: Path, step: str
) -> None:
    case = file_request(town, milica)
    with municipality_scope(town.pk):
        OutboxMessage.objects.filter(topic="evidence").delete()
    kill_a_worker_in(step, tmp_path)
    after_the_lease()
    assert len(list(mail_folder.iterdir())) == 1
    with municipality_scope(town.pk):
        attempt = DeliveryAttempt.objects.get(case=case)
        assert (attempt.outcome, attempt.tries) == ("sent", 2)


def test_a_register_counts_one_question_when_the_worker_dies_after_asking(
    town: Municipality, milica: User, registers: Simulator, tmp_path: Path
) -> None:
    case = file_request(town, milica)
    with municipality_scope(town.pk):
        OutboxMessage.objects.exclude(payload__source="contributions").delete()
    kill_a_worker_in("asked", tmp_path, REGISTER_SIMULATOR_URL=registers.url)
    after_the_lease()
    assert registers.counts()["counted"] == 1
    with municipality_scope(town.pk):
        assert Evidence.objects.get(case=case).outcome == "obtained"
        assert Case.objects.get(pk=case.pk).events.filter(action="evidence").count() == 1


@pytest.mark.parametrize("step", ["forget", "shred", "record"])
def test_a_case_is_destroyed_once_whenever_the_worker_dies(
    town: Municipality, milica: User, jelena: User, dragan: User, mail_folder: Path, tmp_path: Path, step: str
) -> None:
    people = [official(role, "Особа", role, role, town) for role in ("registry", "disposal", "archivist")]
    case = file_request(town, milica)
    with municipality_scope(town.pk):
        closed = close(case, jelena, dragan)
        OutboxMessage.objects.all().delete()
        listed = approved(drawn_up(town), *people)
    kill_a_worker_in(step, tmp_path)
    after_the_lease()
    with municipality_scope(town.pk):
        listed.refresh_from_db()
        assert listed.stage == "done" and listed.files.count() == 1 and listed.items.get().state == "done"
        assert CaseEvent.objects.filter(case=closed, action="destroyed").count() == 1
        assert not Document.objects.filter(case=closed).exists()
