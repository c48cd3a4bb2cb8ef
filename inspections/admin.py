"""What of inspections stands in the admin."""

from inspections.open311 import admin as open311

__all__ = ["open311"]
