"""A town with the reference data of inspections, and its people.

Imports of what the cast brings stand inside the fixtures, because pytest loads it as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from inspections.reference import load
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@pytest.fixture
def town(kragujevac: Municipality, values: None) -> Iterator[Municipality]:
    """Kragujevac with inspectorates and categories; the whole test sees its rows alone."""
    from tests.cast import FIXTURES

    load(FIXTURES)
    with municipality_scope(kragujevac.pk):
        yield kragujevac


@pytest.fixture
def inspector(kragujevac: Municipality) -> User:
    """Communal inspector of Kragujevac."""
    from tests.cast import official

    return official("inspektor", "Ивана", "Надзорић", "communal-inspector", kragujevac)


@pytest.fixture
def traffic_inspector(kragujevac: Municipality) -> User:
    """Traffic inspector of Kragujevac, who has nothing to do with communal reports."""
    from tests.cast import official

    return official("saobracaj", "Саша", "Путић", "traffic-inspector", kragujevac)


@pytest.fixture
def head(kragujevac: Municipality) -> User:
    """Head of inspections in Kragujevac."""
    from tests.cast import official

    return official("nacelnica", "Хелена", "Руковић", "head-of-inspections", kragujevac)


@pytest.fixture
def dispatcher(kragujevac: Municipality) -> User:
    """Dispatcher of reports in Kragujevac."""
    from tests.cast import official

    return official("dispecer", "Дуња", "Упутић", "dispatcher", kragujevac)
