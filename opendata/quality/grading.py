"""The round that keeps sizes of files and points of quality true.

A file is written once to nowhere: that gives its size and shows that it can be given at all. Versions never change, so
this is done once for each.
"""

from __future__ import annotations

import logging

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
    """Find out sizes of files that are not known yet and judge their data sets; returns how many. One round at a time."""
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
        rows = access.published_datasets().filter(current__file_sizes={})
        return list(rows.order_by("modified_at")[:MOST_AT_ONCE])


def _measure(dataset: Dataset) -> None:
    version = access.current_version(dataset)
    sizes = {}
    for found in catalogued(version):
        try:
            sizes[found.name] = sum(map(len, found.write(version, Question(), {})))
        except psycopg2.Error as error:
            log.warning("%s of version %s cannot be written: %s", found.name, version.pk, type(error).__name__)
    with municipality_scope(dataset.municipality_id):
        actions.note_file_sizes(version=version, sizes=sizes)
        _judge(dataset)


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
