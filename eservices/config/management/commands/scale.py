"""`manage.py scale --cases N`: invented requests in any number, to measure with. See eservices/config/volume."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from eservices.cases.models import Case
from eservices.config.volume.loading import load
from municipalities.current import system_scope
from municipalities.models import Municipality
from municipalities.parameters import ParameterMissing


class Command(BaseCommand):
    """Writes as the owner of the tables; production is refused unless somebody insists."""

    help = "Writes invented requests by COPY: states, deadlines, officials, events, audit chain, encrypted answers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, where, and with which chance."""
        parser.add_argument("--cases", type=int, required=True, help="how many requests")
        parser.add_argument("--municipality", help="slug; without it all, by their number of inhabitants")
        parser.add_argument("--seed", type=int, default=None, help="the same number gives the same volume")
        parser.add_argument(
            "--processes", type=int, default=len(os.sched_getaffinity(0)), help="processes that make rows; 0: this one"
        )
        parser.add_argument("--yes-really", action="store_true", help="also in production")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write, gather statistics, say how long it took."""
        if settings.PRODUCTION and not options["yes_really"]:
            raise CommandError("This writes invented people among real ones. If that is wanted, add --yes-really.")
        if options["cases"] < 1:
            raise CommandError("--cases must be 1 or more.")
        start = time.perf_counter()
        try:
            written = load(
                cases=options["cases"], municipality=options["municipality"], seed=self._seed(options["seed"]),
                processes=options["processes"], say=self.stdout.write,
            )  # fmt: skip
        except Municipality.DoesNotExist:
            raise CommandError(
                f"There is no municipality {options['municipality']!r}; load reference data or name its slug."
            ) from None
        except ParameterMissing as missing:
            raise CommandError(str(missing)) from None
        self._gather_statistics(list(written))
        self._report(written, time.perf_counter() - start)

    def _seed(self, given: int | None) -> int:
        """A seed that was not used yet, because its codes would repeat: the number of cases there are."""
        if given is not None:
            return given
        with system_scope():
            return Case.objects.count() + timezone.localdate().toordinal()

    def _gather_statistics(self, tables: list[str]) -> None:
        """Tell the planner what the tables hold now, and which pages everybody may see."""
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ANALYZE {table}" if connection.in_atomic_block else f"VACUUM ANALYZE {table}")

    def _report(self, written: dict[str, int], seconds: float) -> None:
        cases, rows = written["cases_case"], sum(written.values())
        self.stdout.write(
            self.style.SUCCESS(
                f"{cases:,} cases, {rows:,} rows in {seconds:.0f} s: {cases / seconds:,.0f} cases/s, "
                f"{rows / seconds:,.0f} rows/s."
            )
        )
