"""Signing in with an electronic identity: the whole OpenID Connect way against the practice provider."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from municipalities.accounts.assurance import SESSION_KEY
from municipalities.accounts.models import SignIn, User
from municipalities.accounts.practice_eid import CLIENT_ID, CLIENT_SECRET, running_practice_eid

pytestmark = pytest.mark.django_db
LOGIN = "/nalog/oidc/eid/login/"


@pytest.fixture
def eid(settings: Settings) -> Iterator[str]:
    """The practice provider, connected as the eID of the portal."""
    cache.clear()
    with running_practice_eid() as address:
        app = {
            "provider_id": "eid",
            "name": "еИД",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": address, "fetch_userinfo": True},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        yield address


def choose(address: str, subject: str, level: str) -> str:
    """What the person does at the provider; returns the way back to the portal."""
    answer = requests.post(address, data={"subject": subject, "level": level}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client: Client, subject: str = "eid-0001", level: str = "high") -> None:
    away = client.post(LOGIN)
    assert away.status_code == 302
    client.get(choose(away["Location"], subject, level))


def test_an_electronic_identity_opens_an_account_with_its_level(client: Client, eid: str) -> None:
    sign_in(client)
    user = User.objects.get(email="ana.eid@primer.example")
    assert user.get_full_name() == "Ана Самосталић"
    assert client.session[SESSION_KEY] == "high"
    assert SignIn.objects.get(user=user).level == "high"


def test_a_lower_level_is_kept_as_it_was_stated(client: Client, eid: str) -> None:
    sign_in(client, level="medium")
    assert client.session[SESSION_KEY] == "substantial"


def test_the_second_sign_in_finds_the_same_account(client: Client, eid: str) -> None:
    sign_in(client)
    client.post("/nalog/logout/")
    sign_in(client, level="basic")
    assert User.objects.filter(email="ana.eid@primer.example").count() == 1
    assert client.session[SESSION_KEY] == "basic"


def test_an_equal_address_does_not_open_somebody_elses_account(client: Client, eid: str) -> None:
    User.objects.create_user("ana.eid@primer.example", "nekalozinka-2026")
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_a_code_is_good_once(client: Client, eid: str) -> None:
    away = client.post(LOGIN)
    back = choose(away["Location"], "eid-0001", "high")
    client.get(back)
    other = Client()
    other.get(back)
    assert "_auth_user_id" not in other.session
