"""`manage.py recount_cells`: counts the reports on the maps anew from the reports themselves."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inspections.actions import recount_cells
from municipalities.models import Municipality


class Command(BaseCommand):
    """One municipality after the other, each in a transaction of its own; nobody has to wait meanwhile."""

    help = "Counts the reports in the cells of the maps anew and mends what differs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", help="slug; without it all")
        parser.add_argument("--anew", action="store_true", help="forget what was kept first, instead of comparing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many counts were wrong."""
        places = Municipality.objects.all()
        if options["municipality"]:
            places = places.filter(slug=options["municipality"])
            if not places:
                raise CommandError(f"There is no municipality {options['municipality']!r}.")
        wrong = sum(recount_cells(place=place, anew=options["anew"]) for place in places)
        if options["verbosity"]:
            self.stdout.write(
                f"{wrong:,} counts {'were written' if options['anew'] else 'were wrong and were mended'}."
            )
