"""What every test shares. Servers come up in tests/servers.py, before Django reads settings."""

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from pytest_django.plugin import DjangoDbBlocker

from eservices.config.bootstrap import BROWSERS
from tests.servers import migrated_database

# Playwright keeps an event loop in the thread of the test, and Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def chromium() -> str | None:
    """Path of the browser of this machine: CHROMIUM, or the first known name on PATH."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--screens FOLDER`` keeps pictures of the pages that the journeys of tests/browser pass."""
    parser.addoption("--screens", metavar="FOLDER", help="keep pictures of pages of the journeys in this folder")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Without Chromium a browser test is skipped with the reason; under CI=true its absence is a failure."""
    if item.get_closest_marker("browser") is None or chromium() is not None:
        return
    reason = "no Chromium on this machine; run: sudo apt-get install -y chromium, or set CHROMIUM"
    if os.environ.get("CI") == "true":
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start the machine's own Chromium, also as root and without a graphics card; nothing is downloaded."""
    switches = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"]
    return {**browser_type_launch_args, "executable_path": chromium(), "args": switches}


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix() -> None:
    """No suffix of xdist: the slot of tests/servers.py already gives each process a database of its own."""


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Test databases are copies of one that is migrated already."""
    settings.DATABASES["default"]["TEST"]["TEMPLATE"] = migrated_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Before the database is dropped, end what a browser that keeps its connections alive still holds there."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
