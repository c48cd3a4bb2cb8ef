"""The life of a case: one table of who may do what in which state, under which conditions. Pure data, no language.

Buttons, programming interface and admin actions are all read from `TABLE`; an action that is not in it does not exist.
Submitting a request creates the case in `State.SUBMITTED` and starts the clock, so it is no row of the table.

Legal basis: Закон о општем управном поступку (ЗУП, Сл. гласник РС 18/2016). Articles 59, 145 and 153 as in the sources
of the project; the other article numbers are from memory, verify.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from eservices.cases.deadlines import ClockKind


class State(StrEnum):
    """Where a case stands."""

    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    AMENDMENT_REQUESTED = "amendment_requested"
    STAYED = "stayed"
    PROPOSED = "proposed"
    ISSUED = "issued"
    DELIVERED = "delivered"
    APPEALED = "appealed"
    FINAL = "final"
    ARCHIVED = "archived"
    WITHDRAWN = "withdrawn"
    TRANSFERRED = "transferred"


class Actor(StrEnum):
    """In which part somebody acts; one person may be clerk in one case and approver in another."""

    APPLICANT = "applicant"
    CLERK = "clerk"
    APPROVER = "approver"
    SYSTEM = "system"


class Requirement(StrEnum):
    """What must be there before an action. Given with the action: REASON, PROOF. Facts of the case: the others."""

    REASON = "reason"
    """A sentence that is shown to the applicant or kept in the file (образложење)."""
    PROOF = "proof"
    """How it is known that the decision was delivered (доставница, потврда сандучића)."""
    COMPLETE = "complete"
    """Completeness is settled: everything is there, or a call to amend was not answered in time."""
    DRAFT_DECISION = "draft_decision"
    """A drafted decision or ruling (нацрт решења или закључка)."""
    SECOND_PERSON = "second_person"
    """Somebody else than who proposed it (четири ока)."""
    ON_MERITS = "on_merits"
    """The proposal in question is a decision on the request."""
    DISCONTINUANCE = "discontinuance"
    """The proposal in question is a discontinuance after withdrawal (обустава)."""
    APPEAL_WINDOW_OVER = "appeal_window_over"
    """The term for an appeal has passed without one."""


GIVEN_WITH_ACTION = frozenset({Requirement.REASON, Requirement.PROOF})


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    ``target`` None: the state stays as it is. ``clock``: what is written into the ledger of the legal clock, if anything.
    ``notifies``: the applicant gets a neutral message. ``legal_basis``: article, in Serbian, as shown in the ledger.
    """

    action: str
    sources: frozenset[State]
    target: State | None
    actors: frozenset[Actor]
    requires: frozenset[Requirement] = frozenset()
    clock: ClockKind | None = None
    legal_basis: str = ""
    notifies: bool = False

    def from_state(self, state: State) -> State:
        """The state after the action was taken in ``state``."""
        return state if self.target is None else self.target


class NotAllowed(Exception):
    """An action that the table does not have for this state and actor.

    ``code``: ``unknown`` (no such action), ``state`` (not now) or ``actor`` (now, but by somebody else).
    """

    def __init__(self, state: State, action: str, actor: Actor) -> None:
        self.state, self.action, self.actor = state, action, actor
        self.code = _refusal(state, action)
        super().__init__(f"{action} by {actor} in {state}: {self.code}")


S, A, R = State, Actor, Requirement
UNFINISHED = frozenset(State) - {S.FINAL, S.ARCHIVED, S.TRANSFERRED}
"""States in which somebody still has something to do or to wait for."""
NOT_DECIDED_HERE = frozenset({S.WITHDRAWN, S.TRANSFERRED})
"""States of requests that take no place and stand in nobody's way: given up, or handed over."""


def _row(
    action: str, sources: Iterable[State], target: State | None, actors: Iterable[Actor], *requires: Requirement,
    clock: ClockKind | None = None, basis: str = "", notifies: bool = False,
) -> Transition:  # fmt: skip
    return Transition(
        action, frozenset(sources), target, frozenset(actors), frozenset(requires), clock, basis, notifies
    )


