"""The life of a report (пријава, представка): one table of who may do what in which state. Pure data, no language.

Buttons, admin actions and Open311 are read from `TABLE`; an action that is not in it does not exist. Filing creates the
report in `State.SUBMITTED` and starts the clock, so it is no row of the table.

Legal basis: Закон о инспекцијском надзору (ЗИН, Сл. гласник РС 36/2015, 44/2018, 95/2018), art. 18 as in the sources of
the project; the other articles are from memory, verify.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from eservices.cases.deadlines import ClockKind


class State(StrEnum):
    """Where a report stands."""

    SUBMITTED = "submitted"
    REGISTERED = "registered"
    TRIAGE = "triage"
    INFO_REQUESTED = "info_requested"
    WITHDRAWN = "withdrawn"
    FORWARDED = "forwarded"
    """With a utility or another body that will answer here (прослеђена)."""
    CEDED = "ceded"
    """Handed over to the competent authority for good (уступљена); that authority answers the sender."""
    MERGED = "merged"
    REJECTED = "rejected"
    ASSIGNED = "assigned"
    ORDERED = "ordered"
    ON_SITE = "on_site"
    RECORD = "record"
    NO_BREACH = "no_breach"
    MEASURES = "measures"
    CONTROL = "control"
    DECISION = "decision"
    ENFORCEMENT = "enforcement"
    CLOSED = "closed"
    REOPEN_REQUESTED = "reopen_requested"


class Actor(StrEnum):
    """In which part somebody acts."""

    REPORTER = "reporter"
    DISPATCHER = "dispatcher"
    INSPECTOR = "inspector"
    HEAD = "head"
    BODY = "body"
    """The utility or authority that a report was forwarded to, by its reply form."""
    SYSTEM = "system"


class Text(StrEnum):
    """Which text an action asks for: none, one that the sender reads, or one for the file only."""

    NONE = "none"
    PUBLIC = "public"
    INTERNAL = "internal"


class Notice(StrEnum):
    """When an action owes the petitioner a sealed notice (обавештење подносиоцу), besides the text that is read online.

    A communal report that was answered without any record ends with the text; what a supervision or a rejection ends
    is told on paper with number and seal.
    """

    NONE = "none"
    AFTER_RECORDS = "after_records"
    """When the file holds a record of the supervision."""
    ALWAYS = "always"


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table.

    ``target`` None: the state stays. ``clock``: what is written into the ledger of the answer term; a stop of a clock
    that stands already writes nothing. ``notifies``: the sender and the followers get a message. ``legal_basis``: as
    shown in the ledger. ``notice``: whether a sealed notice goes to a sender who is not anonymous.
    """

    action: str
    sources: frozenset[State]
    target: State | None
    actors: frozenset[Actor]
    text: Text = Text.NONE
    clock: ClockKind | None = None
    legal_basis: str = ""
    notifies: bool = False
    notice: Notice = Notice.NONE

    def from_state(self, state: State) -> State:
        """The state after the action was taken in ``state``."""
        return state if self.target is None else self.target


class NotAllowed(Exception):
    """An action that the table does not have for this state and actor.

    ``code``: ``unknown`` (no such action), ``state`` (not now) or ``actor`` (now, but by somebody else).
    """

    def __init__(self, state: State, action: str, actor: Actor) -> None:
        self.state, self.action, self.actor = state, action, actor
        known = action in ACTIONS
        self.code = ("actor" if (action, state) in _ROWS else "state") if known else "unknown"
        super().__init__(f"{action} by {actor} in {state}: {self.code}")


S, A, T, N = State, Actor, Text, Notice
DESK = (A.DISPATCHER, A.INSPECTOR, A.HEAD)
INSPECTORS = (A.INSPECTOR, A.HEAD)
INCOMING = (S.REGISTERED, S.TRIAGE, S.ASSIGNED)
"""Nobody has begun to inspect yet: it may still go elsewhere."""
SUPERVISION = (S.ORDERED, S.ON_SITE, S.RECORD, S.NO_BREACH, S.MEASURES, S.CONTROL, S.DECISION, S.ENFORCEMENT)
"""Inspection (надзор) is under way."""
ENDED = frozenset({S.WITHDRAWN, S.CEDED, S.MERGED, S.REJECTED, S.CLOSED})
OPEN = frozenset(State) - ENDED
ARTICLE_18 = "ЗИН, члан 18."


def _row(
    action: str, sources: Iterable[State], target: State | None, actors: Iterable[Actor], text: Text = Text.NONE,
    *, clock: ClockKind | None = None, basis: str = "", notifies: bool = False, notice: Notice = Notice.NONE,
) -> Transition:  # fmt: skip
    return Transition(action, frozenset(sources), target, frozenset(actors), text, clock, basis, notifies, notice)


