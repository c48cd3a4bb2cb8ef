"""What changed between two versions of a text, paragraph by paragraph and word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What became of a paragraph, or of a piece of one."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, came or went."""

    change: Change
    text: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A paragraph of either version; ``pieces`` joined without the removed ones are the newer text."""

    key: str
    change: Change
    pieces: tuple[Piece, ...]


def compare(older: Sequence[tuple[str, str]], newer: Sequence[tuple[str, str]]) -> list[Compared]:
    """Both versions as one list, in the order of the newer; removed paragraphs stand after their predecessor.

    A version is a sequence of (key, text); the key stays with a paragraph from version to version.
    """
    before, after = dict(older), dict(newer)
    found: list[Compared] = []
    matcher = SequenceMatcher(None, [key for key, _ in older], [key for key, _ in newer], autojunk=False)
    for _tag, first, last, start, end in matcher.get_opcodes():
        gone = [(key, text) for key, text in older[first:last] if key not in after]
        found += [Compared(key, Change.REMOVED, (Piece(Change.REMOVED, text),)) for key, text in gone]
        found += [_paragraph(key, before.get(key), text) for key, text in newer[start:end]]
    return found


def _paragraph(key: str, old: str | None, new: str) -> Compared:
    if old is None:
        return Compared(key, Change.ADDED, (Piece(Change.ADDED, new),))
    if old == new:
        return Compared(key, Change.SAME, (Piece(Change.SAME, new),))
    return Compared(key, Change.CHANGED, words(old, new))


def words(old: str, new: str) -> tuple[Piece, ...]:
    """The pieces of two texts: without the added ones they give ``old``, without the removed ones ``new``."""
    left, right = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for _tag, first, last, start, end in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        gone, come = "".join(left[first:last]), "".join(right[start:end])
        if gone == come:
            pieces.append(Piece(Change.SAME, come))
            continue
        pieces += [Piece(Change.REMOVED, gone)] if gone else []
        pieces += [Piece(Change.ADDED, come)] if come else []
    return tuple(pieces)


def match_keys(older: Sequence[tuple[str, str]], texts: Sequence[str]) -> list[str | None]:
    """Which paragraph of the older version each new text continues; None for a new one.

    Equal texts keep their key wherever they stand; between them, texts that are at least half alike keep theirs in order.
    """
    left = [text for _, text in older]
    keys: list[str | None] = [None] * len(texts)
    for tag, first, last, start, end in SequenceMatcher(None, left, list(texts), autojunk=False).get_opcodes():
        if tag == "equal":
            keys[start:end] = [key for key, _ in older[first:last]]
        elif tag == "replace":
            _match_alike(older[first:last], texts, keys, range(start, end))
    return keys


def _match_alike(older: Sequence[tuple[str, str]], texts: Sequence[str], keys: list[str | None], places: range) -> None:
    rest = list(older)
    for place in places:
        for number, (key, text) in enumerate(rest):
            if SequenceMatcher(None, text, texts[place], autojunk=False).ratio() >= 0.5:
                keys[place] = key
                del rest[: number + 1]
                break
