"""A worker makes a version of a file: reads, checks, loads, compares, profiles; all of it in one transaction.

Whatever goes wrong, nothing of it stays but the report. A worker that dies leaves the job to the next round; two workers
with one job are kept apart by an advisory lock.
"""

from __future__ import annotations

import hashlib
import logging
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import IO, Any

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string

from municipalities.current import municipality_scope, system_scope
from opendata import actions, derived, differences, fetching, profiling, progress, tables
from opendata.models import Dataset, PublicationJob, RowError, Version
from opendata.progress import Step
from opendata.tabular import copying, geometry, reading
from opendata.tabular.checking import Checker, NumberedRow, TooManyFaults
from opendata.tabular.copying import NULL
from opendata.tabular.faults import FileRefused, RowFault
from opendata.tabular.guessing import guess_schema
from opendata.tabular.personal import Detective
from opendata.tabular.plain import Block, PlainReader
from opendata.tabular.schema import TableSchema
from opendata.tabular.table import Table

log = logging.getLogger(__name__)
MOST_TRIES = 3
LOCK_SPACE = 7_301  # first half of the advisory locks of jobs; any number that nobody else takes
FAULTS_KEPT = 1_000
CHANGES = ("added", "removed", "changed", "columns_added", "columns_removed")


@dataclass
class RowsRefused(Exception):
    """Rows are wrong: the first faults, and how many there are."""

    faults: list[RowFault]
    count: int
    code: str = "rows-wrong"


@dataclass
class Loaded:
    """What is known of the rows when they are in their table."""

    table_name: str
    schema: TableSchema
    kind: str
    note: str
    rows: int
    findings: list[dict[str, Any]]
    bounds: list[float] | None
    facts: dict[str, Any] = field(default_factory=dict)


def prepare(job_id: int) -> None:
    """Do the job unless it is over or another worker has it."""
    job = _claim(job_id)
    if job is None:
        return
    with municipality_scope(job.municipality_id):
        if not _lock(job_id) or PublicationJob.objects.get(pk=job_id).is_over:
            return
        try:
            with transaction.atomic():
                _prepare(job)
        except FileRefused as refused:
            _refuse(job, refused.code, refused.params)
        except RowsRefused as refused:
            _refuse(job, refused.code, {}, refused)
        except Exception as error:
            # The class alone: the text of an unknown error may carry a cell of the file.
            log.exception("open data job %s failed: %s", job_id, type(error).__name__)
            _refuse(job, "unexpected", {})


def _claim(job_id: int) -> PublicationJob | None:
    """Mark the job as running for everybody to see; a job that killed three workers is given up."""
    with system_scope():
        found = PublicationJob.objects.select_for_update(of=("self",), skip_locked=True).select_related(
            "dataset__municipality"
        )
        job = found.filter(pk=job_id, state__in=["waiting", "running"]).first()
        if job is None:
            return None
        job.tries += 1
        job.state = PublicationJob.State.RUNNING
        job.save(update_fields=["tries", "state"])
    if job.tries > MOST_TRIES:
        with municipality_scope(job.municipality_id):
            _refuse(job, "unexpected", {})
        return None
    return job


def _lock(job_id: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK_SPACE, job_id])
        return bool(cursor.fetchone()[0])


def _prepare(job: PublicationJob) -> None:
    version = _derive(job) if job.kind == PublicationJob.Kind.DERIVED else _read(job)
    if version is None:
        _finish(job, PublicationJob.State.UNCHANGED)
        return
    _finish(job, PublicationJob.State.READY, version)
    if version.state == Version.State.WAITING and job.created_by_id is None:
        actions.publish(version=version, by=None)


def _derive(job: PublicationJob) -> Version | None:
    """A version of rows of the portal; None when they are as they were."""
    schema, table = derived.table_of(job.dataset)
    loaded = load_table(table, schema, "derived")
    loaded.findings = []  # their owners hide small counts, and addresses of offices are meant to be read
    return _make_version(job, loaded)


def _read(job: PublicationJob) -> Version | None:
    """A version of a file; None when it is the published one, byte for byte or row for row."""
    with _source(job) as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
        size = file.tell()
        if _is_unchanged(job.dataset, digest):
            return None
        file.seek(0)
        version = _make_version(job, _load(job, file, size), digest, size)
        if version is not None:
            _keep_source(job, version, file)
        return version


