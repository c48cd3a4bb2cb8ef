"""Envelope encryption of special-category answers and of files, and search by a personal number without storing it.

Every case has its own random 32-byte *data key*. It is stored only wrapped (encrypted) under the portal's *master key*,
which lives outside the database. Destroying the wrapped key makes every answer and every file of the case unreadable, in
all copies of the data (Закон о заштити података о личности, „Сл. гласник РС“ 87/2018: брисање, art. 30; безбедност
обраде, art. 50).

Every message starts with its version byte. Formats of version 1, lengths in bytes:

- wrapped key: ``1 | length of key id (1) | key id (UTF-8) | nonce (12) | key (32) and tag (16)``
- field:       ``1 | nonce (12) | ciphertext and tag (16)``
- stream:      ``1 | salt (16) | chunks``, each chunk at most 65,536 bytes of plaintext and a tag (16)

A stream has its own key, derived by HKDF from the data key, the salt and the context; the nonce of a chunk is its number
and a mark on the last one, so that a chunk left out, moved, repeated or cut off does not decrypt (STREAM construction of
Hoang, Reyhanitabar, Rogaway and Vizár, 2015).

The *context* names what the bytes are, for example ``b"case:123:answers"``. It is authenticated, not stored: bytes copied
to another case or another field do not decrypt there.
"""

import hmac
import json
import os
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder

Stored = bytes | memoryview
"""Bytes as a database driver may return them."""

WrappedKey = bytes
"""A data key as it is stored: readable only with the master key that it names."""

VERSION: Final = b"\x01"
KEY_BYTES: Final = 32
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
SALT_BYTES: Final = 16
CHUNK_BYTES: Final = 64 * 1024
DESTROYED: Final[WrappedKey] = b""
"""Stored in place of a wrapped key once it has been shredded."""


class VaultError(Exception):
    """Something that was encrypted cannot be read."""


class KeyDestroyed(VaultError):
    """The data key was shredded: what it protected is gone, on purpose."""


class UnknownMasterKey(VaultError):
    """The data key is wrapped under a master key that ``MASTER_KEYS`` does not list."""


class Tampered(VaultError):
    """The bytes, or the context they are read in, are not those that were encrypted."""


def new_data_key() -> WrappedKey:
    """A new random data key, wrapped under the current master key."""
    return _wrap(os.urandom(KEY_BYTES))


def unwrap(wrapped: Stored) -> bytes:
    """The 32 raw bytes of a data key. Raises KeyDestroyed, UnknownMasterKey or Tampered."""
    header, sealed = _split_wrapped(wrapped)
    master = _master_key(_key_id_in(header))
    return _open(master, sealed, b"data key\0" + header)


def rewrap(wrapped: Stored) -> WrappedKey:
    """The same data key under the current master key; unchanged bytes when it is there already.

    To replace a master key: put the new one first in ``MASTER_KEYS``, rewrap every data key and recompute every blind
    index, then drop the old one. Raises as `unwrap`.
    """
    data_key = unwrap(wrapped)
    current_id, _ = _master_keys()[0]
    return bytes(wrapped) if master_key_id(wrapped) == current_id else _wrap(data_key)


def master_key_id(wrapped: Stored) -> str:
    """Which master key opens this data key. Raises KeyDestroyed or Tampered."""
    header, _ = _split_wrapped(wrapped)
    return _key_id_in(header)


def encrypt(data_key: bytes, plaintext: bytes, *, context: bytes) -> bytes:
    """Encrypts one small value (an answer, a note). The result is 29 bytes longer than the plaintext."""
    return VERSION + _seal(data_key, plaintext, b"field\0" + context)


def decrypt(data_key: bytes, ciphertext: Stored, *, context: bytes) -> bytes:
    """The plaintext of `encrypt`. Raises Tampered for other bytes, another key or another context."""
    return _open(data_key, _without_version(ciphertext), b"field\0" + context)


def encrypt_json(data_key: bytes, value: Any, *, context: bytes) -> bytes:
    """Encrypts a tree of answers. Dates, times and Decimal are written as text and are read back as text."""
    text = json.dumps(
        value,
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    )
    return encrypt(data_key, text.encode(), context=context)


def decrypt_json(data_key: bytes, ciphertext: Stored, *, context: bytes) -> Any:
    """The tree of `encrypt_json`. Raises Tampered."""
    return json.loads(decrypt(data_key, ciphertext, context=context))


def encrypt_stream(data_key: bytes, source: BinaryIO, target: BinaryIO, *, context: bytes) -> int:
    """Encrypts a file of any size with two chunks in memory. Returns the number of plaintext bytes."""
    salt = os.urandom(SALT_BYTES)
    cipher = _stream_cipher(data_key, salt, context)
    target.write(VERSION + salt)
    total = 0
    for number, chunk, is_last in _numbered_chunks(source, CHUNK_BYTES):
        target.write(cipher.encrypt(_chunk_nonce(number, is_last), chunk, VERSION))
        total += len(chunk)
    return total


