"""The round that keeps sizes and check sums of files and points of quality true.

A file is written once to nowhere: that gives its size and its SHA-256 and shows that it can be given at all. Versions never
change, so this is done once for each.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterable

import psycopg2
from django.core.cache import cache

from municipalities.current import municipality_scope, system_scope
from opendata import access, actions
from opendata.harvest import pages
from opendata.harvest.graph import catalogued, dataset_uri, file_address
from opendata.harvest.options import Options
from opendata.models import Dataset
from opendata.quality import metrics
from opendata.querying.question import Question

log = logging.getLogger(__name__)
MOST_AT_ONCE = 50
LOCK_SECONDS = 3600


def measure_files() -> int:
    """Find out sizes and sums that are not known yet and judge those data sets; returns how many. One round at a time."""
    if not cache.add("opendata-measuring", 1, LOCK_SECONDS):
        return 0
    try:
        waiting = _unmeasured()
        for dataset in waiting:
            _measure(dataset)
        return len(waiting)
    finally:
        cache.delete("opendata-measuring")


def _unmeasured() -> list[Dataset]:
    with system_scope():
        rows = access.published_datasets().filter(current__file_sums={})
        return list(rows.order_by("modified_at")[:MOST_AT_ONCE])


def _measure(dataset: Dataset) -> None:
    version = access.current_version(dataset)
    sizes, sums = {}, {}
    for found in catalogued(version):
        try:
            sizes[found.name], sums[found.name] = _size_and_sum(found.write(version, Question(), {}))
        except psycopg2.Error as error:
            log.warning("%s of version %s cannot be written: %s", found.name, version.pk, type(error).__name__)
    with municipality_scope(dataset.municipality_id):
        actions.note_files(version=version, sizes=sizes, sums=sums)
        _judge(dataset)


def _size_and_sum(pieces: Iterable[bytes]) -> tuple[int, str]:
    """Bytes of a file and its SHA-256."""
    size, digest = 0, hashlib.sha256()
    for piece in pieces:
        size += len(piece)
        digest.update(piece)
    return size, digest.hexdigest()


def grade_all() -> int:
    """Judge every public data set anew; returns how many changed."""
    with system_scope():
        found = list(access.published_datasets().order_by("id"))
    changed = 0
    for dataset in found:
        with municipality_scope(dataset.municipality_id):
            changed += _judge(dataset)
    return changed


def _judge(dataset: Dataset) -> bool:
    """Keep the points of a data set if they are others than before."""
    version = access.current_version(dataset)
    shares = metrics.judge(
        pages.single(dataset, Options()).graph,
        dataset_uri(dataset),
        {str(file_address(dataset, name)) for name in version.file_sizes},
    )
    if shares == dataset.quality:
        return False
    actions.note_quality(dataset=dataset, points=metrics.total(shares), shares=shares)
    return True
