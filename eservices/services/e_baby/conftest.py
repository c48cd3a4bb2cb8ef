"""A town whose own decision on aid for newborn children is in the reference data, on the last day of its term.

Nothing of ``tests`` is imported here, because pytest loads those plugins after this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from eservices.services.e_baby.demo import LAST_DAY
from eservices.services.e_baby.values import RIGHTS
from municipalities.accounts.models import Membership, User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


@pytest.fixture
def svilajnac(reference_data: None) -> Municipality:
    """Svilajnac with every legal value."""
    return Municipality.objects.get(slug="svilajnac")


@pytest.fixture
def at_svilajnac(svilajnac: Municipality) -> Iterator[Municipality]:
    """The last day of the term; the whole test sees the rows of Svilajnac alone."""
    with time_machine.travel(LAST_DAY), municipality_scope(svilajnac.pk):
        yield svilajnac


@pytest.fixture
def clerk(svilajnac: Municipality) -> User:
    """Clerk of both rights in Svilajnac."""
    person = User.objects.create_user("nada@primer.example", first_name="Нада", last_name="Ресавић", is_staff=True)
    Membership.objects.create(
        user=person, municipality=svilajnac, role="clerk", services=list(RIGHTS), since=date(2020, 1, 1)
    )
    return person
