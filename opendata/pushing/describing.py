"""What a data set is in the words of udata: its fields, and its files as addresses that stay here.

Nothing of a person goes out: the publisher is the organisation of the account, and no contact is sent.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from municipalities.script import slug
from opendata.codes import Frequency, Licence
from opendata.harvest import vocabulary as words
from opendata.harvest.ckan import FREQUENCIES
from opendata.harvest.graph import absolute, box_of, catalogued, file_address
from opendata.models import Dataset
from opendata.tabular.personal import kinds_in

Body = dict[str, Any]
# By this extra a data set is found there again, whatever happened to our record of it.
KEY = "opstinski-portal:skup"
SHORTEST_TAG, LONGEST_TAG = 3, 96


@dataclass(frozen=True)
class Wanted:
    """What the portal should say: ``fields`` of the data set, ``files`` by their address."""

    fields: Body
    files: dict[str, Body]


def wanted_of(dataset: Dataset, organisation: str) -> Wanted:
    """A public data set as it should stand there. ``archived`` is None: it is there again if it was archived."""
    version = dataset.current
    if version is None:
        raise ValueError(f"{dataset.slug} has no version")
    end = dataset.temporal_end or max(dataset.temporal_start, timezone.localtime(dataset.modified_at).date())
    fields = {
        "title": dataset.title,
        "description": f"{dataset.description}\n\n{absolute(dataset.get_absolute_url())}",
        "organization": organisation,
        "license": words.UDATA_LICENCES[Licence(dataset.licence)],
        "frequency": FREQUENCIES[Frequency(dataset.frequency)],
        "tags": _tags(dataset),
        "temporal_coverage": {"start": dataset.temporal_start.isoformat(), "end": end.isoformat()},
        "spatial": {"geom": _area(dataset)},
        "private": False,
        "archived": None,
        "extras": {KEY: key_of(dataset)},
    }
    files = {}
    for found in catalogued(version):
        address = str(file_address(dataset, found.name))
        files[address] = {
            "title": f"{dataset.title} ({found.eu_code})", "description": "", "type": "main", "filetype": "remote",
            "url": address, "format": found.name, "mime": found.media_type,
            "filesize": version.file_sizes.get(found.name),
        }  # fmt: skip
    return Wanted(fields, files)


def key_of(dataset: Dataset) -> str:
    """The permanent address, by which a data set is known everywhere."""
    return absolute(dataset.get_absolute_url())


def _tags(dataset: Dataset) -> list[str]:
    """Keywords in Latin letters: udata writes Cyrillic ones in a spelling of its own."""
    found = {slug(word)[:LONGEST_TAG] for word in dataset.keywords}
    return sorted(word for word in found if len(word) >= SHORTEST_TAG)


def _area(dataset: Dataset) -> Body:
    west, south, east, north = box_of(dataset)
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


def personal_kinds(wanted: Wanted, office: str) -> set[str]:
    """Kinds of personal data in what would go out; empty when there are none. ``office`` is the address of the service."""
    texts = [wanted.fields["title"], wanted.fields["description"], *wanted.fields["tags"]]
    return set().union(*(kinds_in(text.replace(office, "")) for text in texts))
