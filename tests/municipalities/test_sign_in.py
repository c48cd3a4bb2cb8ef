"""Opening an account, signing in, and how surely the portal knows the person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCacheClient
from django.test import Client
from pytest_django import Settings

from municipalities.accounts.assurance import SESSION_KEY, Level, level_from_claims
from municipalities.accounts.models import SignIn, User
from municipalities.accounts.secrets import open_secret, seal_secret
from tests.cast import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXP"
DESK = "/admin/municipalities/office/"
NEW = {
    "email": "nova@primer.example",
    "first_name": "Нова",
    "last_name": "Корисниковић",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture(autouse=True)
def no_earlier_attempts(settings: Settings) -> Iterator[None]:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.LOGIN_REDIRECT_URL = "account"
    cache.clear()
    yield
    cache.clear()


def code() -> str:
    """A code that an authenticator application shows now."""
    return format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time())))


def log_in(client: Client, user: User, password: str = PASSWORD, **extra: str) -> Any:
    return client.post("/nalog/login/", {"login": user.email, "password": password, **extra})


def test_from_sign_up_over_the_letter_to_the_account(client: Client) -> None:
    assert client.post("/nalog/signup/", NEW).status_code == 302
    user = User.objects.get(email=NEW["email"])
    assert user.get_full_name() == "Нова Корисниковић"
    assert log_in(client, user)["Location"] == "/nalog/confirm-email/"
    letter = mail.outbox[0]
    assert letter.subject == "Потврдите своју адресу е-поште" and "Нова" not in letter.body
    link = re.search(r"https?://[^/\s]+(\S+confirm-email\S+)", str(letter.body))
    assert link is not None
    client.post(link[1])
    client.logout()
    assert log_in(client, user)["Location"] == "/nalog/"
    assert SignIn.objects.get(user=user).level == "basic"


def test_letters_speak_the_language_of_the_account(client: Client) -> None:
    client.cookies["pismo"] = "sr-latn"
    client.post("/nalog/signup/", NEW)
    assert User.objects.get(email=NEW["email"]).language == "sr-latn"


@pytest.mark.parametrize("name", ["", "12345", "<b>Ана</b>", "А" * 5000, "Ана\x00"])
def test_an_impossible_name_is_explained_and_nothing_typed_is_lost(client: Client, name: str) -> None:
    response = client.post("/nalog/signup/", NEW | {"first_name": name})
    assert response.status_code == 200
    assert response.context["form"].errors["first_name"] and NEW["last_name"] in response.content.decode()
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_an_existing_address_is_not_betrayed(client: Client, milica: User) -> None:
    taken = client.post("/nalog/signup/", NEW | {"email": milica.email})
    free = client.post("/nalog/signup/", NEW)
    assert taken["Location"] == free["Location"]
    assert mail.outbox[0].subject == "Налог већ постоји"


def test_sign_in_renews_the_session_id(client: Client, milica: User) -> None:
    client.get("/nalog/login/")
    session = client.session
    session["before"] = True
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before or ""
    log_in(client, milica)
    assert client.session.session_key != before


def test_guessing_is_stopped_before_the_password_is_hashed(
    client: Client, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(10):
        log_in(client, milica, "pogresna")
    hashed: list[str] = []
    monkeypatch.setattr(User, "check_password", lambda self, raw: hashed.append(raw))
    log_in(client, milica)
    assert not hashed and "_auth_user_id" not in client.session


def test_people_sign_in_while_redis_is_away(client: Client, milica: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["default"], "_cache", RedisCacheClient(["redis://127.0.0.1:1/0"]))
    assert log_in(client, milica).status_code == 302
    assert "_auth_user_id" in client.session


def test_a_disabled_person_is_out_at_the_next_request(client: Client, jelena: User) -> None:
    sign_in(client, jelena)
    assert client.get("/nalog/").status_code == 200
    User.objects.filter(pk=jelena.pk).update(is_active=False)
    assert client.get("/nalog/").status_code == client.get("/admin/").status_code == 302


def test_a_second_factor_raises_the_level(client: Client, milica: User) -> None:
    TOTP.activate(milica, SECRET)
    assert log_in(client, milica)["Location"] == "/nalog/2fa/authenticate/"
    client.post("/nalog/2fa/authenticate/", {"code": code()})
    assert client.session[SESSION_KEY] == "substantial"
    assert SignIn.objects.get(user=milica).method == "password+totp"


def test_a_second_factor_is_encrypted_in_the_database(milica: User) -> None:
    TOTP.activate(milica, SECRET)
    stored = Authenticator.objects.get(user=milica).data["secret"]
    assert SECRET not in stored and open_secret(stored) == SECRET


def test_an_older_master_key_still_opens(settings: Settings) -> None:
    sealed = seal_secret(SECRET)
    settings.MASTER_KEYS = [("new", b"n" * 32), *settings.MASTER_KEYS]
    assert open_secret(sealed) == SECRET


@pytest.mark.django_db(transaction=True)
def test_setting_a_second_factor_up_raises_the_session_and_leads_back(client: Client, milica: User) -> None:
    log_in(client, milica)
    client.get("/nalog/jaca-prijava/", {"level": "substantial", "next": "/pomoc/"})
    assert client.get("/nalog/2fa/totp/activate/")["Location"].startswith("/nalog/reauthenticate/")
    client.post("/nalog/reauthenticate/", {"password": PASSWORD})
    client.get("/nalog/2fa/totp/activate/")
    session = client.session
    session["mfa.totp.secret"] = SECRET
    session.save()
    client.post("/nalog/2fa/totp/activate/", {"code": code()})
    assert client.session[SESSION_KEY] == "substantial"
    assert mail.outbox[-1].subject == "Потврда у два корака је укључена"
    assert 'href="/pomoc/"' in client.get("/nalog/2fa/recovery-codes/").content.decode()


def test_the_step_up_page_says_what_is_needed_and_how(client: Client, milica: User) -> None:
    sign_in(client, milica, Level.BASIC)
    response = client.get("/nalog/jaca-prijava/", {"level": "substantial", "next": "/pomoc/"})
    page = response.content.decode()
    assert response.status_code == 403
    assert "средњи ниво" in page and "/nalog/2fa/totp/activate/?next=%2Fpomoc%2F" in page


@pytest.mark.parametrize(("target", "goes"), [("/pomoc/", "/pomoc/"), ("https://zlo.example/", "/nalog/")])
def test_who_reaches_the_level_goes_on(client: Client, milica: User, target: str, goes: str) -> None:
    sign_in(client, milica, Level.SUBSTANTIAL)
    assert client.get("/nalog/jaca-prijava/", {"level": "substantial", "next": target})["Location"] == goes


def test_only_the_national_identity_reaches_the_high_level(client: Client, milica: User) -> None:
    sign_in(client, milica, Level.SUBSTANTIAL)
    page = client.get("/nalog/jaca-prijava/", {"level": "high"}).content.decode()
    assert "totp" not in page and "на шалтеру" in page


@pytest.mark.parametrize(
    ("claims", "level"),
    [
        ({"id_token": {"acr": "high"}}, Level.HIGH),
        ({"userinfo": {"acr": "medium"}}, Level.SUBSTANTIAL),
        ({"id_token": {"acr": "unknown"}, "userinfo": {}}, Level.BASIC),
        ({}, Level.BASIC),
    ],
)
def test_the_level_of_the_national_identity_is_read_by_settings(claims: dict[str, Any], level: Level) -> None:
    assert level_from_claims(claims) is level


def test_levels_are_ordered() -> None:
    assert Level.BASIC < Level.SUBSTANTIAL < Level.HIGH and Level.HIGH >= Level.HIGH


def test_an_official_without_second_factor_is_asked_for_one(client: Client, olja: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR_OFFICIALS = True
    sign_in(client, olja, Level.BASIC)
    response = client.get(DESK, follow=True)
    assert response.status_code == 403 and response.templates[0].name == "accounts/step_up.html"
    sign_in(client, olja, Level.SUBSTANTIAL)
    assert client.get(DESK).status_code == 200


def test_a_demo_official_is_let_in(client: Client, olja: User, settings: Settings) -> None:
    settings.SECOND_FACTOR_FOR_OFFICIALS = settings.DEMO_LOGINS = True
    User.objects.filter(pk=olja.pk).update(is_demo=True)
    sign_in(client, olja, Level.BASIC)
    assert client.get(DESK).status_code == 200


def test_demo_people_are_recognised_well_enough_for_every_service(
    client: Client, milica: User, settings: Settings
) -> None:
    settings.DEMO_LOGINS = True
    User.objects.filter(pk=milica.pk).update(is_demo=True)
    log_in(client, milica)
    assert client.session[SESSION_KEY] == "substantial"