def _is_unchanged(dataset: Dataset, digest: str) -> bool:
    return dataset.current is not None and dataset.current.source_sha256 == digest


@contextmanager
def _source(job: PublicationJob) -> Iterator[IO[bytes]]:
    """The file: the one that was sent, or one fetched into a temporary place."""
    if job.kind == PublicationJob.Kind.UPLOAD:
        with closing(default_storage.open(job.file_path)) as stored:
            yield stored.file  # type: ignore[misc]
        return
    with tempfile.TemporaryFile() as target:
        progress.note(job.pk, Step.FETCHING)
        fetching.fetch(
            job.dataset.pull_address,
            target,
            lambda done, total: progress.note(job.pk, Step.FETCHING, done=done, total=total),
        )
        target.seek(0)
        yield target


def _load(job: PublicationJob, file: IO[bytes], size: int) -> Loaded:
    """Rows of the file in a table of their own. Raises FileRefused, RowsRefused."""
    schema = job.dataset.schema
    if schema is None:
        _kind, table = reading.read(file, None)
        schema = guess_schema(table, job.dataset.slug)
        file.seek(0)
    kind, table = reading.read(file, schema)
    return load_table(table, schema, kind, lambda rows: _note_reading(job, file, size, rows))


def _note_reading(job: PublicationJob, file: IO[bytes], size: int, rows: int) -> None:
    done = 0 if file.closed else file.tell()
    progress.note(job.pk, Step.READING, done=done, total=size, rows=rows)


def load_table(table: Table, schema: TableSchema, kind: str, noted: Any = lambda rows: None) -> Loaded:
    """Check and copy rows into a new table. Raises FileRefused, RowsRefused."""
    name = tables.new_name()
    checker, detective, extent = Checker(schema, table), Detective(schema), Extent(schema)
    tables.make(name, schema)
    try:
        tables.fill(name, schema, _pieces(checker, detective, extent, noted))
    except TooManyFaults:
        raise RowsRefused(checker.faults, checker.count, "too-many") from None
    if not checker.count and schema.key:
        _refuse_duplicates(name, schema, checker)
    if checker.count:
        raise RowsRefused(checker.faults, checker.count)
    findings = [finding.as_json() for finding in detective.findings]
    return Loaded(name, schema, kind, table.note, checker.rows, findings, extent.bounds)


def _pieces(checker: Checker, detective: Detective, extent: Extent, noted: Any) -> Iterator[str]:
    """Lines for COPY, a block of rows at once where all of it is plain, else cell by cell."""
    plain, words, places = PlainReader(checker), copying.Words(), copying.text_places(checker.schema)
    for rows in checker.blocks():
        block = plain.read(rows)
        if block is None:
            yield copying.text_of(checker.schema, _looked_at(checker.read(rows), detective, extent), words)
        else:
            detective.look_at_block(block)
            extent.look_at_block(block)
            yield block.text(words, places)
        noted(checker.rows)


def _looked_at(rows: Iterator[NumberedRow], detective: Detective, extent: Extent) -> Iterator[NumberedRow]:
    for number, values in rows:
        detective.look(number, values)
        extent.look(values)
        yield number, values


def _refuse_duplicates(name: str, schema: TableSchema, checker: Checker) -> None:
    key = ", ".join(schema.key)
    for row, first, value in differences.duplicates(name, schema.key, limit=FAULTS_KEPT):
        checker.count += 1
        checker.faults.append(RowFault(row, key, value[:120], "duplicate", {"first": str(first)}))


