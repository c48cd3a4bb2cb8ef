"""Files to send in: good ones, and the tricks people play."""

import random
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from PIL import Image
from pillow_heif import register_heif_opener
from pypdf import PdfWriter

register_heif_opener()

MAKER = 0x010F
ORIENTATION = 0x0112
LIMIT = 10 * 1024 * 1024


def picture(size: tuple[int, int] = (120, 80), mode: str = "RGB") -> Image.Image:
    """Left half dark, right half light, so that turning shows."""
    image = Image.new("L", size, 220)
    image.paste(20, (0, 0, size[0] // 2, size[1]))
    return image.convert(mode)


def encoded(image: Image.Image, image_format: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, image_format, **options)
    return target.getvalue()


def jpeg_with_place_and_comment(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[MAKER] = "Тајни апарат".encode().decode("latin-1")
    exif[ORIENTATION] = orientation
    exif.get_ifd(0x8825)[2] = (44.0, 1.0, 9.0)
    return encoded(picture(), "JPEG", exif=exif, comment=b"SECRET COMMENT")


def pdf(pages: int = 1, *, password: str | None = None) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password is not None:
        writer.encrypt(password)
    return written(writer)


def pdf_with_attachment(name: str, content: bytes) -> bytes:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    writer.add_attachment(name, content)
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    target = BytesIO()
    writer.write(target)
    return target.getvalue()


def archive() -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as inside:
        inside.writestr("word/document.xml", "<document/>")
    return target.getvalue()


def damaged(content: bytes, *, times: int, seed: int) -> Iterator[bytes]:
    """The file with bytes changed, removed, repeated or cut, the same every time."""
    chance = random.Random(seed)
    for _ in range(times):
        changed = bytearray(content)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(changed))
            match chance.randrange(4):
                case 0:
                    changed[at] = chance.randrange(256)
                case 1:
                    del changed[at : at + chance.randint(1, 40)]
                case 2:
                    changed[at:at] = changed[at : at + chance.randint(1, 40)]
                case _:
                    changed[at : at + 4] = chance.choice((bytes(4), b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff"))
            if not changed:
                break
        yield bytes(changed[: chance.randint(1, len(changed))] if changed and chance.random() < 0.2 else changed)
