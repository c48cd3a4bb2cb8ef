"""`manage.py serve`: the whole portal on one machine, as `make run` starts it."""

import hashlib
import http.client
import os
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from eservices.config.embedded_redis import free_port, port_is_free
from eservices.config.local_files import LocalServerError, ensure_folder, open_lock, try_lock
from eservices.config.processes import beat_command, web_command, worker_command
from eservices.config.supervisor import Child, Supervisor
from eservices.config.system_libraries import missing_packages, remedy
from municipalities.accounts import practice_eid

ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
EVERY_ADDRESS = "0.0.0.0"  # noqa: S104 only when somebody asks for it


class Command(BaseCommand):
    """Prepare database, static files and demo people, then run web server, worker, beat and register simulator."""

    help = "Runs the whole portal on this machine until Ctrl-C."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """PORT and HOST of the environment are the defaults."""
        parser.add_argument("--port", default=os.environ.get("PORT", "8000"), help="default: $PORT or 8000")
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"), help="default: $HOST or 127.0.0.1")

    def handle(self, *args: Any, **options: Any) -> None:
        """Everything in order; a fault is one sentence with its remedy."""
        try:
            port = check_port(options["host"], options["port"])
            self._check_machine()
            with alone(Path(settings.VAR_DIR)), on_signals(signal.default_int_handler):
                self._prepare()
                self._run(options["host"], port)
        except LocalServerError as fault:
            raise CommandError(str(fault)) from None
        except KeyboardInterrupt:
            self.stdout.write("Stopped.")

    def _run(self, host: str, port: int) -> None:
        """Start everything, look after it until interrupted, and leave nothing behind."""
        environment = dict(os.environ, PORT=str(port))
        environment.setdefault("SITE_ADDRESS", f"http://localhost:{port}")
        children = [*stand_ins_for(environment), *_portal(host, port)]
        supervisor = Supervisor(environment, self.stdout.write)
        connection.close()
        try:
            for child in children:
                supervisor.start(child)
            supervisor.wait_until(lambda: answers(host, port))
            self._greet(host, port)
            supervisor.watch()
        finally:
            with on_signals(signal.SIG_IGN):  # impatience must not leave half of the children behind
                self.stdout.write("\nStopping ...")
                supervisor.stop()

    def _check_machine(self) -> None:
        if settings.PRODUCTION:
            raise LocalServerError("`serve` is for one machine without users; production starts by docker-compose.yml.")
        if missing := missing_packages():
            raise LocalServerError(remedy(missing))

    def _prepare(self) -> None:
        """Bring database, static files and demo people up to date; does nothing where nothing changed."""
        if _unapplied_migrations():
            self.stdout.write("Migrating the database ...")
            _run_manage("migrate", "--no-input", "--verbosity", "0")
        self._collect_static()
        call_command("demo" if settings.DEMO_LOGINS else "load_reference", verbosity=0)

    def _collect_static(self) -> None:
        """Collect, hash and compress static files when any source changed since the last time."""
        fingerprint, mark = static_fingerprint(), Path(settings.STATIC_ROOT) / ".fingerprint"
        if mark.exists() and mark.read_text() == fingerprint:
            return
        self.stdout.write("Preparing static files ...")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        mark.write_text(fingerprint)

    def _greet(self, host: str, port: int) -> None:
        shown = "localhost" if host in {"127.0.0.1", EVERY_ADDRESS} else host
        self.stdout.write(self.style.SUCCESS(f"\nThe portal runs at http://{shown}:{port}/"))
        if settings.DEMO_LOGINS:
            call_command("demo", print_logins=True, stdout=self.stdout)
        self.stdout.write(f"Logs: {settings.VAR_DIR / 'log'}; mail: {settings.EMAIL_FILE_PATH}; Ctrl-C stops all.")


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the right to run the portal from ``folder``. Raises LocalServerError when another process has it."""
    with open_lock(ensure_folder(folder) / "serve.lock") as lock:
        if not try_lock(lock, exclusive=True):
            raise LocalServerError(f"The portal already runs from {folder}; stop it with Ctrl-C first.")
        yield


@contextmanager
def on_signals(handler: Callable[..., Any] | signal.Handlers) -> Iterator[None]:
    """Answer every signal that asks for an end with ``handler`` for a while."""
    before = {number: signal.signal(number, handler) for number in ENDING}
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def check_port(host: str, text: str) -> int:
    """The port as a number. Raises LocalServerError when it is none, or somebody else uses it."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise LocalServerError(f"PORT must be a number from 1 to 65535 and is {text!r}; run: make run PORT=8001")
    port = int(text)
    if not port_is_free(port, host):
        raise LocalServerError(
            f"Port {port} of {host} is in use, or this user may not take it; choose another one: "
            f"make run PORT={8001 if port < 1024 else port + 1}"
        )
    return port


def static_fingerprint() -> str:
    """A digest of names, sizes and times of all static sources."""
    digest = hashlib.sha256(str(settings.STORAGES).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def answers(host: str, port: int) -> bool:
    """Whether the web server answers at all; what it answers is for /readyz."""
    client = http.client.HTTPConnection("127.0.0.1" if host == EVERY_ADDRESS else host, port, timeout=5)
    try:
        client.request("GET", "/healthz")
        return client.getresponse().status < 500
    except OSError:
        return False
    finally:
        client.close()


def stand_ins_for(environment: dict[str, str]) -> list[Child]:
    """What stands in for the state on this machine, unless real ones are named; tells the portal where they answer."""
    children = []
    if not environment.get("REGISTER_SIMULATOR_URL") and not settings.REGISTERS:
        port = str(free_port())
        environment["REGISTER_SIMULATOR_URL"] = f"http://127.0.0.1:{port}"
        children.append(_child("registers", _manage("register_simulator", "--port", port)))
    if not environment.get("EID_SERVER_URL") and settings.DEMO_LOGINS:
        port = str(free_port())
        environment["EID_SERVER_URL"] = f"http://127.0.0.1:{port}"
        environment |= {"EID_CLIENT_ID": practice_eid.CLIENT_ID, "EID_CLIENT_SECRET": practice_eid.CLIENT_SECRET}
        children.append(_child("eid", _manage("practice_eid", "--port", port)))
    return children


def _portal(host: str, port: int) -> list[Child]:
    """The portal cannot do without its web server; worker and beat come back by themselves."""
    return [
        _child("web", web_command(host, port), restarts=False),
        _child("worker", worker_command()),
        _child("beat", beat_command()),
    ]


def _unapplied_migrations() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _run_manage(*arguments: str) -> None:
    done = subprocess.run(_manage(*arguments), stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise LocalServerError(f"`manage.py {arguments[0]}` failed; its last words:\n{done.stderr.strip()[-2000:]}")


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def _child(name: str, command: list[str], *, restarts: bool = True) -> Child:
    return Child(name, command, settings.VAR_DIR / "log" / f"{name}.log", restarts)
