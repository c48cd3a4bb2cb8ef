"""Rows out of the database by COPY, in pieces, on a connection of their own that ends when the reader goes.

The answer is still being sent when the transaction of the request is over, and a version is a table that never changes:
so a download is consistent whatever is published meanwhile.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from typing import Any

import psycopg2
from django.db import connection
from psycopg2 import sql

EXPORT_MILLISECONDS = 10 * 60 * 1000
CHUNK_BYTES = 64 * 1024
CHUNKS_AHEAD = 8
_END = b""


class _Gone(Exception):
    """Nobody wants the rest."""


def connect() -> Any:
    """A connection that can only read published rows, and not for ever."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    own = psycopg2.connect(**parameters)
    own.set_session(readonly=True)
    with own.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {EXPORT_MILLISECONDS}; SET ROLE portal_reader; SET timezone = 'UTC'")
    return own


def copy_out(statement: sql.Composable, options: str) -> Iterator[bytes]:
    """What COPY gives for a SELECT, in pieces of 64 kB. Leaving early cancels the statement and frees the connection."""
    own = connect()
    writer = _Writer()
    with own.cursor() as cursor:
        copy = sql.SQL("COPY ({}) TO STDOUT WITH ({})").format(statement, sql.SQL(options)).as_string(cursor)
    worker = threading.Thread(target=_copy, args=(own, copy, writer), daemon=True)
    worker.start()
    ended = False
    try:
        while chunk := writer.queue.get():
            yield chunk
        ended = True
        if writer.failure is not None:
            raise writer.failure
    finally:
        writer.leave()
        if not ended:  # to cancel takes a connection more
            own.cancel()
        worker.join()
        own.close()


def _copy(own: Any, copy: str, writer: _Writer) -> None:
    try:
        with own.cursor() as cursor:
            cursor.copy_expert(copy, writer, CHUNK_BYTES)
        writer.finish()
    except _Gone:
        return
    except Exception as error:
        writer.failure = error
        writer.finish()


class _Writer:
    """What COPY writes into, row by row; hands on large pieces and waits while the reader is slow."""

    def __init__(self) -> None:
        self.queue: queue.Queue[bytes] = queue.Queue(CHUNKS_AHEAD)
        self.failure: Exception | None = None
        self._gone = threading.Event()
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take one row."""
        self._parts.append(data)
        self._size += len(data)
        if self._size >= CHUNK_BYTES:
            self._hand_on()
        return len(data)

    def finish(self) -> None:
        """Hand on the rest and the end."""
        try:
            if self._parts:
                self._hand_on()
            self._put(_END)
        except _Gone:
            return

    def leave(self) -> None:
        """The reader has gone."""
        self._gone.set()

    def _hand_on(self) -> None:
        self._put(b"".join(self._parts))
        self._parts.clear()
        self._size = 0

    def _put(self, chunk: bytes) -> None:
        while not self._gone.is_set():
            try:
                self.queue.put(chunk, timeout=0.2)
            except queue.Full:
                continue
            return
        raise _Gone
