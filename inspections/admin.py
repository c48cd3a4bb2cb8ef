"""What of inspections stands in the admin."""

from inspections import arranging
from inspections.desk import admin as desk
from inspections.open311 import admin as open311

__all__ = ["arranging", "desk", "open311"]
