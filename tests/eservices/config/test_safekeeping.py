"""A copy is made, spoilt, refused, restored and verified, in databases of its own."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings

from eservices.config.integrity import LOOKS
from eservices.config.safekeeping import CopyFault, check
from tests.servers import in_slot, migrated_database


def manage(database: str, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command against another database and folder of files."""
    url = in_slot(os.environ["DATABASE_URL"], database)
    environment = os.environ | {
        "DATABASE_URL": url, "MIGRATION_DATABASE_URL": url, "VAR_DIR": str(folder), "DEMO_LOGINS": "true",
        "PRIVATE_ROOT": str(folder / "private"), "PYTHONWARNINGS": "ignore",
    }  # fmt: skip
    command = [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def databases() -> Iterator[tuple[str, str]]:
    """A migrated database and an empty one beside that of the tests."""
    url = os.environ["DATABASE_URL"]
    name = url.partition("?")[0].rpartition("/")[2]
    made = f"{name}_source", f"{name}_target"
    owner = psycopg2.connect(in_slot(url, "postgres"))
    owner.autocommit = True
    with owner.cursor() as cursor:
        for database in made:
            cursor.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {made[0]} TEMPLATE {migrated_database()}")
        cursor.execute(f"CREATE DATABASE {made[1]}")
        yield made
        for database in made:
            cursor.execute(f"DROP DATABASE {database} WITH (FORCE)")
    owner.close()


def test_a_copy_is_restored_whole_and_verifies(databases: tuple[str, str], tmp_path: Path) -> None:
    source, target = databases
    copy = tmp_path / "copy"
    for arguments in (["demo", "-v0"], ["backup", str(copy)]):
        done = manage(source, tmp_path / "a", *arguments)
        assert done.returncode == 0, done.stderr
    restored = manage(target, tmp_path / "b", "restore", str(copy))
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout.count(" ok ") == len(LOOKS)
    assert "is not empty" in manage(target, tmp_path / "b", "restore", str(copy)).stderr
    assert "is not empty" in manage(source, tmp_path / "a", "backup", str(copy)).stderr
    next((tmp_path / "b" / "private" / "files").rglob("*/*/*")).unlink()
    assert "has no file" in manage(target, tmp_path / "b", "verify").stderr


def test_a_spoilt_copy_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CopyFault, match="not a copy"):
        check(tmp_path)
    (tmp_path / "database.dump").write_bytes(b"changed")
    (tmp_path / "manifest.json").write_text('{"sha256": {"database.dump": "0"}}')
    with pytest.raises(CopyFault, match="has changed"):
        check(tmp_path)
    (tmp_path / "database.dump").unlink()
    with pytest.raises(CopyFault, match="is missing"):
        check(tmp_path)
