"""A running simulator, a municipality, an officer, and a way to ask without pauses."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import requests
from django.utils import timezone
from pytest_django import Settings

from eservices.exchange import client
from eservices.exchange.adapters.contributions import CONTRIBUTIONS, ContributionsRequest
from eservices.exchange.client import Answer, Clock
from eservices.exchange.simulator import SIMULATOR_KEY, running_simulator
from municipalities.accounts.models import User
from municipalities.models import Municipality

JELENA = "1205992665011"
LEAVE_START = date(2026, 3, 10)
PATIENCE_SECONDS = 0.3


@dataclass
class TestClock:
    """A clock that stands still until it is moved, and writes down the pauses instead of making them."""

    __test__ = False
    present: datetime = field(default_factory=timezone.now)
    pauses: list[float] = field(default_factory=list)

    def move(self, seconds: float) -> None:
        self.present += timedelta(seconds=seconds)

    @property
    def clock(self) -> Clock:
        return Clock(now=lambda: self.present, pause=self.pauses.append, chance=lambda: 0.0)


@dataclass(frozen=True)
class Simulator:
    """The simulator's switches and counters."""

    url: str

    def fault(self, mode: str, source: str = "contributions", **more: Any) -> None:
        self._post("/faults", {"source": source, "mode": mode, **more})

    def correct(self, jmbg: str) -> None:
        self._post("/corrections", {"jmbg": jmbg, "applied": True})

    def reset(self) -> None:
        self._post("/reset", {})

    def counts(self, source: str = "contributions") -> dict[str, int]:
        counts: dict[str, int] = requests.get(f"{self.url}/counts", timeout=5).json()[source]
        return counts

    def _post(self, path: str, body: dict[str, Any]) -> None:
        requests.post(f"{self.url}{path}", json=body, timeout=5).raise_for_status()


@pytest.fixture(scope="session")
def simulator_address() -> Iterator[str]:
    with running_simulator() as url:
        yield url


@pytest.fixture
def simulator(simulator_address: str, settings: Settings) -> Iterator[Simulator]:
    running = Simulator(simulator_address)
    running.reset()
    settings.REGISTER_SIMULATOR_URL = ""
    settings.REGISTERS = {name: register_settings(simulator_address, name) for name in ("contributions", "residence")}
    yield running
    running.reset()


def register_settings(url: str, name: str, **more: Any) -> dict[str, Any]:
    """An entry of REGISTERS with two attempts; the breaker opens after two failures, for 30 seconds."""
    entry = {"url": f"{url}/v1/{name}", "key": SIMULATOR_KEY, "timeout": 5, "attempts": 2}
    return entry | {"failures_to_open": 2, "open_seconds": 30} | more


@pytest.fixture
def short_patience(simulator: Simulator, settings: Settings) -> None:
    """For answers that come too late; elsewhere a busy machine gets the time it needs."""
    impatient = register_settings(simulator.url, "contributions", timeout=PATIENCE_SECONDS)
    settings.REGISTERS = {"contributions": impatient}


@pytest.fixture
def test_clock() -> TestClock:
    return TestClock()


@pytest.fixture
def kragujevac(db: None) -> Municipality:
    return municipality("kragujevac", "Крагујевац", "70645")


@pytest.fixture
def cacak(db: None) -> Municipality:
    return municipality("cacak", "Чачак", "71242")


def municipality(slug: str, name: str, code: str) -> Municipality:
    defaults = {
        "name": name, "kind": "grad", "programme": "eservices", "sors_code": code, "district": "Пробни",
        "region": "Пробни", "seat_latitude": "44.0167", "seat_longitude": "20.9167", "area_km2": 835, "postal_code": "34000",
    }  # fmt: skip
    return Municipality.objects.get_or_create(slug=slug, defaults=defaults)[0]


@pytest.fixture
def officer(db: None) -> User:
    return User.objects.create_user("sluzbenica@example.rs", first_name="Мира", last_name="Службенић")


Ask = Callable[..., Answer[Any]]


@pytest.fixture
def ask(simulator: Simulator, kragujevac: Municipality, test_clock: TestClock) -> Ask:
    """Ask the contributions register about Jelena; any argument of `client.ask` can be given instead."""

    def asking(source: Any = CONTRIBUTIONS, **changes: Any) -> Answer[Any]:
        arguments: dict[str, Any] = {
            "request": ContributionsRequest.before(JELENA, LEAVE_START),
            "municipality": kragujevac,
            "case_reference": "553-1/26-IV",
            "purpose": "Обрачун накнаде зараде",
            "clock": test_clock.clock,
        }
        return client.ask(source, **(arguments | changes))

    return asking
