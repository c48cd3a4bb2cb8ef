"""GTFS timetables: the archive must be whole; its stops with the lines that stop there become the table."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from typing import IO

from opendata.tabular.faults import FileRefused
from opendata.tabular.readers.archives import open_archive
from opendata.tabular.table import Row, Table

REQUIRED = ("agency.txt", "stops.txt", "routes.txt", "trips.txt", "stop_times.txt")
HEADINGS = ["stop_id", "stop_name", "lon", "lat", "linije", "pristupacnost"]
ACCESSIBLE = {"1": "да", "2": "не"}


def read(file: IO[bytes]) -> Table:
    """Stops of the timetable. Raises FileRefused: ``archive``, ``bomb``, ``gtfs`` (a part or column is missing)."""
    archive = open_archive(file)
    parts = set(archive.namelist())
    missing = [name for name in REQUIRED if name not in parts]
    if not {"calendar.txt", "calendar_dates.txt"} & parts:
        missing.append("calendar.txt")
    if missing:
        raise FileRefused("gtfs", missing=", ".join(missing))
    try:
        return Table(HEADINGS, _rows(archive, _lines_by_stop(archive)), note="GTFS")
    except KeyError as column:
        raise FileRefused("gtfs", missing=str(column).strip("'")) from None


def _records(archive: zipfile.ZipFile, name: str) -> Iterator[dict[str, str]]:
    """Records of one part; parts of GTFS are UTF-8 with commas."""
    try:
        with archive.open(name) as part, io.TextIOWrapper(part, encoding="utf-8-sig", newline="") as text:
            yield from csv.DictReader(text)
    except (UnicodeError, csv.Error, zipfile.BadZipFile, OSError):
        raise FileRefused("gtfs", missing=name) from None


def _lines_by_stop(archive: zipfile.ZipFile) -> dict[str, set[str]]:
    names = {
        record["route_id"]: record.get("route_short_name") or record["route_id"]
        for record in _records(archive, "routes.txt")
    }
    lines = {record["trip_id"]: names.get(record["route_id"], "") for record in _records(archive, "trips.txt")}
    stops: dict[str, set[str]] = defaultdict(set)
    for record in _records(archive, "stop_times.txt"):
        stops[record["stop_id"]].add(lines.get(record["trip_id"], ""))
    return stops


def _rows(archive: zipfile.ZipFile, lines: dict[str, set[str]]) -> Iterator[Row]:
    for number, record in enumerate(_records(archive, "stops.txt"), 2):
        named = " ".join(sorted(lines.get(record.get("stop_id", ""), set()) - {""}))
        accessible = ACCESSIBLE.get(record.get("wheelchair_boarding") or "", "")
        yield number, [record.get("stop_id"), record.get("stop_name"), record.get("stop_lon"), record.get("stop_lat"),
                       named, accessible]  # fmt: skip
