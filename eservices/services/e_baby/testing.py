"""Short ways to cases of e-Baby for the tests of this folder, through the same actions as people take."""

from __future__ import annotations

from typing import Any

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.access import siblings_of
from eservices.cases.models import Case
from eservices.services.e_baby.demo import CONVERSATION, family
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.factories import attach, submit

CHILD = family()["children"]["children"][0]
HURTING = ("честит", "радост", "добро дошл", "срећ", "беб")
"""What no text to a family may say, whatever happened to it."""


def file_cases(place: Municipality, by: User, answers: dict[str, Any] | None = None, **more: Any) -> list[Case]:
    """The cases of a conversation, in the order in which they were filed."""
    answers, service = answers or family(), services.get(CONVERSATION)
    draft = actions.start_draft(service=service, municipality=place, by=by)
    for step, given in answers.items():
        actions.save_step(draft=draft, step=step, given=given, by=by)
    for kind in service.documents_asked(service.counted(answers)):
        attach(draft, kind.slug)
    first = submit(draft, by, **more)
    return [first, *siblings_of(first).select_related("municipality", "data_key")]


RESIDENT = {"citizenship": "SRB", "here_since": "2025-02-14", "stays": []}
KNOWN: dict[str, Any] = {
    "births": {"role": "manual", "older": 2, "entries": []},
    "guardianship": {"clear": True, "children": 0},
    "residence": RESIDENT, "residence-mother": RESIDENT,
    "residence-father": {"citizenship": "SRB", "here_since": "", "stays": []},
}  # fmt: skip


def inform(case: Case, by: User, **changes: Any) -> None:
    """What the registers would say, entered by an official."""
    for need in services.get(case.service).evidence:
        payload = KNOWN[need.source] | changes.get(need.source.replace("-", "_"), {})
        actions.enter_evidence(
            case=case, source=need.source, purpose=str(need.purpose), payload=payload, note="по изводу", by=by
        )


def composed(case: Case, outcome: str, **details: Any) -> dict[str, Any]:
    return decisions.compose(case, services.get(case.service).outcome(outcome), details)
