"""Rows as the text format of COPY: number, values, and at the end the words that search looks through."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from municipalities.script import fold
from opendata.tabular.checking import NumberedRow
from opendata.tabular.schema import TableSchema

NULL = "\\N"
LONGEST_WORDS = 10_000
MOST_KNOWN_WORDS = 50_000
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def escaped(text: str) -> str:
    """A text that COPY reads back as it was."""
    return text.translate(_ESCAPES)


def field(value: Any) -> str:
    """A value as `opendata.tabular.values` gives it."""
    if value is None:
        return NULL
    if isinstance(value, str):
        return escaped(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return escaped(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    return str(value)


class Words(dict[str, str]):
    """The search key of a text, word by word: tables say the same few words again and again.

    White space always parts words in a key, so keys of words joined are the key of the whole text.
    """

    def __missing__(self, word: str) -> str:
        if len(self) >= MOST_KNOWN_WORDS:
            self.clear()
        self[word] = key = fold(word)
        return key

    def of(self, text: str) -> str:
        """`fold` of a text, as much of it as is kept."""
        return " ".join(filter(None, map(self.__getitem__, text.split())))[:LONGEST_WORDS]


def text_of(schema: TableSchema, rows: Iterable[NumberedRow], words: Words | None = None) -> str:
    """Lines of some rows of values, one row after another."""
    known = Words() if words is None else words
    texts = text_places(schema)
    lines = (
        "\t".join([str(number), *map(field, values), known.of(" ".join(values[n] for n in texts if values[n]))])
        for number, values in rows
    )
    return "".join(f"{line}\n" for line in lines)


def text_places(schema: TableSchema) -> list[int]:
    """Places of the columns whose words are looked for."""
    return [place for place, column in enumerate(schema.columns) if column.type == "string"]


def text_of_columns(numbers: Sequence[int], fields: Sequence[Sequence[str]], keys: Sequence[str]) -> str:
    """The same lines of fields that are ready, given a column at a time."""
    return "".join(f"{line}\n" for line in map("\t".join, zip(map(str, numbers), *fields, keys, strict=True)))
