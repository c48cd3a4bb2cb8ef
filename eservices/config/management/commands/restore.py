"""`manage.py restore FOLDER`: a copy back into an empty database and empty folders, then `verify`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from eservices.config.safekeeping import CopyFault, restore


class Command(BaseCommand):
    """A copy counts only when it was restored and verified."""

    help = "Restores a copy made by backup into an empty database, and verifies it."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where from."""
        parser.add_argument("folder", type=Path, help="a folder made by backup")
        parser.add_argument("--only", nargs="+", help="looks of verify; all by default")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with the remedy, or when the restored portal does not verify."""
        try:
            manifest = restore(options["folder"].resolve())
        except CopyFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(f"Restored the copy of {manifest['made_at']}; verifying ...")
        chosen = {"only": options["only"]} if options["only"] else {}
        call_command("verify", stdout=self.stdout, stderr=self.stderr, **chosen)
