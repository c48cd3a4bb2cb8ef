"""Sketches of pieces of land in pages and on paper."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe

from eservices.cases.paper.sketch import Outline, sketch_svg
from municipalities.templatetags.pismo import pismo

register = template.Library()


@register.simple_tag
def sketch(data: Mapping[str, Any]) -> SafeString:
    """A ``service.Sketch`` as a decision keeps it, drawn; words are escaped by the drawing itself."""
    outlines = [
        Outline(pismo(outline["label"]), [(float(north), float(east)) for north, east in outline["corners"]])
        for outline in data["outlines"]
    ]
    return mark_safe(sketch_svg(outlines, title=pismo(data["caption"])))  # noqa: S308 - made of numbers and escaped words
