"""`manage.py recount`: counts the figures of the dashboards anew from the cases."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eservices.dashboards.actions.recounting import recount
from municipalities.models import Municipality


class Command(BaseCommand):
    """One municipality after the other, each in a transaction of its own."""

    help = "Counts the figures of the dashboards anew from the cases, ratings and register queries."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--municipality", help="slug; without it all")

    def handle(self, *args: Any, **options: Any) -> None:
        """Count, and say how many cases were read."""
        places = Municipality.objects.all()
        if options["municipality"]:
            places = places.filter(slug=options["municipality"])
            if not places:
                raise CommandError(f"There is no municipality {options['municipality']!r}.")
        read = sum(recount(place) for place in places)
        if options["verbosity"]:
            self.stdout.write(f"Counted {read:,} cases.")
