"""What every test shares. Servers come up in tests/servers.py, before Django reads settings."""

import os
import shutil
from typing import Any

import pytest

from eservices.config.bootstrap import BROWSERS

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
