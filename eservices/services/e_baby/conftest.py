"""A town whose own decision on aid for newborn children is in the reference data, on the last day of its term.

Imports of what needs models stand inside the fixtures: pytest may load this file before Django is set up.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from municipalities.accounts.models import User
    from municipalities.models import Municipality


@pytest.fixture
def svilajnac(reference_data: None) -> Municipality:
    """Svilajnac with every legal value."""
    from municipalities.models import Municipality

    return Municipality.objects.get(slug="svilajnac")


@pytest.fixture
def at_svilajnac(svilajnac: Municipality) -> Iterator[Municipality]:
    """The last day of the term; the whole test sees the rows of Svilajnac alone."""
    from eservices.services.e_baby.testing import LAST_DAY
    from municipalities.current import municipality_scope
    from tests.factories import on

    with on(LAST_DAY), municipality_scope(svilajnac.pk):
        yield svilajnac


@pytest.fixture
def clerk(svilajnac: Municipality) -> User:
    """Clerk of both rights in Svilajnac."""
    from eservices.services.e_baby.values import RIGHTS
    from tests.cast import official

    return official("nada", "Нада", "Ресавић", "clerk", svilajnac, list(RIGHTS))
