"""The experiments: what is broken, what must be seen after. Numbers are those of docs/performance.md."""

from __future__ import annotations

import io
import os
import resource
import shutil
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from eservices.cases import actions
from eservices.cases.actions.intake import Holder
from eservices.cases.keys import plain_key
from eservices.cases.models import Case, Draft, OutboxMessage
from eservices.cases.uploads import storage
from eservices.config.demo_data import scanned_page
from eservices.config.embedded_redis import RedisServer
from eservices.config.experiments.portal import Portal, filed, nothing_waits, wait_for
from eservices.config.integrity import chains, numbers, one_moment
from municipalities.current import municipality_scope, system_scope

SWEEPS = 2
REQUESTS = 30
MAILS = 40


@dataclass(frozen=True)
class Seen:
    """What an experiment saw."""

    passed: bool
    words: str


@dataclass(frozen=True)
class Trial:
    """An experiment: the fault, what is expected, and the function that makes it and looks."""

    number: str
    fault: str
    expected: str
    run: Callable[[Portal], Seen]


def whole() -> str:
    """Empty when numbers and chains fit, else the first fault."""
    with one_moment():
        return next(iter([*numbers(), *chains()]), "")


def database_restarted(portal: Portal) -> Seen:
    """PostgreSQL goes away under load and comes back."""
    drafts = portal.drafts(REQUESTS)

    def restart() -> None:
        portal.servers.postgres.stop()
        portal.servers.postgres.ensure_running()

    statuses = portal.submit_all(drafts, restart)
    healed = wait_for(lambda: portal.submit(*portal.drafts(1)[0]) == 302, 20)
    connection.close()
    told = set(statuses) <= {302, 500, 503}
    again = _submit_rest(portal, drafts)
    fault = whole()
    return Seen(told and healed and again and not fault,
                f"answers {_counted(statuses)}, healed {_yes(healed)}, all filed {_yes(again)}. {fault}")  # fmt: skip


def worker_killed(portal: Portal) -> Seen:
    """The whole worker dies by SIGKILL in the middle of sending mail."""
    with system_scope():
        case = Case.objects.filter(person=portal.citizen)[0]
        messages = [_mail(case) for _ in range(MAILS)]
        OutboxMessage.objects.bulk_create(messages)
    before = _mails()
    wait_for(lambda: _mails() > before + 3, 30)
    portal.kill("worker", only_children=False)
    done = wait_for(nothing_waits, SWEEPS * settings.OUTBOX_SWEEP_SECONDS + settings.OUTBOX_LEASE_SECONDS + 30)
    sent = _mails() - before
    return Seen(done and sent == MAILS, f"{sent} mails for {MAILS} promises, all done {_yes(done)}")


def broker_emptied(portal: Portal) -> Seen:
    """Redis stops during submits and comes back with nothing in it."""
    drafts = portal.drafts(REQUESTS)
    statuses = portal.submit_all(drafts, portal.servers.redis.stop)
    _empty(portal.servers.redis)
    portal.servers.redis.ensure_running()
    done = wait_for(nothing_waits, SWEEPS * settings.OUTBOX_SWEEP_SECONDS + settings.OUTBOX_LEASE_SECONDS + 60)
    succeeded = set(statuses) == {302} and filed(drafts) == REQUESTS
    return Seen(succeeded and done, f"answers {_counted(statuses)}, all work done {_yes(done)}")


def _empty(server: RedisServer) -> None:
    """Throw away everything but the configuration, which holds the address that the portal knows."""
    for path in server.folder.iterdir():
        if path == server.configuration:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def web_killed(portal: Portal) -> Seen:
    """Every process of the web server that answers dies by SIGKILL in the middle of submits."""
    drafts = portal.drafts(REQUESTS)
    statuses = portal.submit_all(drafts, lambda: portal.kill("web", only_children=True))
    halves = _halves(drafts)
    wait_for(portal.answers_again, 30)
    again = _submit_rest(portal, drafts)
    fault = whole()
    words = f"answers {_counted(statuses)}, half cases {halves}, sent again all filed once {_yes(again)}. {fault}"
    return Seen(again and not halves and not fault and filed(drafts) == REQUESTS, words)


def disk_full(portal: Portal) -> Seen:
    """No room for a file: a process may write 20 kB a file, which the kernel refuses in the middle of writing."""
    draft, _ = portal.drafts(1)[0]
    before = _stored_files()
    connection.close()
    context = get_context("fork")
    heard: Any = context.Queue()
    process = context.Process(target=_store_without_room, args=(draft, heard))
    process.start()
    outcome = heard.get(timeout=60)
    process.join()
    left = _stored_files() - before
    upload = SimpleUploadedFile("potvrda.jpg", scanned_page("own-proof"), "image/jpeg")
    with municipality_scope(draft.municipality_id):
        actions.add_document(
            holder=Holder(draft=draft), kind="own-proof", upload=upload, limit=10_000_000, by=portal.citizen
        )
    accepted = len(_stored_files() - before) == 1
    words = f"{outcome}, left behind {len(left)}, accepted when there is room {_yes(accepted)}"
    return Seen(outcome == "StorageFull" and not left and accepted, words)


def _store_without_room(draft: Draft, heard: Any) -> None:
    # Not around the whole upload: the decoder works in memory files, to which the limit would apply as well.
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
    try:
        storage.store(io.BytesIO(os.urandom(400_000)), data_key=plain_key(draft.data_key), context=b"experiment")
        heard.put("stored")
    except OSError as error:
        heard.put(type(error).__name__)


def _stored_files() -> set[Path]:
    return {path for path in Path(settings.PRIVATE_ROOT).rglob("*") if path.is_file()}


def _submit_rest(portal: Portal, drafts: list[Any]) -> bool:
    """Send everything again; whether each request was filed once."""
    statuses = portal.submit_all(drafts)
    return set(statuses) == {302} and filed(drafts) == len(drafts)


def _halves(drafts: list[Any]) -> int:
    """Cases without their first event, or events without case: what a transaction must prevent."""
    with system_scope():
        keys = [draft.submission_key for draft, _ in drafts]
        return Case.objects.filter(submission_key__in=keys, events=None).count()


def _mail(case: Case) -> OutboxMessage:
    return OutboxMessage(
        key=f"notification:ogled:{uuid.uuid4()}", topic="notification", municipality_id=case.municipality_id,
        payload={"case_id": case.pk, "topic": "take", "position": uuid.uuid4().int % 10**9},
    )  # fmt: skip


def _mails() -> int:
    return len(list(Path(settings.EMAIL_FILE_PATH).glob("*.eml")))


def _counted(statuses: list[int]) -> str:
    return ", ".join(f"{statuses.count(status)} x {status or 'none'}" for status in sorted(set(statuses)))


def _yes(value: bool) -> str:
    return "yes" if value else "NO"


TRIALS = (
    Trial(
        "3",
        "PostgreSQL restarted under load",
        "clear errors, no half case, no gap, heals by itself",
        database_restarted,
    ),
    Trial(
        "2", "Redis stopped during submits, restarted empty", "submits succeed, work done in two sweeps", broker_emptied
    ),
    Trial("1", "worker SIGKILL in the middle of mail", "each mail once, nothing lost", worker_killed),
    Trial(
        "4", "web workers SIGKILL in the middle of submits", "whole or not at all; sent again files once", web_killed
    ),
    Trial("5", "no room for a file", "refused, nothing left behind, accepted when there is room", disk_full),
)
