"""Rule sets of municipalities: read from the file of known decisions, found by day, and put into the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Q

from eservices.services.ivf_costs.models import RuleSet
from eservices.services.ivf_costs.rules import RuleSet as Rules
from municipalities.models import Municipality

Row = Mapping[str, Any]


@cache
def known_decisions() -> tuple[Row, ...]:
    """Rows of ``rule_sets.json``: decisions of real places, unconfirmed, with year and source."""
    file = Path(__file__).with_name("rule_sets.json")
    return tuple(json.loads(file.read_text(encoding="utf-8"))["rows"])


def rules_of(row: Row) -> Rules:
    """The rules of a row of the file."""
    return Rules.read(row["rules"])


def in_force(municipality: Municipality, on: date) -> RuleSet | None:
    """The municipality's rule set of that day; the later one where two overlap. Its rows must be in scope."""
    rows = RuleSet.objects.filter(municipality=municipality, valid_from__lte=on)
    return rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-pk").first()


def load_known(municipality: Municipality) -> int:
    """Add the known decisions of a municipality that it does not have yet; how many were added."""
    added = 0
    for row in known_decisions():
        if row["municipality"] == municipality.slug:
            added += _add(municipality, row)
    return added


def _add(municipality: Municipality, row: Row) -> int:
    facts = {name: row[name] for name in ("name", "legal_source", "confirmed", "rules")}
    _, created = RuleSet.objects.get_or_create(
        municipality=municipality, valid_from=date.fromisoformat(row["valid_from"]), defaults=facts
    )
    return int(created)
