"""Finding a case by its number in any spelling, by a name in either script, or by a JMBG.

What is searched for never stands in an address: names and personal numbers would reach logs and histories of browsers.
The search is kept in the session under a token; of a JMBG only its blind index is kept.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from eservices.cases import vault
from eservices.cases.desk import lookups  # noqa: F401 - registers begins_with
from eservices.cases.desk.queue import Rows
from eservices.cases.models import Case, ReservedNumber
from eservices.cases.registry_number import ParsedNumber, readings_of
from municipalities.script import fold

Row = TypeVar("Row", Case, ReservedNumber)
SESSION_KEY = "desk_searches"
MOST_KEPT = 10
LONGEST = 200
_JMBG = re.compile(r"\d{13}", re.ASCII)
_BETWEEN_DIGITS = re.compile(r"[\s\-./]")


def remember(request: HttpRequest, text: str) -> str:
    """Keep a search in the session; returns its token, or empty text for a search for nothing."""
    text = " ".join(text.replace("\x00", " ").split())[:LONGEST]
    if not text:
        return ""
    digits = _BETWEEN_DIGITS.sub("", text)
    kept: dict[str, Any] = {"text": text}
    if _JMBG.fullmatch(digits):
        kept = {"text": "", "identity": [index.hex() for index in vault.blind_indexes(digits, purpose="identity")]}
    token = secrets.token_urlsafe(9)
    others = list(request.session.get(SESSION_KEY, {}).items())
    request.session[SESSION_KEY] = dict([*others, (token, kept)][-MOST_KEPT:])
    return token


def recall(request: HttpRequest, token: str) -> dict[str, Any] | None:
    """The search of a token; None when this session knows none."""
    found = request.session.get(SESSION_KEY, {}).get(token)
    return dict(found) if found else None


def narrow(rows: Rows, kept: dict[str, Any]) -> Rows:
    """The cases that a kept search finds."""
    if "identity" in kept:
        return rows.filter(identity_index__in=[bytes.fromhex(index) for index in kept["identity"]])
    numbers = readings_of(kept["text"])
    return by_number(rows, numbers) if numbers else _by_name(rows, kept["text"])


def narrow_reserved(rows: QuerySet[ReservedNumber], kept: dict[str, Any], *, names: bool) -> QuerySet[ReservedNumber]:
    """The reserved numbers that a kept search finds: by number, and with ``names`` by whose paper got them."""
    numbers = [] if "identity" in kept else readings_of(kept["text"])
    if numbers:
        return by_number(rows, numbers)
    return _by_name(rows, kept["text"]) if names else rows.none()


def is_number(kept: dict[str, Any]) -> bool:
    """Whether the search is for a case number."""
    return "identity" not in kept and bool(readings_of(kept["text"]))


def by_number(rows: QuerySet[Row], numbers: Sequence[ParsedNumber]) -> QuerySet[Row]:
    """Organ and sub-number help to read what was typed, but a wrong one does not hide the case."""
    wanted = Q()
    for number in numbers:
        one = Q(classification=number.classification, sequence=number.sequence)
        wanted |= one & Q(year=number.year) if number.year else one
    return rows.filter(wanted)


def _by_name(rows: QuerySet[Row], text: str) -> QuerySet[Row]:
    key = fold(text)
    if not key:
        return rows.none()
    return rows.filter(Q(search_key__begins_with=key) | Q(surname_key__begins_with=key))
