"""Making an archive package (архивски пакет): a ZIP that can be read and verified without the portal.

Format: docs/archive-package.md. Everything is written in the order of its path and with the moment of making, so that the
same contents give the same package.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from django.core.serializers.json import DjangoJSONEncoder
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from eservices.cases import outbox
from eservices.cases.archive import verify_package
from eservices.cases.archive.contents import (
    answer_words,
    case_words,
    documents_in,
    evidence_words,
    folder_of,
    story_words,
)
from eservices.cases.keys import plain_key
from eservices.cases.models import ArchiveFile, Case, Decision, DisposalItem, Document
from eservices.cases.paper.certificates import seal_material
from eservices.cases.uploads import storage
from municipalities.current import municipality_scope
from municipalities.models import Municipality

LIFETIME = timedelta(days=30)
"""A package is a copy; it is deleted when nobody should need it any more and can be made again."""
README = "PROCITAJTE.txt"
SCRIPT = "verify_package.py"


@dataclass
class Writer:
    """A package being written, and what its manifest will say of it."""

    archive: zipfile.ZipFile
    made_at: datetime
    files: list[dict[str, Any]] = field(default_factory=list)
    seals: list[dict[str, Any]] = field(default_factory=list)

    def add(self, path: str, chunks: Iterable[bytes], what: str, content_type: str) -> dict[str, Any]:
        """Write one file and note size and SHA-256 of what was written."""
        digest, size = hashlib.sha256(), 0
        with self.archive.open(self._entry(path), "w") as target:
            for chunk in chunks:
                target.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        entry = {"path": path, "size": size, "sha256": digest.hexdigest(), "what": what, "content_type": content_type}
        self.files.append(entry)
        return entry

    def add_words(self, path: str, words: Any, what: str) -> None:
        """Write data in plain words."""
        self.add(path, [as_json(words)], what, "application/json")

    def close(self, manifest: dict[str, Any]) -> None:
        """Write the manifest and its seal, which the manifest cannot name."""
        content = as_json(manifest | {"files": self.files, "seals": self.seals})
        for path, body in ((verify_package.MANIFEST, content), (verify_package.SEAL, seal_of(content))):
            with self.archive.open(self._entry(path), "w") as target:
                target.write(body)

    def _entry(self, path: str) -> zipfile.ZipInfo:
        moment = timezone.localtime(self.made_at)
        entry = zipfile.ZipInfo(path, date_time=moment.timetuple()[:6])
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        return entry


def as_json(value: Any) -> bytes:
    """JSON that people can read too."""
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode() + b"\n"


def seal_of(content: bytes) -> bytes:
    """A detached CMS signature (RFC 5652, DER) with the electronic seal of this installation."""
    material = seal_material()
    builder = pkcs7.PKCS7SignatureBuilder().set_data(content)
    builder = builder.add_signer(material.certificate, material.key, hashes.SHA256())
    options = [pkcs7.PKCS7Options.DetachedSignature, pkcs7.PKCS7Options.Binary]
    return builder.sign(Encoding.DER, options)


def write_package(target: IO[bytes], cases: Iterable[Case], *, subject: dict[str, Any], made_at: datetime) -> None:
    """A package of ``cases`` into ``target``; ``subject`` says in words what it is of."""
    with translation.override("sr"), zipfile.ZipFile(target, "w") as archive:
        writer = Writer(archive, made_at)
        described = [_write_case(writer, case) for case in cases]
        writer.add(README, [_readme().encode()], _("Шта је у пакету и како се проверава"), "text/plain")
        script = Path(verify_package.__file__).read_bytes()
        writer.add(SCRIPT, [script], _("Програм за проверу пакета"), "text/x-python")
        writer.close({
            "format": verify_package.FORMAT, **subject,
            "made_at": timezone.localtime(made_at).isoformat(timespec="seconds"), "sealed_by": seal_material().holder,
            "cases": described,
        })  # fmt: skip


def _write_case(writer: Writer, case: Case) -> dict[str, Any]:
    folder = folder_of(case)
    words = case_words(case)
    writer.add_words(f"{folder}/predmet.json", words, _("Подаци о предмету"))
    writer.add_words(f"{folder}/tok.json", story_words(case), _("Ток предмета"))
    writer.add_words(f"{folder}/odgovori.json", answer_words(case), _("Одговори из захтева"))
    writer.add_words(f"{folder}/podaci-iz-registara.json", evidence_words(case), _("Подаци по службеној дужности"))
    sealed = {one.document_id: one for one in case.decisions.exclude(document=None)}
    for document, path, what in documents_in(case, folder):
        entry = writer.add(path, _plain(document, case), what, document.content_type)
        entry["sha256_on_receipt"] = document.sha256
        if document.pk in sealed:
            writer.seals.append(_seal_words(sealed[document.pk], path))
    return {"number": case.number, "folder": folder, "about": words}


def _plain(document: Document, case: Case) -> Iterator[bytes]:
    return storage.open_plain(document.path, data_key=plain_key(case.data_key), context=document.context)


def _seal_words(decision: Decision, path: str) -> dict[str, Any]:
    return {
        "path": path, "number": decision.number, "sealed_at": decision.sealed_at, "code": decision.code,
        "format": "PAdES",
    }  # fmt: skip


def _readme() -> str:
    return "\n".join([
        _("Архивски пакет"), "",
        _("manifest.json набраја сваку датотеку пакета са величином и отиском SHA-256 и речима описује предмете."),
        _("manifest.json.p7s је електронски печат манифеста."),
        _("У фасцикли сваког предмета су подаци о предмету, његов ток и документи."), "",
        _("Провера: python3 verify_package.py <пакет>. Узмите програм са поузданог места, не само из пакета."), "",
    ])  # fmt: skip


# -- promised work -----------------------------------------------------------------------------------------------------
@outbox.handler("archive-package")
def make_package(*, municipality_id: int, file_id: int) -> None:
    """Make a package that was asked for, once, and keep it encrypted."""
    with municipality_scope(municipality_id):
        file = (
            ArchiveFile.objects.select_for_update(of=("self",))
            .select_related("list__data_key", "case__data_key")
            .filter(pk=file_id)
            .first()
        )
        if file is None or file.made_at is not None:
            return
        made_at = timezone.now()
        holder = file.list or cast(Case, file.case)
        with tempfile.TemporaryFile() as target:
            write_package(target, _cases_of(file), subject=_subject(file, municipality_id), made_at=made_at)
            target.seek(0)
            stored = storage.store(target, data_key=plain_key(holder.data_key), context=file.context)
        file.path, file.size, file.sha256 = stored.path, stored.size, stored.sha256
        file.made_at, file.expires_at = made_at, made_at + LIFETIME
        file.save(update_fields=["path", "size", "sha256", "made_at", "expires_at"])


def _cases_of(file: ArchiveFile) -> Iterable[Case]:
    rows = Case.objects.select_related("municipality", "data_key")
    if file.list is None:
        return rows.filter(archive_files=file)
    standing = [DisposalItem.State.LISTED, DisposalItem.State.DONE]
    return rows.filter(disposals__list=file.list, disposals__state__in=standing).order_by("disposals__position")


def _subject(file: ArchiveFile, municipality_id: int) -> dict[str, Any]:
    place = Municipality.objects.get(pk=municipality_id)
    about = {"municipality": {"name": place.official_name, "number": place.sors_code}}
    if file.list is None:
        return {"title": _("Архивски пакет предмета"), **about}
    listed = {"number": str(file.list), "kind": file.list.get_kind_display(), "consent": file.list.consent}
    return {"title": _("Архивски пакет листе за примопредају"), **about, "list": listed}


def drop_expired(municipality: Municipality) -> int:
    """Delete packages whose time is over; returns how many."""
    gone = 0
    for file in ArchiveFile.objects.filter(municipality=municipality, expires_at__lt=timezone.now()):
        storage.shred(file.path)
        file.delete()
        gone += 1
    return gone
