"""`manage.py bench`: the portal measured against itself in a database of its own. See docs/performance.md."""

from __future__ import annotations

import json
import os
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eservices.cases.models import Case
from eservices.config.benchmarks import (
    figures,
    filing,
    ground,
    pages,
    papers,
    promised,
    queues,
    rankings,
    reports,
    tables,
)
from eservices.config.benchmarks.results import HEAD, Row
from municipalities.current import system_scope

PARTS = (
    "public",
    "personal",
    "queue",
    "filing",
    "paper",
    "relay",
    "layers",
    "logins",
    "ranking",
    "dashboards",
    "opendata",
    "inspections",
)
# These bring their own volume.
WITHOUT_CASES = frozenset({"ranking", "opendata"})
MILLION, QUICK = 1_000_000, 20_000
SUMMED, QUICKLY_SUMMED = 5_000_000, 200_000
"""Cases whose sums the dashboards show in their last lines."""


class Command(BaseCommand):
    """Prepares the database, then starts itself again with the settings of the measured server."""

    help = "Measures the portal against itself; prints ratios of one run with their goals."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How much, and what."""
        parser.add_argument("--cases", type=int, help=f"volume; default {MILLION:,}, with --quick {QUICK:,}")
        parser.add_argument(
            "--reports",
            type=int,
            metavar="REPORTS",
            help=f"so many reports to inspections; default {MILLION:,}, with --quick {QUICK:,}",
        )
        parser.add_argument("--quick", action="store_true", help="a small volume and short series")
        parser.add_argument(
            "--figures",
            type=int,
            metavar="CASES",
            help=f"sums of so many cases; default {SUMMED:,}, with --quick {QUICKLY_SUMMED:,}",
        )
        parser.add_argument("--json", action="store_true", help="print the table as JSON")
        parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
                            help=f"any of: {', '.join(PARTS)}")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        """A goal that is missed is marked in the table; it is no error of the command."""
        if settings.PRODUCTION:
            raise CommandError("Measure on a machine without users, not in production.")
        if settings.ROOT_URLCONF != "eservices.config.benchmarks.urls":
            self._prepare(options)
            return
        self._measure(options)

    # -- outside: the portal's own settings ----------------------------------------------------------------------------
    def _prepare(self, options: dict[str, Any]) -> None:
        if "MIGRATION_DATABASE_URL" not in os.environ:
            raise CommandError("Set MIGRATION_DATABASE_URL: measuring makes a database, which only the owner may do.")
        environment = ground.environment_for()
        try:
            ground.ensure_database(environment)
            ground.manage(environment, "collectstatic", "--no-input", "--verbosity", "0")
            ground.manage(environment, "bench", *sys.argv[2:], quiet=False)
        except RuntimeError as fault:
            raise CommandError(str(fault)) from None

    # -- inside: the settings of the measured server -------------------------------------------------------------------
    def _measure(self, options: dict[str, Any]) -> None:
        wanted = options["cases"] or (QUICK if options["quick"] else MILLION)
        if WITHOUT_CASES.issuperset(options["only"]):
            wanted = 0
        cases = self._ensure_volume(wanted, say=not options["json"])
        start = time.perf_counter()
        rows = []
        if not options["json"]:
            self.stdout.write(f"{cases:,} cases, {len(os.sched_getaffinity(0))} cores\n{HEAD}")
        self.reports = options["reports"] or (QUICK if options["quick"] else MILLION)
        self.summed = options["figures"] or (QUICKLY_SUMMED if options["quick"] else SUMMED)
        for row in self._rows(options["only"], 1 if options["quick"] else 4):
            rows.append(row)
            if not options["json"]:
                self.stdout.write(self.style.SUCCESS(row.as_line()) if row.passed else self.style.ERROR(row.as_line()))
        seconds = time.perf_counter() - start
        if options["json"]:
            self.stdout.write(json.dumps({"cases": cases, "seconds": seconds, "rows": [row.as_data() for row in rows]}))
        else:
            passed = sum(row.passed for row in rows)
            self.stdout.write(f"{passed} of {len(rows)} goals met, in {seconds:.0f} s.")

    def _ensure_volume(self, wanted: int, *, say: bool) -> int:
        """Add what is missing to the kept volume; returns how many cases there are."""
        with system_scope():
            present = Case.objects.count()
        if present < wanted:
            if say:
                self.stdout.write(f"Writing {wanted - present:,} cases ...")
            ground.manage(dict(os.environ), "scale", "--cases", str(wanted - present))
        return max(present, wanted)

    def _rows(self, parts: list[str], times: int) -> Iterator[Row]:
        if "ranking" in parts:
            yield rankings.ranking()
        if "opendata" in parts:
            yield from tables.open_data(MILLION if times > 1 else MILLION // 10, 75 * times)
        if not WITHOUT_CASES.issuperset(parts):
            yield from self._rows_of_cases(ground.prepare(), parts, times)

    def _rows_of_cases(self, prepared: ground.Ground, parts: list[str], times: int) -> Iterator[Row]:
        if {"public", "personal", "queue", "filing", "logins", "dashboards", "inspections"} & set(parts):
            with ground.server() as port:
                yield from self._rows_of_server(port, prepared, parts, times)
        if "paper" in parts:
            yield from papers.paper(5 * times, 100 if times == 1 else 500)
        if "relay" in parts:
            yield promised.relay(prepared, 100 * times)
        if "layers" in parts:
            yield from pages.layers(prepared, 100 * times)

    def _rows_of_server(self, port: int, prepared: ground.Ground, parts: list[str], times: int) -> Iterator[Row]:
        if "public" in parts:
            yield from pages.public(port, 500 * times)
        if "personal" in parts:
            yield pages.case_page(port, prepared, 150 * times)
            yield pages.json_list(port, prepared, 150 * times)
        if "queue" in parts:
            yield from queues.queue_in_database(prepared, 25 * times)
            yield from queues.queue_over_http(port, prepared, 75 * times)
            yield queues.prefix_search(prepared, 25 * times)
        if "filing" in parts:
            yield filing.over_http(port, prepared, 50 * times)
            yield filing.writers(prepared, 10 * times)
        if "dashboards" in parts:
            yield from figures.dashboards(port, prepared, 75 * times, self.summed)
        if "inspections" in parts:
            yield from reports.inspections(port, prepared, self.reports, times)
        if "logins" in parts:
            yield pages.under_wrong_logins(port, prepared, 100 * times)
