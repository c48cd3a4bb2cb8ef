"""Parts of a file by ``Range`` (RFC 9110, section 14), so that a broken download goes on where it stopped.

Only files of one version are given in parts: its rows never change and are written in the order of their file, so the same
bytes come each time, and nothing has to be kept on a disk. How long such a file is becomes known when it has been written
once to its end; a reader who asks for a part before that waits until it has been counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

from django.core.cache import cache
from django.http import HttpRequest

KEEP_SECONDS = 7 * 24 * 3600
_RANGE = re.compile(r"bytes=(?:(?P<first>\d{1,18})-(?P<last>\d{1,18})?|-(?P<tail>\d{1,18}))")
Pieces = Generator[bytes, None, None]


@dataclass(frozen=True)
class Part:
    """Bytes ``first`` to ``last``, both included, of a file that is ``length`` long."""

    first: int
    last: int
    length: int

    @property
    def is_there(self) -> bool:
        """Whether the file has any of them."""
        return self.first <= self.last

    @property
    def header(self) -> str:
        """``Content-Range`` of the answer, also of the refusal."""
        return f"bytes {self.first}-{self.last}/{self.length}" if self.is_there else f"bytes */{self.length}"


def is_asked(request: HttpRequest, etag: str) -> bool:
    """Whether one part is asked for, of the very file the reader has begun. Several parts at once are answered by the whole."""
    if request.method != "GET" or _RANGE.fullmatch(request.headers.get("Range", "")) is None:
        return False
    return request.headers.get("If-Range", etag) == etag


def part_of(request: HttpRequest, length: int) -> Part:
    """The part that a request with such a header asks for, cut to what is there."""
    asked = _RANGE.fullmatch(request.headers["Range"])
    if asked is None:
        raise ValueError("no range")
    if asked["tail"]:
        tail = int(asked["tail"])
        return Part(max(length - tail, 0) if tail else length, length - 1, length)
    last = int(asked["last"]) if asked["last"] else length - 1
    return Part(int(asked["first"]), min(last, length - 1), length)


def cut(pieces: Pieces, part: Part) -> Pieces:
    """The bytes of a part; what follows it is not made any more."""
    place = 0
    try:
        for piece in pieces:
            begin, end = max(part.first - place, 0), min(part.last + 1 - place, len(piece))
            if begin < end:
                yield piece[begin:end]
            place += len(piece)
            if place > part.last:
                return
    finally:
        pieces.close()


def known_length(etag: str) -> int | None:
    """How long the file with that ETag is, when that is known."""
    found = cache.get(_place(etag))
    return None if found is None else int(found)


def length_of(etag: str, make: Callable[[], Iterator[bytes]]) -> int:
    """How long the file with that ETag is; it is written once into nothing when nobody knows. Raises BadQuery."""
    length = known_length(etag)
    if length is None:
        length = sum(map(len, make()))
        cache.set(_place(etag), length, KEEP_SECONDS)
    return length


def counted(pieces: Pieces, etag: str) -> Pieces:
    """The same pieces; when the last one has been taken, the length is known."""
    length = 0
    try:
        for piece in pieces:
            length += len(piece)
            yield piece
        cache.set(_place(etag), length, KEEP_SECONDS)
    finally:
        pieces.close()


def _place(etag: str) -> str:
    return f"opendata-length:{etag.strip(chr(34))}"
