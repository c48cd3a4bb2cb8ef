"""What every test shares. Servers come up in tests/servers.py, before Django reads settings."""

import pytest


@pytest.fixture(scope="session")
def django_db_modify_db_settings_parallel_suffix() -> None:
    """No suffix of xdist: the slot of tests/servers.py already gives each process a database of its own."""
