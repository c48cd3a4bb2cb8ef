"""Sketches of pieces of land in pages and on paper."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from eservices.cases.paper.sketch import Outline, sketch_svg
from municipalities.templatetags.pismo import pismo

register = template.Library()
Kept = Mapping[str, Any]
"""A ``service.Sketch`` as a decision keeps it."""


@register.simple_tag
def sketch(data: Kept) -> SafeString:
    """The sketch inside a paper; words are escaped by the drawing itself."""
    drawing = sketch_svg(_outlines(data), title=pismo(data["caption"]))
    return mark_safe(drawing)  # noqa: S308 - made of numbers and escaped words


@register.simple_tag
def sketch_picture(data: Kept) -> SafeString:
    """The sketch as a picture in a page, with its name as the text for who does not see it."""
    drawing = sketch_svg(_outlines(data), title=pismo(data["caption"]), font="sans-serif")
    encoded = b64encode(drawing.encode()).decode()
    names = ", ".join(outline.label for outline in _outlines(data))
    return format_html(
        '<img class="sketch" src="data:image/svg+xml;base64,{}" width="400" height="300" alt="{}: {}">',
        encoded,
        pismo(data["caption"]),
        names,
    )


def _outlines(data: Kept) -> list[Outline]:
    return [
        Outline(pismo(outline["label"]), [(float(north), float(east)) for north, east in outline["corners"]])
        for outline in data["outlines"]
    ]
