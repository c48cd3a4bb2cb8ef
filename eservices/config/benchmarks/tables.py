"""Open data: a large table sent, read, filtered and downloaded, beside the same SQL and COPY without the portal around it."""

from __future__ import annotations

import http.client
import logging
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.cache import cache
from django.core.files.base import File
from django.db import connection
from psycopg2 import sql

from eservices.config.benchmarks import peers
from eservices.config.benchmarks.ground import server
from eservices.config.benchmarks.load import LOOPBACK, Request, Series, hammer
from eservices.config.benchmarks.results import Goal, Row, series_of
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from opendata import actions, answers, exporting, preparing, rows
from opendata.models import Dataset, Version
from opendata.querying import compose
from opendata.querying.question import Question

log = logging.getLogger(__name__)
TOWN = "kragujevac"
KINDS, PLACES = 6, 50
COLUMNS = {
    "sifra": "TEXT", "naziv": "TEXT", "vrsta": "TEXT", "naselje": "TEXT", "iznos": "REAL", "datum": "TEXT",
    "lon": "REAL", "lat": "REAL",
}  # fmt: skip
FILTER = {"vrsta": "врста 3", "naselje": "насеље 17"}
FILTERED = FILTER | {"limit": "100"}
HALF = {"datum__gte": "2026-07-01"}
# Datasette does much beside the rows of a page, unless it is told not to; so it is asked for what we give.
BARE = {"_size": "100", "_nosuggest": "1", "_nocount": "1", "_nofacet": "1", "_shape": "array"}
CHUNK = 256 * 1024
ROUNDS = 3


def open_data(number: int, requests: int) -> Iterator[Row]:
    """All figures of a table with so many rows; it is sent on the first run and kept."""
    version, seconds, growth = _ensure_table(number)
    if seconds:
        goal = Goal(10_000, at_least=True, unit="/s")
        yield Row(f"{number:,} rows sent, checked and published", "bound", number / seconds, goal, f"{seconds:.0f} s")
        yield Row("memory of the worker after it", "bound", growth, Goal(32, at_least=False, unit=" MB"))
    with server(OPENDATA_REQUESTS_A_MINUTE="1000000") as port:
        yield from _whole_file(port, version)
        yield _page(port, version, "filtered page of 100 rows, JSON", FILTERED, 25, requests)
        yield _page(port, version, "page of 100 rows at nine tenths of the table", _far(version), 30, requests)
        yield from _facets(port, version, requests)
        if not peers.is_installed():
            log.warning("Datasette is not installed (it comes with the extra dev); nothing is measured beside it.")
            return
        path, theirs = peers.ensure_file(number, COLUMNS, (_cells(n) for n in range(number)))
        if seconds and theirs:
            yield Row(f"{number:,} rows sent, checked and published", "rows and indexes written to SQLite unchecked",
                      seconds / theirs, Goal(4, at_least=False, unit=" x"), f"{theirs:.0f} s")  # fmt: skip
        with peers.datasette(path) as other:
            yield from _beside_datasette(port, version, other, path, requests)


