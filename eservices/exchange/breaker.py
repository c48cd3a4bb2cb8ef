"""The circuit breaker as pure arithmetic: a register that keeps failing is left alone for a while.

Closed: questions pass. After `Policy.failures_to_open` failures in a row it opens and nothing is sent for
`Policy.open_for`. Then one question is let through as a probe (half-open): an answer closes the breaker, a failure
opens it again. A probe whose worker died is given up after `Policy.probe_for`, so that the breaker cannot stay stuck.
Only reachability counts: an answer that is wrong, or a person who is not found, is still an answer.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, StrEnum


class State(StrEnum):
    """Whether questions pass."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class Admission(Enum):
    """What may be done with the next question."""

    SEND = "send"
    PROBE = "probe"
    HOLD = "hold"


@dataclass(frozen=True)
class Policy:
    """When the breaker opens, for how long, and how long a probe may take before another one is allowed."""

    failures_to_open: int = 5
    open_for: timedelta = timedelta(seconds=30)
    probe_for: timedelta = timedelta(seconds=60)


@dataclass(frozen=True)
class Breaker:
    """The state of one register: failures in a row, and since when it is open or being probed."""

    state: State = State.CLOSED
    failures: int = 0
    changed_at: datetime | None = None


def admit(breaker: Breaker, policy: Policy, now: datetime) -> tuple[Admission, Breaker]:
    """Decide on the next question; returns the decision and the state after it."""
    if breaker.state is State.CLOSED or breaker.changed_at is None:
        return Admission.SEND, breaker
    patience = policy.open_for if breaker.state is State.OPEN else policy.probe_for
    if now - breaker.changed_at < patience:
        return Admission.HOLD, breaker
    return Admission.PROBE, replace(breaker, state=State.HALF_OPEN, changed_at=now)


def after_answer(breaker: Breaker) -> Breaker:
    """The register answered: closed, with nothing against it."""
    return Breaker() if breaker.state is not State.CLOSED or breaker.failures else breaker


def after_failure(breaker: Breaker, policy: Policy, now: datetime) -> Breaker:
    """The register was down or slow: one more failure, and open when there were too many or the probe failed."""
    failures = breaker.failures + 1
    if breaker.state is State.OPEN:
        return replace(breaker, failures=failures)
    if breaker.state is State.HALF_OPEN or failures >= policy.failures_to_open:
        return Breaker(State.OPEN, failures, now)
    return replace(breaker, failures=failures)
