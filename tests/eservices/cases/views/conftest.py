"""A town that offers the sample service."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from eservices.cases import service as services
from municipalities import catalogue
from municipalities.models import Municipality
from tests.eservices.cases import sample_service
from tests.eservices.cases.sample_service import SLUG, Sample


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    """Counters of the throttles begin anew with each test."""
    cache.clear()


@pytest.fixture
def sample(kragujevac: Municipality) -> Iterator[Sample]:
    """The sample service, offered in Kragujevac."""
    service = sample_service.install()
    sample_service.offer(kragujevac)
    yield service
    services._services.pop(SLUG)
    catalogue._entries.pop(SLUG)


@pytest.fixture
def begun(client: Client, sample: Sample, kragujevac: Municipality) -> Callable[[], str]:
    """Begin without an account; gives the draft's code."""

    def begin() -> str:
        answer = client.post(reverse("cases:begin", args=[kragujevac.slug, SLUG]), {"way": "without"})
        assert answer.status_code == 302
        return str(answer.headers["Location"].split("/")[2])

    return begin
