"""The town, the people and the first request of the tests of this folder.

Imports of what the cast brings stand inside the fixtures, because pytest loads it as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import translation

from eservices.cases.models import Case
from eservices.services.ivf_costs import demo, samples
from municipalities.accounts.models import User
from municipalities.models import Municipality

Files = Callable[..., Case]


@pytest.fixture(autouse=True)
def serbian() -> Iterator[None]:
    """Cyrillic, and no counts of mails and guesses from earlier tests."""
    cache.clear()
    with translation.override("sr"):
        yield


@pytest.fixture
def clerk(kragujevac: Municipality) -> User:
    """Leads the cases of this service."""
    from tests.cast import official

    return official("snezana", "Снежана", "Бројић", "clerk", kragujevac, [demo.SLUG])


@pytest.fixture
def head(kragujevac: Municipality) -> User:
    """Signs."""
    from tests.cast import official

    return official("milan", "Милан", "Оверић", "approver", kragujevac)


@pytest.fixture
def ready(at_home: Municipality, head: User) -> Municipality:
    """Kragujevac with a decision in force, a clinic and 1.100.000 dinars."""
    demo.prepare(at_home, demo.STANDING, money=Decimal(1_100_000), by=head)
    return at_home


@pytest.fixture
def filed_by(ready: Municipality) -> Files:
    """Files a request to which the second partner has agreed."""
    from tests.factories import fill, submit

    def file(by: User, given: dict[str, dict[str, Any]] | None = None, **more: Any) -> Case:
        draft = fill(ready, by, given or samples.request(), demo.SLUG)
        demo.agree(draft)
        return submit(draft, by, **more)

    return file


@pytest.fixture
def case(filed_by: Files, milica: User, clerk: User) -> Case:
    """A filed request whose register answers are there."""
    made = filed_by(milica)
    samples.give_evidence(made, clerk)
    return made