def _far(version: Version) -> dict[str, str]:
    """What leads to the page at nine tenths of the table."""
    return {"after": compose.cursor_of(None, version.rows * 9 // 10), "limit": "100"}


def _ensure_table(number: int) -> tuple[Version, float, float]:
    """The published table, how many seconds it took to make it, and the MB this process grew by; 0 when it was there."""
    place = Municipality.objects.get(slug=TOWN)
    with municipality_scope(place.pk):
        title = f"Мерење {number}"
        found = Dataset.objects.filter(title=title, is_public=True).select_related("current").first()
        if found and found.current:
            found.current.dataset = found
            return found.current, 0.0, 0.0
        dataset = Dataset(
            municipality=place, title=title, description="Измишљени редови за мерење.", theme="GOVE", keywords=["мерење"],
            frequency="IRREG", temporal_start=date(2026, 1, 1), contact_name="Мерење", contact_email="merenje@primer.example",
        )  # fmt: skip
        actions.create_dataset(dataset=dataset, by=None)
        with tempfile.NamedTemporaryFile("w+", suffix=".csv", encoding="utf-8") as file:
            file.write(",".join(COLUMNS) + "\n")
            file.writelines(",".join(_cells(place_in_file)) + "\n" for place_in_file in range(number))
            file.flush()
            start, before = time.perf_counter(), _own_size()
            with Path(file.name).open("rb") as content:
                job = actions.start_upload(dataset=dataset, upload=File(content, name="merenje.csv"), by=None)
        preparing.prepare(job.pk)
        seconds, growth = time.perf_counter() - start, (_own_size() - before) / 1024
        dataset.refresh_from_db()
        if dataset.current is None:
            raise RuntimeError("The table was not published; see the job of its data set.")
        dataset.current.dataset = dataset
        return dataset.current, seconds, growth


def _own_size() -> int:
    """The largest size in KiB that this process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _cells(number: int) -> list[str]:
    """One invented row; kinds and places are mixed so that no filter finds its rows side by side."""
    mixed = number * 7919 % 1_000_003
    return [
        f"Ш{number}", f"Установа бр. {mixed}", f"врста {mixed % KINDS}", f"насеље {mixed // 7 % PLACES}",
        f"{mixed}.{number % 90 + 10}", f"2026-{mixed % 12 + 1:02}-{mixed % 28 + 1:02}", f"20.{900_000 + mixed % 90_000}",
        f"44.{100_000 + mixed % 80_000}",
    ]  # fmt: skip


def _whole_file(port: int, version: Version) -> Iterator[Row]:
    """The CSV over HTTP against COPY into nothing, taken in turns; and how much the server grew by it."""
    address = _file_of(version)
    _download(port, address)
    before = _largest(port)
    ratios, rates, firsts = [], [], []
    for _round in range(ROUNDS):
        seconds, first = _download(port, address)
        plain = _copy(version)
        ratios.append(plain / seconds)
        rates.append((version.rows / seconds, version.rows / plain))
        firsts.append(first)
    ours, theirs = (statistics.median(rate) for rate in zip(*rates, strict=True))
    detail = f"{ours:,.0f} rows/s against {theirs:,.0f}, first byte {1000 * statistics.median(firsts):.0f} ms{_psql(version)}"
    yield Row(f"{version.rows:,} rows as CSV over HTTP", "COPY by the driver, into nothing", statistics.median(ratios),
              Goal(0.2, at_least=True), detail)  # fmt: skip
    yield Row("rows a second of that file", "bound", ours, Goal(150_000, at_least=True, unit="/s"))
    yield Row(
        "memory of the server after it", "bound", (_largest(port) - before) / 1024, Goal(32, at_least=False, unit=" MB")
    )


def _file_of(version: Version) -> str:
    return f"/otvoreni-podaci/skup/{version.dataset.slug}/verzija/{version.number}/podaci.csv"


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


def _psql(version: Version) -> str:
    """What the program psql makes of the same statement, where there is one."""
    program = shutil.which("psql")
    if program is None:
        return ""
    with connection.cursor() as cursor:
        statement = exporting.rows_sql(version, Question()).as_string(cursor.cursor)
    start = time.perf_counter()
    copy = f"COPY ({statement}) TO STDOUT WITH (FORMAT csv)"
    subprocess.run([program, os.environ["DATABASE_URL"], "-c", copy], check=True, stdout=subprocess.DEVNULL)
    return f", psql {version.rows / (time.perf_counter() - start):,.0f}"


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
    """Counts of six values over the later half of the year: made anew, and as they are kept; then over the whole table."""
    question = answers.read_pairs(list(HALF.items()), version)
    statement = rows.facet_sql(version, question, "vrsta")
    cold = _facet_anew(port, version)
    bare = _in_database(lambda cursor: cursor.execute(statement))
    yield Row("facet of half the table, made anew", "bare SQL", cold.percentile(50) / bare, Goal(1.6, at_least=False, unit=" x"),
              f"bare SQL {bare:.1f} ms", cold.percentile(50), cold.percentile(99))  # fmt: skip
    for what, asked in {"the same facet, kept": HALF, "facet of the whole table, counted when it was made": {}}.items():
        seen = _ask(port, _facet_of(version, asked), requests)
        yield Row(what, "bound", seen.percentile(50), Goal(10, at_least=False, unit=" ms"), "",
                  seen.percentile(50), seen.percentile(99))  # fmt: skip


def _facet_of(version: Version, asked: dict[str, str]) -> Request:
    return Request(f"/api/v1/datasets/{version.dataset.slug}/facets/?{urlencode({'column': 'vrsta'} | asked)}")


def _facet_anew(port: int, version: Version) -> Series:
    times: list[float] = []
    for _ in range(5):
        cache.clear()
        times += hammer(port, [_facet_of(version, HALF)], number=1).expect(200).times
    return series_of(times)


def _beside_datasette(port: int, version: Version, other: int, path: Path, requests: int) -> Iterator[Row]:
    """The same questions to us and to Datasette, in turns."""
    yield _whole_file_beside(port, version, other, path)
    pages = {
        "filtered page of 100 rows, JSON": (FILTERED, FILTER | BARE),
        "page of 100 rows at nine tenths of the table": (_far(version), BARE | {"_next": str(version.rows * 9 // 10)}),
    }
    for what, (asked, asked_there) in pages.items():
        page = Request(f"/api/v1/datasets/{version.dataset.slug}/rows/?{urlencode(asked)}")
        theirs = Request(f"{peers.address(path, 'json')}?{urlencode(asked_there)}")
        yield _in_turns(what, partial(_ask, port, page, requests), partial(_ask, other, theirs, requests))
    facet = {"_facet": "vrsta", "_size": "0", "_nosuggest": "1"}
    half, whole = (Request(f"{peers.address(path, 'json')}?{urlencode(asked)}") for asked in (HALF | facet, facet))
    yield _in_turns(
        "facet of half the table, made anew", partial(_facet_anew, port, version), partial(_ask, other, half, 5)
    )
    ours = partial(_ask, port, _facet_of(version, {}), requests)
    yield _in_turns("facet of the whole table", ours, partial(_ask, other, whole, 5))


def _ask(port: int, request: Request, number: int) -> Series:
    return hammer(port, [request], number=number, connections=1).expect(200)


def _in_turns(what: str, ours: Callable[[], Series], theirs: Callable[[], Series]) -> Row:
    """Our time against theirs, the median of rounds."""
    pairs = [(ours().percentile(50), theirs().percentile(50)) for _round in range(ROUNDS)]
    mine, peer = (statistics.median(times) for times in zip(*pairs, strict=True))
    ratio = statistics.median(one / other for one, other in pairs)
    return Row(what, "Datasette", ratio, Goal(1, at_least=False, unit=" x"), f"{mine:.1f} ms against {peer:.1f}")


def _whole_file_beside(port: int, version: Version, other: int, path: Path) -> Row:
    """Theirs takes a minute for a million rows, so it is taken once, between two of ours."""
    ours = [_download(port, _file_of(version))[0]]
    theirs = _download(other, f"{peers.address(path, 'csv')}?_stream=1")[0]
    ours.append(_download(port, _file_of(version))[0])
    ratio = theirs / statistics.mean(ours)
    detail = f"{version.rows / statistics.mean(ours):,.0f} rows/s against {version.rows / theirs:,.0f}"
    return Row(f"{version.rows:,} rows as CSV over HTTP", "Datasette", ratio, Goal(6, at_least=True, unit=" x"), detail)


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
