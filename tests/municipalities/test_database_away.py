"""What people see while the database cannot be reached."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client


@pytest.mark.django_db
def test_a_database_that_is_away_is_a_pause_and_no_fault_of_ours(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False

    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("server closed the connection")

    monkeypatch.setattr("eservices.cases.access.enter", away)
    answer = client.get("/predmet/aaaaaaaaaaaaaa/")
    assert answer.status_code == 503 and answer["Retry-After"] == "30"
    assert "поднели остаје сачувано" in answer.content.decode()
