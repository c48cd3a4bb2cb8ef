"""Data sets that the portal makes of its own rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import pytest
from django.db.models import QuerySet

from municipalities import publishing
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from municipalities.publishing import Column, ColumnType, Frequency, Publishable, Row, Theme
from opendata import demo, derived, preparing
from opendata.models import Dataset, OpeningDuty, PublicationJob


class Benches(Publishable):
    slug = "klupe"
    title = "Клупе"
    description = "Клупе по месецима."
    theme = Theme.ENVIRONMENT
    frequency = Frequency.MONTHLY
    keywords = ("клупе",)
    columns = (Column("mesec", ColumnType.MONTH, "месец"), Column("broj", ColumnType.INTEGER, "број"))
    key = ("mesec",)
    now: ClassVar[list[Row]] = [("2026-01", 7), ("2026-02", None)]

    def municipalities(self) -> QuerySet[Municipality]:
        return Municipality.objects.all()

    def rows(self, municipality: Municipality) -> Iterator[Row]:
        """Asks the database between the rows, as real ones do."""
        for row in self.now:
            assert Municipality.objects.filter(pk=municipality.pk).exists()
            yield row


@pytest.fixture
def benches(monkeypatch: pytest.MonkeyPatch) -> Benches:
    found = Benches()
    monkeypatch.setattr(publishing, "_publishable", {found.slug: found})
    return found


def work() -> None:
    for job in PublicationJob.objects.filter(state="waiting"):
        preparing.prepare(job.pk)


def test_rows_of_the_portal_become_a_public_data_set_of_each_municipality(
    benches: Benches, kragujevac: Municipality, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert derived.refresh_all() == 1
    with municipality_scope(kragujevac.pk):
        work()
        dataset = Dataset.objects.get()
        assert dataset.is_public and dataset.current is not None and dataset.current.rows == 2
        assert derived.refresh_all() == 1
        work()
        assert dataset.versions.count() == 1, "the same rows make no new version"
        monkeypatch.setattr(benches, "now", [("2026-01", 8)])
        derived.refresh_all()
        work()
        dataset.refresh_from_db()
        assert dataset.current.number == 2
        assert (dataset.current.changes["changed"], dataset.current.changes["removed"]) == (1, 1)


def test_the_demo_publishes_invented_data_once(benches: Benches, kragujevac: Municipality) -> None:
    assert demo.load_demo(["kragujevac"]) == 3 and demo.load_demo(["kragujevac"]) == 0
    with municipality_scope(kragujevac.pk):
        assert Dataset.objects.filter(is_public=True).count() == 4
        assert OpeningDuty.objects.filter(municipality=kragujevac).count() == 3
