"""The account page."""

import pytest
from django.test import Client

from municipalities.accounts.models import SignIn, User
from municipalities.sessions import RENEWED_KEY
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
PROFILE = {
    "first_name": "Милица",
    "last_name": "Новић",
    "phone": "064/123-4567",
    "language": "sr-latn",
    "channel": "portal",
}


def test_a_stranger_signs_in_first(client: Client) -> None:
    assert client.get("/nalog/")["Location"] == "/nalog/login/?next=/nalog/"


def test_contact_data_is_saved_and_the_page_follows_the_language(client: Client, milica: User) -> None:
    response = sign_in(client, milica).post("/nalog/", PROFILE, follow=True)
    milica.refresh_from_db()
    assert (milica.last_name, str(milica.phone), milica.channel) == ("Новић", "+381641234567", "portal")
    assert "Vaši podaci su sačuvani." in response.content.decode() or response["Content-Language"] == "sr-Latn"


@pytest.mark.parametrize(("field", "value"), [("phone", "абв"), ("first_name", ""), ("language", "xx")])
def test_wrong_contact_data_is_explained_and_not_saved(client: Client, milica: User, field: str, value: str) -> None:
    response = sign_in(client, milica).post("/nalog/", PROFILE | {field: value})
    assert response.status_code == 200 and response.context["form"].errors[field]
    milica.refresh_from_db()
    assert milica.last_name == "Примеровић"


def test_own_sign_ins_are_shown_and_no_others(client: Client, milica: User, ana: User) -> None:
    SignIn.objects.create(user=milica, method="password", level="basic")
    SignIn.objects.create(user=ana, method="password", level="high")
    page = sign_in(client, milica).get("/nalog/").content.decode()
    assert "основни ниво" in page and "високи ниво" not in page


def test_own_data_is_handed_out_and_nobody_elses(client: Client, milica: User, ana: User) -> None:
    response = sign_in(client, milica).get("/nalog/moji-podaci.json")
    assert response.json()["account"]["email"] == milica.email and ana.email not in response.content.decode()
    assert "no-store" in response["Cache-Control"]


def test_the_session_is_counted_from_the_last_page(client: Client, milica: User) -> None:
    sign_in(client, milica).get("/nalog/")
    session = client.session
    session[RENEWED_KEY] -= 1000
    session.save()
    client.get("/nalog/", headers={"HX-Request": "true"})
    assert client.session[RENEWED_KEY] == session[RENEWED_KEY]
    client.get("/nalog/")
    assert client.session[RENEWED_KEY] > session[RENEWED_KEY]


def test_the_session_is_prolonged_only_for_the_signed_in(client: Client, milica: User) -> None:
    assert client.post("/nalog/produzi/").status_code == 403
    assert sign_in(client, milica).post("/nalog/produzi/").status_code == 204
