"""Open data: a large table sent, read, filtered and downloaded, beside the same SQL and COPY without the portal around it."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.files.base import File
from django.db import connection
from psycopg2 import sql

from eservices.config.benchmarks.ground import server
from eservices.config.benchmarks.load import LOOPBACK, Request, hammer
from eservices.config.benchmarks.results import Goal, Row, series_of
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import actions, answers, exporting, preparing, rows
from opendata.models import Dataset, Version
from opendata.querying import compose
from opendata.querying.question import Question

TOWN = "kragujevac"
KINDS, PLACES = 6, 50
HEAD = "sifra,naziv,vrsta,naselje,iznos,datum,lon,lat\n"
FILTER = {"vrsta": "врста 3", "naselje": "насеље 17"}
CHUNK = 256 * 1024


def open_data(number: int, requests: int) -> Iterator[Row]:
    """All figures of a table with so many rows; it is sent on the first run and kept."""
    version, seconds = _ensure_table(number)
    if seconds:
        goal = Goal(5_000, at_least=True, unit="/s")
        yield Row(f"{number:,} rows sent, checked and published", "bound", number / seconds, goal, f"{seconds:.0f} s")
    with server(OPENDATA_REQUESTS_A_MINUTE="1000000") as port:
        yield from _whole_file(port, version)
        yield _page(port, version, "filtered page of 100 rows, JSON", {**FILTER, "limit": "100"}, 25, requests)
        far = compose.cursor_of(None, version.rows * 9 // 10)
        yield _page(
            port, version, "page of 100 rows at nine tenths of the table", {"after": far, "limit": "100"}, 30, requests
        )
        yield from _facets(port, version, requests)


def _ensure_table(number: int) -> tuple[Version, float]:
    """The published table, and how many seconds it took to make it; 0 when it was there."""
    place = Municipality.objects.get(slug=TOWN)
    with municipality_scope(place.pk):
        title = f"Мерење {number}"
        found = Dataset.objects.filter(title=title, is_public=True).select_related("current").first()
        if found and found.current:
            found.current.dataset = found
            return found.current, 0.0
        dataset = Dataset(
            municipality=place, title=title, description="Измишљени редови за мерење.", theme="GOVE", keywords=["мерење"],
            frequency="IRREG", temporal_start=date(2026, 1, 1), contact_name="Мерење", contact_email="merenje@primer.example",
        )  # fmt: skip
        actions.create_dataset(dataset=dataset, by=None)
        start = time.perf_counter()
        with tempfile.NamedTemporaryFile("w+", suffix=".csv", encoding="utf-8") as file:
            file.write(HEAD)
            file.writelines(_line(place_in_file) for place_in_file in range(number))
            file.flush()
            with Path(file.name).open("rb") as content:
                job = actions.start_upload(dataset=dataset, upload=File(content, name="merenje.csv"), by=None)
        preparing.prepare(job.pk)
        seconds = time.perf_counter() - start
        dataset.refresh_from_db()
        if dataset.current is None:
            raise RuntimeError("The table was not published; see the job of its data set.")
        dataset.current.dataset = dataset
        return dataset.current, seconds


def _line(number: int) -> str:
    """One invented row; kinds and places are mixed so that no filter finds its rows side by side."""
    mixed = number * 7919 % 1_000_003
    return (
        f"Ш{number},Установа бр. {mixed},врста {mixed % KINDS},насеље {mixed // 7 % PLACES},{mixed}.{number % 90 + 10},"
        f"2026-{mixed % 12 + 1:02}-{mixed % 28 + 1:02},20.{900_000 + mixed % 90_000},44.{100_000 + mixed % 80_000}\n"
    )


def _whole_file(port: int, version: Version) -> Iterator[Row]:
    """The CSV over HTTP against COPY into nothing, taken in turns; and how much the server grew by it."""
    address = f"/otvoreni-podaci/skup/{version.dataset.slug}/verzija/{version.number}/podaci.csv"
    _download(port, address)
    before = _largest(port)
    ratios, rates, firsts = [], [], []
    for _round in range(3):
        seconds, first = _download(port, address)
        plain = _copy(version)
        ratios.append(plain / seconds)
        rates.append((version.rows / seconds, version.rows / plain))
        firsts.append(first)
    ours, theirs = (statistics.median(rate) for rate in zip(*rates, strict=True))
    detail = f"{ours:,.0f} rows/s against {theirs:,.0f}, first byte {1000 * statistics.median(firsts):.0f} ms"
    yield Row(f"{version.rows:,} rows as CSV over HTTP", "COPY by the driver, into nothing", statistics.median(ratios),
              Goal(0.2, at_least=True), detail)  # fmt: skip
    yield Row("rows a second of that file", "bound", ours, Goal(150_000, at_least=True, unit="/s"))
    yield Row(
        "memory of the server after it", "bound", (_largest(port) - before) / 1024, Goal(32, at_least=False, unit=" MB")
    )


def _download(port: int, address: str) -> tuple[float, float]:
    """Seconds until the last and until the first byte."""
    client = http.client.HTTPConnection(LOOPBACK, port, timeout=300)
    start = time.perf_counter()
    client.request("GET", address)
    answer = client.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"Expected 200 and got {answer.status}.")
    answer.read(1)
    first = time.perf_counter() - start
    while answer.read(CHUNK):
        pass
    client.close()
    return time.perf_counter() - start, first


def _copy(version: Version) -> float:
    """Seconds of the bare statement."""
    with connection.cursor() as cursor:
        copy = sql.SQL("COPY ({}) TO STDOUT WITH (FORMAT csv)").format(exporting.rows_sql(version, Question()))
        start = time.perf_counter()
        cursor.cursor.copy_expert(copy, _Nothing())
        return time.perf_counter() - start


class _Nothing:
    """Takes everything and keeps none of it."""

    def write(self, data: bytes) -> int:
        """Forget a row."""
        return len(data)


def _largest(port: int) -> int:
    """The largest size in KiB that a process of the measured server has had."""
    sizes = [0]
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if f"\0{port}\0".encode() in (folder / "cmdline").read_bytes():
                status = dict(
                    line.split(":", 1) for line in (folder / "status").read_text().splitlines() if ":" in line
                )
                sizes.append(int(status["VmHWM"].split()[0]))
        except (OSError, KeyError):
            continue
    return max(sizes)


def _page(port: int, version: Version, what: str, asked: dict[str, str], bound: float, requests: int) -> Row:
    """A page over HTTP; beside it the milliseconds of its statement in the database."""
    path = f"/api/v1/datasets/{version.dataset.slug}/rows/?{urlencode(asked)}"
    hammer(port, [Request(path)], number=4).expect(200)
    seen = hammer(port, [Request(path)], number=requests, connections=1).expect(200)
    statement = compose.page_sql(
        version.table_name, answers.read_pairs(list(asked.items()), version), version.schema, 101
    )[0]
    bare = _in_database(lambda cursor: cursor.execute(statement))
    return Row(what, "bound", seen.percentile(50), Goal(bound, at_least=False, unit=" ms"), f"bare SQL {bare:.1f} ms",
               seen.percentile(50), seen.percentile(99))  # fmt: skip


def _facets(port: int, version: Version, requests: int) -> Iterator[Row]:
    """Counts of six values over the whole table: made anew, and as they are kept."""
    path = [Request(f"/api/v1/datasets/{version.dataset.slug}/facets/?column=vrsta")]
    times: list[float] = []
    for _ in range(5):
        cache.clear()
        times += hammer(port, path, number=1).expect(200).times
    statement = rows.facet_sql(version, Question(), "vrsta")
    bare, cold = _in_database(lambda cursor: cursor.execute(statement)), series_of(times)
    yield Row("facet of the whole table, made anew", "bare SQL", cold.percentile(50) / bare, Goal(1.6, at_least=False, unit=" x"),
              f"bare SQL {bare:.1f} ms", cold.percentile(50), cold.percentile(99))  # fmt: skip
    kept = hammer(port, path, number=requests, connections=1).expect(200)
    yield Row("the same facet, kept", "bound", kept.percentile(50), Goal(10, at_least=False, unit=" ms"), "",
              kept.percentile(50), kept.percentile(99))  # fmt: skip


def _in_database(ask: Callable[[Any], None]) -> float:
    """Median milliseconds of a statement with its rows fetched."""
    times = []
    with connection.cursor() as cursor:
        for _ in range(5):
            start = time.perf_counter()
            ask(cursor)
            cursor.fetchall()
            times.append(1000 * (time.perf_counter() - start))
    return statistics.median(times)
