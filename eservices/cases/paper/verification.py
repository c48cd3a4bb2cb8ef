"""Is this file still what was sealed? Answers for the verification page, the archive and an expert in court.

Without a database: ``python -m eservices.cases.paper.verification FILE [--root ROOT.pem]``. Without ``--root`` the
root of the development seal under ``VAR_DIR`` (``var`` when unset) is the one that is trusted.
"""

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from asn1crypto import cms
from cryptography import x509
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator import ValidationContext

from eservices.cases.paper.certificates import ROOT_FILE, seal_material
from eservices.cases.paper.seal import run, to_asn1

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class SealReport:
    """What the file says about its seal; ``problem`` is a sentence for the reader, in the active language.

    ``intact``: not one sealed byte has changed. ``trusted``: the seal's certificate was issued under a root this
    portal knows and was valid at the moment of sealing as the seal states it. ``covers_whole_file``: nothing was
    added after the seal. ``signed_at`` is aware.
    """

    sealed: bool = False
    intact: bool = False
    trusted: bool = False
    covers_whole_file: bool = False
    signer: str = ""
    signed_at: datetime | None = None
    problem: str | None = None

    @property
    def good(self) -> bool:
        """Sealed by somebody we know, unchanged, with nothing added."""
        return self.sealed and self.intact and self.trusted and self.covers_whole_file


def verify(pdf: bytes, *, roots: Sequence[x509.Certificate] | None = None) -> SealReport:
    """A report on any bytes at all; never an exception.

    ``roots`` are the trusted root certificates, by default those of this installation's own seal.
    """
    if not pdf.startswith(b"%PDF-"):
        return SealReport(problem=_("Ово није PDF документ. Изаберите PDF који сте добили од органа."))
    try:
        return _report(pdf, seal_material().roots if roots is None else roots)
    except Exception:  # Hostile or broken bytes may fail anywhere in the reader; the person needs an answer.
        logger.info("paper_unreadable", exc_info=True)
        return SealReport(problem=_("Документ је оштећен и не може да се прочита. Преузмите га поново са портала."))


def _report(pdf: bytes, roots: Sequence[x509.Certificate]) -> SealReport:
    signatures = PdfFileReader(BytesIO(pdf)).embedded_regular_signatures
    if not signatures:
        return SealReport(problem=_("Документ нема електронски печат."))
    signature = signatures[0]
    signed_at = signature.self_reported_timestamp
    context = ValidationContext(trust_roots=[to_asn1(root) for root in roots], moment=signed_at, allow_fetching=False)
    status = run(async_validate_pdf_signature(signature, context, skip_diff=True))
    intact = status.intact and status.valid and _container_is_as_written(pdf, signature)
    whole = len(signatures) == 1 and _covers(pdf, signature)
    return SealReport(
        sealed=True,
        intact=intact,
        trusted=status.trusted,
        covers_whole_file=whole,
        signer=str(status.signing_cert.subject.native.get("common_name", "")),
        signed_at=signed_at,
        problem=_problem(intact, whole, status),
    )


def _problem(intact: bool, whole: bool, status: PdfSignatureStatus) -> str | None:
    if not intact:
        return _("Документ је мењан после печаћења и не важи.")
    if not whole:
        return _("После печаћења је нешто додато у документ. Важи само оно што је запечаћено.")
    if not status.trusted:
        return _("Портал не познаје издаваоца овог печата.")
    return None


def _covers(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    first, first_length, second, second_length = (int(number) for number in signature.byte_range)
    return first == 0 and first_length < second and second + second_length == len(pdf)


def _container_is_as_written(pdf: bytes, signature: EmbeddedPdfSignature) -> bool:
    """The one part of the file that no digest covers is the seal itself: it must be exactly what a seal looks like.

    Hexadecimal digits as we write them, one DER structure without spare fields, zeros to its end.
    """
    gap = pdf[int(signature.byte_range[1]) : int(signature.byte_range[2])]
    written = bytes.fromhex(gap[1:-1].decode("ascii"))
    if gap != b"<" + written.hex().upper().encode() + b">":
        return False
    container = cms.ContentInfo.load(written)
    der = container.dump(force=True)
    return written == der.ljust(len(written), b"\0") and _has_no_spare_fields(container["content"])


def _has_no_spare_fields(signed: cms.SignedData) -> bool:
    signer = signed["signer_infos"][0]
    return (
        signed["version"].native == "v1"
        and signer["version"].native == "v1"
        and len(signed["signer_infos"]) == 1
        and len(signed["digest_algorithms"]) == 1
        and signed["digest_algorithms"][0].dump() == signer["digest_algorithm"].dump()
        and not signed["crls"].native
        and not signer["unsigned_attrs"].native
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the report on one file; 0 when the seal is good, 1 otherwise."""
    parser = argparse.ArgumentParser(description="Checks the electronic seal of a PDF.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--root", type=Path, action="append", help="trusted root certificate (PEM), may be repeated")
    chosen = parser.parse_args(arguments)
    if not settings.configured:
        settings.configure(USE_I18N=False)
    roots = chosen.root or [Path(os.environ.get("VAR_DIR", "var")) / "seal" / ROOT_FILE]
    try:
        certificates = [item for root in roots for item in x509.load_pem_x509_certificates(root.read_bytes())]
        report = verify(chosen.file.read_bytes(), roots=certificates)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    for field in ("sealed", "intact", "trusted", "covers_whole_file", "signer", "signed_at", "problem"):
        print(f"{field:18}{getattr(report, field)}")
    return 0 if report.good else 1


if __name__ == "__main__":
    sys.exit(main())
