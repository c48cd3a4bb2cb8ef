"""`manage.py backup FOLDER`: database and private files in one folder, with digests."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from eservices.config.safekeeping import CopyFault, back_up


class Command(BaseCommand):
    """Works while the portal serves."""

    help = "Copies the database and all private files into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("folder", type=Path, help="a new or empty folder")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError with the remedy."""
        try:
            manifest = back_up(options["folder"].resolve())
        except CopyFault as fault:
            raise CommandError(str(fault)) from None
        self.stdout.write(
            f"{len(manifest['sha256'])} files in {options['folder']}. The master keys are not among them: keep "
            "MASTER_KEYS in another safe place, because the copy cannot be read without them."
        )
