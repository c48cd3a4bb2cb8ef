"""Amounts of money and large numbers in pages."""

from decimal import Decimal

from django import template
from django.utils.formats import number_format

from municipalities.amounts import format_amount

register = template.Library()


@register.filter
def dinars(amount: Decimal | str) -> str:
    """``99500.00`` (a number, or text as JSON keeps it) as ``99.500,00``."""
    return format_amount(Decimal(str(amount)))


@register.filter
def grouped(number: int) -> str:
    """``171186`` as ``171.186``, in English ``171,186``."""
    return str(number_format(number, force_grouping=True))
