"""Names of the reference data in templates: ``{{ report.category|named }}``."""

from django import template

from inspections.wording import Named, name_of

register = template.Library()


@register.filter
def named(row: Named) -> str:
    """The name in the reader's language and script."""
    return name_of(row)
