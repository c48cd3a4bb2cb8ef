"""Private files, each encrypted under the data key of its case, in folders that no web server shows.

Files lie under ``PRIVATE_ROOT/files`` as ``ab/cd/<40 random hexadecimal digits>``: a name says nothing about the
content. A file is whole or absent: it is written beside its place, flushed to the disk and then renamed.
"""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import timedelta
from io import RawIOBase
from pathlib import Path
from typing import BinaryIO, Final, cast

import structlog
from django.conf import settings

from eservices.cases.vault import decrypt_stream, encrypt_stream

FOLDER: Final = "files"
NAME: Final = re.compile(r"([0-9a-f]{2})/([0-9a-f]{2})/\1\2[0-9a-f]{36}(?:\.part)?")
NO_ROOM: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

log = structlog.get_logger(__name__)


class StorageFull(OSError):
    """There is no room for the file; nothing of it was left behind."""


class UnsafePath(ValueError):
    """A path that `store` cannot have returned."""


@dataclass(frozen=True)
class StoredFile:
    """``path`` relative to the storage, ``sha256`` (hexadecimal) and ``size`` (bytes) of the plaintext."""

    path: str
    sha256: str
    size: int


def store(stream: BinaryIO, *, data_key: bytes, context: bytes) -> StoredFile:
    """Encrypts a file into the storage. Raises StorageFull, or OSError for another fault of the disk."""
    name = secrets.token_hex(20)
    path = f"{name[:2]}/{name[2:4]}/{name}"
    source = _Hashed(stream)
    place = _place(path)
    unfinished = place.with_name(name + ".part")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        size = _write(unfinished, source, data_key, context)
        unfinished.rename(place)
        _flush_folder(place.parent)
    except BaseException as fault:
        unfinished.unlink(missing_ok=True)
        place.unlink(missing_ok=True)
        if isinstance(fault, OSError) and fault.errno in NO_ROOM:
            log.error("storage_full", error=fault.errno)
            raise StorageFull(fault.errno, "No room for the file.") from fault
        raise
    return StoredFile(path, source.sha256.hexdigest(), size)


def open_plain(path: str, *, data_key: bytes, context: bytes) -> Iterator[bytes]:
    """The plaintext in chunks of at most 64 kB.

    The first chunk is read at once, so that a missing file (FileNotFoundError) or a wrong key (vault.Tampered) shows
    before an answer begins. Raises UnsafePath for a foreign path.
    """
    chunks = _decrypted(_place(path), data_key, context)
    return _resumed(next(chunks), chunks)


def shred(path: str | Path) -> None:
    """Removes a file; one that is gone already is no fault. Raises UnsafePath.

    The bytes are encrypted, so they are unreadable in copies and on the disk once the data key is destroyed too.
    """
    place = _place(path)
    place.unlink(missing_ok=True)
    if place.parent.is_dir():
        _flush_folder(place.parent)


def orphans(known: Container[str], *, older_than: timedelta) -> Iterator[Path]:
    """Relative paths, fit for `shred`, of files that no document knows and that are old enough not to be in the making.

    Includes what a killed process left half-written.
    """
    newest = time.time() - older_than.total_seconds()
    for place in sorted(_root().glob("??/??/*")):
        path = place.relative_to(_root())
        if NAME.fullmatch(path.as_posix()) and path.as_posix() not in known and _is_older(place, newest):
            yield path


class _Hashed(RawIOBase):
    """Passes reads on and computes the SHA-256 of what passes."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.sha256 = hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        part = self.stream.read(size)
        self.sha256.update(part)
        return part


def _root() -> Path:
    return Path(settings.PRIVATE_ROOT) / FOLDER


def _place(path: str | Path) -> Path:
    """Where a file lies. Only names that we made ourselves lead anywhere."""
    text = path.as_posix() if isinstance(path, Path) else path
    if not NAME.fullmatch(text):
        raise UnsafePath("This is not the path of a stored file.")
    return _root() / text


def _write(place: Path, source: "_Hashed", data_key: bytes, context: bytes) -> int:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "wb") as target:
        size = encrypt_stream(data_key, cast(BinaryIO, source), target, context=context)
        target.flush()
        os.fsync(target.fileno())
    return size


def _decrypted(place: Path, data_key: bytes, context: bytes) -> Iterator[bytes]:
    with os.fdopen(os.open(place, os.O_RDONLY | os.O_NOFOLLOW), "rb") as source:
        yield from decrypt_stream(data_key, source, context=context)


def _resumed(first: bytes, others: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from others


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _is_older(place: Path, moment: float) -> bool:
    try:
        return place.stat().st_mtime < moment
    except FileNotFoundError:
        return False
