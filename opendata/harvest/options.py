"""What a harvester may ask of the catalogue, read from its address. An address that cannot be meant is refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from opendata.querying.faults import BadQuery

PAGE_SIZE, LARGEST_PAGE = 100, 200
LANGUAGES = ("sr", "sr-Latn", "en")
PROFILES = ("dcat-ap", "udata3")


@dataclass(frozen=True)
class Options:
    """A page of the catalogue: its number from 1, its size, since when, in which languages, by which profile.

    ``profile`` is ``dcat-ap``, or ``udata3`` for software of the national portal's generation: one language, formats and
    rights as plain words, dates of schema.org beside those of DCAT.
    """

    page: int = 1
    page_size: int = PAGE_SIZE
    modified_since: datetime | None = None
    language: str = ""
    profile: str = PROFILES[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """Language tags in which texts are written."""
        if self.language:
            return (self.language,)
        return LANGUAGES[:1] if self.is_old_udata else LANGUAGES

    @property
    def is_old_udata(self) -> bool:
        """Whether the reader is udata of version 3."""
        return self.profile == "udata3"


def read_options(parameters: Mapping[str, str]) -> Options:
    """Options of an address. Raises BadQuery (``number``, ``moment``, ``choice``)."""
    return Options(
        page=_number(parameters, "page", 1, 1_000_000),
        page_size=_number(parameters, "page_size", PAGE_SIZE, LARGEST_PAGE),
        modified_since=_moment(parameters.get("izmenjeno_od", "")),
        language=_choice(parameters, "jezik", LANGUAGES, ""),
        profile=_choice(parameters, "profil", PROFILES, PROFILES[0]),
    )


def _number(parameters: Mapping[str, str], name: str, default: int, most: int) -> int:
    text = parameters.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 7 and 1 <= int(text) <= most):
        raise BadQuery("number", name)
    return int(text)


def _moment(text: str) -> datetime | None:
    """A moment by ISO 8601; one without a zone is ours, a bare day begins at midnight."""
    if not text:
        return None
    try:
        # A plus sign that nobody encoded arrives as a space.
        found = parse_datetime(text.replace(" ", "+") if "T" in text else text)
    except ValueError:
        found = None
    if found is None or not 2000 <= found.year < 3000:
        raise BadQuery("moment", "izmenjeno_od")
    return timezone.make_aware(found) if timezone.is_naive(found) else found


def _choice(parameters: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    found = parameters.get(name, "") or default
    if found and found not in allowed:
        raise BadQuery("choice", name)
    return found
