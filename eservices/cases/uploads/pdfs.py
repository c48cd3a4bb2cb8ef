"""A PDF is opened whole and walked object by object; it is kept byte for byte, so that signatures in it stay valid.

Runs inside the sandboxed process (see `decoder`), without Django.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, NameObject, NumberObject, StreamObject

from eservices.cases.uploads.refusals import Refused

PAGES_LIMIT: Final = 200
OBJECTS_LIMIT: Final = 100_000
INFLATED_LIMIT: Final = 500_000_000
"""Bytes of all compressed streams together; an honest scan of 10 MB stays far below."""
STREAM_LIMIT: Final = 75_000_000
PICTURE_PIXELS_LIMIT: Final = 200_000_000
"""An A4 page at 1,200 dots per inch has 139 million pixels."""
ATTACHMENT_LIMIT: Final = 5_000_000

HEADER: Final = re.compile(rb"%PDF-[12]\.\d")
END_MARK: Final = b"%%EOF"
ZIP_END: Final = b"PK\x05\x06"
ZIP_TAIL: Final = 65_557
"""A ZIP archive is recognised by a record within its last 65,557 bytes, whatever stands in front."""
RAW_ACTIVE: Final = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
ACTIVE_KEYS: Final = frozenset({"/JS", "/JavaScript", "/RichMediaContent", "/XFA"})
ACTIVE_ACTIONS: Final = frozenset(
    {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToE", "/Rendition", "/RichMediaExecute", "/Movie"}
)
DATA_SUFFIXES: Final = (".xml", ".json", ".csv", ".txt")


@dataclass(frozen=True)
class OpenedPdf:
    """What is worth knowing of an accepted PDF."""

    pages: int


def open_pdf(content: bytes) -> OpenedPdf:
    """Opens every page and object of a PDF.

    Raises Refused (polyglot, pdf_damaged, pdf_encrypted, pdf_active, pdf_attachment, pdf_too_many_pages, too_complex),
    and MemoryError when the sandbox gives no more.
    """
    _refuse_other_edges(content)
    if RAW_ACTIVE.search(content):
        raise Refused("pdf_active")
    try:
        with apply_configuration(zlib_maximum_output_length=STREAM_LIMIT, jbig2dec_binary=None):
            return _opened(content)
    except (Refused, MemoryError):
        raise
    except LimitReachedError:
        raise Refused("too_complex") from None
    except Exception as fault:  # a damaged file leads the parser to raise almost anything
        raise Refused("pdf_damaged") from fault


def _refuse_other_edges(content: bytes) -> None:
    """A PDF begins with its header and ends with its end mark; else it is cut off or hides another file."""
    if not HEADER.match(content):
        raise Refused("pdf_damaged")
    if ZIP_END in content[-ZIP_TAIL:]:
        raise Refused("polyglot")
    _, mark, after = content.rpartition(END_MARK)
    if not mark or after.strip(b"\0\t\n\f\r "):
        raise Refused("pdf_damaged")


def _opened(content: bytes) -> OpenedPdf:
    reader = PdfReader(BytesIO(content), strict=False)
    if reader.is_encrypted:
        raise Refused("pdf_encrypted")
    _refuse_bad_objects(reader)
    pages = len(reader.pages)
    if pages > PAGES_LIMIT:
        raise Refused("pdf_too_many_pages", pages=pages, limit=PAGES_LIMIT)
    if not pages:
        raise Refused("pdf_damaged")
    for page in reader.pages:
        contents = page.get_contents()
        if contents is not None:
            contents.get_data()
    return OpenedPdf(pages=pages)


def _refuse_bad_objects(reader: PdfReader) -> None:
    inflated = 0
    for found in _dictionaries(reader):
        _refuse_active(found)
        if "/EF" in found:
            _refuse_attachment(found)
        if isinstance(found, StreamObject):
            _refuse_large_picture(found)
            inflated += _inflated_size(found, INFLATED_LIMIT - inflated)
            if inflated >= INFLATED_LIMIT:
                raise Refused("too_complex")


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    """Every dictionary and stream of the file, including those that no page refers to."""
    numbers = {(number, generation) for generation, table in reader.xref.items() for number in table}
    numbers |= {(number, 0) for number in reader.xref_objStm}
    if len(numbers) > OBJECTS_LIMIT:
        raise Refused("too_complex")
    yield from _nested_dictionaries(reader.trailer)
    for number, generation in sorted(numbers):
        yield from _nested_dictionaries(_object(reader, number, generation))


def _object(reader: PdfReader, number: int, generation: int) -> Any:
    """The object, or None for an entry that leads nowhere: many honest programs write such entries."""
    try:
        return reader.get_object(IndirectObject(number, generation, reader))
    except LimitReachedError:
        raise
    except PyPdfError:
        return None


def _nested_dictionaries(value: Any) -> Iterator[DictionaryObject]:
    """Dictionaries written inside this object; references to others are not followed."""
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, DictionaryObject):
            yield current
            waiting.extend(dict.values(current))
        elif isinstance(current, ArrayObject):
            waiting.extend(list.__iter__(current))


def _refuse_active(found: DictionaryObject) -> None:
    """Programs, launching, sending of forms, embedded players: nothing that acts when the clerk opens the file."""
    if not ACTIVE_KEYS.isdisjoint(found.keys()) or _name(found, "/S") in ACTIVE_ACTIONS:
        raise Refused("pdf_active")


def _value(found: DictionaryObject, key: str) -> Any:
    """What stands under a key, references followed; None where nothing does."""
    value = found.get(key)
    return None if value is None else value.get_object()


def _name(found: DictionaryObject, key: str) -> str:
    value = _value(found, key)
    return str(value) if isinstance(value, NameObject) else ""


def _number(found: DictionaryObject, key: str) -> int:
    value = _value(found, key)
    return int(value) if isinstance(value, NumberObject) else 0


def _refuse_attachment(specification: DictionaryObject) -> None:
    """Only plain data may be attached, such as the machine-readable copy inside an official decision or invoice."""
    names = [str(_value(specification, key)) for key in ("/F", "/UF") if key in specification]
    if not names or not all(name.lower().endswith(DATA_SUFFIXES) for name in names):
        raise Refused("pdf_attachment")
    embedded = _value(specification, "/EF")
    for key in embedded:
        if not _is_plain_data(_value(embedded, key).get_data()):
            raise Refused("pdf_attachment")


def _is_plain_data(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    beginning = text[:1000].lstrip().lower()
    markup = ("<!doctype html", "<html", "<script", "<svg", "#!")
    return len(content) <= ATTACHMENT_LIMIT and "\0" not in text and not beginning.startswith(markup)


def _refuse_large_picture(stream: StreamObject) -> None:
    if _name(stream, "/Subtype") != "/Image":
        return
    if _number(stream, "/Width") * _number(stream, "/Height") > PICTURE_PIXELS_LIMIT:
        raise Refused("image_too_large", limit=PICTURE_PIXELS_LIMIT // 1_000_000)


def _inflated_size(stream: StreamObject, limit: int) -> int:
    """Bytes of a Flate stream once inflated, counted up to the limit and thrown away."""
    if _first_filter(stream) not in {"/FlateDecode", "/Fl"}:
        return 0
    inflater, size, waiting = zlib.decompressobj(), 0, stream._data  # pypdf has no public name for the bytes as stored
    try:
        while waiting and not inflater.eof and size < limit:
            size += len(inflater.decompress(waiting, 1 << 20))
            waiting = inflater.unconsumed_tail
    except zlib.error:
        return size
    return size


def _first_filter(stream: StreamObject) -> str:
    filters = _value(stream, "/Filter")
    if isinstance(filters, ArrayObject):
        filters = filters[0].get_object() if filters else None
    return str(filters) if isinstance(filters, NameObject) else ""
