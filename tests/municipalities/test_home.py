"""The home page and the page of a municipality: found in every spelling, cheap for strangers, never kept for others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from municipalities import catalogue
from municipalities.accounts.models import User
from municipalities.models import Municipality, Office
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch) -> catalogue.Entry:
    """One service for children, whatever is installed."""
    made = catalogue.Entry(
        slug="maternity-pay",
        name="Накнада за породиљско одсуство",
        summary="Накнада зараде мајци.",
        life_event=catalogue.LifeEvent.CHILD,
        url=lambda place: f"/{place}/usluge/maternity-pay/",
        search_words="беба плата Ђорђе",
    )
    monkeypatch.setattr(catalogue, "_entries", {made.slug: made})
    return made


def page(client: Client, address: str = "/", **query: str) -> str:
    return client.get(address, query).content.decode()


@pytest.mark.parametrize("query", ["Djordje", "đorđe", "ЂОРЂЕ", "породиљског", "porodiljskim odsustvu", "bebe"])
def test_a_service_is_found_in_every_spelling(client: Client, entry: catalogue.Entry, query: str) -> None:
    assert str(entry.name) in page(client, q=query)


@pytest.mark.parametrize("query", ["Čačak", "cacak", "Чачак", "ЧАЧ", "čač"])
def test_a_municipality_is_found_in_every_spelling(client: Client, cacak: Municipality, query: str) -> None:
    assert 'href="/cacak/"' in page(client, q=query)


@pytest.mark.parametrize("query", ["acak", "%%%", "\x00", "x" * 5000])
def test_a_search_without_result_says_so(client: Client, cacak: Municipality, query: str) -> None:
    response = client.get("/", {"q": query})
    assert response.status_code == 200
    assert 'href="/cacak/"' not in response.content.decode() or not query.strip("\x00")


def test_services_stand_under_their_life_event(client: Client, entry: catalogue.Entry) -> None:
    html = page(client)
    assert html.index("Рођење и одгој детета") < html.index(str(entry.name))


def test_letters_follow_the_script(client: Client, cacak: Municipality) -> None:
    assert ">Ч</h3>" in page(client)
    client.cookies["pismo"] = "sr-latn"
    assert ">Č</h3>" in page(client)


def tables_read(client: Client, address: str) -> int:
    """Statements that read a table; the frame of the test's own transaction does not count."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return sum(" FROM " in query["sql"] for query in captured)


@pytest.mark.parametrize("address", ["/", "/cacak/", "/pomoc/", "/privatnost/", "/pristupacnost/", "/kolacici/"])
def test_a_warm_page_reads_no_table(client: Client, cacak: Municipality, address: str) -> None:
    first = client.get(address)
    assert tables_read(client, address) == 0
    assert client.get(address).content == first.content


@pytest.mark.parametrize(("address", "most"), [("/", 1), ("/cacak/", 4), ("/?q=cacak", 1)])
def test_a_cold_page_reads_little(client: Client, cacak: Municipality, address: str, most: int) -> None:
    assert tables_read(client, address) <= most


def test_each_language_is_kept_by_itself(client: Client, cacak: Municipality) -> None:
    cyrillic = client.get("/cacak/")
    client.cookies["pismo"] = "sr-latn"
    latin = client.get("/cacak/")
    assert "Град Чачак" in cyrillic.content.decode() and "Grad Čačak" in latin.content.decode()
    assert (cyrillic["Content-Language"], latin["Content-Language"]) == ("sr-Cyrl", "sr-Latn")
    assert "Cookie" in cyrillic["Vary"]


def test_the_browser_is_told_that_nothing_changed(client: Client, cacak: Municipality) -> None:
    etag = client.get("/")["ETag"]
    assert client.get("/", headers={"if-none-match": etag}).status_code == 304


def test_a_change_is_seen_at_once(
    client: Client, cacak: Municipality, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    client.get("/cacak/")
    with django_capture_on_commit_callbacks(execute=True):
        office = Office.objects.get(municipality=cacak)
        office.phone = "032 000 999"
        office.save()
    assert "032 000 999" in page(client, "/cacak/")


def test_pages_of_signed_in_people_are_kept_nowhere(client: Client, milica: User, cacak: Municipality) -> None:
    sign_in(client, milica)
    client.get("/cacak/")
    assert "no-store" in client.get("/cacak/")["Cache-Control"]
    assert "Пријавите се" in page(Client(), "/cacak/")


def test_pages_are_right_while_redis_is_away(
    client: Client, cacak: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "get_many", lambda keys: {})
    monkeypatch.setattr(cache, "set", lambda *args: None)
    assert client.get("/cacak/").status_code == client.get("/cacak/").status_code == 200


def test_an_unconfirmed_population_is_not_shown(client: Client, cacak: Municipality) -> None:
    assert "попис 2022" in page(client, "/cacak/")
    Municipality.objects.filter(pk=cacak.pk).update(population_confirmed=False)
    cache.clear()
    assert "попис 2022" not in page(client, "/cacak/")


def test_the_municipality_shows_services_and_counter(
    client: Client, cacak: Municipality, entry: catalogue.Entry
) -> None:
    html = page(client, "/cacak/")
    assert "/cacak/usluge/maternity-pay/" in html and "034 000 001" in html and "7.30–15.30" in html


def test_a_service_lists_the_municipalities_that_offer_it(
    client: Client, cacak: Municipality, entry: catalogue.Entry
) -> None:
    assert "/cacak/usluge/maternity-pay/" in page(client, "/usluge/maternity-pay/")
    assert client.get("/usluge/nepostojeca/").status_code == 404


def test_an_unknown_municipality_is_not_found(client: Client) -> None:
    assert client.get("/nigde/").status_code == 404
