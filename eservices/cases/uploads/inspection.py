"""The only entrance for a file from outside: a small list of kinds, each opened by its real decoder.

Pictures leave rewritten, PDFs as they came. What is refused and why: docs/records/0004-uploads-and-vault.md.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final, Protocol

import puremagic
import structlog

from eservices.cases.uploads.kinds import Kind
from eservices.cases.uploads.refusals import RefusalCode, Refused
from eservices.cases.uploads.sandbox import decode

ACCEPT_ATTRIBUTE: Final = ".pdf,.jpg,.jpeg,.png,.heic,.heif,.webp"
"""For ``<input type="file" accept="...">``."""
NAME_LIMIT: Final = 120

SUFFIXES: Final[dict[Kind, frozenset[str]]] = {
    "pdf": frozenset({".pdf"}),
    "jpeg": frozenset({".jpg", ".jpeg", ".jpe", ".jfif"}),
    "png": frozenset({".png"}),
    "heif": frozenset({".heic", ".heif"}),
    "webp": frozenset({".webp"}),
}
ALLOWED_SUFFIXES: Final = frozenset[str]().union(*SUFFIXES.values())
WRITTEN_SUFFIX: Final = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png"}
HEIF_BRANDS: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
OFFICE_SUFFIXES: Final = frozenset({".docx", ".doc", ".odt", ".rtf", ".xlsx", ".xls", ".ods", ".pptx", ".ppt", ".odp"})
OFFICE_BEGINNINGS: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")

log = structlog.get_logger(__name__)


class Upload(Protocol):
    """An open binary file, such as Django's UploadedFile; ``size`` in bytes is used when there is one."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Accepted:
    """A file that may be kept. ``pages`` is known for a PDF, ``width`` and ``height`` in pixels for a picture.

    ``position`` is where the picture was taken (latitude and longitude in millionths of a degree), if the file said so;
    the bytes in ``content`` no longer do.
    """

    name: str
    media_type: str
    content: bytes
    pages: int | None
    width: int | None
    height: int | None
    position: tuple[int, int] | None = None

    @property
    def size(self) -> int:
        """Bytes of ``content``: of a picture after it was rewritten."""
        return len(self.content)


def inspect(upload: Upload, *, filename: str, limit_bytes: int) -> Accepted:
    """Looks at an uploaded file and makes it safe to keep.

    Never reads more than ``limit_bytes`` and one. Raises Refused, and nothing else whatever the file contains. Takes
    0.2 s for an ordinary file and at most 30 s.
    """
    try:
        content = _content(upload, limit_bytes)
        decoded = decode(content, _kind(content, filename))
    except Refused as refusal:
        log.info("upload_refused", code=refusal.code)
        raise
    return Accepted(
        name=_named_after_content(clean_filename(filename), decoded.media_type),
        media_type=decoded.media_type,
        content=decoded.content,
        pages=decoded.pages,
        width=decoded.width,
        height=decoded.height,
        position=(decoded.position[0], decoded.position[1]) if decoded.position else None,
    )


def clean_filename(name: str) -> str:
    """A name to show and to offer for saving: no folders, control or invisible characters, at most 120 characters."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    visible = "".join(letter for letter in last if not unicodedata.category(letter).startswith("C"))
    plain = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", visible)).strip(" .")
    stem, suffix = _split_suffix(plain)
    return stem[: NAME_LIMIT - len(suffix)].rstrip(" .") + suffix or "документ"


def _content(upload: Upload, limit_bytes: int) -> bytes:
    declared = getattr(upload, "size", None)
    if declared is not None and declared > limit_bytes:
        raise _too_large(limit_bytes)
    parts, missing = [], limit_bytes + 1
    while missing > 0 and (part := upload.read(missing)):
        parts.append(part)
        missing -= len(part)
    if missing <= 0:
        raise _too_large(limit_bytes)
    if missing == limit_bytes + 1:
        raise Refused("empty")
    return b"".join(parts)


def _too_large(limit_bytes: int) -> Refused:
    return Refused("too_large", limit=limit_bytes // (1024 * 1024))


def _kind(content: bytes, filename: str) -> Kind:
    """First look at the bytes; the decoder has the last word. The name never decides what a file is."""
    if content[4:8] == b"ftyp" and content[8:12] in HEIF_BRANDS:
        return "heif"
    seen = _seen_suffixes(content)
    for kind, suffixes in SUFFIXES.items():
        if seen & suffixes:
            return kind
    raise Refused(_why_not(content, _split_suffix(filename)[1].lower()))


def _seen_suffixes(content: bytes) -> set[str]:
    try:
        return {match.extension for match in puremagic.magic_string(content)}
    except puremagic.PureError:
        return set()


def _why_not(content: bytes, suffix: str) -> RefusalCode:
    if suffix in OFFICE_SUFFIXES and content.startswith(OFFICE_BEGINNINGS):
        return "office_document"
    return "content_mismatch" if suffix in ALLOWED_SUFFIXES else "type_not_allowed"


def _split_suffix(name: str) -> tuple[str, str]:
    """Name and suffix, such as ``("изјава", ".pdf")``; a long or spaced ending is part of the name."""
    match = re.fullmatch(r"(.*[^.])(\.[A-Za-z0-9]{1,8})", name, re.DOTALL)
    return (match[1], match[2]) if match else (name, "")


def _named_after_content(name: str, media_type: str) -> str:
    """The name with the suffix that belongs to the content: ``слика.heic`` becomes ``слика.jpg``."""
    written = WRITTEN_SUFFIX[media_type]
    stem, suffix = _split_suffix(name)
    if suffix.lower() in _suffixes_of(written):
        return name
    bare = _split_suffix(stem)[0] if _split_suffix(stem)[1].lower() == written else stem
    return bare[: NAME_LIMIT - len(written)] + written


def _suffixes_of(written: str) -> frozenset[str]:
    return next(suffixes for suffixes in SUFFIXES.values() if written in suffixes)
