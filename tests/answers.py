"""Complete answers to the services' questions, as the forms keep them; each test changes what it is about."""

from __future__ import annotations

from typing import Any

from eservices.services.maternity_pay.samples import ANSWERS as MATERNITY
from eservices.services.maternity_pay.samples import LEAVE_START, request

__all__ = ["LEAVE_START", "MATERNITY", "maternity"]


def maternity(**changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Example A of the domain file; ``changes`` replace fields of a step (underscores in step names become dashes)."""
    answers = request()
    for step, fields in changes.items():
        answers.setdefault(step.replace("_", "-"), {}).update(fields)
    return answers
