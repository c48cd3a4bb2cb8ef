"""The folder ``var/`` of one machine: checks with a remedy, locks between processes, secrets. No Django here."""

import base64
import fcntl
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

FREE_SPACE_NEEDED = 300 * 1024 * 1024  # bytes: a new database cluster, its first write-ahead log and room for a day


class LocalServerError(Exception):
    """A local server or folder cannot be used; the text is one sentence for the operator, remedy included."""


def ensure_folder(folder: Path, *, mode: int = 0o755) -> Path:
    """Make ``folder`` with its parents and be sure that it can be written.

    Raises LocalServerError when a file stands in its place, or it cannot be made, read or written.
    """
    try:
        folder.mkdir(mode=mode, parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise LocalServerError(
            f"{folder} must be a folder but a file stands in its place; move that file away and start again."
        ) from None
    except OSError as fault:
        raise LocalServerError(
            f"The folder {folder} cannot be made ({fault.strerror}); give this user the right to write there, "
            "or set VAR_DIR to another folder."
        ) from None
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        raise LocalServerError(
            f"The folder {folder} cannot be read and written by this user; run: sudo chown -R $(id -un) {folder}"
        )
    return folder


def ensure_space(folder: Path) -> None:
    """Refuse to start servers on a nearly full disk. Raises LocalServerError."""
    free = shutil.disk_usage(folder).free
    if free < FREE_SPACE_NEEDED:
        raise LocalServerError(
            f"Only {free // 1024**2} MB are free on the disk of {folder} and {FREE_SPACE_NEEDED // 1024**2} MB are "
            "needed; free some space, or set VAR_DIR to a folder on another disk."
        )


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, or an empty text when there is none yet."""
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""


def processes_in(folder: Path) -> list[int]:
    """Numbers of living processes whose working folder is ``folder``: how the servers mark what is theirs.

    A number in a file proves nothing, for after a restart of the machine it may belong to anybody.
    """
    place: Path = folder.resolve()
    found = []
    for link in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if link.readlink() == place:
                found.append(int(link.parent.name))
        except OSError:
            continue
    return found


def open_lock(path: Path) -> IO[str]:
    """Open the file that carries a lock; the kernel frees the lock whenever the process ends, however it ends."""
    try:
        return path.open("a+")
    except OSError as fault:
        raise LocalServerError(
            f"{path} cannot be opened ({fault.strerror}); run: sudo chown -R $(id -un) {path.parent}"
        ) from None


def try_lock(lock: IO[str], *, exclusive: bool) -> bool:
    """Take the lock at once or say False."""
    try:
        fcntl.flock(lock, (fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def turn(path: Path, *, seconds: float = 90) -> Iterator[None]:
    """Hold an exclusive lock while servers are being started or stopped. Raises LocalServerError after ``seconds``."""
    with open_lock(path) as lock:
        deadline = time.monotonic() + seconds
        while not try_lock(lock, exclusive=True):
            if time.monotonic() > deadline:
                raise LocalServerError(
                    f"Another process has been starting or stopping the local servers for {seconds:.0f} seconds; "
                    f"find it with: fuser {path} and end it, then start again."
                )
            time.sleep(0.05)
        yield


def ensure_secrets(folder: Path) -> dict[str, str]:
    """Secrets of a local portal, made once in ``secrets.env`` (0600) and kept: old cases stay readable.

    Raises LocalServerError when the file is not readable or not of the form NAME=value.
    """
    path = folder / "secrets.env"
    if not path.exists():
        _write_secrets(path)
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    except (OSError, ValueError):
        raise LocalServerError(
            f"{path} cannot be read as lines NAME=value; restore it from a backup (without it stored answers cannot be "
            "decrypted), or delete the whole folder to begin anew."
        ) from None


def _write_secrets(path: Path) -> None:
    """Write the file whole or not at all; of two first starts at once one wins."""
    values = {
        "SECRET_KEY": secrets.token_urlsafe(64),
        "MASTER_KEYS": "local:" + base64.b64encode(secrets.token_bytes(32)).decode(),
        "SUBJECT_REFERENCE_KEY": secrets.token_hex(32),
        "METRICS_TOKEN": secrets.token_urlsafe(32),
    }
    draft = path.with_name(f".secrets.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("# Made on the first start of this portal. Without MASTER_KEYS stored answers cannot be read.\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
