"""The virus scanner: a small client of clamd's INSTREAM command.

A scan ends in one of three ways and never in an exception: a scanner that is down must not stop a citizen, and must not
make a file look clean either. What was not scanned is scanned later by the sweep, and the clerk sees that state.
"""

import socket
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final, Literal
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.core.checks import CheckMessage, Error

TIMEOUT_SECONDS: Final = 30.0
"""For the whole scan, so that a scanner that answers a byte at a time cannot hold us."""
CHUNK_BYTES: Final = 64 * 1024
ANSWER_LIMIT: Final = 4096
NAME_LIMIT: Final = 200

State = Literal["clean", "infected", "not_scanned"]
Reason = Literal["not_configured", "wrong_address", "unreachable", "timeout", "over_limit", "broken_answer"]
Address = str | tuple[str, int]
"""Path of a Unix socket, or host and port."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Verdict:
    """``detail`` is the name of the virus, or a `Reason` for what was not scanned."""

    state: State
    detail: str = ""

    @property
    def is_clean(self) -> bool:
        """Scanned, and nothing was found."""
        return self.state == "clean"


CLEAN: Final = Verdict("clean")


def scan(stream: BinaryIO | Iterable[bytes], *, timeout: float = TIMEOUT_SECONDS) -> Verdict:
    """Asks the scanner at ``settings.CLAMD_ADDRESS`` about a file, given open or as chunks; ``timeout`` in seconds.

    No fault of the scanner raises. A fault of ``stream`` itself, such as `vault.Tampered`, does.
    """
    if not settings.CLAMD_ADDRESS:
        return _not_scanned("not_configured")
    try:
        address = parse_address(settings.CLAMD_ADDRESS)
    except ValueError:
        return _not_scanned("wrong_address")
    verdict = _conversation(address, _chunks(stream), time.monotonic() + timeout)
    if verdict.state == "infected":
        log.warning("upload_infected", virus=verdict.detail)
    return verdict


def parse_address(text: str) -> Address:
    """``/run/clamd.ctl`` or ``unix:/run/clamd.ctl``; ``host:3310``, ``tcp://host:3310`` or ``[::1]:3310``.

    Raises ValueError.
    """
    path = text.removeprefix("unix:")
    if path.startswith("/"):
        return path
    parts = urlsplit(text if "://" in text else f"tcp://{text}")
    if parts.scheme != "tcp" or not parts.hostname or not parts.port or parts.path:
        raise ValueError(f"{text!r} is neither the path of a socket nor host:port.")
    return parts.hostname, parts.port


def check_clamd_address(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """System check uploads.E001: ``CLAMD_ADDRESS`` can be understood."""
    try:
        if settings.CLAMD_ADDRESS:
            parse_address(settings.CLAMD_ADDRESS)
    except ValueError as fault:
        hint = "Set CLAMD_ADDRESS to /path/of/clamd.ctl or host:3310, or leave it empty to work without a scanner."
        return [Error(f"CLAMD_ADDRESS: {fault}", hint=hint, id="uploads.E001")]
    return []


def _not_scanned(reason: Reason) -> Verdict:
    if reason != "not_configured":
        log.warning("upload_not_scanned", reason=reason)
    return Verdict("not_scanned", reason)


class _NoVerdict(Exception):
    """The conversation ended without an answer."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def _chunks(stream: BinaryIO | Iterable[bytes]) -> Iterator[bytes]:
    read = getattr(stream, "read", None)
    return iter(lambda: read(CHUNK_BYTES), b"") if read else iter(stream)


def _conversation(address: Address, chunks: Iterator[bytes], deadline: float) -> Verdict:
    try:
        with _connected(address, deadline) as connection:
            _send_file(connection, chunks, deadline)
            return _verdict(_answer(connection, deadline))
    except _NoVerdict as failure:
        return _not_scanned(failure.reason)


def _connected(address: Address, deadline: float) -> socket.socket:
    try:
        if isinstance(address, tuple):
            return socket.create_connection(address, timeout=_remaining(deadline))
        return _connected_to_path(address, deadline)
    except TimeoutError:
        raise _NoVerdict("timeout") from None
    except OSError:
        raise _NoVerdict("unreachable") from None


def _connected_to_path(path: str, deadline: float) -> socket.socket:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(_remaining(deadline))
        connection.connect(path)
    except OSError:
        connection.close()
        raise
    return connection


def _send_file(connection: socket.socket, chunks: Iterator[bytes], deadline: float) -> None:
    """Command, chunks each after its length in four bytes, and an empty chunk as the end.

    A scanner that had enough answers and closes before we have sent all; its answer is then read all the same.
    """
    if not _sent(connection, b"zINSTREAM\0", deadline):
        return
    for chunk in chunks:
        if chunk and not _sent(connection, len(chunk).to_bytes(4, "big") + chunk, deadline):
            return
    _sent(connection, bytes(4), deadline)


def _sent(connection: socket.socket, data: bytes, deadline: float) -> bool:
    """Whether the scanner still listens."""
    try:
        connection.settimeout(_remaining(deadline))
        connection.sendall(data)
    except TimeoutError:
        raise _NoVerdict("timeout") from None
    except OSError:
        return False
    return True


def _answer(connection: socket.socket, deadline: float) -> bytes:
    answer = b""
    try:
        while b"\0" not in answer and len(answer) < ANSWER_LIMIT:
            connection.settimeout(_remaining(deadline))
            part = connection.recv(ANSWER_LIMIT)
            if not part:
                break
            answer += part
    except TimeoutError:
        raise _NoVerdict("timeout") from None
    except OSError:
        raise _NoVerdict("broken_answer") from None
    return answer


def _verdict(answer: bytes) -> Verdict:
    """``stream: OK``, ``stream: <virus> FOUND`` or a sentence that ends with ``ERROR``, closed by a zero byte."""
    line, end, _ = answer.partition(b"\0")
    text = line.decode("utf-8", "replace").strip()
    if end and text == "stream: OK":
        return CLEAN
    if text.startswith("stream: ") and text.endswith(" FOUND"):
        return Verdict("infected", _printable(text[len("stream: ") : -len(" FOUND")]))
    raise _NoVerdict("over_limit" if "size limit exceeded" in text else "broken_answer")


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name)[:NAME_LIMIT]


def _remaining(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