TABLE: tuple[Transition, ...] = (
    # The request and its examination
    _row("take", [S.SUBMITTED], S.IN_REVIEW, [A.CLERK], notifies=True),
    _row("assign", UNFINISHED, None, [A.CLERK]),
    _row("request_amendment", [S.IN_REVIEW], S.AMENDMENT_REQUESTED, [A.CLERK], R.REASON,
         clock=ClockKind.PAUSE, basis="ЗУП, члан 59.", notifies=True),
    _row("answer_amendment", [S.AMENDMENT_REQUESTED], S.IN_REVIEW, [A.APPLICANT],
         clock=ClockKind.RESTART, basis="ЗУП, члан 59."),
    _row("lapse_amendment", [S.AMENDMENT_REQUESTED], S.IN_REVIEW, [A.SYSTEM],
         clock=ClockKind.RESUME, basis="ЗУП, члан 59.", notifies=True),
    _row("stay", [S.IN_REVIEW], S.STAYED, [A.CLERK], R.REASON,
         clock=ClockKind.PAUSE, basis="ЗУП, прекид поступка", notifies=True),
    _row("resume_stay", [S.STAYED], S.IN_REVIEW, [A.CLERK],
         clock=ClockKind.RESUME, basis="ЗУП, прекид поступка", notifies=True),
    _row("extend_term", [S.IN_REVIEW], None, [A.CLERK], R.REASON,
         clock=ClockKind.EXTEND, basis="ЗУП, члан 145.", notifies=True),
    # Withdrawal; where the clock stood it goes on, because the discontinuance is still due
    _row("withdraw", [S.SUBMITTED, S.IN_REVIEW], S.WITHDRAWN, [A.APPLICANT],
         basis="ЗУП, одустанак од захтева", notifies=True),
    _row("withdraw", [S.AMENDMENT_REQUESTED, S.STAYED], S.WITHDRAWN, [A.APPLICANT],
         clock=ClockKind.RESUME, basis="ЗУП, одустанак од захтева", notifies=True),
    # Another organ is competent
    _row("transfer", [S.SUBMITTED, S.IN_REVIEW], S.TRANSFERRED, [A.CLERK], R.REASON,
         clock=ClockKind.STOP, basis="ЗУП, ненадлежност и уступање", notifies=True),
    # Proposal and approval by a second person
    _row("propose", [S.IN_REVIEW], S.PROPOSED, [A.CLERK], R.COMPLETE, R.DRAFT_DECISION, basis="ЗУП, члан 136."),
    _row("propose_discontinuance", [S.WITHDRAWN], S.PROPOSED, [A.CLERK], R.DRAFT_DECISION, basis="ЗУП, обустава поступка"),
    _row("return_proposal", [S.PROPOSED], S.IN_REVIEW, [A.APPROVER], R.REASON, R.ON_MERITS),
    _row("return_discontinuance", [S.PROPOSED], S.WITHDRAWN, [A.APPROVER], R.REASON, R.DISCONTINUANCE),
    _row("issue", [S.PROPOSED], S.ISSUED, [A.APPROVER], R.SECOND_PERSON,
         clock=ClockKind.STOP, basis="ЗУП, члан 145.", notifies=True),
    _row("issue_provisional", [S.PROPOSED], S.IN_REVIEW, [A.APPROVER], R.SECOND_PERSON, R.ON_MERITS,
         basis="ЗУП, привремено решење", notifies=True),
    # Delivery, appeal, finality
    _row("confirm_delivery", [S.ISSUED], S.DELIVERED, [A.SYSTEM, A.CLERK], R.PROOF, basis="ЗУП, достављање"),
    _row("lodge_appeal", [S.DELIVERED], S.APPEALED, [A.APPLICANT], basis="ЗУП, члан 153.", notifies=True),
    _row("forward_appeal", [S.APPEALED], None, [A.CLERK], basis="ЗУП, жалба", notifies=True),
    _row("uphold_decision", [S.APPEALED], S.FINAL, [A.CLERK], R.REASON, basis="ЗУП, жалба", notifies=True),
    _row("annul_decision", [S.APPEALED], S.IN_REVIEW, [A.CLERK], R.REASON,
         clock=ClockKind.RESTART, basis="ЗУП, жалба", notifies=True),
    _row("become_final", [S.DELIVERED], S.FINAL, [A.SYSTEM], R.APPEAL_WINDOW_OVER, basis="ЗУП, коначност решења"),
    _row("reopen_for_correction", [S.DELIVERED, S.FINAL], S.IN_REVIEW, [A.CLERK], R.REASON,
         clock=ClockKind.RESTART, basis="ЗУП, понављање поступка", notifies=True),
    _row("archive", [S.FINAL, S.TRANSFERRED], S.ARCHIVED, [A.CLERK], basis="Упутство о канцеларијском пословању 20/2022"),
)  # fmt: skip

_ROWS = {(row.action, state): row for row in TABLE for state in row.sources}
ACTIONS: tuple[str, ...] = tuple(dict.fromkeys(row.action for row in TABLE))
"""Every action once, in the order of the table."""


def transition(state: State, action: str, actor: Actor) -> Transition:
    """The row for ``action`` in ``state``. Raises NotAllowed when there is none, or none for this ``actor``."""
    row = _ROWS.get((action, state))
    if row is None or actor not in row.actors:
        raise NotAllowed(state, action, actor)
    return row


def allowed(state: State, actor: Actor, facts: Iterable[Requirement] | None = None) -> tuple[Transition, ...]:
    """What ``actor`` may do in ``state``, in the order of the table.

    With ``facts`` (the requirements that the case meets today) only rows whose facts are all met; what is given with the
    action, such as a reason, is asked for later and hides nothing.
    """
    rows = tuple(row for row in TABLE if state in row.sources and actor in row.actors)
    if facts is None:
        return rows
    met = GIVEN_WITH_ACTION.union(facts)
    return tuple(row for row in rows if row.requires <= met)


def _refusal(state: State, action: str) -> str:
    if action not in ACTIONS:
        return "unknown"
    return "actor" if (action, state) in _ROWS else "state"
