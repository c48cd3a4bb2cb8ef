"""Short ways to a case at the desk; they go through the same actions as people do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.test import Client

from eservices.cases import actions
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Evidence
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from tests.factories import EXAMPLE_A

AtDesk = Callable[[User], Client]


def fresh(case: Case) -> Case:
    """The case as it stands in the database."""
    with municipality_scope(case.municipality_id):
        return Case.objects.select_related("municipality", "data_key").get(pk=case.pk)


def answer_of_registers(case: Case, bases: list[dict[str, Any]] | None = None, digest: str = "a") -> None:
    """Both registers answer."""
    payloads: dict[str, Any] = {
        "contributions": {"bases": EXAMPLE_A if bases is None else bases, "payer_known": True},
        "residence": {"municipality_code": "70645", "municipality": "Крагујевац", "since": "2019-09-01"},
    }
    for source, payload in payloads.items():
        record(case, source, Fact(Evidence.Outcome.OBTAINED, payload, digest=digest * 64))


def record(case: Case, source: str, fact: Fact) -> None:
    """What a register answered, or did not."""
    with municipality_scope(case.municipality_id):
        actions.record_evidence(case=case, source=source, purpose="проба", fact=fact, by=None)


def take(case: Case, by: User) -> None:
    with municipality_scope(case.municipality_id):
        actions.take(case=case, by=by)
