"""Secrets of second factors, encrypted with the master keys of the portal (settings.MASTER_KEYS)."""

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def _keys() -> MultiFernet:
    """Newest key first: it seals; the older ones still open. Each is derived, so that a master key serves one use."""
    derived = (hashlib.sha256(b"second factor" + key).digest() for _, key in settings.MASTER_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in derived])


def seal_secret(text: str) -> str:
    """``text`` encrypted and authenticated."""
    return _keys().encrypt(text.encode()).decode()


def open_secret(sealed: str) -> str:
    """What :func:`seal_secret` was given. Raises ``cryptography.fernet.InvalidToken`` when no key fits."""
    return _keys().decrypt(sealed.encode()).decode()
