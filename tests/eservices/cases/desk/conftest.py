"""A desk with a real case: maternity pay in Kragujevac, on the filing day of the factories.

Imports of the cast stand inside the fixtures, because pytest loads the cast as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from django.test import Client

if TYPE_CHECKING:
    from eservices.cases.models import Case
    from municipalities.accounts.models import User
    from municipalities.models import Municipality


@pytest.fixture
def case(kragujevac: Municipality, milica: User, values: None, filing_day: None) -> Case:
    """Milica's request, received and not taken by anybody."""
    from tests.factories import file_request

    return file_request(kragujevac, milica)


@pytest.fixture
def taken(case: Case, jelena: User) -> Case:
    """The same request in Jelena's hands, with the answers of both registers."""
    from tests.eservices.cases.desk.scene import answer_of_registers, take

    answer_of_registers(case)
    take(case, jelena)
    return case


@pytest.fixture
def at_desk() -> Callable[[User], Client]:
    """A browser of an official, signed in."""
    from tests.cast import sign_in

    return lambda user: sign_in(Client(), user)


@pytest.fixture
def lazar(kragujevac: Municipality) -> User:
    """Archivist of Kragujevac."""
    from tests.cast import official

    return official("lazar", "Лазар", "Чувић", "archivist", kragujevac)


@pytest.fixture
def zora(kragujevac: Municipality) -> User:
    """A second head in Kragujevac."""
    from tests.cast import official

    return official("zora", "Зора", "Друговић", "approver", kragujevac)
