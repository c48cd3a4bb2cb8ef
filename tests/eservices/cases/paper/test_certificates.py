"""Keys: the development seal makes itself once, the real one is read from settings, and mistakes get a sentence."""

import stat
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pytest_django.fixtures import Settings

from eservices.cases.paper import seal
from eservices.cases.paper.benchmark import MOMENT, sealed_pdf
from eservices.cases.paper.certificates import (
    DEVELOPMENT_NAME,
    SealMaterial,
    SealNotUsable,
    certificate_valid_until,
    development_material,
    seal_material,
)
from eservices.cases.paper.verification import verify


@pytest.fixture
def fresh() -> Iterator[None]:
    """Nothing remembered from other tests, nothing left for them."""
    seal_material.cache_clear()
    seal._signer.cache_clear()
    yield
    seal_material.cache_clear()
    seal._signer.cache_clear()


@pytest.fixture
def other(tmp_path: Path) -> SealMaterial:
    """A second seal, to be configured as if it were the real one."""
    return development_material(tmp_path / "other")


def serial_number(folder: str) -> int:
    """In a process of its own."""
    return development_material(Path(folder)).certificate.serial_number


def test_development_seal_says_that_it_is_worthless(tmp_path: Path) -> None:
    material = development_material(tmp_path / "seal")
    assert material.development
    assert material.holder == DEVELOPMENT_NAME
    usage = material.certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert usage.critical
    assert usage.value.content_commitment
    assert not usage.value.digital_signature


def test_development_key_is_private_and_kept(tmp_path: Path) -> None:
    folder = tmp_path / "var" / "seal"
    first = development_material(folder)
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert development_material(folder).certificate == first.certificate
    assert [entry.name for entry in folder.parent.iterdir()] == ["seal"]


def test_processes_that_start_together_agree(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as processes:
        numbers = set(processes.map(serial_number, [str(tmp_path / "seal")] * 8))
    assert len(numbers) == 1


def test_damaged_development_seal_gets_a_remedy(tmp_path: Path) -> None:
    development_material(tmp_path / "seal")
    (tmp_path / "seal" / "key.pem").write_bytes(b"not a key")
    with pytest.raises(SealNotUsable, match="Delete"):
        development_material(tmp_path / "seal")


@pytest.mark.usefixtures("fresh")
def test_real_seal_from_pkcs12(settings: Settings, tmp_path: Path, other: SealMaterial) -> None:
    file = tmp_path / "seal.p12"
    file.write_bytes(
        pkcs12.serialize_key_and_certificates(
            "печат".encode(), other.key, other.certificate, other.chain, BestAvailableEncryption(b"tajna")
        )
    )
    settings.SEAL_KEY_FILE, settings.SEAL_PASSPHRASE = str(file), "tajna"
    assert not seal_material().development
    assert certificate_valid_until() == other.certificate.not_valid_after_utc
    assert verify(sealed_pdf("<p>Текст</p>")).good


@pytest.mark.usefixtures("fresh")
def test_real_seal_from_pem_files(settings: Settings, tmp_path: Path, other: SealMaterial) -> None:
    key, certificate, chain = (tmp_path / name for name in ("key.pem", "certificate.pem", "chain.der"))
    key.write_bytes(other.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    certificate.write_bytes(other.certificate.public_bytes(Encoding.PEM))
    chain.write_bytes(other.chain[0].public_bytes(Encoding.DER))
    settings.SEAL_KEY_FILE, settings.SEAL_CERTIFICATE_FILE = str(key), str(certificate)
    settings.SEAL_CHAIN_FILES = [str(chain)]
    report = verify(sealed_pdf("<p>Текст</p>"))
    assert report.good
    assert report.signed_at == MOMENT


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize("broken", ["missing", "passphrase", "pair"])
def test_wrong_settings_get_a_sentence(settings: Settings, tmp_path: Path, other: SealMaterial, broken: str) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    mine = rsa.generate_private_key(65537, 2048) if broken == "pair" else other.key
    locked = BestAvailableEncryption(b"tajna") if broken == "passphrase" else NoEncryption()
    if broken != "missing":
        key.write_bytes(mine.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked))
    certificate.write_bytes(other.certificate.public_bytes(Encoding.PEM))
    settings.SEAL_KEY_FILE, settings.SEAL_CERTIFICATE_FILE = str(key), str(certificate)
    with pytest.raises(SealNotUsable, match="SEAL_KEY_FILE"):
        seal_material()


@pytest.mark.usefixtures("fresh")
def test_rsa_seal_works(monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> None:
    monkeypatch.setattr(ec, "generate_private_key", lambda _: rsa.generate_private_key(65537, 2048))
    settings.VAR_DIR = tmp_path
    assert verify(sealed_pdf("<p>Текст</p>")).good
