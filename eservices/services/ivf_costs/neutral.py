"""Words about health that nothing which leaves the municipality may carry: no decision, no message, no public page."""

from __future__ import annotations

import re
from collections.abc import Iterable

from municipalities.script import fold

BEGINNINGS = (
    "дијагноз", "неплодн", "стерилитет", "инфертил", "азоосперм", "олигосперм", "сперм", "ендометри", "јајник", "јајн",
    "ембрион", "замет", "хормон", "болес", "обољењ", "терапиј", "лечењ", "дарован", "донир", "донаци", "генетск", "поремећ",
    "побачај", "трудноћ", "материц", "МКБ", "N97", "N46",
)  # fmt: skip
_FOLDED = tuple(fold(word) for word in BEGINNINGS)


def health_words(text: str, *, besides: Iterable[str] = ()) -> list[str]:
    """Words of ``text`` that speak of health, in either script and any case; ``besides`` are names to be left out."""
    for name in sorted(filter(None, besides), key=len, reverse=True):
        text = text.replace(name, " ")
    return [word for word in re.findall(r"\w+", text) if fold(word).startswith(_FOLDED)]
