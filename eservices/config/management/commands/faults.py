"""`manage.py faults`: breaks a whole portal of its own on purpose and says what was seen."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eservices.config.benchmarks.ground import manage
from eservices.config.experiments import portal
from eservices.config.experiments.trials import TRIALS, Seen
from eservices.config.local_files import ensure_folder
from eservices.config.management.commands.serve import stand_ins_for

INSIDE = "PORTAL_FAULTS_INSIDE"
# The portal's own rhythm, faster, so that two sweeps take seconds.
QUICK_RHYTHM = {"OUTBOX_SWEEP_SECONDS": "5", "OUTBOX_LEASE_SECONDS": "10"}
OTHERS = (
    "DATABASE_URL",
    "MIGRATION_DATABASE_URL",
    "REDIS_URL",
    "PRIVATE_ROOT",
    "STATIC_ROOT",
    "EMAIL_FILE_PATH",
    "PGHOST",
)


class Command(BaseCommand):
    """Never touches the data of this portal: everything happens in a scratch folder that is removed at the end."""

    help = "Runs the fault experiments against a portal started for them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which experiments."""
        numbers = [trial.number for trial in TRIALS]
        parser.add_argument("--only", nargs="+", choices=numbers, default=numbers, metavar="NUMBER",
                            help=f"any of: {', '.join(numbers)}")  # fmt: skip
        parser.add_argument("--keep", action="store_true", help="keep the scratch folder with its logs")

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when anything else than expected was seen."""
        if settings.PRODUCTION:
            raise CommandError("Break things on a machine without users, not in production.")
        if os.environ.get(INSIDE):
            self._inside(options["only"])
            return
        scratch = Path(tempfile.mkdtemp(prefix="portal-faults-"))
        environment = {name: value for name, value in os.environ.items() if name not in OTHERS}
        environment |= QUICK_RHYTHM | {"VAR_DIR": str(scratch), INSIDE: "1", "PORTAL_ENV": "local"}
        try:
            manage(environment, "migrate", "--verbosity", "0")
            manage(environment, "load_reference", "--verbosity", "0")
            manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
            manage(environment, "faults", "--only", *options["only"], quiet=False)
        except RuntimeError as fault:
            raise CommandError(str(fault)) from None
        finally:
            if options["keep"]:
                self.stdout.write(f"Kept: {scratch}")
            else:
                shutil.rmtree(scratch, ignore_errors=True)

    def _inside(self, chosen: list[str]) -> None:
        ensure_folder(Path(settings.EMAIL_FILE_PATH))
        missed = 0
        with portal.running(stand_ins_for) as running:
            for trial in TRIALS:
                if trial.number not in chosen:
                    continue
                start = time.perf_counter()
                try:
                    seen = trial.run(running)
                except Exception as error:
                    seen = Seen(False, f"{type(error).__name__}: {error}")
                missed += not seen.passed
                mark = self.style.SUCCESS("pass") if seen.passed else self.style.ERROR("FAIL")
                self.stdout.write(f"{mark}  {trial.number:3} {trial.fault}\n      expected: {trial.expected}")
                self.stdout.write(f"      seen:     {seen.words.strip()} ({time.perf_counter() - start:.0f} s)")
        if missed:
            raise CommandError(f"{missed} experiments showed something else than expected.")
