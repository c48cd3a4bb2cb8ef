"""The life of a disposal list: one table of who may do what at which stage. Pure data.

A list is drawn up by the calendar or by hand, submitted by its author, reviewed by a second person, approved by the
archivist as a third, and carried out. Whoever does not agree sends it back with a reason; then it begins anew.
Legal basis: Закон о архивској грађи и архивској делатности (Сл. гласник РС 6/2020), from memory, verify: worthless
material is destroyed only with the written consent of the public archive (сагласност надлежног архива).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from municipalities.accounts.roles import Permission


class Stage(StrEnum):
    """Where a list stands; the values of ``DisposalList.Stage``."""

    DRAWN_UP = "drawn_up"
    SUBMITTED = "submitted"
    REVIEWED = "reviewed"
    APPROVED = "approved"
    DONE = "done"


class Part(StrEnum):
    """In which part a person signs a list; the name of the field that remembers who it was."""

    AUTHOR = "author"
    REVIEWER = "reviewer"
    ARCHIVIST = "archivist"


class Kind(StrEnum):
    """What a list is for; the values of ``DisposalList.Kind``."""

    DESTRUCTION = "destruction"
    HANDOVER = "handover"


@dataclass(frozen=True, slots=True)
class Step:
    """One row of the table. ``signs``: the person takes that part, which nobody does who has another one already.

    ``asks`` names what is given with the step: ``reason``, ``consent`` or ``proof``.
    """

    action: str
    source: Stage
    target: Stage
    permission: Permission
    signs: Part | None = None
    asks: str = ""
    kinds: frozenset[Kind] = frozenset(Kind)


class NotThisStep(Exception):
    """A step that the table does not have at this stage of this list."""


TABLE: tuple[Step, ...] = (
    Step("leave_out", Stage.DRAWN_UP, Stage.DRAWN_UP, Permission.PREPARE_DISPOSAL, asks="reason"),
    Step("submit", Stage.DRAWN_UP, Stage.SUBMITTED, Permission.PREPARE_DISPOSAL, Part.AUTHOR),
    Step("review", Stage.SUBMITTED, Stage.REVIEWED, Permission.REVIEW_DISPOSAL, Part.REVIEWER),
    Step("send_back", Stage.SUBMITTED, Stage.DRAWN_UP, Permission.REVIEW_DISPOSAL, asks="reason"),
    Step("approve", Stage.REVIEWED, Stage.APPROVED, Permission.ARCHIVE, Part.ARCHIVIST, "consent"),
    Step("send_back", Stage.REVIEWED, Stage.DRAWN_UP, Permission.ARCHIVE, asks="reason"),
    Step("hand_over", Stage.APPROVED, Stage.DONE, Permission.ARCHIVE, asks="proof", kinds=frozenset({Kind.HANDOVER})),
)


def steps_at(stage: str, kind: str) -> tuple[Step, ...]:
    """What may be done with a list of ``kind`` at ``stage``, in the order of the table."""
    return tuple(row for row in TABLE if row.source == stage and kind in row.kinds)


def step(action: str, stage: str, kind: str) -> Step:
    """The row for ``action``. Raises NotThisStep when there is none at this stage."""
    for row in steps_at(stage, kind):
        if row.action == action:
            return row
    raise NotThisStep(f"{action} at {stage} of a {kind} list")


def may_sign(part: Part, person: int, signed: Iterable[tuple[Part, int | None]]) -> bool:
    """Whether the person (id) may take ``part``: nobody stands on one list in two parts."""
    return all(holder != person for other, holder in signed if other is not part)
