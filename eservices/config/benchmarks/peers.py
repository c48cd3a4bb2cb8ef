"""Datasette over the same rows in SQLite, for comparison with our open data; it comes with the extra ``dev``."""

from __future__ import annotations

import importlib.util
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings

from eservices.config.benchmarks.load import LOOPBACK, Request, ask_once
from eservices.config.embedded_redis import free_port
from eservices.config.local_files import ensure_folder

TABLE = "redovi"
# No limits that would cut an answer short: the whole file, every facet.
SETTINGS = {
    "max_csv_mb": "0",
    "sql_time_limit_ms": "20000",
    "facet_time_limit_ms": "20000",
}


def is_installed() -> bool:
    """Whether there is a Datasette to compare with."""
    return importlib.util.find_spec("datasette") is not None


def ensure_file(number: int, columns: dict[str, str], rows: Iterable[list[str]]) -> tuple[Path, float]:
    """The SQLite file of so many rows with an index on each column, and how many seconds it took; 0 when it was there."""
    path = Path(settings.VAR_DIR) / f"merenje-{number}.sqlite"
    if path.exists():
        return path, 0.0
    start = time.perf_counter()
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as made, made:
        typed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        made.execute(f"CREATE TABLE {TABLE} ({typed})")
        marks = ", ".join("?" for _column in columns)
        made.executemany(f"INSERT INTO {TABLE} VALUES ({marks})", rows)  # noqa: S608 - names of ours
        for name in columns:
            made.execute(f'CREATE INDEX "by_{name}" ON {TABLE} ("{name}")')
        made.execute("ANALYZE")
    unfinished.rename(path)
    return path, time.perf_counter() - start


def address(path: Path, what: str) -> str:
    """Where Datasette gives the rows of a file: ``what`` is ``csv`` or ``json``."""
    return f"/{path.stem}/{TABLE}.{what}"


@contextmanager
def datasette(path: Path) -> Iterator[int]:
    """Datasette on a file; yields its port."""
    port = free_port()
    command = [sys.executable, "-m", "datasette", "serve", str(path), "-h", LOOPBACK, "-p", str(port)]
    for name, value in SETTINGS.items():
        command += ["--setting", name, value]
    log = ensure_folder(Path(settings.VAR_DIR) / "log") / "bench-datasette.log"
    with log.open("ab") as file:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT)
    try:
        _wait_for(port, process)
        yield port
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if ask_once(port, Request("/-/versions.json"))[0] == 200:
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("Datasette does not start; see bench-datasette.log.")
