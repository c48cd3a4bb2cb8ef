"""The electronic seal (електронски печат): PAdES on the whole file, after which nothing may be changed.

The seal is a certification signature (DocMDP 1, no changes) without a picture on the page: a picture proves nothing
and would have to be drawn again for PDF/A. What the reader needs to know about the seal is printed by the template.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final, TypeVar

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.extensions import DeveloperExtension
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import PdfCMSSignedAttributes, Signer
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eservices.cases.paper.certificates import SealKey, SealMaterial, seal_material

FIELD_NAME: Final = "Pecat"
FIELD_DESCRIPTION: Final = "Електронски печат"
DIGEST: Final = "sha256"

Result = TypeVar("Result")


class SealSigner(Signer):
    """Signs with a key that is read and checked once, not before every seal (which costs 90 ms with RSA)."""

    def __init__(self, material: SealMaterial) -> None:
        others = SimpleCertificateStore()
        others.register_multiple([to_asn1(item) for item in material.chain])
        # A root inside the file would prove nothing: whoever checks has to know it from elsewhere.
        super().__init__(signing_cert=to_asn1(material.certificate), cert_registry=others, embed_roots=False)
        self._key: SealKey = material.key
        self._room = 0

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self._longest_signature())
        if isinstance(self._key, ec.EllipticCurvePrivateKey):
            return self._key.sign(data, ec.ECDSA(hashes.SHA256()))
        return self._key.sign(data, padding.PKCS1v15(), hashes.SHA256())

    async def room(self, session: PdfSigningSession) -> int:
        """Hexadecimal digits a seal takes, measured by a trial once: every seal of one key has the same parts."""
        if not self._room:
            self._room = await session.estimate_signature_container_size(None, tight=True)
        return self._room

    def _longest_signature(self) -> int:
        """Length in bytes; an elliptic-curve signature is a pair of numbers with up to 9 bytes of ASN.1 around."""
        size = (self._key.key_size + 7) // 8
        return 2 * size + 9 if isinstance(self._key, ec.EllipticCurvePrivateKey) else size


class _SealOnlyWriter(IncrementalPdfFileWriter):
    """Adds the seal and nothing else.

    Title, dates and the PDF/A claim stay byte for byte as they were printed, and the file stays PDF 1.7, on which
    PDF/A-3 rests: pyHanko would call a file with an elliptic-curve seal PDF 2.0.
    """

    def _update_meta(self) -> None:
        return

    def ensure_output_version(self, version: tuple[int, int]) -> None:
        return

    def register_extension(self, ext: DeveloperExtension) -> None:
        if ext.base_version == "/1.7":
            super().register_extension(ext)


def to_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    """The same certificate as the type that pyHanko reads."""
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


@cache
def _signer() -> SealSigner:
    return SealSigner(seal_material())


def seal(pdf: bytes, *, reason: str, location: str, signed_at: datetime) -> bytes:
    """``pdf`` with the seal of this installation, added as an incremental update; the claim PDF/A-3a stays.

    ``reason`` and ``location`` are shown by PDF readers (``Издавање решења``, ``Крагујевац``); ``signed_at`` is the
    aware moment written as the time of sealing.

    Raises ``SealNotUsable`` when the configured key cannot be used, ``ValueError`` for a moment without a time zone,
    and pyHanko's ``PdfReadError`` or ``SigningError`` when the file is no PDF or carries a seal already.
    """
    if signed_at.tzinfo is None:
        raise ValueError("The moment of sealing needs a time zone.")
    return run(_sealed(pdf, reason, location, signed_at))


async def _sealed(pdf: bytes, reason: str, location: str, signed_at: datetime) -> bytes:
    writer = _SealOnlyWriter(BytesIO(pdf))
    session = _pdf_signer(reason, location).init_signing_session(writer)
    session.system_time = signed_at
    document = session.prepare_tbs_document(None, bytes_reserved=await _signer().room(session))
    output = BytesIO()
    prepared, _ = document.digest_tbs_document(output=output)
    await document.perform_signature(prepared.document_digest, PdfCMSSignedAttributes(signing_time=signed_at))
    return output.getvalue()


def _pdf_signer(reason: str, location: str) -> PdfSigner:
    metadata = PdfSignatureMetadata(
        field_name=FIELD_NAME,
        md_algorithm=DIGEST,
        reason=reason,
        location=location,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        subfilter=SigSeedSubFilter.PADES,
    )
    return PdfSigner(
        metadata, _signer(), new_field_spec=SigFieldSpec(FIELD_NAME, readable_field_name=FIELD_DESCRIPTION)
    )


def run(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Finishes a pyHanko coroutine, in a thread of its own where this one already runs an event loop."""
    if not _runs_an_event_loop():
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def _runs_an_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
