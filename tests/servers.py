"""Brings real PostgreSQL and Redis up before Django reads settings; loaded by pytest itself (see pyproject.toml).

Every pytest process, also each one of xdist, takes a free slot that no other process has: its own test database, its
own Redis database and its own folder for files. Two runs at once therefore never meet, and a killed run leaves nothing
that the next user of its slot would not replace. Tests connect as ``portal_owner``: no superuser, no BYPASSRLS.
"""

import atexit
import os
from pathlib import Path

import pytest
import redis

from eservices.config.embedded import EmbeddedServers, start_missing_servers
from eservices.config.local_files import LocalServerError, ensure_folder, open_lock, try_lock

FOLDER = Path(__file__).resolve().parents[1] / "var" / "test"
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
    """Fixtures of the fixed cast and of what they file; they need models, so they come when Django is set up."""
    if config.pluginmanager.has_plugin("django"):
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
