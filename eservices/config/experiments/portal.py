"""A whole portal in a scratch folder: its own PostgreSQL and Redis, web server, worker and beat, kept alive by hand."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection

from eservices.cases import outbox
from eservices.cases.models import Case, Draft
from eservices.config.benchmarks.filing import make_drafts
from eservices.config.benchmarks.ground import CSRF_SECRET, cookies_of
from eservices.config.benchmarks.load import Request, ask_once
from eservices.config.embedded import EmbeddedServers
from eservices.config.embedded_redis import free_port
from eservices.config.local_files import ensure_folder
from eservices.config.processes import beat_command, web_command, worker_command
from eservices.config.supervisor import Child, Supervisor
from municipalities.accounts.models import User
from municipalities.current import system_scope
from municipalities.models import Municipality

PLACE = "kragujevac"


@dataclass
class Portal:
    """What an experiment may use and break."""

    port: int
    servers: EmbeddedServers
    supervisor: Supervisor
    citizen: User
    cookies: str

    def child(self, name: str) -> Child:
        """``web``, ``worker`` or ``beat``."""
        return next(child for child in self.supervisor.children if child.name == name)

    def answers_again(self) -> bool:
        """Whether the web server answers."""
        return _answers(self.port)

    def drafts(self, number: int) -> list[tuple[Draft, str]]:
        """Complete requests, ready to be submitted."""
        return make_drafts(Municipality.objects.get(slug=PLACE), self.citizen, number)

    def submit(self, draft: Draft, seen: str) -> int:
        """Status of the answer; 0 when there was none."""
        request = Request(
            f"/zahtev/{draft.code}/podnesi/", self.cookies, f"csrfmiddlewaretoken={CSRF_SECRET}&seen={seen}"
        )
        try:
            status = ask_once(self.port, request)[0]
        except (OSError, ValueError):
            status = 0
        return status

    def submit_all(self, drafts: Sequence[tuple[Draft, str]], meanwhile: Callable[[], None] | None = None) -> list[int]:
        """Submit one after the other over two connections; ``meanwhile`` runs when a third has been sent."""
        waiting, statuses, lock = list(drafts), [], threading.Lock()
        third = threading.Event()

        def run() -> None:
            while True:
                with lock:
                    if not waiting:
                        return
                    draft, seen = waiting.pop()
                    if len(waiting) < 2 * len(drafts) // 3:
                        third.set()
                status = self.submit(draft, seen)
                with lock:
                    statuses.append(status)

        threads = [threading.Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        if meanwhile:
            third.wait(30)
            meanwhile()
        for thread in threads:
            thread.join()
        return statuses

    def kill(self, name: str, *, only_children: bool) -> None:
        """SIGKILL to a process and all it started, or only to what it started."""
        process = self.child(name).process
        if process is None:
            return
        if only_children:
            for pid in children_of(process.pid):
                os.kill(pid, signal.SIGKILL)
        else:
            os.killpg(process.pid, signal.SIGKILL)


def children_of(pid: int) -> list[int]:
    """Direct children of a process."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(number) for number in listed.split()]


def wait_for(happened: Callable[[], bool], seconds: float) -> bool:
    """Whether it happened within that time; a database that is away just now has not let it happen yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if happened():
                return True
        except (OperationalError, InterfaceError):
            connection.close()
        time.sleep(0.1)
    return False


def filed(drafts: Sequence[tuple[Draft, str]]) -> int:
    """How many of these requests have become cases."""
    with system_scope():
        return Case.objects.filter(submission_key__in=[draft.submission_key for draft, _ in drafts]).count()


def nothing_waits() -> bool:
    """Whether all promised work is done."""
    return outbox.waiting_count() == 0


@contextmanager
def running(stand_ins_for: Callable[[dict[str, str]], list[Child]]) -> Iterator[Portal]:
    """Start everything; at the end stop web, worker and beat (the servers end with this process).

    ``stand_ins_for`` gives the stand-ins of state systems and writes their addresses into the environment.
    """
    port = free_port()
    environment = dict(os.environ, PORT=str(port), SITE_ADDRESS=f"http://localhost:{port}")
    supervisor = Supervisor(environment, lambda text: None)
    citizen = User.objects.create_user(
        "ogled@obim.example", None, first_name="Огњен", last_name="Огледић", is_demo=True
    )
    portal = Portal(port, EmbeddedServers(Path(settings.VAR_DIR)), supervisor, citizen, cookies_of(citizen))
    logs = ensure_folder(Path(settings.VAR_DIR) / "log")
    over = threading.Event()
    keeper = threading.Thread(target=_keep, args=(supervisor, over))
    try:
        stand_ins = stand_ins_for(environment)
        supervisor.environment = environment  # which says now where the stand-ins answer
        for child in stand_ins:
            supervisor.start(child)
        for name, command in (
            ("web", web_command("127.0.0.1", port)),
            ("worker", worker_command()),
            ("beat", beat_command()),
        ):
            supervisor.start(Child(name, command, logs / f"{name}.log", restarts=True))
        keeper.start()
        if not wait_for(lambda: _answers(port), 60):
            raise RuntimeError(f"The portal does not start; see {logs}.")
        yield portal
    finally:
        over.set()
        if keeper.ident is not None:
            keeper.join()
        supervisor.stop()


def _keep(supervisor: Supervisor, over: threading.Event) -> None:
    while not over.wait(0.2):
        supervisor.look_after()


def _answers(port: int) -> bool:
    try:
        return ask_once(port, Request("/healthz"))[0] == 200
    except OSError:
        return False
