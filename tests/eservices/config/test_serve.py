"""`manage.py serve`, the heart of `make run`: it comes up whole, goes down whole, and says what is wrong."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from eservices.config.embedded_redis import free_port
from eservices.config.local_files import LocalServerError, open_lock, try_lock
from eservices.config.management.commands import serve
from tests.servers import in_slot

NAME = "serve_test"


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database of its own, without any table."""
    owner = os.environ["MIGRATION_DATABASE_URL"]
    name = f"{NAME}_{os.getpid()}"

    def administer(statement: str) -> None:
        with closing(psycopg2.connect(in_slot(owner, "postgres"))) as connection:
            connection.autocommit = True
            connection.cursor().execute(statement)

    administer(f"CREATE DATABASE {name}")
    yield in_slot(owner, name)
    administer(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def environment(empty_database: str, tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": empty_database,
        "MIGRATION_DATABASE_URL": empty_database,
        "DEMO_LOGINS": "true",
        "PORT": str(free_port()),
        "VAR_DIR": str(tmp_path / "var"),
    }


def run_and_stop(environment: dict[str, str], number: signal.Signals) -> tuple[int, str]:
    """Start, wait for the greeting, fetch a page, ask to stop; the exit code and everything that was said."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "serve"]
    said = ""
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        assert run.stdout is not None
        for line in run.stdout:
            said += line
            if "Ctrl-C stops all" in line:
                with urllib.request.urlopen(f"http://localhost:{environment['PORT']}/healthz", timeout=30) as answer:
                    assert answer.status == 200
                run.send_signal(number)
    return run.returncode, said


def running_from(folder: str) -> list[str]:
    """Commands of living processes that were started with this VAR_DIR."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if f"VAR_DIR={folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                found.append((process / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


def test_portal_comes_up_on_an_empty_machine_stops_whole_and_starts_again_at_once(
    environment: dict[str, str],
) -> None:
    code, said = run_and_stop(environment, signal.SIGINT)
    assert code == 0, said
    assert "Migrating the database" in said
    assert f"The portal runs at http://localhost:{environment['PORT']}/" in said
    assert "Demo logins" in said
    assert running_from(environment["VAR_DIR"]) == []
    code, said = run_and_stop(environment, signal.SIGTERM)
    assert code == 0, said
    assert "Migrating" not in said
    assert "static" not in said.replace(environment["VAR_DIR"], "")
    assert running_from(environment["VAR_DIR"]) == []


def test_a_port_in_use_is_said_in_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=rf"^Port {port} of 127\.0\.0\.1 is in use.*make run PORT={port + 1}$"):
            call_command("serve", port=str(port), host="127.0.0.1")


@pytest.mark.parametrize("text", ["", "eighty", "0", "65536", "-1", "٨٠٨٠"])
def test_a_port_that_is_no_port_is_said_in_one_sentence(text: str) -> None:
    with pytest.raises(LocalServerError, match="PORT must be a number from 1 to 65535"):
        serve.check_port("127.0.0.1", text)


def test_missing_pango_is_said_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "missing_packages", lambda: ["libpango-1.0-0"])
    with pytest.raises(CommandError, match="apt-get install -y libpango"):
        call_command("serve", port=str(free_port()))


def test_a_second_portal_from_the_same_folder_is_refused(tmp_path: Path) -> None:
    with open_lock(tmp_path / "serve.lock") as lock:
        assert try_lock(lock, exclusive=True)
        with pytest.raises(LocalServerError, match="already runs from"), serve.alone(tmp_path):
            pass
