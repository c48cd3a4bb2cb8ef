"""What is measured: a database of its own with invented volume, people who are signed in, servers on the loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection

from eservices.cases.models import Case
from eservices.config.benchmarks.load import Request, ask_once
from eservices.config.embedded_redis import free_port
from eservices.config.local_files import ensure_folder
from eservices.config.processes import web_command
from municipalities.accounts import assurance
from municipalities.accounts.models import Membership, User
from municipalities.current import system_scope

DATABASE = "portal_bench"
REDIS_DATABASE = 9  # of the local Redis: the portal uses 0
CSRF_SECRET = "b" * 32  # a cookie and a form field of the same secret is all that the check wants


def environment_for(name: str = DATABASE) -> dict[str, str]:
    """The environment of everything that is measured. Raises KeyError when there is no owner's address."""
    environment = dict(os.environ)
    for variable in ("DATABASE_URL", "MIGRATION_DATABASE_URL"):
        environment[variable] = with_path(os.environ[variable], f"/{name}")
    environment |= {
        "DJANGO_SETTINGS_MODULE": "eservices.config.benchmarks.settings",
        "REDIS_URL": with_path(os.environ["REDIS_URL"], f"/{REDIS_DATABASE}"),
        "VAR_DIR": str(ensure_folder(Path(settings.VAR_DIR) / "bench")),
        "STATIC_ROOT": str(settings.STATIC_ROOT),
        "SECOND_FACTOR_FOR_OFFICIALS": "false",
    }
    return environment


def with_path(url: str, path: str) -> str:
    """The same address with another database."""
    return urlunsplit(urlsplit(url)._replace(path=path))


def manage(environment: dict[str, str], *arguments: str, quiet: bool = True) -> None:
    """Run a command of the portal there. Raises RuntimeError with its last words."""
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    done = subprocess.run(
        command, env=environment, check=False, text=True,
        stdout=subprocess.DEVNULL if quiet else None, stderr=subprocess.PIPE if quiet else None,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{arguments[0]} failed: {(done.stderr or '').strip()[-800:]}")


def ensure_database(environment: dict[str, str]) -> None:
    """Make the database on first use; it is kept for the next run."""
    owner = psycopg2.connect(with_path(os.environ["MIGRATION_DATABASE_URL"], "/postgres"))
    owner.autocommit = True
    try:
        with owner.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE DATABASE {DATABASE}")
    finally:
        owner.close()
    manage(environment, "migrate", "--verbosity", "0")
    manage(environment, "load_reference", "--verbosity", "0")


@dataclass(frozen=True)
class Ground:
    """Who asks and what they ask for; everything is there before the first server starts."""

    citizen: User
    clerk: User
    codes: tuple[str, ...]
    case_ids: tuple[int, ...]
    citizen_cookies: str
    clerk_cookies: str


def prepare() -> Ground:
    """A citizen with 25 cases or more, a clerk of the largest municipality, both signed in."""
    with system_scope():
        busiest = _busiest()
        clerk = User.objects.get(pk=Membership.objects.filter(municipality_id=busiest, role="clerk").order_by("pk")
                                 .values_list("user", flat=True)[0])  # fmt: skip
        citizen = _citizen()
        codes = tuple(Case.objects.filter(person=citizen).values_list("code", flat=True)[:25])
        ids = tuple(Case.objects.filter(municipality_id=busiest, assignee=clerk).order_by("-id")
                    .values_list("pk", flat=True)[:25])  # fmt: skip
    return Ground(citizen, clerk, codes, ids, cookies_of(citizen), cookies_of(clerk))


def _busiest() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT municipality_id FROM cases_registrybook GROUP BY 1 ORDER BY sum(last_sequence) DESC LIMIT 1"
        )
        return int(cursor.fetchone()[0])


def _citizen() -> User:
    """One invented applicant to whom 40 cases belong."""
    user, made = User.objects.get_or_create(
        email="merenje@obim.example", defaults={"first_name": "Мира", "last_name": "Мерић", "is_demo": True}
    )
    if made:
        user.set_unusable_password()
        user.save()
        chosen = list(Case.objects.order_by("-id").values_list("pk", flat=True)[:40])
        Case.objects.filter(pk__in=chosen).update(person=user)
    return user


def cookies_of(user: User) -> str:
    """Cookies of a session in which ``user`` is signed in at the substantial level."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[assurance.SESSION_KEY] = assurance.Level.SUBSTANTIAL.value
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}; csrftoken={CSRF_SECRET}"


@contextmanager
def server(**changes: str) -> Iterator[int]:
    """A real web server with the measured settings; yields its port. ``changes`` are added to its environment."""
    port = free_port()
    log = ensure_folder(Path(settings.VAR_DIR) / "log") / "bench-web.log"
    with log.open("ab") as file:
        process = subprocess.Popen(
            web_command("127.0.0.1", port), env=os.environ | changes, stdin=subprocess.DEVNULL, stdout=file,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(port, process)
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if ask_once(port, Request("/merenje/stalno/"))[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("The measured server does not start; see bench-web.log.")
