"""Faults happen to committed rows, so these tests commit for real and start from an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from eservices.exchange.simulator import SIMULATOR_KEY, running_simulator
from municipalities.models import Municipality
from tests.eservices.exchange.conftest import Simulator


@pytest.fixture
def town(transactional_db: None, kragujevac: Municipality, values: None, filing_day: None) -> Municipality:
    """Kragujevac on the filing day; no transaction is open."""
    return kragujevac


@pytest.fixture
def mail_folder(settings: Settings, tmp_path: Path) -> Path:
    """Mail as in a new installation: one file a message."""
    settings.EMAIL_BACKEND = "eservices.cases.mailbox.FileOncePerMessage"
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    return tmp_path / "mail"


@pytest.fixture
def registers(settings: Settings) -> Iterator[Simulator]:
    """The simulator as a real HTTP service, asked once and with short patience."""
    with running_simulator() as url:
        settings.REGISTER_SIMULATOR_URL = ""
        settings.REGISTERS = {
            name: {
                "url": f"{url}/v1/{name}", "key": SIMULATOR_KEY, "timeout": 2, "attempts": 1, "failures_to_open": 50,
                "open_seconds": 30,
            }
            for name in ("contributions", "residence")
        }  # fmt: skip
        yield Simulator(url)
