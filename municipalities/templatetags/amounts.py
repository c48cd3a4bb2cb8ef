"""Amounts of money in pages."""

from decimal import Decimal

from django import template

from municipalities.amounts import format_amount

register = template.Library()


@register.filter
def dinars(amount: Decimal | str) -> str:
    """``99500.00`` (a number, or text as JSON keeps it) as ``99.500,00``."""
    return format_amount(Decimal(str(amount)))
