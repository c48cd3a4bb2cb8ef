"""A picture is decoded whole and written anew, so that only pixels survive: no place, time, comment or hidden file.

Runs inside the sandboxed process (see `decoder`), without Django.
"""

import warnings
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Final, Literal

from PIL import ExifTags, Image, ImageFile
from pillow_heif import register_heif_opener

from eservices.cases.uploads.kinds import ImageKind
from eservices.cases.uploads.refusals import Refused

PIXELS_LIMIT: Final = 50_000_000
"""A little over the 48.8 million pixels of the largest ordinary telephone picture."""
LONGEST_SIDE_IN: Final = 20_000
SHORTEST_SIDE_IN: Final = 32
LONGEST_SIDE_OUT: Final = 4000
"""Pixels; an A4 page at 340 dots per inch, enough to read small print."""
JPEG_QUALITY: Final = 85
PNG_BYTES_LIMIT: Final = 20_000_000
"""A PNG that would be written larger than this is a photograph, and becomes a JPEG."""

PIL_FORMAT: Final[dict[ImageKind, str]] = {"jpeg": "JPEG", "png": "PNG", "heif": "HEIF", "webp": "WEBP"}

TURNS: Final[dict[int, Image.Transpose]] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each Exif orientation."""

Position = tuple[int, int]
"""Latitude and longitude (WGS84) in millionths of a degree."""

register_heif_opener(thumbnails=False, decode_threads=1)


@dataclass(frozen=True)
class CleanImage:
    """A picture without anything but its pixels."""

    content: bytes
    media_type: Literal["image/jpeg", "image/png"]
    width: int
    height: int
    position: Position | None = None
    """Where the picture was taken, if the file said so; not in ``content`` any more."""


def clean_image(content: bytes, kind: ImageKind) -> CleanImage:
    """Decodes and re-encodes a picture, upright and at most 4,000 pixels long.

    Of a picture with several frames the first is kept. Raises Refused (image_damaged, image_too_large, image_shape),
    and MemoryError when the sandbox gives no more.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            pixels, position = _decoded(content, kind)
        except (Refused, MemoryError):
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_large() from None
        except Exception as fault:  # a damaged file leads decoders to raise almost anything
            raise Refused("image_damaged") from fault
    return replace(_encoded(pixels, keep_png=kind == "png"), position=position)


def _decoded(content: bytes, kind: ImageKind) -> tuple[Image.Image, Position | None]:
    """Pixels upright, in a plain mode, not too many, with all metadata forgotten; and where they were taken."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries switch it on for their whole process
    image = Image.open(BytesIO(content), formats=[PIL_FORMAT[kind]])
    _refuse_unreasonable_size(*image.size)
    turn, position = TURNS.get(_orientation(image)), _position(image)
    image.draft(image.mode, (LONGEST_SIDE_OUT, LONGEST_SIDE_OUT))  # a large JPEG is then decoded at 1/2, 1/4 or 1/8
    image.load()
    _refuse_unreasonable_size(*image.size)  # the decoder may have found another size than the header promised
    pixels = _plain_mode(image)
    pixels.thumbnail((LONGEST_SIDE_OUT, LONGEST_SIDE_OUT), Image.Resampling.LANCZOS, reducing_gap=2.0)
    upright = pixels.transpose(turn) if turn is not None else pixels
    upright.info.clear()
    return upright, position


def _refuse_unreasonable_size(width: int, height: int) -> None:
    if width * height > PIXELS_LIMIT:
        raise _too_large()
    if max(width, height) > LONGEST_SIDE_IN or min(width, height) < SHORTEST_SIDE_IN:
        raise Refused("image_shape", width=width, height=height)


def _too_large() -> Refused:
    return Refused("image_too_large", limit=PIXELS_LIMIT // 1_000_000)


def _orientation(image: Image.Image) -> int:
    """The Exif orientation, 1 to 8. Exif that cannot be read does not spoil the pixels."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:
        return 1


def _position(image: Image.Image) -> Position | None:
    """Where the picture was taken by its Exif; None when it does not say, or says something impossible."""
    try:
        place = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        latitude = _degrees(place[ExifTags.GPS.GPSLatitude], place[ExifTags.GPS.GPSLatitudeRef] == "S")
        longitude = _degrees(place[ExifTags.GPS.GPSLongitude], place[ExifTags.GPS.GPSLongitudeRef] == "W")
    except Exception:
        return None
    possible = abs(latitude) <= 90_000_000 and abs(longitude) <= 180_000_000 and (latitude, longitude) != (0, 0)
    return (latitude, longitude) if possible else None


def _degrees(parts: tuple[float, float, float], negative: bool) -> int:
    """Degrees, minutes and seconds in millionths of a degree."""
    degrees, minutes, seconds = (float(part) for part in parts)
    return round((degrees + minutes / 60 + seconds / 3600) * 1_000_000) * (-1 if negative else 1)


def _plain_mode(image: Image.Image) -> Image.Image:
    """Grey, RGB or RGBA, whatever the file used."""
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # 16 bits of grey: a plain conversion would clip nearly everything to white
        return image.convert("I").point(lambda level: level * (1 / 256)).convert("L")
    return image.convert("L" if image.mode in {"1", "L"} else "RGB")


def _encoded(pixels: Image.Image, *, keep_png: bool) -> CleanImage:
    if keep_png:
        png = _saved(pixels, "PNG")
        if len(png) <= PNG_BYTES_LIMIT:
            return CleanImage(png, "image/png", *pixels.size)
    jpeg = _saved(_on_white(pixels), "JPEG", quality=JPEG_QUALITY)
    return CleanImage(jpeg, "image/jpeg", *pixels.size)


def _on_white(pixels: Image.Image) -> Image.Image:
    """JPEG has no transparency: what was transparent becomes paper."""
    if pixels.mode != "RGBA":
        return pixels
    paper = Image.new("RGB", pixels.size, "white")
    paper.paste(pixels, mask=pixels.getchannel("A"))
    return paper


def _saved(pixels: Image.Image, image_format: str, **options: int) -> bytes:
    target = BytesIO()
    pixels.save(target, image_format, **options)
    return target.getvalue()
