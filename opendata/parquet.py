"""Tables as Parquet, where the library for it is installed (the extra ``parquet``): written as they are read, kept nowhere.

Rows come out of the database as CSV and go through a program of its own, `opendata.parquet_writer`, so that neither the
library nor its memory is ever in a process that answers requests.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from opendata.limits import TooOften
from opendata.tabular.schema import Column

WRITER = Path(__file__).with_name("parquet_writer.py")
CHUNK_BYTES = 64 * 1024
# A file takes a process of its own; more than these at once wait their turn outside.
MOST_AT_ONCE = 2
WAIT_SECONDS = 20
_places = threading.BoundedSemaphore(MOST_AT_ONCE)


class Broken(Exception):
    """The program that writes Parquet did not come to its end."""


def is_installed() -> bool:
    """Whether Parquet can be written here."""
    return find_spec("pyarrow") is not None


def written(lines: Iterator[bytes], columns: list[Column], about: dict[str, str]) -> Iterator[bytes]:
    """Parquet of CSV with headings, piece by piece. ``about`` is written into the file.

    Raises TooOften when enough of them are being written already, Broken when the program fails.
    """
    if not _places.acquire(blocking=False):
        raise TooOften(WAIT_SECONDS)
    try:
        yield from _through(lines, columns, about)
    finally:
        _places.release()


def _through(lines: Iterator[bytes], columns: list[Column], about: dict[str, str]) -> Iterator[bytes]:
    # Asked for here, so that a question that cannot be answered is refused before anything is sent.
    first = next(lines, b"")
    described = {"columns": [{"name": column.name, "type": column.type} for column in columns], "about": about}
    program = subprocess.Popen(
        [sys.executable, "-I", str(WRITER), json.dumps(described)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, env={"ARROW_DEFAULT_MEMORY_POOL": "system"},
    )  # fmt: skip
    feeder = _Feeder(first, lines, program)
    feeder.start()
    try:
        while piece := feeder.piece():
            yield piece
        feeder.join()
        if feeder.failure is not None:
            raise feeder.failure
        if program.wait() != 0:
            raise Broken
    finally:
        program.kill()
        feeder.join()
        _let_go(program)


def _let_go(program: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a program that was killed and wait for its end; what it has not read is not missed."""
    for pipe in (program.stdin, program.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    program.wait()


class _Feeder(threading.Thread):
    """Gives the program its rows; ends when they do, or when the program has gone."""

    def __init__(self, first: bytes, lines: Iterator[bytes], program: subprocess.Popen[bytes]) -> None:
        super().__init__(daemon=True)
        self._first, self._lines, self._program = first, lines, program
        self.failure: Exception | None = None

    def piece(self) -> bytes:
        """What the program has written; empty at its end."""
        return self._program.stdout.read(CHUNK_BYTES) if self._program.stdout else b""

    def run(self) -> None:
        """Everything, then the end; the rows are let go in any case."""
        try:
            self._give()
        except BrokenPipeError:
            return
        except Exception as error:
            self.failure = error
            self._program.kill()  # or it would end a file that is not whole as if it were
        finally:
            close: Any = getattr(self._lines, "close", None)
            if close is not None:
                close()

    def _give(self) -> None:
        target = self._program.stdin
        if target is not None:
            target.write(self._first)
            for piece in self._lines:
                target.write(piece)
            target.close()
