"""Production refuses unsound settings: each fault has its id, a sentence and a remedy."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from pytest_django import Settings

from eservices.config import checks
from municipalities.accounts.models import User

Check = Callable[..., list[CheckMessage]]


@pytest.fixture
def production(settings: Settings) -> Settings:
    """Settings of a sound installation."""
    settings.PRODUCTION = True
    settings.DEBUG = False
    settings.SECRET_KEY = "b" * 64
    settings.MASTER_KEYS = [("a", b"k" * 32)]
    settings.SITE_ADDRESS = "https://eusluge.example"
    settings.REGISTER_SIMULATOR_URL = ""
    settings.DEMO_LOGINS = False
    return settings


@pytest.mark.parametrize(
    ("check", "name", "value", "identity"),
    [
        (checks.debug_is_off, "DEBUG", True, "portal.E001"),
        (checks.secrets_are_own, "SECRET_KEY", "insecure-" + "b" * 60, "portal.E002"),
        (checks.secrets_are_own, "SECRET_KEY", "short", "portal.E002"),
        (checks.master_key_exists, "MASTER_KEYS", [], "portal.E003"),
        (checks.master_key_exists, "MASTER_KEYS", [("a", b"short")], "portal.E003"),
        (checks.demo_is_off, "DEMO_LOGINS", True, "portal.E004"),
        (checks.site_address_is_https, "SITE_ADDRESS", "http://eusluge.example", "portal.E007"),
        (checks.simulator_is_off, "REGISTER_SIMULATOR_URL", "http://127.0.0.1:9000", "portal.E008"),
        (checks.tiles_can_be_asked_for, "MAP_TILES_URL", "http://tiles.example/{z}/{x}/{y}.png", "portal.E011"),
        (checks.tiles_can_be_asked_for, "MAP_TILES_URL", "https://tiles.example/{z}/{x}/{y}.png", "portal.E011"),
    ],
)
def test_an_unsound_setting_is_refused_with_a_remedy(
    production: Settings, check: Check, name: str, value: Any, identity: str
) -> None:
    assert check(None) == []
    setattr(production, name, value)
    (message,) = check(None)
    assert message.id == identity
    assert message.hint


def test_missing_pango_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.pango_is_installed(None) == []
    monkeypatch.setattr(checks, "missing_packages", lambda: ["libpango-1.0-0"])
    (message,) = checks.pango_is_installed(None)
    assert (message.id, "libpango-1.0-0" in str(message.hint)) == ("portal.E009", True)


@pytest.mark.django_db
def test_the_role_of_tests_is_bound_by_row_level_security() -> None:
    assert checks.role_is_bound(None, databases=["default"]) == []


@pytest.mark.django_db
def test_every_tenant_table_is_forced_and_a_loosened_one_is_named() -> None:
    assert "cases_case" in checks.tenant_tables()
    assert checks.tenant_tables_are_forced(None, databases=["default"]) == []
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE cases_case NO FORCE ROW LEVEL SECURITY")
    (message,) = checks.tenant_tables_are_forced(None, databases=["default"])
    assert (message.id, "cases_case" in message.msg) == ("portal.E006", True)


@pytest.mark.django_db
def test_demo_people_are_not_let_into_production(production: Settings) -> None:
    assert checks.demo_people_are_gone(None, databases=["default"]) == []
    person: User = get_user_model().objects.create_user("ana@demo.example", "лозинка-за-пробу")
    User.objects.filter(pk=person.pk).update(is_demo=True)
    (message,) = checks.demo_people_are_gone(None, databases=["default"])
    assert message.id == "portal.E010"


@pytest.mark.django_db
def test_no_process_starts_on_unsound_settings(production: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.execv", lambda *arguments: pytest.fail("started"))
    production.DEBUG = True
    with pytest.raises(SystemCheckError, match=r"portal\.E001"):
        call_command("start", "web")
