"""Asks a server on the loopback many times over kept connections. Bounded in number and time; it stops by itself.

A bare socket and ready-made bytes: the asking costs a tenth of what the client of the standard library would, which
matters where both share the same cores.
"""

from __future__ import annotations

import socket
import statistics
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

LOOPBACK = "127.0.0.1"
LONGEST = 60.0  # seconds for one series
END_OF_HEAD = b"\r\n\r\n"
END_OF_CHUNKS = b"\r\n0\r\n\r\n"


@dataclass(frozen=True)
class Request:
    """What to ask: ``cookies`` and ``form`` as they stand on the wire."""

    path: str
    cookies: str = ""
    form: str | None = None
    headers: tuple[str, ...] = ()

    def as_bytes(self, port: int) -> bytes:
        """The request as it is sent."""
        lines = [f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1", f"Host: {LOOPBACK}:{port}",
                 "Accept-Language: sr", *self.headers]  # fmt: skip
        if self.cookies:
            lines.append(f"Cookie: {self.cookies}")
        body = (self.form or "").encode()
        if self.form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        return "\r\n".join(lines).encode() + END_OF_HEAD + body


@dataclass
class Series:
    """Times of one series in seconds, and the statuses that came."""

    times: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0

    def percentile(self, share: int) -> float:
        """Milliseconds within which ``share`` percent were answered."""
        if len(self.times) < 2:
            return 1000 * sum(self.times)
        return 1000 * statistics.quantiles(self.times, n=100, method="inclusive")[share - 1]

    def expect(self, status: int) -> Series:
        """This series, when every answer had that status. Raises RuntimeError otherwise."""
        if set(self.statuses) != {status}:
            raise RuntimeError(f"Expected {status} and got {self.statuses}.")
        return self


class Connection:
    """One kept connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection((LOOPBACK, port), timeout=30)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, message: bytes) -> tuple[int, bytes]:
        """Status and body of the answer; a body in chunks as it stands on the wire."""
        self.socket.sendall(message)
        received = b""
        while END_OF_HEAD not in received:
            received += self._more()
        head, _, body = received.partition(END_OF_HEAD)
        if b"\r\ntransfer-encoding: chunked" in head.lower():
            while not body.endswith(END_OF_CHUNKS):
                body += self._more()
        length = _length(head)
        while len(body) < length:
            body += self._more()
        return int(head[9:12]), body

    def close(self) -> None:
        self.socket.close()

    def _more(self) -> bytes:
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("The server closed the connection.")
        return part


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


def ask_once(port: int, request: Request) -> tuple[int, bytes]:
    """One answer over a connection of its own."""
    connection = Connection(port)
    try:
        return connection.ask(request.as_bytes(port))
    finally:
        connection.close()


def hammer(port: int, requests: Sequence[Request], *, number: int, connections: int = 2) -> Series:
    """Ask ``number`` times in all, going round ``requests``; each connection waits for an answer before it asks again."""
    messages = [request.as_bytes(port) for request in requests]
    series, lock = Series(), threading.Lock()
    turns = iter(range(number))
    stop_at = time.monotonic() + LONGEST

    def run() -> None:
        connection = Connection(port)
        times: list[float] = []
        statuses: dict[int, int] = {}
        while time.monotonic() < stop_at:
            with lock:
                turn = next(turns, None)
            if turn is None:
                break
            start = time.perf_counter()
            status, _body = connection.ask(messages[turn % len(messages)])
            times.append(time.perf_counter() - start)
            statuses[status] = statuses.get(status, 0) + 1
        connection.close()
        with lock:
            series.times += times
            for status, count in statuses.items():
                series.statuses[status] = series.statuses.get(status, 0) + count

    threads = [threading.Thread(target=run) for _ in range(connections)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    series.seconds = time.perf_counter() - start
    return series
