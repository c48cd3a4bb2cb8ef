"""Brings real PostgreSQL and Redis up before Django reads settings; loaded by pytest itself (see pyproject.toml).

Every pytest process, also each one of xdist, takes a free slot that no other process has: its own test database, its
own Redis database and its own folder for files. Two runs at once therefore never meet, and a killed run leaves nothing
that the next user of its slot would not replace. Tests connect as ``portal_owner``: no superuser, no BYPASSRLS.
"""

import atexit
import os
import subprocess
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import psycopg2
import pytest
import redis

from eservices.config.embedded import EmbeddedServers, start_missing_servers
from eservices.config.local_files import LocalServerError, ensure_folder, open_lock, try_lock, turn

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "var" / "test"
SLOTS = 16  # as many databases as an unconfigured Redis has


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    """Prepare the environment unless Django is switched off for this run."""
    if "no:django" in early_config.known_args_namespace.plugins:
        return
    try:
        prepare_test_environment(FOLDER)
    except LocalServerError as fault:
        raise pytest.UsageError(str(fault)) from None


def pytest_configure(config: pytest.Config) -> None:
    """Fixtures of the database, the fixed cast and what they file; they need Django, so they come when it is set up."""
    if config.pluginmanager.has_plugin("django"):
        config.pluginmanager.import_plugin("tests.databases")
        config.pluginmanager.import_plugin("tests.cast")
        config.pluginmanager.import_plugin("tests.factories")


def prepare_test_environment(folder: Path) -> None:
    """Start servers (or use the ones that TEST_DATABASE_URL and TEST_REDIS_URL name) and give this process its slot."""
    environment = os.environ
    ensure_folder(folder)
    if "TEST_DATABASE_URL" not in environment:
        start_missing_servers(EmbeddedServers(folder, durable=False))
        owner = environment.get("MIGRATION_DATABASE_URL", environment["DATABASE_URL"])
        environment.update(TEST_DATABASE_URL=owner, TEST_REDIS_URL=environment["REDIS_URL"])
    slot = take_slot(folder)
    database_url = in_slot(environment["TEST_DATABASE_URL"], f"portal_{slot}")
    redis_url = in_slot(environment["TEST_REDIS_URL"], str(slot))
    ensure_folder(folder / f"slot-{slot}" / "static")  # WhiteNoise warns of a missing one
    environment.update(
        DJANGO_SETTINGS_MODULE="eservices.config.settings",
        PORTAL_ENV="test",
        DATABASE_URL=database_url,
        MIGRATION_DATABASE_URL=database_url,
        REDIS_URL=redis_url,
        VAR_DIR=str(ensure_folder(folder / f"slot-{slot}")),
    )
    redis.from_url(redis_url).flushdb()


def take_slot(folder: Path) -> int:
    """The first number that no living process holds; kept until this process ends."""
    for slot in range(SLOTS):
        lock = open_lock(folder / f"slot-{slot}.lock")
        if try_lock(lock, exclusive=True):
            atexit.register(lock.close)
            return slot
        lock.close()
    raise LocalServerError(f"All {SLOTS} test slots of {folder} are taken; let another test run end first.")


def in_slot(url: str, database: str) -> str:
    """``url`` with another database: the part between the last slash of the path and the question mark."""
    address, mark, query = url.partition("?")
    return f"{address.rpartition('/')[0]}/{database}{mark}{query}"


# -- A database that is migrated already -------------------------------------------------------------------------------
SHAPE_OF_DATABASE = ("**/migrations/*.py", "**/lifecycle.py", "**/phases.py", "**/row_security.py")


def migrated_database() -> str:
    """Name of a database of this server to which all migrations were applied; others are copied from it in a second.

    The name changes with every file that shapes a database, so a stale copy is never taken. Whoever comes first makes
    it, the others wait; one that was only half made has another name and is made anew.
    """
    name = f"portal_template_{_shape()}"
    with (
        turn(FOLDER / "template.lock", seconds=300),
        closing(psycopg2.connect(in_slot(_owner(), "postgres"))) as connection,
    ):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'portal_template_%'")
            there = [row[0] for row in cursor.fetchall()]
            if name not in there:
                for old in there:
                    cursor.execute(f"DROP DATABASE {old} WITH (FORCE)")
                cursor.execute(f"DROP DATABASE IF EXISTS {name}_half WITH (FORCE)")
                cursor.execute(f"CREATE DATABASE {name}_half")
                _migrate(f"{name}_half")
                cursor.execute(f"ALTER DATABASE {name}_half RENAME TO {name}")
    return name


def _owner() -> str:
    return os.environ["TEST_DATABASE_URL"]


def _shape() -> str:
    packages = [path.parent for path in ROOT.glob("*/__init__.py")]
    own = {path for package in packages for pattern in SHAPE_OF_DATABASE for path in package.glob(pattern)}
    digest = sha256()
    for path in sorted(own | set(ROOT.glob("requirements.txt"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _migrate(database: str) -> None:
    url = in_slot(_owner(), database)
    environment = os.environ | {"DATABASE_URL": url, "MIGRATION_DATABASE_URL": url, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, str(ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True, stdin=subprocess.DEVNULL)
