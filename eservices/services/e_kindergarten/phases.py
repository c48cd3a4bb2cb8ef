"""The phases of a competition: which step follows which, and when requests are received. Pure, no language.

Receipt of requests follows the clock to the second, everything else follows what the commission has done.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum


class Phase(StrEnum):
    """Where a competition stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    """Announced; the clock says whether requests are received."""
    RANKED = "ranked"
    """The commission has a list that nobody else sees."""
    PRELIMINARY = "preliminary"
    """The preliminary list is published; objections are received until the term ends."""
    FINAL = "final"
    CONTRACTS = "contracts"
    FINISHED = "finished"


class Moment(StrEnum):
    """What a competition means for a parent right now."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    OPEN = "open"
    CLOSED = "closed"
    RANKED = "ranked"
    OBJECTIONS = "objections"
    OBJECTIONS_OVER = "objections_over"
    FINAL = "final"
    CONTRACTS = "contracts"
    FINISHED = "finished"


class NotInThisPhase(Exception):
    """A step that the competition's phase does not allow."""

    def __init__(self, step: str, phase: Phase) -> None:
        super().__init__(f"{step} in {phase}")
        self.step, self.phase = step, phase


STEPS: dict[str, tuple[frozenset[Phase], Phase]] = {
    "announce": (frozenset({Phase.DRAFT}), Phase.ANNOUNCED),
    "rank": (frozenset({Phase.ANNOUNCED, Phase.RANKED, Phase.PRELIMINARY}), Phase.RANKED),
    "publish_preliminary": (frozenset({Phase.RANKED}), Phase.PRELIMINARY),
    "publish_final": (frozenset({Phase.PRELIMINARY}), Phase.FINAL),
    "start_contracts": (frozenset({Phase.FINAL}), Phase.CONTRACTS),
    "finish": (frozenset({Phase.CONTRACTS}), Phase.FINISHED),
}
"""Step: the phases in which it is allowed, and the phase after it. Ranking again leaves a published list published."""


def after(step: str, phase: Phase) -> Phase:
    """The phase after a step. Raises NotInThisPhase."""
    allowed, target = STEPS[step]
    if phase not in allowed:
        raise NotInThisPhase(step, phase)
    return phase if step == "rank" and phase is Phase.PRELIMINARY else target


def steps_in(phase: Phase) -> tuple[str, ...]:
    """Steps that the commission may take now."""
    return tuple(step for step, (allowed, _target) in STEPS.items() if phase in allowed)


def receives_requests(phase: Phase, opens: datetime, closes: datetime, now: datetime) -> bool:
    """Whether a request may be filed at ``now``; the second of opening and the second of closing both count."""
    return phase is Phase.ANNOUNCED and opens <= now and now.replace(microsecond=0) <= closes


def moment_of(
    phase: Phase, opens: datetime, closes: datetime, objections_until: date | None, now: datetime, today: date
) -> Moment:
    """The phase as a parent should understand it now."""
    if phase is Phase.ANNOUNCED:
        if now < opens:
            return Moment.ANNOUNCED
        return Moment.OPEN if receives_requests(phase, opens, closes, now) else Moment.CLOSED
    if phase is Phase.PRELIMINARY:
        over = objections_until is not None and today > objections_until
        return Moment.OBJECTIONS_OVER if over else Moment.OBJECTIONS
    return Moment(phase.value)
