"""A file from outside on its way into the storage: looked at, made safe, scanned, encrypted. One way for all of them."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from eservices.cases.uploads import scanner, storage
from eservices.cases.uploads.inspection import Accepted, inspect
from eservices.cases.uploads.refusals import Refused

Row = TypeVar("Row")


@dataclass(frozen=True)
class Kept:
    """A file that lies in the storage: what it is, where it lies, and whether the scanner has seen it."""

    accepted: Accepted
    stored: storage.StoredFile
    is_scanned: bool


def keep(upload: UploadedFile, *, limit: int, data_key: bytes, context: bytes, write: Callable[[Kept], Row]) -> Row:
    """Check, clean, encrypt and keep a file; ``write`` makes its row, in a transaction of its own.

    Raises ``uploads.Refused`` (wrong, dangerous, infected) or ``storage.StorageFull``; then, and when the row cannot be
    written, nothing is left behind.
    """
    accepted = inspect(upload, filename=upload.name or "", limit_bytes=limit)
    verdict = scanner.scan([accepted.content])
    if verdict.state == "infected":
        raise Refused("infected", name=verdict.detail)
    stored = storage.store(io.BytesIO(accepted.content), data_key=data_key, context=context)
    try:
        with transaction.atomic():
            return write(Kept(accepted, stored, verdict.is_clean))
    except BaseException:
        storage.shred(stored.path)
        raise
