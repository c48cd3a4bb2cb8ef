"""What of inspections stands in the admin."""

from inspections import arranging
from inspections.desk import admin as desk
from inspections.open311 import admin as open311
from inspections.records import admin as records

__all__ = ["arranging", "desk", "open311", "records"]
