"""What has happened in a case by today: a chain of acts with believable pauses, cut off at the present.

Nothing here is drawn from real figures. The shares are chosen so that every queue of the desk holds something: some
cases are late, some wait for the applicant, some stand, most are long decided. Pure functions of a random source.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from eservices.cases.lifecycle import Actor, State

AMENDED, STAYED, WITHDRAWN, SLOW, APPEALED, NEVER_TAKEN = 0.12, 0.02, 0.02, 0.06, 0.02, 0.01
APPEAL_DAYS = 15
DAY_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class Act:
    """One act: what, by whom, when, and the state after it."""

    action: str
    actor: Actor
    at: datetime
    state: State


@dataclass(slots=True)
class Life:
    """The acts of a case up to today, in order."""

    acts: list[Act] = field(default_factory=list)

    @property
    def state(self) -> State:
        return self.acts[-1].state

    def find(self, action: str) -> Act | None:
        """The last act of that name."""
        return next((act for act in reversed(self.acts) if act.action == action), None)


def live(filed_at: datetime, *, now: datetime, random: Random) -> Life:
    """A life of a case that was filed then, as far as it has come now."""
    life = Life([Act("submit", Actor.APPLICANT, filed_at, State.SUBMITTED)])
    moment = filed_at
    for wait, action, actor, state in _plan(random):
        moment = moment + timedelta(seconds=int(wait * DAY_SECONDS))
        if moment >= now:
            break
        life.acts.append(Act(action, actor, moment, state))
    return life


Step = tuple[float, str, Actor, State]
"""Days after the step before, action, actor, state after it."""


def _plan(random: Random) -> Iterator[Step]:
    if random.random() < NEVER_TAKEN:
        return
    yield random.uniform(0.1, 5), "take", Actor.CLERK, State.IN_REVIEW
    if random.random() < WITHDRAWN:
        yield random.uniform(1, 9), "withdraw", Actor.APPLICANT, State.WITHDRAWN
        yield random.uniform(2, 12), "propose_discontinuance", Actor.CLERK, State.PROPOSED
    else:
        yield from _examination(random)
        yield _work(random), "propose", Actor.CLERK, State.PROPOSED
    yield random.uniform(0.1, 3), "issue", Actor.APPROVER, State.ISSUED
    yield random.uniform(0.5, 9), "confirm_delivery", Actor.SYSTEM, State.DELIVERED
    if random.random() < APPEALED:
        yield random.uniform(1, 14), "lodge_appeal", Actor.APPLICANT, State.APPEALED
        yield random.uniform(20, 70), "uphold_decision", Actor.CLERK, State.FINAL
    else:
        # The term moves at most by the days of a long holiday.
        yield APPEAL_DAYS + 8, "become_final", Actor.SYSTEM, State.FINAL
    yield random.uniform(20, 90), "archive", Actor.CLERK, State.ARCHIVED


def _examination(random: Random) -> Iterator[Step]:
    chance = random.random()
    if chance < AMENDED:
        yield random.uniform(1, 6), "request_amendment", Actor.CLERK, State.AMENDMENT_REQUESTED
        yield random.uniform(2, 8), "answer_amendment", Actor.APPLICANT, State.IN_REVIEW
    elif chance < AMENDED + STAYED:
        yield random.uniform(1, 9), "stay", Actor.CLERK, State.STAYED
        yield random.uniform(15, 60), "resume_stay", Actor.CLERK, State.IN_REVIEW


def _work(random: Random) -> float:
    """Days from having everything to the proposal."""
    return random.uniform(32, 80) if random.random() < SLOW else random.triangular(3, 27, 14)
