"""The town, its commission and an open competition.

Imports of what the cast brings stand inside the fixtures, because pytest loads it as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.cache import cache

from eservices.services.e_kindergarten import demo
from eservices.services.e_kindergarten.models import Competition
from eservices.services.e_kindergarten.testing import (
    SLUG,
    TODAY,
    offer,
)
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def spring() -> Iterator[None]:
    """The day on which requests are filed."""
    with time_machine.travel(datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=UTC)):
        yield


@pytest.fixture
def town(kragujevac: Municipality, spring: None) -> Iterator[Municipality]:
    """Kragujevac, which offers the service; the test sees its rows alone."""
    with municipality_scope(kragujevac.pk):
        offer(kragujevac)
        yield kragujevac


@pytest.fixture
def competition(town: Municipality) -> Competition:
    """Open, Kikinda's points, one place a group."""
    return demo.competition(
        demo.institution(town), "upis", "Упис", scheme="kikinda-2018", opens=-5, closes=10, places=1
    )


@pytest.fixture
def member(kragujevac: Municipality) -> User:
    """Clerk of the commission."""
    from tests.cast import official

    return official("komisija", "Зорана", "Комисић", "clerk", kragujevac, [SLUG])


@pytest.fixture
def head(kragujevac: Municipality) -> User:
    """Head of the commission, who publishes and signs."""
    from tests.cast import official

    return official("predsednik", "Радован", "Објавић", "approver", kragujevac, [SLUG])
