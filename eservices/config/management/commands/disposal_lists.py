"""`manage.py disposal_lists`: lists of cases whose retention term has passed, as beat draws them up every January."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from eservices.cases import nightly


class Command(BaseCommand):
    """Draws nothing up for a municipality whose last list of the same kind is still being worked on."""

    help = "Draws up lists of cases for destruction and for handover, as proposals."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Lists drawn up: {nightly.propose_disposals()}")
