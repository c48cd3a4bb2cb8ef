"""Pictures for sharing (1200 × 630 pixels), drawn on the server from a title and a line below it."""

from __future__ import annotations

import io

from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
EDGE, LINE_SPACE = 80, 1.25
BLUE, WHITE, YELLOW = "#0c4076", "#ffffff", "#ffdd00"
TITLE_SIZES = (72, 60, 50, 42)
MOST_LINES = 5
FONTS = settings.BASE_DIR / "static" / "fonts"


def picture(brand: str, title: str, below: str) -> bytes:
    """A PNG with the name of the campaign, a title in as large letters as fit, and a line below."""
    image = Image.new("RGB", SIZE, BLUE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 24, SIZE[1]), fill=YELLOW)
    draw.text((EDGE, 70), brand, font=_font("Bold", 36), fill=YELLOW)
    font, lines = _fitted(draw, title)
    top = 150.0
    for line in lines:
        draw.text((EDGE, top), line, font=font, fill=WHITE)
        top += font.size * LINE_SPACE
    draw.text((EDGE, SIZE[1] - 100), below, font=_font("Regular", 34), fill=WHITE)
    target = io.BytesIO()
    image.save(target, "PNG", optimize=True)
    return target.getvalue()


def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / f"NotoSans-{weight}.ttf"), size)


def _fitted(draw: ImageDraw.ImageDraw, title: str) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The largest letters in which the title needs few lines, and the lines."""
    for size in TITLE_SIZES:
        font = _font("Bold", size)
        lines = _lines(draw, title, font)
        if len(lines) * size * LINE_SPACE <= SIZE[1] - 290:
            return font, lines
    return font, lines[:MOST_LINES]


def _lines(draw: ImageDraw.ImageDraw, text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines, current = [], ""
    for word in text.split():
        longer = f"{current} {word}".strip()
        if current and draw.textlength(longer, font=font) > SIZE[0] - 2 * EDGE:
            lines.append(current)
            current = word
        else:
            current = longer
    return [*lines, current]
