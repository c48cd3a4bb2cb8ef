"""Addresses of the operator: alive, ready, figures, and what crawlers leave alone."""

import pytest
from django.test import Client
from pytest_django import Settings

from municipalities import operations


def down() -> None:
    raise ConnectionError


@pytest.fixture
def client_without_database() -> Client:
    """Without the database fixture every query fails, as it does while the database is away."""
    return Client()


def test_the_process_answers_without_a_database(client_without_database: Client) -> None:
    assert client_without_database.get("/healthz").content == b"ok"


@pytest.mark.django_db
def test_ready_when_everything_is(client: Client) -> None:
    response = client.get("/readyz")
    assert (response.status_code, response.json()) == (200, {"database": "ok", "broker": "ok", "storage": "ok"})


@pytest.mark.django_db
def test_not_ready_without_redis(client: Client, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    response = client.get("/readyz")
    assert (response.status_code, response.json()["broker"]) == (503, "down")


@pytest.mark.parametrize("part", ["database", "storage"])
@pytest.mark.django_db
def test_not_ready_without_database_or_storage(client: Client, monkeypatch: pytest.MonkeyPatch, part: str) -> None:
    monkeypatch.setitem(operations.CHECKS, part, down)
    response = client.get("/readyz")
    assert response.status_code == 503 and response.json()[part] == "down"


@pytest.mark.django_db
def test_figures_are_for_the_bearer_of_the_token(client: Client, settings: Settings) -> None:
    assert client.get("/metrics").status_code == 404
    settings.METRICS_TOKEN = "tajna"
    assert client.get("/metrics", headers={"authorization": "Bearer nije"}).status_code == 404
    answer = client.get("/metrics", headers={"authorization": "Bearer tajna"})
    assert answer.status_code == 200 and b"django_http_requests" in answer.content


def test_crawlers_leave_personal_pages_alone(client_without_database: Client) -> None:
    assert b"Disallow: /nalog/" in client_without_database.get("/robots.txt").content


@pytest.mark.django_db
def test_the_interface_description_needs_no_other_site(client: Client) -> None:
    page = client.get("/api/docs/").content.decode()
    assert '<html lang="en">' in page and "https://" not in page and "<style" not in page
    assert client.get("/api/v1/schema/").status_code == 200