TABLE: tuple[Transition, ...] = (
    # Receipt and triage
    _row("register", [S.SUBMITTED], S.REGISTERED, [A.SYSTEM, A.DISPATCHER, A.HEAD]),
    _row("take", [S.REGISTERED], S.TRIAGE, DESK),
    _row("change_category", INCOMING, S.TRIAGE, DESK, T.PUBLIC, notifies=True),
    _row("set_priority", OPEN, None, DESK),
    _row("request_info", INCOMING, S.INFO_REQUESTED, DESK, T.PUBLIC,
         clock=ClockKind.PAUSE, basis=ARTICLE_18, notifies=True),
    _row("complete", [S.INFO_REQUESTED], S.TRIAGE, [A.REPORTER], clock=ClockKind.RESUME, basis=ARTICLE_18),
    _row("lapse_info", [S.INFO_REQUESTED], S.WITHDRAWN, [A.SYSTEM],
         clock=ClockKind.STOP, basis=ARTICLE_18, notifies=True),
    _row("withdraw", [S.SUBMITTED, *INCOMING, S.INFO_REQUESTED], S.WITHDRAWN, [A.REPORTER], clock=ClockKind.STOP),
    _row("assign", INCOMING, S.ASSIGNED, (*DESK, A.SYSTEM), notifies=True),
    _row("reassign", SUPERVISION, None, [A.HEAD], T.INTERNAL),
    # To others
    _row("forward", INCOMING, S.FORWARDED, DESK, T.PUBLIC, notifies=True),
    _row("reply_of_body", [S.FORWARDED], S.TRIAGE, [A.BODY, *DESK], T.INTERNAL, notifies=True),
    _row("take_back", [S.FORWARDED], S.TRIAGE, DESK, T.INTERNAL),
    _row("cede", INCOMING, S.CEDED, DESK, T.PUBLIC,
         clock=ClockKind.STOP, basis="ЗУП, уступање надлежном органу", notifies=True),
    _row("merge", [*INCOMING, S.INFO_REQUESTED], S.MERGED, DESK, clock=ClockKind.STOP, notifies=True),
    _row("separate", [S.MERGED], S.TRIAGE, DESK, T.PUBLIC, clock=ClockKind.RESTART, notifies=True),
    _row("split", INCOMING, None, DESK, T.PUBLIC, notifies=True),
    _row("reject", INCOMING, S.REJECTED, INSPECTORS, T.PUBLIC,
         clock=ClockKind.STOP, basis=ARTICLE_18, notifies=True, notice=N.ALWAYS),
    # Inspection
    _row("order", [S.ASSIGNED], S.ORDERED, INSPECTORS, basis="ЗИН, члан 16."),
    _row("start", [S.ASSIGNED, S.ORDERED], S.ON_SITE, INSPECTORS, basis="ЗИН, чланови 16. и 17."),
    _row("record", [S.ON_SITE], S.RECORD, INSPECTORS, basis="ЗИН, записник"),
    _row("find_no_breach", [S.ASSIGNED, S.RECORD], S.NO_BREACH, INSPECTORS),
    _row("impose_measures", [S.RECORD, S.CONTROL], S.MEASURES, INSPECTORS, T.INTERNAL, basis="ЗИН, чланови 25. и 26."),
    _row("control", [S.MEASURES], S.CONTROL, INSPECTORS, basis="ЗИН, контролни надзор"),
    _row("decide", [S.RECORD, S.CONTROL], S.DECISION, INSPECTORS, T.INTERNAL, basis="ЗИН, решење"),
    _row("enforce", [S.DECISION], S.ENFORCEMENT, INSPECTORS, T.INTERNAL, basis="ЗИН, извршење"),
    _row("inform", [S.ASSIGNED, *SUPERVISION], None, INSPECTORS, T.PUBLIC,
         clock=ClockKind.STOP, basis="ЗИН, обавештење подносиоцу", notifies=True, notice=N.AFTER_RECORDS),
    _row("close", [S.ASSIGNED, S.TRIAGE, *SUPERVISION], S.CLOSED, INSPECTORS, T.PUBLIC,
         clock=ClockKind.STOP, basis="ЗИН, обавештење подносиоцу", notifies=True, notice=N.AFTER_RECORDS),
    # After the end
    _row("request_reopen", [S.CLOSED, S.REJECTED], S.REOPEN_REQUESTED, [A.REPORTER], T.PUBLIC),
    _row("reopen", [S.REOPEN_REQUESTED, S.CLOSED, S.REJECTED], S.TRIAGE, INSPECTORS, T.PUBLIC,
         clock=ClockKind.RESTART, notifies=True),
    _row("refuse_reopen", [S.REOPEN_REQUESTED], S.CLOSED, INSPECTORS, T.PUBLIC, notifies=True),
    # What changes no state
    _row("remark", frozenset(State), None, [A.REPORTER], T.PUBLIC),
    _row("remark_of_body", frozenset(State), None, [A.BODY], T.INTERNAL),
    _row("note", frozenset(State), None, DESK, T.INTERNAL),
    _row("deliver", frozenset(State), None, INSPECTORS, T.INTERNAL),
    _row("add_photo", OPEN, None, [A.REPORTER, *DESK]),
    _row("publish", frozenset(State), None, DESK),
    _row("hide", frozenset(State), None, DESK, T.INTERNAL),
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


def allowed(state: State, actor: Actor) -> tuple[Transition, ...]:
    """What ``actor`` may do in ``state``, in the order of the table."""
    return tuple(row for row in TABLE if state in row.sources and actor in row.actors)


def open311_status(state: State) -> str:
    """``open`` or ``closed``, the two that GeoReport v2 knows."""
    return "closed" if state in ENDED else "open"
