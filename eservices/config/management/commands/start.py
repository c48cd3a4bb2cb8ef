"""`manage.py start <process>`: one process of a real installation, after the settings have proved sound."""

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from eservices.config.processes import beat_command, web_command, worker_command


class Command(BaseCommand):
    """Check everything, then become the web server, the worker or beat; a fault is told and nothing starts."""

    help = "Starts one process of an installation: web, worker or beat."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which process, and for web where it listens."""
        parser.add_argument("process", choices=["web", "worker", "beat"])
        parser.add_argument("--host", default=os.environ.get("HOST", "127.0.0.1"))
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises SystemCheckError when a check finds an error; warnings are told and do not hold the start back."""
        call_command("check", deploy=settings.PRODUCTION, databases=list(settings.DATABASES))
        connections.close_all()
        commands = {
            "web": web_command(options["host"], options["port"]),
            "worker": worker_command(),
            "beat": beat_command(),
        }
        command = commands[options["process"]]
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 our own list, no shell wanted
