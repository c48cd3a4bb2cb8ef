"""Blind references: whom a query was about, without the JMBG standing in the ledger.

A reference is the HMAC-SHA256 of the identifier under a key of this installation. The same person always gets the
same reference, so that the ledger can be searched by somebody who knows the JMBG, and by nobody else.
"""

import hashlib
import hmac
import json
from typing import Any

from django.conf import settings


def subject_reference(identifier: str) -> bytes:
    """The 32-byte reference of a JMBG, registration number or parcel."""
    return _keyed("subject", identifier.strip())


def question_reference(source_name: str, payload: dict[str, Any]) -> bytes:
    """The 32-byte reference of a whole question, by which two equal questions are recognised."""
    return _keyed(f"question {source_name}", json.dumps(payload, sort_keys=True, ensure_ascii=False))


def _keyed(purpose: str, value: str) -> bytes:
    key = str(getattr(settings, "SUBJECT_REFERENCE_KEY", "") or settings.SECRET_KEY)
    return hmac.new(key.encode(), f"eservices.exchange {purpose}\0{value}".encode(), hashlib.sha256).digest()
