"""The scanner's client against a scripted clamd on the loopback: every ending is a verdict."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from eservices.cases.uploads.scanner import CLEAN, Verdict, check_clamd_address, parse_address, scan

Script = Callable[[socket.socket], object]
FILE = bytes(range(256)) * 1000


def received(connection: socket.socket) -> bytes:
    """Reads a whole INSTREAM command as clamd does, and returns the file."""
    with connection.makefile("rb") as incoming:
        assert incoming.read(10) == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(incoming.read(4), "big"):
            content += incoming.read(length)
    return content


@contextmanager
def clamd(script: Script, settings: Settings, path: Path | None = None) -> Iterator[None]:
    """A server for one conversation."""
    listener = socket.socket(socket.AF_UNIX if path else socket.AF_INET)
    listener.bind(str(path) if path else ("127.0.0.1", 0))
    listener.listen(1)
    settings.CLAMD_ADDRESS = str(path) if path else f"127.0.0.1:{listener.getsockname()[1]}"

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            script(connection)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=10)
        listener.close()
    assert not thread.is_alive()


def answering(*parts: bytes) -> Script:
    def script(connection: socket.socket) -> None:
        received(connection)
        for part in parts:
            connection.sendall(part)

    return script


def test_a_clean_file_is_sent_whole(settings: Settings) -> None:
    seen: list[bytes] = []

    def script(connection: socket.socket) -> None:
        seen.append(received(connection))
        connection.sendall(b"stream: OK\0")

    with clamd(script, settings):
        assert scan(BytesIO(FILE)) == CLEAN
    assert seen == [FILE]


def test_chunks_may_come_from_the_storage(settings: Settings) -> None:
    with clamd(answering(b"stream: OK\0"), settings):
        assert scan(iter([b"a", b"", b"b"])).is_clean


def test_a_unix_socket_works(settings: Settings, tmp_path: Path) -> None:
    with clamd(answering(b"stream: OK\0"), settings, tmp_path / "clamd.ctl"):
        assert scan(BytesIO(FILE)) == CLEAN


def test_a_virus_is_named(settings: Settings) -> None:
    with clamd(answering(b"stream: Eicar-Test-\x07Signature FOUND\0"), settings):
        assert scan(BytesIO(FILE)) == Verdict("infected", "Eicar-Test-?Signature")


@pytest.mark.parametrize(
    ("parts", "verdict"),
    [
        ((b"stream:", b" ", b"OK\0"), CLEAN),
        ((b"INSTREAM size limit exceeded. ERROR\0",), Verdict("not_scanned", "over_limit")),
        ((b"stream: Can't allocate memory ERROR\0",), Verdict("not_scanned", "broken_answer")),
        ((b"stream: OK",), Verdict("not_scanned", "broken_answer")),
        ((b"\xff\xfe\0",), Verdict("not_scanned", "broken_answer")),
        ((b"x" * 10_000,), Verdict("not_scanned", "broken_answer")),
        ((), Verdict("not_scanned", "broken_answer")),
    ],
)
def test_answers_in_pieces_wrong_or_missing(settings: Settings, parts: tuple[bytes, ...], verdict: Verdict) -> None:
    with clamd(answering(*parts), settings):
        assert scan(BytesIO(FILE)) == verdict


def test_a_scanner_that_has_enough_in_the_middle(settings: Settings) -> None:
    def script(connection: socket.socket) -> None:
        connection.recv(1000)
        connection.sendall(b"INSTREAM size limit exceeded. ERROR\0")

    with clamd(script, settings):
        assert scan(BytesIO(bytes(50_000_000))).detail in {"over_limit", "broken_answer"}


def test_a_scanner_that_hangs_after_the_file(settings: Settings) -> None:
    over = threading.Event()

    def script(connection: socket.socket) -> None:
        received(connection)
        over.wait(10)

    with clamd(script, settings):
        assert scan(BytesIO(FILE), timeout=0.2) == Verdict("not_scanned", "timeout")
        over.set()


def test_a_scanner_that_does_not_read(settings: Settings) -> None:
    over = threading.Event()
    with clamd(lambda connection: over.wait(10), settings):
        assert scan(BytesIO(bytes(50_000_000)), timeout=0.2) == Verdict("not_scanned", "timeout")
        over.set()


def test_a_scanner_that_is_down(settings: Settings, tmp_path: Path) -> None:
    settings.CLAMD_ADDRESS = str(tmp_path / "nothing.ctl")
    assert scan(BytesIO(FILE)) == Verdict("not_scanned", "unreachable")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.CLAMD_ADDRESS = f"127.0.0.1:{closed.getsockname()[1]}"
        assert scan(BytesIO(FILE)) == Verdict("not_scanned", "unreachable")


def test_without_a_scanner_nothing_looks_clean(settings: Settings) -> None:
    settings.CLAMD_ADDRESS = ""
    assert scan(BytesIO(FILE)) == Verdict("not_scanned", "not_configured")
    assert check_clamd_address() == []


@pytest.mark.parametrize("address", ["clamd", "host:", "host:notaport", "http://host:80", "host:99999999"])
def test_a_wrong_address_is_a_system_check(settings: Settings, address: str) -> None:
    settings.CLAMD_ADDRESS = address
    assert [fault.id for fault in check_clamd_address()] == ["uploads.E001"]
    assert scan(BytesIO(FILE)) == Verdict("not_scanned", "wrong_address")


def test_addresses() -> None:
    assert parse_address("unix:/run/clamav/clamd.ctl") == "/run/clamav/clamd.ctl"
    assert parse_address("tcp://clamd:3310") == ("clamd", 3310)
    assert parse_address("[::1]:3310") == ("::1", 3310)


def test_a_fault_of_the_file_is_not_hidden(settings: Settings) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a"
        raise OSError("disk")

    with clamd(lambda connection: connection.recv(1000), settings), pytest.raises(OSError, match="disk"):
        scan(broken())
