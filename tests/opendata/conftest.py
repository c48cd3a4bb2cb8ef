"""What tests of open data share: an editor, a colleague of theirs, and a data set of kindergartens in Kragujevac.

Imports of the cast stand inside the fixtures, because pytest loads the cast as a plugin after this file.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from municipalities.current import municipality_scope

if TYPE_CHECKING:
    from municipalities.accounts.models import User
    from municipalities.models import Municipality
    from opendata.models import Dataset


@pytest.fixture(autouse=True)
def private_files(settings: Any, tmp_path: Path) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}},
    }


@pytest.fixture
def editor(kragujevac: Municipality) -> User:
    from tests.cast import official

    return official("urednik", "Урош", "Податкић", "data-editor", kragujevac)


@pytest.fixture
def second(kragujevac: Municipality) -> User:
    from tests.cast import official

    return official("druga", "Даринка", "Потврдић", "data-editor", kragujevac)


@pytest.fixture
def here(kragujevac: Municipality) -> Iterator[Municipality]:
    """The test works in Kragujevac."""
    with municipality_scope(kragujevac.pk):
        yield kragujevac


@pytest.fixture
def dataset(here: Municipality) -> Dataset:
    from tests.opendata.scene import dataset_of

    return dataset_of(here)
