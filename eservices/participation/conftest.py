"""People and processes of the tests of participation.

What tests share is imported inside the fixtures, because pytest loads the cast as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from eservices.participation.models import Process
from eservices.participation.samples import opened
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@pytest.fixture
def editor(kragujevac: Municipality) -> User:
    """Runs participation in Kragujevac."""
    from tests.cast import official

    return official("urednik", "Уна", "Уредић", "participation-editor", kragujevac)


@pytest.fixture
def town(kragujevac: Municipality) -> Iterator[Municipality]:
    """Kragujevac on the filing day, its rows in sight."""
    from tests.factories import FILING_MOMENT, legal_values, on

    legal_values()
    with on(FILING_MOMENT), municipality_scope(kragujevac.pk):
        yield kragujevac


@pytest.fixture
def debate(town: Municipality, editor: User) -> Process:
    """An open debate for registered people."""
    return opened(town, editor)
