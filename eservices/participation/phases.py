"""Who may do what when: one machine for every kind of process. Pure data and functions, no language, no database.

Two tables. `STEPS` says how a process goes from phase to phase, by whom. `OPEN_ACTS` says what people may do in a phase;
how surely a person must be known follows from the act and from the identity level of the process. Buttons, addresses and
actions are all read from here; what does not stand here does not exist.

Legal basis: initiative, Закон о локалној самоуправи, чл. 68, and hearing, чл. 68а (numbers from memory, verify); collecting
of signatures, Закон о референдуму и народној иницијативи 111/2021. The lengths of terms are parameters.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What sort of process it is."""

    INITIATIVE = "initiative"
    HEARING = "hearing"
    BUDGET = "budget"
    POLL = "poll"
    DEBATE = "debate"


class Phase(StrEnum):
    """Where a process stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    """The committee handed its draft in; name and competence are being checked (провера назива и надлежности)."""
    COLLECTING = "collecting"
    COUNTED = "counted"
    """Signatures were handed over and are compared with the electoral roll (провера потписа)."""
    AGENDA = "agenda"
    ANNOUNCED = "announced"
    OPEN = "open"
    ADMITTING = "admitting"
    """Proposals are examined before people vote on them."""
    VOTING = "voting"
    REPORTING = "reporting"
    """Closed for people; the report is due."""
    FINISHED = "finished"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Act(StrEnum):
    """What somebody does without changing the phase."""

    FOLLOW = "follow"
    COMMENT = "comment"
    PROPOSE = "propose"
    SIGN = "sign"
    VOTE = "vote"
    REPORT_ABUSE = "report_abuse"
    APPEAL_MODERATION = "appeal_moderation"
    EDIT = "edit"
    ANSWER = "answer"
    MODERATE = "moderate"
    ADMIT = "admit"
    CHECK_SIGNATURES = "check_signatures"


class Standing(StrEnum):
    """How surely a person is known: not at all, by an account, by a sign-in of at least the substantial level."""

    VISITOR = "visitor"
    REGISTERED = "registered"
    VERIFIED = "verified"

    def reaches(self, needed: "Standing") -> bool:
        order = list(Standing)
        return order.index(self) >= order.index(needed)


class Identity(StrEnum):
    """What the process asks of who takes part (ниво идентитета)."""

    OPEN = "open"
    REGISTERED = "registered"
    VERIFIED = "verified"

    @property
    def standing(self) -> Standing:
        """The least standing that the level admits."""
        return Standing.VISITOR if self is Identity.OPEN else Standing(self.value)


class Part(StrEnum):
    """In which part somebody moves a process on."""

    COMMITTEE = "committee"
    EDITOR = "editor"
    HEAD = "head"
    SYSTEM = "system"


class Need(StrEnum):
    """What must be there before a step."""

    REASON = "reason"
    TEXT = "text"
    COMMITTEE = "committee"
    """At least as many members as the parameter says (иницијативни одбор)."""
    DATES = "dates"
    """The periods of the coming phases are entered and long enough."""
    ALL_CHECKED = "all_checked"
    THRESHOLD = "threshold"
    """As many signatures as the statute asks."""
    ALL_ANSWERED = "all_answered"
    OPTIONS = "options"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Step:
    """One row: in ``sources`` a person in one of ``parts`` takes the process of one of ``kinds`` to ``target``.

    ``timed``: the portal takes it by itself when the period of the source phase has passed, or that of the target has
    begun for an announced process. ``clock``: days of which parameter start to run with the step; ``stops``: they stop.
    """

    name: str
    kinds: frozenset[Kind]
    sources: frozenset[Phase]
    target: Phase
    parts: frozenset[Part]
    needs: frozenset[Need] = frozenset()
    timed: bool = False
    clock: str = ""
    stops: bool = False


class NotNow(Exception):
    """Something that the tables do not have. ``code``: ``phase`` (not in this phase), ``identity`` (to be known better)
    or ``part`` (by somebody else)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


K, P, W, N = Kind, Phase, Part, Need
TALKING = (K.HEARING, K.DEBATE)
CHOOSING = (K.BUDGET, K.POLL)
OFFICIAL = (*TALKING, *CHOOSING)
ENDED = frozenset({P.FINISHED, P.REFUSED, P.WITHDRAWN})
HIDDEN = frozenset({P.DRAFT, P.CHECKED})
"""Phases in which only the committee and officials see the process."""


def _step(
    name: str, kinds: Iterable[Kind], sources: Iterable[Phase], target: Phase, parts: Iterable[Part], *needs: Need,
    timed: bool = False, clock: str = "", stops: bool = False,
) -> Step:  # fmt: skip
    return Step(
        name, frozenset(kinds), frozenset(sources), target, frozenset(parts), frozenset(needs), timed, clock, stops
    )


