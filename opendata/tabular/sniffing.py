"""What a text file is written in: encoding, delimiter and decimal sign, found from its beginning."""

from __future__ import annotations

import codecs
import csv
import io
import re
from contextlib import suppress
from dataclasses import dataclass

from opendata.tabular.faults import FileRefused

SAMPLE_BYTES = 256 * 1024
DELIMITERS = ",;\t|"
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_DECIMAL_COMMA = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+),\d+")
_SERBIAN_LATIN = set("čćžšđČĆŽŠĐ")
_SERBIAN_CYRILLIC = set("абвгдђежзијклљмнњопрстћуфхцчџшАБВГДЂЕЖЗИЈКЛЉМНЊОПРСТЋУФХЦЧЏШ")


@dataclass(frozen=True)
class Dialect:
    """How a text file is written; ``decimal_comma`` means that 1.234,56 is one thousand and a bit."""

    encoding: str = "utf-8"
    delimiter: str = ","
    decimal_comma: bool = False


def sniff(sample: bytes) -> Dialect:
    """The dialect of a file that begins with ``sample``. Raises FileRefused: ``empty``, ``binary``."""
    if not sample.strip(b"\xef\xbb\xbf \t\r\n"):
        raise FileRefused("empty")
    encoding = sniff_encoding(sample)
    text = _decode(sample, encoding)
    delimiter = sniff_delimiter(text)
    return Dialect(encoding, delimiter, _uses_decimal_comma(text, delimiter))


def sniff_encoding(sample: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else Windows-1250 (Latin) or Windows-1251 (Cyrillic)."""
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if b"\x00" in sample:
        raise FileRefused("binary")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return _eight_bit(sample)
    return "utf-8"


def _eight_bit(sample: bytes) -> str:
    """The code page in which more of the letters beyond ASCII are Serbian."""
    high = bytes(byte for byte in sample if byte > 127)
    cyrillic = sum(letter in _SERBIAN_CYRILLIC for letter in high.decode("cp1251", "replace"))
    latin = sum(letter in _SERBIAN_LATIN for letter in high.decode("cp1250", "replace"))
    # Almost every byte is some Cyrillic letter in 1251; only a text that is nearly all such letters is meant so.
    return "cp1251" if cyrillic > 0.9 * len(high) and cyrillic > latin * 1.3 else "cp1250"


def _decode(sample: bytes, encoding: str) -> str:
    """The text of a sample whose last letter may be cut."""
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(sample)


def sniff_delimiter(text: str) -> str:
    """The sign that cuts the first lines into the same number of cells, the more the better; a comma when none does."""
    lines = "".join(text.splitlines(keepends=True)[:50])
    return max(DELIMITERS, key=lambda sign: (_score(lines, sign), -DELIMITERS.index(sign)))


def _score(lines: str, sign: str) -> tuple[int, float]:
    rows = [row for row in _rows(lines, sign) if row]
    rows = rows[:-1] or rows  # the last one may be cut
    width = len(rows[0]) if rows else 1
    if width < 2:
        return 0, 0.0
    same = sum(len(row) == width for row in rows) / len(rows)
    return (1 if same > 0.8 else 0), same * width


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """Rows of a sample, up to where it is torn."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    return rows


def _uses_decimal_comma(text: str, delimiter: str) -> bool:
    """Whether any cell looks like 12,5; with a comma between cells such a cell stands in quotes."""
    return any(_DECIMAL_COMMA.fullmatch(cell.strip()) for row in _rows(text, delimiter) for cell in row)
