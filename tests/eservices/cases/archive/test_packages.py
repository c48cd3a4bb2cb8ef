"""Archive packages: whole and readable without the portal; whatever was changed is named."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings
from django.utils import timezone

from eservices.cases import nightly
from eservices.cases.actions import MissingReason
from eservices.cases.archive import actions, verify_package
from eservices.cases.archive.package import LIFETIME, drop_expired
from eservices.cases.keys import plain_key
from eservices.cases.models import ArchiveFile, AuditRecord, Case
from eservices.cases.paper.certificates import seal_material
from eservices.cases.uploads import storage
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from tests.eservices.cases.archive.scene import fresh
from tests.factories import on, relay_all

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def package(old: Case, lazar: User, tmp_path: Path) -> Path:
    file = actions.ask_for_case_package(case=old, reason="Захтев суда", by=lazar)
    relay_all()
    file.refresh_from_db()
    body = b"".join(storage.open_plain(file.path, data_key=plain_key(old.data_key), context=file.context))
    path = tmp_path / file.filename
    path.write_bytes(body)
    assert verify_package.digest_of(io.BytesIO(body)) == (file.sha256, file.size)
    return path


def checked(path: Path) -> tuple[int, str]:
    """The script in a process of its own that knows nothing of the portal."""
    done = subprocess.run(
        [sys.executable, "-I", verify_package.__file__, str(path)], capture_output=True, text=True, check=False,
        cwd=path.parent, env={},
    )  # fmt: skip
    return done.returncode, done.stdout


def rewritten(path: Path, change: Change) -> Path:
    """The package with other contents, a ZIP as good as the first."""
    with zipfile.ZipFile(path) as source:
        contents = {name: source.read(name) for name in source.namelist()}
    change(contents)
    other = path.with_name("drugi.zip")
    with zipfile.ZipFile(other, "w") as target:
        for name, body in contents.items():
            target.writestr(name, body)
    return other


def test_a_package_holds_the_whole_case(old: Case, package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        folder = manifest["cases"][0]["folder"]
        answers = archive.read(f"{folder}/odgovori.json").decode()
        names = archive.namelist()
    assert manifest["cases"][0]["number"] == old.number and folder == f"predmeti/553-1-26-IV_{old.pk}"
    assert "1205992665011" in answers and "Измишљена 14" in answers
    assert {f"{folder}/predmet.json", f"{folder}/tok.json", f"{folder}/podaci-iz-registara.json"} < set(names)
    documents = [name for name in names if "/dokumenti/" in name]
    assert len(documents) == old.documents.count() and [one["path"] for one in manifest["seals"]] == documents[-1:]
    assert all("path" in entry and len(entry["sha256"]) == 64 and entry["what"] for entry in manifest["files"])
    assert checked(package)[0] == 0 and f"package SHA-256 {old.archive_files.get().sha256}" in checked(package)[1]


def test_the_manifest_is_sealed(package: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(tmp_path)
    (tmp_path / "root.pem").write_bytes(seal_material().roots[0].public_bytes(Encoding.PEM))
    command = ["openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", "manifest.json.p7s", "-content",
               "manifest.json", "-CAfile", "root.pem", "-purpose", "any", "-out", "/dev/null"]  # fmt: skip
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode == 0
    with (tmp_path / "manifest.json").open("ab") as file:
        file.write(b" ")
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, check=False).returncode != 0


def change_byte(name: str) -> Change:
    def change(contents: dict[str, bytes]) -> None:
        place = next(path for path in contents if path.endswith(name))
        body = bytearray(contents[place])
        body[len(body) // 2] ^= 1
        contents[place] = bytes(body)

    return change


def remove(contents: dict[str, bytes]) -> None:
    contents.pop(next(path for path in contents if path.endswith("tok.json")))


def add(contents: dict[str, bytes]) -> None:
    contents["predmeti/podmetnuto.txt"] = b"x"


def unseal(contents: dict[str, bytes]) -> None:
    contents.pop("manifest.json.p7s")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (change_byte("odgovori.json"), "odgovori.json: has another content"), (remove, "tok.json: is missing"),
        (add, "podmetnuto.txt: is not in the manifest"), (unseal, "manifest.json.p7s: is missing"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(package: Path, change: Change, named: str) -> None:
    status, said = checked(rewritten(package, change))
    assert status == 1 and named in said and len(said.splitlines()) == 1


def test_a_damaged_byte_of_the_zip_itself_is_named_too(package: Path) -> None:
    with zipfile.ZipFile(package) as archive:
        [entry] = [one for one in archive.infolist() if one.filename.endswith("predmet.json")]
    body = bytearray(package.read_bytes())
    body[entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size // 2] ^= 0xFF
    package.write_bytes(bytes(body))
    status, said = checked(package)
    assert status == 1 and "predmet.json: cannot be read" in said


def test_what_is_no_package_is_said(tmp_path: Path) -> None:
    (tmp_path / "prazno.zip").write_bytes(b"x")
    assert checked(tmp_path / "prazno.zip")[0] == 2 and checked(tmp_path / "nema.zip")[0] == 2


def test_only_archived_cases_are_packed_and_with_a_reason(filed: Case, lazar: User) -> None:
    with pytest.raises(MissingReason):
        actions.ask_for_case_package(case=filed, reason="", by=lazar)
    with pytest.raises(actions.NotArchived):
        actions.ask_for_case_package(case=filed, reason="Захтев суда", by=lazar)


def test_the_owner_reads_that_a_package_was_made(old: Case, lazar: User) -> None:
    actions.ask_for_case_package(case=old, reason="Захтев суда", by=lazar)
    assert AuditRecord.objects.filter(case_reference=old.pk, action="archive_package", actor=lazar).exists()
    assert fresh(old).version == old.version


def test_packages_are_swept_when_their_time_is_over(old: Case, package: Path) -> None:
    file = ArchiveFile.objects.get()
    stored = Path(settings.PRIVATE_ROOT) / "files" / file.path
    assert drop_expired(old.municipality) == 0
    nightly.sweep_files()
    assert stored.exists()
    with on(timezone.now() + LIFETIME), municipality_scope(old.municipality_id):
        assert drop_expired(old.municipality) == 1
    assert not stored.exists()