STEPS: tuple[Step, ...] = (
    # Civic initiative
    _step("hand_in", [K.INITIATIVE], [P.DRAFT], P.CHECKED, [W.COMMITTEE], N.TEXT, N.COMMITTEE),
    _step("return_draft", [K.INITIATIVE], [P.CHECKED], P.DRAFT, [W.EDITOR], N.REASON),
    _step("refuse", [K.INITIATIVE], [P.CHECKED], P.REFUSED, [W.HEAD], N.REASON),
    _step("open_collecting", [K.INITIATIVE], [P.CHECKED], P.COLLECTING, [W.EDITOR], N.DATES),
    _step("hand_over", [K.INITIATIVE], [P.COLLECTING], P.COUNTED, [W.COMMITTEE], N.THRESHOLD),
    _step("lapse", [K.INITIATIVE], [P.COLLECTING], P.REFUSED, [W.SYSTEM], timed=True),
    _step("put_on_agenda", [K.INITIATIVE], [P.COUNTED], P.AGENDA, [W.EDITOR], N.ALL_CHECKED, N.THRESHOLD,
          clock="participation.answer_days"),
    _step("too_few", [K.INITIATIVE], [P.COUNTED], P.REFUSED, [W.HEAD], N.ALL_CHECKED, N.REASON),
    _step("answer_initiative", [K.INITIATIVE], [P.AGENDA], P.FINISHED, [W.HEAD], N.REPORT, stops=True),
    _step("withdraw", [K.INITIATIVE], [P.DRAFT, P.CHECKED, P.COLLECTING], P.WITHDRAWN, [W.COMMITTEE], N.REASON),
    # Everything that an official opens
    _step("announce", TALKING, [P.DRAFT], P.ANNOUNCED, [W.EDITOR], N.TEXT, N.DATES),
    _step("announce", [K.BUDGET], [P.DRAFT], P.ANNOUNCED, [W.EDITOR], N.DATES),
    _step("announce", [K.POLL], [P.DRAFT], P.ANNOUNCED, [W.EDITOR], N.DATES, N.OPTIONS),
    _step("begin", (*TALKING, K.BUDGET), [P.ANNOUNCED], P.OPEN, [W.SYSTEM], timed=True),
    _step("begin", [K.POLL], [P.ANNOUNCED], P.VOTING, [W.SYSTEM], timed=True),
    _step("end", TALKING, [P.OPEN], P.REPORTING, [W.SYSTEM], timed=True, clock="participation.report_days"),
    _step("end", [K.BUDGET], [P.OPEN], P.ADMITTING, [W.SYSTEM], timed=True),
    _step("open_voting", [K.BUDGET], [P.ADMITTING], P.VOTING, [W.EDITOR], N.DATES, N.OPTIONS),
    _step("end_voting", CHOOSING, [P.VOTING], P.REPORTING, [W.SYSTEM], timed=True, clock="participation.report_days"),
    _step("publish_report", [K.HEARING], [P.REPORTING], P.FINISHED, [W.HEAD], N.ALL_ANSWERED, N.REPORT, stops=True),
    _step("publish_report", [K.DEBATE, *CHOOSING], [P.REPORTING], P.FINISHED, [W.HEAD], N.REPORT, stops=True),
    _step("call_off", OFFICIAL, [P.DRAFT, P.ANNOUNCED, P.OPEN, P.ADMITTING, P.VOTING], P.WITHDRAWN, [W.HEAD], N.REASON),
)  # fmt: skip

_ALWAYS = frozenset({Act.FOLLOW, Act.REPORT_ABUSE, Act.APPEAL_MODERATION, Act.MODERATE})
_TALK = _ALWAYS | {Act.COMMENT, Act.ANSWER}
OPEN_ACTS: dict[tuple[Kind, Phase], frozenset[Act]] = {
    **{(kind, P.DRAFT): frozenset({Act.EDIT}) for kind in K},
    (K.INITIATIVE, P.COLLECTING): _TALK | {Act.SIGN},
    (K.INITIATIVE, P.COUNTED): _ALWAYS | {Act.CHECK_SIGNATURES},
    (K.INITIATIVE, P.AGENDA): _ALWAYS,
    **{(kind, P.ANNOUNCED): _ALWAYS | {Act.EDIT} for kind in OFFICIAL},
    (K.HEARING, P.OPEN): _TALK,
    (K.DEBATE, P.OPEN): _TALK | {Act.EDIT},
    (K.BUDGET, P.OPEN): _TALK | {Act.PROPOSE},
    (K.BUDGET, P.ADMITTING): _ALWAYS | {Act.ADMIT},
    **{(kind, P.VOTING): _TALK | {Act.VOTE} for kind in CHOOSING},
    **{(kind, P.REPORTING): _ALWAYS | {Act.ANSWER} for kind in OFFICIAL},
}
BY_OFFICIALS = frozenset({Act.EDIT, Act.ANSWER, Act.MODERATE, Act.ADMIT, Act.CHECK_SIGNATURES})
LEAST: dict[Act, Standing] = {
    Act.FOLLOW: Standing.REGISTERED,
    Act.COMMENT: Standing.VISITOR,
    Act.PROPOSE: Standing.REGISTERED,
    Act.SIGN: Standing.VERIFIED,
    Act.VOTE: Standing.REGISTERED,
    Act.REPORT_ABUSE: Standing.VISITOR,
    Act.APPEAL_MODERATION: Standing.REGISTERED,
}
"""How surely a person must be known for an act, whatever the process asks."""
TAKING_PART = frozenset({Act.COMMENT, Act.PROPOSE, Act.SIGN, Act.VOTE})
"""Acts for which the identity level of the process counts; following and complaining are open to more people."""


