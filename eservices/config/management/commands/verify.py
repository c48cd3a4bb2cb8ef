"""`manage.py verify`: numbers, audit chains, clocks, files and seals; exit code 1 with the first fault named."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from eservices.config.integrity import LOOKS, Fault, one_moment

MOST_NAMED = 20


class Command(BaseCommand):
    """Looks at everything, also after a fault, and names up to twenty faults of each look."""

    help = "Checks registry numbers, audit chains, deadlines, files and seals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which looks; all of them by default."""
        parser.add_argument("--only", nargs="+", choices=list(LOOKS), default=list(LOOKS), metavar="LOOK",
                            help=f"any of: {', '.join(LOOKS)}")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError (exit code 1) when anything does not fit."""
        found: list[Fault] = []
        for name in options["only"]:
            start = time.perf_counter()
            with translation.override("en"), one_moment():
                faults = [Fault(name, sentence) for sentence in islice(LOOKS[name](), MOST_NAMED)]
            word = self.style.ERROR("FAULT") if faults else self.style.SUCCESS("ok")
            self.stdout.write(f"{name:8} {word} ({time.perf_counter() - start:.1f} s)")
            for fault in faults:
                self.stdout.write(f"  {fault.sentence}")
            found += faults
        if found:
            raise CommandError(f"The first fault: {found[0]}")
