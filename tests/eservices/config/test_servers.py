"""The servers that tests run against."""

import os

import pytest
from django.core.cache import cache
from django.db import connection

from tests.servers import in_slot


@pytest.mark.django_db
def test_tests_run_under_a_role_that_row_level_security_binds() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)


@pytest.mark.django_db
def test_postgres_18_folds_cyrillic_letters() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000, upper('ђорђе')")
        assert cursor.fetchone() == (18, "ЂОРЂЕ")


def test_redis_of_this_process_answers() -> None:
    cache.set("slot", os.environ["REDIS_URL"], 5)
    assert cache.get("slot") == os.environ["REDIS_URL"]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("postgres://portal_owner@/portal?host=%2Fvar%2Frun", "postgres://portal_owner@/portal_3?host=%2Fvar%2Frun"),
        ("postgres://owner:word@db:5432/portal", "postgres://owner:word@db:5432/portal_3"),
    ],
)
def test_a_slot_changes_only_the_database(url: str, expected: str) -> None:
    assert in_slot(url, "portal_3") == expected
