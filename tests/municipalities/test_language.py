"""The switch of language and script."""

import pytest
from django.test import Client

from municipalities.accounts.models import User
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


def test_the_reader_stays_on_the_page_in_the_chosen_script(client: Client) -> None:
    response = client.post("/jezik/", {"language": "sr-latn", "next": "/pomoc/?q=1"})
    assert (response.status_code, response["Location"]) == (302, "/pomoc/?q=1")
    assert client.get("/")["Content-Language"] == "sr-Latn"


@pytest.mark.parametrize(
    "target", ["https://zlo.example/", "//zlo.example", "javascript:alert(1)", "/\\zlo.example", ""]
)
def test_nobody_is_sent_to_another_site(client: Client, target: str) -> None:
    assert client.post("/jezik/", {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_changes_nothing(client: Client) -> None:
    assert not client.post("/jezik/", {"language": "xx"}).cookies


def test_no_token_is_needed_and_get_is_refused() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/jezik/", {"language": "en"}).status_code == 302
    assert client.get("/jezik/").status_code == 405


def test_the_address_can_name_the_language(client: Client) -> None:
    assert client.get("/?jezik=en")["Content-Language"] == "en"


def test_letters_follow_the_chosen_language(client: Client, milica: User) -> None:
    sign_in(client, milica).post("/jezik/", {"language": "sr-latn"})
    milica.refresh_from_db()
    assert milica.language == "sr-latn"
