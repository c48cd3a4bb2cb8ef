"""What of inspections stands in the admin."""

from inspections import arranging
from inspections.desk import admin as desk
from inspections.open311 import admin as open311
from inspections.records import admin as records
from inspections.yearly import admin as yearly

__all__ = ["arranging", "desk", "open311", "records", "yearly"]