def acts(kind: Kind, phase: Phase) -> frozenset[Act]:
    """What can be done in the phase, by whomever."""
    return OPEN_ACTS.get((kind, phase), frozenset())


def needed_standing(act: Act, identity: Identity) -> Standing:
    """How surely a person must be known for an act in a process of that identity level."""
    least = LEAST[act]
    return identity.standing if act in TAKING_PART and identity.standing.reaches(least) else least


def check(kind: Kind, phase: Phase, act: Act, standing: Standing, identity: Identity) -> None:
    """Nothing when a citizen of that standing may do it now. Raises NotNow."""
    if act in BY_OFFICIALS:
        raise NotNow("part")
    if act not in acts(kind, phase):
        raise NotNow("phase")
    if not standing.reaches(needed_standing(act, identity)):
        raise NotNow("identity")


def check_official(kind: Kind, phase: Phase, act: Act) -> None:
    """Nothing when an official of participation may do it now. Raises NotNow."""
    if act not in BY_OFFICIALS:
        raise NotNow("part")
    if act not in acts(kind, phase):
        raise NotNow("phase")


def steps(kind: Kind, phase: Phase, parts: Iterable[Part]) -> tuple[Step, ...]:
    """Steps that somebody in one of ``parts`` may take, in the order of the table."""
    held = frozenset(parts)
    return tuple(row for row in STEPS if kind in row.kinds and phase in row.sources and held & row.parts)


def step(kind: Kind, phase: Phase, name: str, part: Part) -> Step:
    """The row of a step. Raises NotNow."""
    rows = [row for row in STEPS if row.name == name and kind in row.kinds and phase in row.sources]
    if not rows:
        raise NotNow("phase")
    if part not in rows[0].parts:
        raise NotNow("part")
    return rows[0]


@dataclass(frozen=True, slots=True)
class Span:
    """Days from the first to the last, both counted."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


def due_step(kind: Kind, phase: Phase, spans: Mapping[Phase, Span], today: date) -> Step | None:
    """The step that the calendar takes today, or None: a phase has begun or has passed."""
    for row in STEPS:
        if not (row.timed and kind in row.kinds and phase in row.sources):
            continue
        begins = phase is Phase.ANNOUNCED
        span = spans.get(row.target if begins else phase)
        if span is not None and (today >= span.first if begins else today > span.last):
            return row
    return None


def phase_on(kind: Kind, phase: Phase, spans: Mapping[Phase, Span], today: date) -> Phase:
    """The phase in which a process that was left in ``phase`` stands today."""
    while (row := due_step(kind, phase, spans, today)) is not None:
        phase = row.target
    return phase


TIMED_PHASES: dict[Kind, tuple[Phase, ...]] = {
    K.INITIATIVE: (P.COLLECTING,),
    K.HEARING: (P.OPEN,),
    K.DEBATE: (P.OPEN,),
    K.BUDGET: (P.OPEN, P.VOTING),
    K.POLL: (P.VOTING,),
}
"""Phases with a first and a last day."""

ROADS: dict[Kind, tuple[Phase, ...]] = {
    K.INITIATIVE: (P.DRAFT, P.CHECKED, P.COLLECTING, P.COUNTED, P.AGENDA, P.FINISHED),
    K.HEARING: (P.DRAFT, P.ANNOUNCED, P.OPEN, P.REPORTING, P.FINISHED),
    K.DEBATE: (P.DRAFT, P.ANNOUNCED, P.OPEN, P.REPORTING, P.FINISHED),
    K.BUDGET: (P.DRAFT, P.ANNOUNCED, P.OPEN, P.ADMITTING, P.VOTING, P.REPORTING, P.FINISHED),
    K.POLL: (P.DRAFT, P.ANNOUNCED, P.VOTING, P.REPORTING, P.FINISHED),
}
"""The usual road of each kind, for the page of the process."""
