"""A copy of everything that cannot be made again: the database and the private files, with a list of digests.

The database is copied first, then the files. A file is written before the row that knows it and never changed, so the
copy holds every file that its database knows; one that was shredded in between is named by `verify`. The master keys are
not in the copy: without them nobody can read it, so they are kept apart (docs/operating.md).
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from eservices.config.embedded_postgres import PostgresServer
from eservices.config.local_files import LocalServerError

DATABASE, FILES, SEAL, MANIFEST = "database.dump", "private", "seal", "manifest.json"
FORMAT = 1
SEE_EVERYTHING = "-c app.system=on"
"""Option of the session: the owner of the tables is bound by row-level security too."""


class CopyFault(Exception):
    """A copy cannot be made or used; the text is one sentence with the remedy."""


def back_up(target: Path) -> dict[str, Any]:
    """Write a copy into ``target``, an empty or new folder; returns the manifest. Raises CopyFault."""
    if target.exists() and any(target.iterdir()):
        raise CopyFault(f"{target} is not empty; name a new folder for each copy.")
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    _run("pg_dump", "--format=custom", "--enable-row-security", f"--file={target / DATABASE}")
    _copy_tree(_private(), target / FILES)
    _copy_tree(_seal(), target / SEAL)
    manifest = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": _migrations(),
        "sha256": {name: _digest(target / name) for name in _names(target)},
    }
    (target / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    return manifest


def restore(source: Path) -> dict[str, Any]:
    """Bring a copy back into an empty database and empty folders; returns its manifest. Raises CopyFault."""
    manifest = check(source)
    if connection.introspection.table_names():
        raise CopyFault(
            f"The database {connection.settings_dict['NAME']} is not empty; a copy is restored into an empty one only."
        )
    for folder in (_private(), _seal()):
        if folder.exists() and any(folder.rglob("*")):
            raise CopyFault(f"{folder} is not empty; move it away before restoring.")
    connection.close()
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--dbname", connection.settings_dict["NAME"],
         str(source / DATABASE))  # fmt: skip
    _copy_tree(source / FILES, _private())
    _copy_tree(source / SEAL, _seal())
    return manifest


def check(source: Path) -> dict[str, Any]:
    """The manifest of a copy whose every file is there and unchanged. Raises CopyFault."""
    try:
        manifest: dict[str, Any] = json.loads((source / MANIFEST).read_text(encoding="utf-8"))
        listed: dict[str, str] = manifest["sha256"]
    except (OSError, ValueError, KeyError):
        raise CopyFault(f"{source} holds no {MANIFEST} that can be read; it is not a copy of this portal.") from None
    present = set(_names(source))
    for name, digest in listed.items():
        if name not in present:
            raise CopyFault(f"{source / name} is missing from the copy; use another one.")
        if _digest(source / name) != digest:
            raise CopyFault(f"{source / name} has changed since the copy was made; use another one.")
    return manifest


def _private() -> Path:
    return Path(settings.PRIVATE_ROOT)


def _seal() -> Path:
    """The development seal; a real one is kept outside and named by settings."""
    return Path(settings.VAR_DIR) / "seal"


def _names(folder: Path) -> list[str]:
    return sorted(
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy_tree(source: Path, target: Path) -> None:
    if source.exists():
        shutil.copytree(source, target, dirs_exist_ok=True)
    else:
        target.mkdir(mode=0o700, parents=True, exist_ok=True)


def _migrations() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


def _run(program: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against the database of settings; a password goes by the environment only."""
    chosen = connection.settings_dict
    host = chosen["HOST"] or chosen["OPTIONS"].get("host", "") or os.environ.get("PGHOST", "")
    wanted = {
        "PGHOST": host, "PGPORT": str(chosen["PORT"] or ""), "PGUSER": chosen["USER"], "PGDATABASE": chosen["NAME"],
        "PGPASSWORD": chosen["PASSWORD"], "PGOPTIONS": SEE_EVERYTHING,
    }  # fmt: skip
    environment = os.environ | {name: value for name, value in wanted.items() if value}
    done = subprocess.run([_program(program), *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CopyFault(f"{program} failed: {done.stderr.strip()[-600:]}")


def _program(name: str) -> str:
    """The program on the path, else the one that comes with the embedded server."""
    found = shutil.which(name)
    if found:
        return found
    try:
        return str(PostgresServer(Path(settings.VAR_DIR), Path(settings.VAR_DIR)).binaries / name)
    except LocalServerError:
        raise CopyFault(f"There is no {name} here; install the client programs of PostgreSQL 18.") from None
