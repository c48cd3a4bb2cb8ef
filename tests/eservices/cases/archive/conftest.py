"""An archive with a closed case whose term has passed, and the three people of a list.

Imports of the cast stand inside the fixtures, because pytest loads the cast as a plugin after this file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from eservices.cases.models import Case
    from municipalities.accounts.models import User
    from municipalities.models import Municipality


@pytest.fixture
def petra(kragujevac: Municipality) -> User:
    """Keeper of the register in Kragujevac, who draws lists up."""
    from tests.cast import official

    return official("petra", "Петра", "Уписнић", "registry", kragujevac)


@pytest.fixture
def ruza(kragujevac: Municipality) -> User:
    """Member of the disposal commission in Kragujevac."""
    from tests.cast import official

    return official("ruza", "Ружа", "Излучић", "disposal", kragujevac)


@pytest.fixture
def lazar(kragujevac: Municipality) -> User:
    """Archivist of Kragujevac."""
    from tests.cast import official

    return official("lazar", "Лазар", "Чувић", "archivist", kragujevac)


@pytest.fixture
def old(at_home: Municipality, milica: User, jelena: User, dragan: User) -> Case:
    """Milica's case, decided and put into the archive long ago; its term of ten years has passed."""
    from tests.eservices.cases.archive.scene import close
    from tests.factories import fill, submit

    return close(submit(fill(at_home, milica), milica), jelena, dragan)