def decrypt_stream(data_key: bytes, source: BinaryIO, *, context: bytes) -> Iterator[bytes]:
    """The plaintext of `encrypt_stream` in chunks of at most 65,536 bytes.

    Each chunk is authenticated before it is yielded. A missing end shows only at the end: who acts on the content as a
    whole waits until the iterator is exhausted. Raises Tampered.
    """
    header = _read_exactly(source, len(VERSION) + SALT_BYTES)
    cipher = _stream_cipher(data_key, _without_version(header), context)
    for number, chunk, is_last in _numbered_chunks(source, CHUNK_BYTES + TAG_BYTES):
        try:
            yield cipher.decrypt(_chunk_nonce(number, is_last), chunk, VERSION)
        except InvalidTag:
            raise Tampered(f"Chunk {number} of the file does not authenticate.") from None


def blind_index(value: str, *, purpose: str) -> bytes:
    """32 bytes by which equal values can be found and nothing else can be learnt without the master key.

    ``purpose`` separates columns: the same JMBG gives unrelated bytes for ``"applicant.jmbg"`` and ``"child.jmbg"``. The
    caller brings the value into one spelling first. Whoever holds the master key can try out all personal numbers, so the
    index is erased together with the data key.
    """
    _, current = _master_keys()[0]
    return hmac.digest(_index_key(current, purpose), value.encode(), "sha256")


def blind_indexes(value: str, *, purpose: str) -> list[bytes]:
    """The index under every master key, for ``column__in=...`` while a master key is being replaced."""
    return [hmac.digest(_index_key(key, purpose), value.encode(), "sha256") for _, key in _master_keys()]


def check_master_keys(app_configs: object = None, **kwargs: object) -> list[CheckMessage]:
    """System check vault.E001: ``MASTER_KEYS`` is present and well formed."""
    try:
        _master_keys()
    except ImproperlyConfigured as fault:
        hint = "Set MASTER_KEYS to (key id, 32 random bytes) pairs, the current one first, kept outside the database."
        return [Error(str(fault), hint=hint, id="vault.E001")]
    return []


def _master_keys() -> Sequence[tuple[str, bytes]]:
    keys: Sequence[tuple[str, bytes]] = getattr(settings, "MASTER_KEYS", ())
    if not keys:
        raise ImproperlyConfigured("There is no master key, so personal answers and files cannot be encrypted.")
    if len({key_id for key_id, _ in keys}) < len(keys):
        raise ImproperlyConfigured("Two master keys have the same id.")
    for key_id, key in keys:
        if not 1 <= len(key_id.encode()) <= 255 or len(key) != KEY_BYTES:
            raise ImproperlyConfigured(f"Master key {key_id!r} needs an id of 1 to 255 bytes and 32 bytes of key.")
    return keys


def _master_key(key_id: str) -> bytes:
    for known_id, key in _master_keys():
        if known_id == key_id:
            return key
    raise UnknownMasterKey(f"MASTER_KEYS has no key {key_id!r}.")


def _wrap(data_key: bytes) -> WrappedKey:
    key_id, master = _master_keys()[0]
    name = key_id.encode()
    header = VERSION + bytes([len(name)]) + name
    return header + _seal(master, data_key, b"data key\0" + header)


def _split_wrapped(wrapped: Stored) -> tuple[bytes, bytes]:
    """Header (version and key id) and sealed key."""
    if not wrapped:
        raise KeyDestroyed("The key of this case was destroyed.")
    blob = bytes(wrapped)
    end_of_header = 2 + (blob[1] if len(blob) > 1 else 0)
    if blob[:1] != VERSION or len(blob) != end_of_header + NONCE_BYTES + KEY_BYTES + TAG_BYTES:
        raise Tampered("The wrapped key has another format.")
    return blob[:end_of_header], blob[end_of_header:]


def _key_id_in(header: bytes) -> str:
    try:
        return header[2:].decode()
    except UnicodeDecodeError:
        raise Tampered("The wrapped key names no readable master key.") from None


def _seal(key: bytes, plaintext: bytes, associated: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, associated)


def _open(key: bytes, sealed: bytes, associated: bytes) -> bytes:
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise Tampered("The encrypted value is too short.")
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], associated)
    except InvalidTag:
        raise Tampered("The encrypted value does not authenticate.") from None


def _without_version(message: Stored) -> bytes:
    blob = bytes(message)
    if blob[:1] != VERSION:
        raise Tampered("The encrypted value has another format.")
    return blob[1:]


def _stream_cipher(data_key: bytes, salt: bytes, context: bytes) -> AESGCM:
    if len(salt) != SALT_BYTES:
        raise Tampered("The encrypted file is too short.")
    return AESGCM(_derive(data_key, salt=salt, info=b"file\0" + context))


def _chunk_nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(NONCE_BYTES - 1, "big") + (b"\x01" if is_last else b"\x00")


def _numbered_chunks(source: BinaryIO, size: int) -> Iterator[tuple[int, bytes, bool]]:
    """(number, chunk, whether it is the last); an empty source gives one empty last chunk."""
    number, chunk = 0, _read_exactly(source, size)
    while following := _read_exactly(source, size):
        yield number, chunk, False
        number, chunk = number + 1, following
    yield number, chunk, True


def _read_exactly(source: BinaryIO, size: int) -> bytes:
    """Up to ``size`` bytes; fewer only at the end, also for sources that return short reads."""
    parts = []
    while size > 0 and (part := source.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


@lru_cache(maxsize=64)
def _index_key(master: bytes, purpose: str) -> bytes:
    return _derive(master, salt=None, info=b"blind index\0" + purpose.encode())


def _derive(key: bytes, *, salt: bytes | None, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info).derive(key)
