"""A worker of its own process that stops in the middle of a named step and waits there to be killed.

``python -m tests.faults.worker STEP FLAG``: writes the file FLAG when it has come to the step.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import django
import time_machine

django.setup()

from django.core.mail import EmailMessage  # noqa: E402 - settings come first

from eservices.cases import decisions, outbox  # noqa: E402
from eservices.cases.archive import disposal, records  # noqa: E402
from eservices.cases.models import Document  # noqa: E402
from eservices.exchange import transport  # noqa: E402
from tests.factories import FILING_MOMENT  # noqa: E402

# Where each step stops: before the work is done, or after it and before anybody knows.
BEFORE: dict[str, tuple[Any, str]] = {
    "pdf": (decisions, "render_pdf"),
    "seal": (decisions, "seal"),
    "kept": (Document.objects, "create"),
    "mail": (EmailMessage, "send"),
    "forget": (disposal, "forget"),
    "shred": (disposal, "remove_files"),
    "record": (records, "record_pdf"),
}
AFTER: dict[str, tuple[Any, str]] = {"mailed": (EmailMessage, "send"), "asked": (transport, "send")}


def wait_to_be_killed(flag: Path) -> None:
    flag.touch()
    time.sleep(120)


def stopping(original: Callable[..., Any], flag: Path, *, after: bool) -> Callable[..., Any]:
    def step(*arguments: Any, **options: Any) -> Any:
        result = original(*arguments, **options) if after else None
        wait_to_be_killed(flag)
        return result

    return step


def main(step: str, flag: Path) -> None:
    place, name = (BEFORE | AFTER)[step]
    slow = stopping(getattr(place, name), flag, after=step in AFTER)
    with time_machine.travel(FILING_MOMENT + timedelta(minutes=3), tick=True), patch.object(place, name, slow):
        outbox.relay()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
