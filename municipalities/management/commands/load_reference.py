"""``manage.py load_reference``: municipalities, counters, offers and legal values from fixtures/."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from municipalities.reference import load


class Command(BaseCommand):
    """Loads reference data; safe to run at every start."""

    help = "Load municipalities, counters, offered services and legal parameters from fixtures/; safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        counts = load(folder)
        self.stdout.write(", ".join(f"{name}: {count}" for name, count in counts.items()))
