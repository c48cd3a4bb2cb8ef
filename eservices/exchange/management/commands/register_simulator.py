"""``register_simulator``: runs the simulator of the state registers on this machine, with invented people."""

import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from eservices.exchange.simulator import RegisterServer


class Command(BaseCommand):
    """Serve until SIGINT or SIGTERM. Never in production, where invented people would decide real cases."""

    help = "Simulator of the state registers: POST /v1/<register>, POST /faults, GET /counts, GET /people."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The port; 0 takes a free one and prints it."""
        parser.add_argument("--port", type=int, default=8070, help="port on the loopback (default 8070, 0: a free one)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Listen, say where, and answer until told to stop."""
        if settings.PRODUCTION:
            raise CommandError(
                "The register simulator does not run in production. Set REGISTERS to the real registers."
            )
        server = self._listen(options["port"])
        signal.signal(signal.SIGTERM, _interrupt)
        self.stdout.write(f"Register simulator at {server.url}")
        self.stdout.flush()
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            self.stdout.write("Register simulator stopped.")
        finally:
            server.registers.stopping.set()
            server.server_close()

    def _listen(self, port: int) -> RegisterServer:
        try:
            return RegisterServer(port)
        except (OSError, OverflowError) as fault:
            raise CommandError(f"Port {port} cannot be used ({fault}). Choose another one with --port.") from None


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