class Extent:
    """The box around all places of a table; None when there are none."""

    def __init__(self, schema: TableSchema) -> None:
        point = schema.point
        self._point = (schema.names.index(point[0]), schema.names.index(point[1])) if point else None
        self._geometry = schema.names.index(schema.geometry) if schema.geometry else None
        self.bounds: list[float] | None = None

    def look(self, values: list[Any]) -> None:
        """Widen the box by the place of one row."""
        if self._point and values[self._point[0]] is not None and values[self._point[1]] is not None:
            lon, lat = float(values[self._point[0]]), float(values[self._point[1]])
            self._widen(lon, lat, lon, lat)
        elif self._geometry is not None and values[self._geometry] is not None:
            self._widen(*geometry.bounds(values[self._geometry]))

    def look_at_block(self, block: Block) -> None:
        """Widen the box by all places of rows that were read at once; such rows have no geometry of their own."""
        if self._point is None:
            return
        lons, lats = (block.columns[place].fields for place in self._point)
        if NULL in lons or NULL in lats:
            filled = [pair for pair in zip(lons, lats, strict=True) if NULL not in pair]
            lons, lats = zip(*filled, strict=True) if filled else ((), ())
        if lons:
            west, east = min(lons, key=float), max(lons, key=float)
            south, north = min(lats, key=float), max(lats, key=float)
            self._widen(float(west), float(south), float(east), float(north))

    def _widen(self, west: float, south: float, east: float, north: float) -> None:
        box = self.bounds or [west, south, east, north]
        self.bounds = [min(box[0], west), min(box[1], south), max(box[2], east), max(box[3], north)]


def _make_version(job: PublicationJob, loaded: Loaded, digest: str = "", size: int = 0) -> Version | None:
    """Compare, profile and write the row of the version; findings make it wait for a second person."""
    dataset, before = job.dataset, job.dataset.current
    progress.note(job.pk, Step.COMPARING, rows=loaded.rows)
    tables.analyze(loaded.table_name)
    changes = {"added": loaded.rows, "removed": 0, "changed": 0, "key": bool(loaded.schema.key)}
    if before is not None:
        changes = differences.compare(before.table_name, loaded.table_name, before.schema, loaded.schema)
        if not any(changes[what] for what in CHANGES):
            tables.discard(loaded.table_name)
            return None
    progress.note(job.pk, Step.PROFILING, rows=loaded.rows)
    facts = profiling.profile(loaded.table_name, loaded.schema)
    tables.index(loaded.table_name, profiling.indexed_columns(facts, loaded.schema))
    last = dataset.versions.order_by("-number").values_list("number", flat=True).first() or 0
    return Version.objects.create(
        municipality_id=dataset.municipality_id, dataset=dataset, number=last + 1,
        state=Version.State.CONFIRMING if loaded.findings else Version.State.WAITING,
        schema_data=loaded.schema.as_json(), table_name=loaded.table_name, rows=loaded.rows, source_kind=loaded.kind,
        source_name=job.file_name, source_note=loaded.note, source_bytes=size, source_sha256=digest, changes=changes,
        findings=loaded.findings, profile=facts, bounds=loaded.bounds, created_by=job.created_by,
    )  # fmt: skip


def _keep_source(job: PublicationJob, version: Version, file: IO[bytes]) -> None:
    """The file as it came stays with the version, so that anybody can check what was made of it."""
    path = job.file_path
    if not path:
        file.seek(0)
        path = default_storage.save(f"opendata/{job.dataset_id}/{get_random_string(20)}", File(file))
    Version.objects.filter(pk=version.pk).update(source_path=path)


def _finish(job: PublicationJob, state: str, version: Version | None = None) -> None:
    job.state, job.version, job.finished_at = state, version, timezone.now()
    job.rows = version.rows if version else 0
    job.save(update_fields=["state", "version", "finished_at", "rows"])
    if job.kind == PublicationJob.Kind.PULL:
        Dataset.objects.filter(pk=job.dataset_id).update(pull_failures=0)


def _refuse(job: PublicationJob, code: str, params: dict[str, Any], rows: RowsRefused | None = None) -> None:
    """Write the report; the file is not kept, because nothing was made of it."""
    job.state, job.fault, job.fault_params = PublicationJob.State.REFUSED, code, params
    job.finished_at, job.version = timezone.now(), None
    job.faults = rows.count if rows else 0
    path, job.file_path = job.file_path, ""
    job.save(update_fields=["state", "fault", "fault_params", "finished_at", "version", "faults", "file_path"])
    RowError.objects.bulk_create(
        RowError(municipality_id=job.municipality_id, job=job, row=fault.row, column=fault.column[:300],
                 value=fault.value[:200], code=fault.code, params=fault.params)
        for fault in (rows.faults if rows else [])
    )  # fmt: skip
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))
    if job.kind == PublicationJob.Kind.PULL:
        actions.note_failed_pull(job=job)
