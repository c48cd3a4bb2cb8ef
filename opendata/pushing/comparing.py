"""What differs between what a portal says of a data set and what it should say. Knows no network and no database."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from opendata.pushing.describing import KEY, Wanted

Body = dict[str, Any]
ABSENT: Body = {}


@dataclass(frozen=True)
class Change:
    """A field that differs: what the portal has, and what it should have. ``file`` is the format of a file, or empty."""

    name: str
    before: Any
    after: Any
    file: str = ""

    def as_json(self) -> Body:
        """For the report."""
        return {"name": self.name, "before": self.before, "after": self.after, "file": self.file}


@dataclass
class Difference:
    """Changes of a data set; files to add and to change by address, files to remove by their identifier there."""

    fields: list[Change] = field(default_factory=list)
    added: list[Body] = field(default_factory=list)
    changed: dict[str, Body] = field(default_factory=dict)
    removed: dict[str, str] = field(default_factory=dict)
    of_files: list[Change] = field(default_factory=list)

    @property
    def changes(self) -> list[Change]:
        """All of them, as a report lists them."""
        return [*self.fields, *self.of_files]


@dataclass(frozen=True)
class Memory:
    """What was last sent and what the portal made of it; empty when nothing is remembered."""

    sent: Body = field(default_factory=dict)
    seen: Body = field(default_factory=dict)


def state_of(remote: Body) -> Body:
    """Of all that a portal says of a data set, what we care about, in the form it is sent in."""
    extras = remote.get("extras") or {}
    organisation = remote.get("organization") or {}
    fields = {
        name: remote.get(name) for name in ("title", "description", "license", "frequency", "private", "archived")
    }
    return {
        "fields": {
            **fields,
            "private": bool(remote.get("private")),
            "organization": organisation.get("id") if isinstance(organisation, dict) else organisation,
            "tags": sorted(remote.get("tags") or []),
            "temporal_coverage": _days(remote.get("temporal_coverage")),
            "spatial": {"geom": (remote.get("spatial") or {}).get("geom")},
            "extras": {KEY: extras.get(KEY)},
        },
        "files": {file["url"]: {"id": file.get("id"), **file} for file in remote.get("resources") or [] if file.get("url")},
    }  # fmt: skip


def _days(period: Any) -> Body | None:
    """A period by its days; some portals answer with moments."""
    if not isinstance(period, dict):
        return None
    return {name: str(period.get(name) or "")[:10] for name in ("start", "end")}


def difference(wanted: Wanted, remote: Body, memory: Memory, own_address: str) -> Difference:
    """What has to be done so that ``remote`` (as `state_of` gives it) says what is wanted.

    ``own_address`` is where our files begin: others were added there by hand and are left alone.
    """
    found = Difference()
    found.fields = _changes(wanted.fields, remote["fields"], memory.sent.get("fields"), memory.seen.get("fields"))
    sent, seen = memory.sent.get("files") or {}, memory.seen.get("files") or {}
    for address, file in wanted.files.items():
        there = remote["files"].get(address)
        if there is None:
            found.added.append(file)
            found.of_files.append(Change("url", None, address, file["format"]))
            continue
        changes = _changes(file, there, sent.get(address), seen.get(address), file["format"])
        if changes:
            found.changed[str(there["id"])] = file
            found.of_files += changes
    for address, there in remote["files"].items():
        if address not in wanted.files and address.startswith(own_address):
            found.removed[str(there["id"])] = address
            found.of_files.append(Change("url", address, None, str(there.get("format") or "")))
    return found


def _changes(wanted: Body, remote: Body, sent: Body | None, seen: Body | None, file: str = "") -> list[Change]:
    """Fields to be written. With a memory: those we want otherwise than before, and those that somebody changed there."""
    return [
        Change(name, remote.get(name), value, file)
        for name, value in wanted.items()
        if (
            value != remote.get(name)
            if sent is None or seen is None
            else value != sent.get(name) or remote.get(name) != seen.get(name)
        )
    ]
