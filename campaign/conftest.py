"""People and a promotion of the tests of the campaign.

What tests share is imported inside the fixtures, because pytest loads the cast as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from campaign.models import Promotion
from campaign.samples import announced
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@pytest.fixture
def organiser(db: None) -> User:
    """Runs the campaign at the Standing Conference."""
    from tests.cast import official

    return official("kampanja", "Коса", "Трговић", "campaign", None)


@pytest.fixture
def town(kragujevac: Municipality) -> Iterator[Municipality]:
    """Kragujevac on the filing day, its rows in sight."""
    from tests.factories import FILING_MOMENT, on

    with on(FILING_MOMENT), municipality_scope(kragujevac.pk):
        yield kragujevac


@pytest.fixture
def promotion(town: Municipality, organiser: User) -> Promotion:
    """An announced promotion with two places, ten days from now."""
    return announced(town, organiser, capacity=2)
