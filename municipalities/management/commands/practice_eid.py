"""`manage.py practice_eid`: the practice eID on loopback, for `manage.py serve`."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from municipalities.accounts.practice_eid import PracticeEid


class Command(BaseCommand):
    """Refuses to run where demo logins are not allowed."""

    help = "Runs the practice eID on this machine until it is stopped."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO_LOGINS:
            raise CommandError("The practice eID is only for machines with demo logins (DEMO_LOGINS).")
        with PracticeEid(options["port"]) as server:
            self.stdout.write(f"Practice eID at {server.issuer}")
            server.serve_forever()
