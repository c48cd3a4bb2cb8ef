"""The key and certificate of the electronic seal (електронски печат, Закон о електронском документу, Сл. гласник РС 94/2017).

The real ones are named in the settings: ``SEAL_KEY_FILE`` is a PKCS#12 file (``.p12``, ``.pfx``) that holds everything,
or a PEM key that goes with ``SEAL_CERTIFICATE_FILE`` and ``SEAL_CHAIN_FILES``; ``SEAL_PASSPHRASE`` opens it. Without
them a development seal is made once under ``VAR_DIR/seal``; its name says, in the file and on the paper, that it is
worth nothing.
"""

import os
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

DEVELOPMENT_NAME: Final = "РАЗВОЈНИ ПЕЧАТ – НЕ ВАЖИ"
DEVELOPMENT_ROOT_NAME: Final = "РАЗВОЈНИ КОРЕН – НЕ ВАЖИ"
# Wide, because demonstrations and tests seal on days far from today.
DEVELOPMENT_VALIDITY: Final = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2049, 12, 31, tzinfo=UTC))
KEY_FILE: Final = "key.pem"
CERTIFICATE_FILE: Final = "certificate.pem"
ROOT_FILE: Final = "root.pem"

SealKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class SealNotUsable(Exception):
    """The configured seal cannot be used; the message names the setting and the remedy."""


@dataclass(frozen=True)
class SealMaterial:
    """A private key, its certificate, and the chain up to the roots that checks of our own seals trust."""

    key: SealKey
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    development: bool

    @property
    def roots(self) -> tuple[x509.Certificate, ...]:
        """Self-signed certificates of the chain; with none, the whole chain is trusted as given."""
        return tuple(item for item in self.chain if item.issuer == item.subject) or self.chain

    @property
    def holder(self) -> str:
        """Name of the seal's owner, as it stands in the certificate."""
        return common_name(self.certificate)


def common_name(certificate: x509.Certificate) -> str:
    """The common name of the subject, else its whole name."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(names[0].value) if names else certificate.subject.rfc4514_string()


@cache
def seal_material() -> SealMaterial:
    """The seal of this installation, read once per process.

    Raises ``SealNotUsable`` when a configured file is missing, does not open, or does not belong to its certificate.
    """
    if settings.SEAL_KEY_FILE:
        return _configured()
    return development_material(Path(settings.VAR_DIR) / "seal")


def certificate_valid_until() -> datetime:
    """Last moment (aware, UTC) at which the seal's certificate may be used."""
    return seal_material().certificate.not_valid_after_utc


def _configured() -> SealMaterial:
    key_file = Path(settings.SEAL_KEY_FILE)
    password = settings.SEAL_PASSPHRASE.encode() or None
    try:
        chain = _certificates(settings.SEAL_CHAIN_FILES)
        if key_file.suffix.lower() in {".p12", ".pfx"}:
            key, certificate, inside = pkcs12.load_key_and_certificates(key_file.read_bytes(), password)
            chain = (*inside, *chain)
        else:
            key = serialization.load_pem_private_key(key_file.read_bytes(), password)
            certificate = _certificates([settings.SEAL_CERTIFICATE_FILE])[0]
    except (OSError, ValueError, TypeError, IndexError) as error:
        raise SealNotUsable(
            f"The seal cannot be read ({error}). Check SEAL_KEY_FILE, SEAL_CERTIFICATE_FILE, SEAL_CHAIN_FILES and"
            " SEAL_PASSPHRASE."
        ) from error
    return SealMaterial(_usable_key(key, certificate), _present(certificate), _distinct(chain), development=False)


def _present(certificate: x509.Certificate | None) -> x509.Certificate:
    if certificate is None:
        raise SealNotUsable("SEAL_KEY_FILE holds no certificate. Export the PKCS#12 file together with it.")
    return certificate


def _usable_key(key: object, certificate: x509.Certificate | None) -> SealKey:
    if not isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey):
        raise SealNotUsable("SEAL_KEY_FILE holds no RSA or elliptic-curve key. Ask the issuer for one of the two.")
    if key.public_key() != _present(certificate).public_key():
        raise SealNotUsable("SEAL_KEY_FILE and SEAL_CERTIFICATE_FILE do not belong together. Name a matching pair.")
    return key


def _certificates(files: Sequence[str]) -> tuple[x509.Certificate, ...]:
    found: list[x509.Certificate] = []
    for file in files:
        content = Path(file).read_bytes()
        if content.lstrip().startswith(b"-----BEGIN"):
            found += x509.load_pem_x509_certificates(content)
        else:
            found.append(x509.load_der_x509_certificate(content))
    return tuple(found)


def _distinct(certificates: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    return tuple(dict.fromkeys(certificates))


def development_material(folder: Path) -> SealMaterial:
    """The development seal kept in ``folder``, made when it is not there yet.

    Two processes that start together agree: each makes a whole folder aside and renames it into place, the rename of
    the second fails, and both read what the first one wrote. Raises ``SealNotUsable`` for a damaged folder.
    """
    if not folder.exists():
        _put_in_place(folder)
    try:
        key = serialization.load_pem_private_key((folder / KEY_FILE).read_bytes(), None)
        certificate, root = _certificates([str(folder / CERTIFICATE_FILE), str(folder / ROOT_FILE)])
    except (OSError, ValueError) as error:
        raise SealNotUsable(f"The development seal is damaged ({error}). Delete {folder}; it is made anew.") from error
    return SealMaterial(_usable_key(key, certificate), certificate, (root,), development=True)


def _put_in_place(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix="seal-", dir=folder.parent))
    try:
        for name, content in _make_development_files().items():
            _write_private(aside / name, content)
        aside.rename(folder)
    except OSError:
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _write_private(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _make_development_files() -> dict[str, bytes]:
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name = _name(DEVELOPMENT_ROOT_NAME)
    root = _signed(_root_certificate(root_name, root_key), root_key)
    certificate = _signed(_seal_certificate(root, key), root_key)
    # The root's key is not kept: nothing else is ever issued under it.
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    return {
        KEY_FILE: key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain),
        CERTIFICATE_FILE: certificate.public_bytes(pem),
        ROOT_FILE: root.public_bytes(pem),
    }


def _name(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "RS"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )


def _builder(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    first, last = DEVELOPMENT_VALIDITY
    return (
        x509.CertificateBuilder(subject_name=subject, issuer_name=issuer, public_key=key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _root_certificate(name: x509.Name, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    return (
        _builder(name, name, key)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(key_cert_sign=True, crl_sign=True), critical=True)
    )


def _seal_certificate(root: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
    root_identifier = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return (
        _builder(_name(DEVELOPMENT_NAME), root.subject, key)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(content_commitment=True), critical=True)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(root_identifier), critical=False)
    )


def _key_usage(
    *, content_commitment: bool = False, key_cert_sign: bool = False, crl_sign: bool = False
) -> x509.KeyUsage:
    """Only what is named; content commitment (non-repudiation) is what a seal needs."""
    return x509.KeyUsage(
        digital_signature=False,
        content_commitment=content_commitment,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        encipher_only=False,
        decipher_only=False,
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    return builder.sign(key, hashes.SHA256())
