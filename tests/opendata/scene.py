"""Ways to a data set of kindergartens in Kragujevac and to its versions; they go through the same acts as editors do."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.files.base import File

from municipalities.accounts.models import User
from municipalities.models import Municipality
from opendata import actions, preparing
from opendata.models import Dataset, PublicationJob

CSV = (
    "objekat_id;Установа;naziv;lon;lat;kapacitet;jezik\n"
    "1;Нада;Пчелица;20,91;44,01;120;српски\n2;Нада;Лептир;20,92;44,02;90;српски\n3;Нада;Бубамара;20,93;44,03;60;мађарски\n"
)


def dataset_of(place: Municipality, title: str = "Вртићи града", schema_name: str = "vrtici", **fields: Any) -> Dataset:
    given: dict[str, Any] = {
        "title": title, "description": "Вртићи са капацитетом.", "theme": "EDUC", "keywords": ["вртићи"],
        "frequency": "ANNUAL", "temporal_start": date(2026, 1, 1), "contact_name": "Управа", "schema_name": schema_name,
        "contact_email": "podaci@primer.example",
    }  # fmt: skip
    dataset = Dataset(municipality=place, **{**given, **fields})
    actions.create_dataset(dataset=dataset, by=None)
    return dataset


def send(dataset: Dataset, content: str | bytes, by: User, name: str = "vrtici.csv") -> PublicationJob:
    """Send a file and let the worker do its part."""
    data = content.encode("utf-8-sig") if isinstance(content, str) else content
    job = actions.start_upload(dataset=dataset, upload=File(io.BytesIO(data), name=name), by=by)
    preparing.prepare(job.pk)
    dataset.refresh_from_db()
    return PublicationJob.objects.select_related("version").get(pk=job.pk)


def published(dataset: Dataset, by: User, content: str | bytes = CSV) -> Dataset:
    """The data set with one published version."""
    job = send(dataset, content, by)
    assert job.version is not None, (job.fault, list(job.errors.values_list("row", "column", "code")))
    actions.publish(version=job.version, by=by)
    dataset.refresh_from_db()
    return dataset
