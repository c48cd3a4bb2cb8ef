"""Doors of open data: what is public for everybody, what is prepared for officials who publish there. Strangers get 404."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.http import Http404

from municipalities.accounts.access import may
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from opendata.models import Dataset, DatasetRequest, PublicationJob, Push, Question, Reuse, Version
from opendata.tabular.schema import TableSchema

# Written out, because making it of parts costs more than asking it.
_IN_FORCE = """
    SELECT version.id, version.number, version.rows, version.table_name
    FROM opendata_dataset AS dataset JOIN opendata_version AS version ON version.id = dataset.current_id
    WHERE dataset.slug = %s AND dataset.is_public
"""
Row = TypeVar("Row", Dataset, PublicationJob, Push, Version)


def published_datasets() -> QuerySet[Dataset]:
    """Data sets that everybody may read, with what a list shows of them."""
    return Dataset.objects.filter(is_public=True).select_related("municipality", "current")


def published_dataset(slug: str) -> Dataset:
    """A public data set by its address; 404 when there is none."""
    try:
        return published_datasets().get(slug=slug)
    except Dataset.DoesNotExist as missing:
        raise Http404 from missing


def current_version(dataset: Dataset) -> Version:
    """The version in force of a public data set."""
    version = dataset.current
    if version is None:
        raise Http404
    version.dataset = dataset
    return version


@dataclass(frozen=True)
class RowsInForce:
    """The table of the version in force of a public data set, as far as answering questions needs it."""

    number: int
    rows: int
    table_name: str
    schema: TableSchema
    profile: dict[str, Any]

    @property
    def etag(self) -> str:
        """As `Version.etag`."""
        return self.table_name


def rows_in_force(slug: str) -> RowsInForce:
    """Rows of the version in force, by one short statement; 404 when there is no such public data set.

    What is in force is asked each time; what is known of a table never changes, so it is kept.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [slug])
        found = cursor.fetchone()
    if found is None:
        raise Http404
    version_id, number, rows, table_name = found
    return RowsInForce(number, rows, table_name, *_unchanging(table_name, version_id))


@lru_cache(maxsize=256)
def _unchanging(table_name: str, version_id: int) -> tuple[TableSchema, dict[str, Any]]:
    """Schema and profile of a table; its name is part of the key because no name is ever given twice."""
    version = Version.objects.only("schema_data", "profile").get(pk=version_id, table_name=table_name)
    return version.schema, version.profile


def published_versions(dataset: Dataset) -> QuerySet[Version]:
    """Versions of a data set that everybody may read, the newest first."""
    return dataset.versions.filter(state=Version.State.PUBLISHED)


def published_version(slug: str, number: int) -> Version:
    """A published version by its address; 404 when there is none or it was never published."""
    dataset = published_dataset(slug)
    try:
        version = published_versions(dataset).get(number=number)
    except Version.DoesNotExist as missing:
        raise Http404 from missing
    version.dataset = dataset
    return version


def shown_questions(dataset: Dataset) -> QuerySet[Question]:
    """Questions about a data set that everybody may read, with their answers."""
    return dataset.questions.filter(is_public=True)


def shown_reuses(dataset: Dataset | None = None) -> QuerySet[Reuse]:
    """What was made of a data set, or of any public one, and may be shown."""
    found = Reuse.objects.filter(state=Reuse.State.SHOWN, dataset__is_public=True)
    return (found.filter(dataset=dataset) if dataset else found).select_related("dataset", "municipality")


def shown_requests() -> QuerySet[DatasetRequest]:
    """Wishes for data that everybody may read."""
    return DatasetRequest.objects.filter(is_public=True).select_related("municipality")


def may_publish(user: User, municipality_id: int) -> bool:
    """Whether the person prepares and publishes data of that municipality."""
    return may(user, Permission.PUBLISH_DATA, municipality_id=municipality_id)


def dataset_for(user: User, municipality_id: int, pk: int) -> Dataset:
    """A data set of the desk's municipality for somebody who publishes there; else 404."""
    rows = _rows_of(user, municipality_id, Dataset.objects.select_related("municipality", "current"))
    return _one(rows, pk)


def job_for(user: User, municipality_id: int, pk: int) -> PublicationJob:
    """A job of a data set of the desk's municipality for somebody who publishes there; else 404."""
    jobs = PublicationJob.objects.select_related("dataset__municipality", "dataset__current", "version__created_by")
    return _one(_rows_of(user, municipality_id, jobs), pk)


def version_for(user: User, municipality_id: int, pk: int) -> Version:
    """A version, also one that waits, of the desk's municipality for somebody who publishes there; else 404."""
    versions = Version.objects.select_related("dataset__municipality", "dataset__current")
    return _one(_rows_of(user, municipality_id, versions), pk)


def pushes_of(user: User, municipality_id: int) -> QuerySet[Push]:
    """Pushes of the desk's municipality, the newest first, for somebody who publishes there."""
    return _rows_of(user, municipality_id, Push.objects.select_related("created_by"))


def push_for(user: User, municipality_id: int, pk: int) -> Push:
    """A push of the desk's municipality for somebody who publishes there; else 404."""
    return _one(pushes_of(user, municipality_id), pk)


def _rows_of(user: User, municipality_id: int, rows: QuerySet[Row]) -> QuerySet[Row]:
    if not may_publish(user, municipality_id):
        return rows.none()
    return rows.filter(municipality_id=municipality_id)


def _one(rows: QuerySet[Row], pk: int) -> Row:
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
