"""A portal with its data and registers, and people with browsers.

Imports of what needs models stand inside the fixtures, because pytest loads the cast as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import cache
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from municipalities.models import Municipality
    from tests.browser.people import Person

PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000
Anybody = TypeVar("Anybody", bound="Person")
Arrives = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs a browser, and the pages of a real server see only what was committed."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    """The server of pytest-django with the static files of the tree, as they are before they are collected."""
    server = LiveServer("localhost", start=False)
    server.thread.static_handler = StaticFilesHandler
    server.start()
    yield server
    server.stop()


@pytest.fixture
def portal(live_server: LiveServer, settings: Settings) -> Iterator[str]:
    """Address of a running portal with all reference data and answering registers, on the filing day of the factories.

    Its invented people are recognised at the substantial level by their password, as in a local portal.
    """
    from eservices.exchange.simulator import running_simulator
    from municipalities.reference import load
    from tests.cast import FIXTURES
    from tests.factories import FILING_MOMENT, on

    cache.clear()
    load(FIXTURES)
    settings.SITE_ADDRESS = live_server.url
    settings.DEMO_LOGINS = True
    with on(FILING_MOMENT), running_simulator() as registers:
        settings.REGISTER_SIMULATOR_URL = registers
        yield live_server.url
    cache.clear()


@pytest.fixture
def town(portal: str) -> Municipality:
    """Kragujevac of the reference data."""
    from municipalities.models import Municipality

    return Municipality.objects.get(slug="kragujevac")


@pytest.fixture
def people(town: Municipality) -> None:
    """The cast of the journeys: an applicant, a clerk and a head."""
    from municipalities.accounts.models import User
    from tests.cast import SERVICE, citizen, official

    citizen("milica", "Милица", "Примеровић")
    official("jelena", "Јелена", "Шалтеровић", "clerk", town, [SERVICE])
    official("dragan", "Драган", "Потписовић", "approver", town)
    User.objects.update(is_demo=True)


@pytest.fixture
def screens(request: pytest.FixtureRequest) -> Path | None:
    """Where pictures of the pages go; None unless ``--screens`` names a folder."""
    folder = request.config.getoption("--screens")
    if folder is None:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder)


@pytest.fixture
def arrives(portal: str, people: None, browser: Browser, screens: Path | None) -> Iterator[Arrives]:
    """Let somebody come with a browser of their own; at the end nobody may have met a fault."""
    come: list[Person] = []
    contexts = []

    def arrive(who: type[Anybody], *, language: str = "sr", size: dict[str, int] = PHONE, **options: Any) -> Anybody:
        context = browser.new_context(viewport=size, locale="sr-RS", **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        person = who(context, portal, language=language, screens=screens)
        come.append(person)
        return person

    yield arrive
    for context in contexts:
        context.close()
    faults = [fault for person in come for fault in person.faults]
    assert faults == [], "\n".join(faults)
