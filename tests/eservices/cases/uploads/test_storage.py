"""Files lie encrypted and private, whole or not at all."""

import errno
import os
import resource
import stat
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from pytest_django import Settings

from eservices.cases.uploads import storage
from eservices.cases.vault import Tampered

DATA_KEY = bytes(range(32))
CONTEXT = b"document:1"
PLAINTEXT = "извештај лекара".encode() * 10_000


@pytest.fixture(autouse=True)
def root(settings: Settings, tmp_path: Path) -> Path:
    settings.PRIVATE_ROOT = tmp_path
    return tmp_path / "files"


@pytest.fixture
def stored() -> storage.StoredFile:
    return storage.store(BytesIO(PLAINTEXT), data_key=DATA_KEY, context=CONTEXT)


def read(path: str, *, data_key: bytes = DATA_KEY, context: bytes = CONTEXT) -> bytes:
    return b"".join(storage.open_plain(path, data_key=data_key, context=context))


def files_in(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


def test_a_file_comes_back(stored: storage.StoredFile) -> None:
    assert read(stored.path) == PLAINTEXT
    assert (stored.sha256, stored.size) == (sha256(PLAINTEXT).hexdigest(), len(PLAINTEXT))


def test_nothing_readable_lies_on_the_disk(stored: storage.StoredFile, root: Path) -> None:
    place = root / stored.path
    assert files_in(root) == [place]
    assert "извештај".encode() not in place.read_bytes()
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


def test_equal_files_are_kept_apart(stored: storage.StoredFile) -> None:
    assert storage.store(BytesIO(PLAINTEXT), data_key=DATA_KEY, context=CONTEXT).path != stored.path


def test_a_wrong_key_context_or_byte_shows_before_anything_is_sent(stored: storage.StoredFile, root: Path) -> None:
    with pytest.raises(Tampered):
        storage.open_plain(stored.path, data_key=bytes(32), context=CONTEXT)
    with pytest.raises(Tampered):
        storage.open_plain(stored.path, data_key=DATA_KEY, context=b"document:2")
    changed = bytearray((root / stored.path).read_bytes())
    changed[100] ^= 1
    (root / stored.path).write_bytes(changed)
    with pytest.raises(Tampered):
        storage.open_plain(stored.path, data_key=DATA_KEY, context=CONTEXT)


def test_a_removed_file_is_gone_and_may_be_removed_again(stored: storage.StoredFile, root: Path) -> None:
    storage.shred(stored.path)
    storage.shred(stored.path)
    assert files_in(root) == []
    with pytest.raises(FileNotFoundError):
        storage.open_plain(stored.path, data_key=DATA_KEY, context=CONTEXT)


@pytest.mark.parametrize(
    "path", ["../../etc/passwd", "/etc/passwd", "", "ab/cd/x", "ab/cd/../../x", "aa/bb/" + "c" * 40]
)
def test_foreign_paths_lead_nowhere(path: str) -> None:
    with pytest.raises(storage.UnsafePath):
        storage.open_plain(path, data_key=DATA_KEY, context=CONTEXT)
    with pytest.raises(storage.UnsafePath):
        storage.shred(path)


def test_a_symbolic_link_is_not_followed(stored: storage.StoredFile, root: Path) -> None:
    place = root / stored.path
    place.rename(root / "elsewhere")
    place.symlink_to(root / "elsewhere")
    with pytest.raises(OSError, match="symbolic"):
        storage.open_plain(stored.path, data_key=DATA_KEY, context=CONTEXT)


@pytest.fixture
def small_disk() -> Iterator[None]:
    """No file of this process may grow over 50 kB."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.usefixtures("small_disk")
def test_no_room_in_the_middle_of_a_file_leaves_nothing_behind(root: Path) -> None:
    with pytest.raises(storage.StorageFull):
        storage.store(BytesIO(PLAINTEXT), data_key=DATA_KEY, context=CONTEXT)
    assert files_in(root) == []


@pytest.mark.parametrize("step", ["fsync", "open"])
@pytest.mark.parametrize(("number", "raised"), [(errno.ENOSPC, storage.StorageFull), (errno.EIO, OSError)])
def test_a_fault_of_the_disk_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, root: Path, step: str, number: int, raised: type[OSError]
) -> None:
    def failing(*args: object, **kwargs: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patched:
        patched.setattr(os, step, failing)
        with pytest.raises(raised) as caught:
            storage.store(BytesIO(PLAINTEXT), data_key=DATA_KEY, context=CONTEXT)
    assert isinstance(caught.value, storage.StorageFull) == (number == errno.ENOSPC)
    assert files_in(root) == []


def test_a_source_that_breaks_leaves_nothing_behind(root: Path) -> None:
    class Broken(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        storage.store(Broken(), data_key=DATA_KEY, context=CONTEXT)
    assert files_in(root) == []


def test_the_sweep_finds_what_no_document_knows(stored: storage.StoredFile, root: Path) -> None:
    forgotten = storage.store(BytesIO(b"x"), data_key=DATA_KEY, context=CONTEXT).path
    half = forgotten[:-1] + ("0" if forgotten[-1] != "0" else "1") + ".part"
    (root / half).write_bytes(b"half")
    (root / Path(forgotten).parent / "README").write_text("not ours")
    assert list(storage.orphans({stored.path}, older_than=timedelta(hours=1))) == []
    for path in files_in(root):
        os.utime(path, (1, 1))
    found = list(storage.orphans({stored.path}, older_than=timedelta(hours=1)))
    assert {path.as_posix() for path in found} == {forgotten, half}
    for path in found:
        storage.shred(path)
    assert read(stored.path) == PLAINTEXT


def test_an_empty_storage_has_no_orphans() -> None:
    assert list(storage.orphans(set(), older_than=timedelta(0))) == []
