"""`manage.py demo`: reference data, invented people and a few requests; a second run changes nothing."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from eservices.config import demo_data


class Command(BaseCommand):
    """Refuses to work where demo logins are not allowed."""

    help = "Loads reference data, invented people and a few requests."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--print-logins", action="store_true", help="only print the demo logins")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_LOGINS:
            raise CommandError("Demo logins are switched off here (DEMO_LOGINS).")
        if options["print_logins"]:
            self._print_logins()
            return
        call_command("load_reference", verbosity=options["verbosity"])
        demo_data.load_people()
        made = demo_data.load_requests() + demo_data.load_services()
        demo_data.load_figures()
        demo_data.load_open_data()
        if options["verbosity"] and made:
            self.stdout.write(f"Filed {made} demo requests.")

    def _print_logins(self) -> None:
        self.stdout.write(f"Demo logins (password {demo_data.PASSWORD}):")
        for person in demo_data.PEOPLE:
            self.stdout.write(f"  {person.email:36} {person.what}")
