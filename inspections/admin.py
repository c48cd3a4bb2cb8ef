"""What of inspections stands in the admin."""

from inspections import arranging
from inspections.open311 import admin as open311

__all__ = ["arranging", "open311"]
