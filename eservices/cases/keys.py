"""Keys of drafts and cases: everything a person tells is encrypted under a key of its own case."""

from __future__ import annotations

from typing import Any

from eservices.cases import vault
from eservices.cases.models import DataKey
from municipalities.models import Municipality


def new_key(municipality: Municipality) -> DataKey:
    """A fresh key for a draft; the case made from the draft keeps it."""
    return DataKey.objects.create(municipality=municipality, wrapped=vault.new_data_key())


def plain_key(key: DataKey) -> bytes:
    """The key itself; raises :class:`vault.KeyDestroyed` after the case was destroyed."""
    return vault.unwrap(bytes(key.wrapped))


def _context(key: DataKey, purpose: str) -> bytes:
    return f"{purpose}:{key.pk}".encode()


def hide(key: DataKey, value: Any, purpose: str) -> bytes:
    """``value`` (anything JSON can hold) encrypted; ``purpose`` binds it to the column it belongs to."""
    return vault.encrypt_json(plain_key(key), value, context=_context(key, purpose))


def reveal(key: DataKey, blob: bytes | memoryview, purpose: str) -> Any:
    """The value that :func:`hide` encrypted; raises :class:`vault.Tampered` when it was changed or moved."""
    return vault.decrypt_json(plain_key(key), bytes(blob), context=_context(key, purpose))


def reveal_text(key: DataKey, blob: bytes | memoryview, purpose: str) -> str:
    """Text that may be absent: an empty column is an empty text."""
    return str(reveal(key, blob, purpose)) if blob else ""
