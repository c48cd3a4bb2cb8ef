"""The door for auditing bodies: a key opens the ledger of one municipality and nothing else."""

from __future__ import annotations

import hashlib

from eservices.exchange.models import TrackerKey
from municipalities.current import enter


def hash_of(key: str) -> str:
    """SHA-256 of a key, hexadecimal. Keys are long and random, so a plain hash is enough."""
    return hashlib.sha256(key.encode()).hexdigest()


def key_for(key: str) -> TrackerKey | None:
    """The valid key, and the database opened for its municipality; None for a wrong, old or revoked one."""
    digest = hash_of(key)
    enter(code=digest)
    row = TrackerKey.objects.filter(key_hash=digest).first()
    if row is None or not row.is_valid:
        return None
    enter(municipality=row.municipality_id)
    return row
