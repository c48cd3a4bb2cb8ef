"""Script of texts that come from the database."""

from django import template
from django.utils.translation import get_language

from municipalities.script import to_latin

register = template.Library()


@register.filter
def pismo(text: object) -> str:
    """``text`` in the reader's script: Cyrillic texts of the database become Latin on a Latin or English page."""
    value = str(text)
    return value if get_language() == "sr" else to_latin(value)
