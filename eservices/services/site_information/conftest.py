"""The town in which requests of these tests are filed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import settings

from eservices.services.site_information.demo import SLUG, load_library
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService, Parameter

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
FILED = datetime(2026, 2, 6, 9, 0, tzinfo=UTC)


def set_up(place: Municipality) -> None:
    """Legal values, offer and library of one town."""
    OfferedService.objects.get_or_create(municipality=place, service=SLUG, defaults={"since": date(2021, 10, 5)})
    for name in ("parameters.json", "parameters.site-information.json"):
        rows = json.loads((FIXTURES / name).read_text(encoding="utf-8"))["rows"]
        for row in rows:
            slug = row.pop("municipality", place.slug) if "municipality" in row else None
            if slug in (None, place.slug):
                Parameter.objects.get_or_create(
                    code=row["code"],
                    valid_from=row["valid_from"],
                    municipality=place if slug else None,
                    defaults={name: value for name, value in row.items() if name not in ("code", "valid_from")},
                )
    load_library(place)


@pytest.fixture
def town(kragujevac: Municipality) -> Iterator[Municipality]:
    """Kragujevac, ready for the service, on the day of the worked example, a Friday."""
    with municipality_scope(kragujevac.pk):
        set_up(kragujevac)
    with time_machine.travel(FILED, tick=False):
        yield kragujevac


@pytest.fixture
def here(town: Municipality) -> Iterator[Municipality]:
    """The same, and the whole test sees its rows."""
    with municipality_scope(town.pk):
        yield town
