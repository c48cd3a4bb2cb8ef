"""Pure rules of inspection records: who may write which when, what a checklist is worth, by when somebody has to act.

No Django here. Legal basis: Закон о инспекцијском надзору (ЗИН, Сл. гласник РС 36/2015, 44/2018, 95/2018), articles 9
(risk), 14 (checklist), 16 (order), 17 (notice), 25 and 26 (measures); terms and points are parameters.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum
from itertools import pairwise

from eservices.cases.deadlines import Term
from inspections.lifecycle import INSPECTORS, SUPERVISION, Actor, State
from municipalities.working_days import Calendar

LONGEST_ENDING = 3
"""Letters that a case adds to the stem of a name (Аном, Примеровићем)."""


# -- Who may write which when ------------------------------------------------------------------------------------------
class Kind(StrEnum):
    """Kinds of records."""

    ORDER = "order"
    """Налог за инспекцијски надзор."""
    NOTICE = "notice"
    """Обавештење надзираном субјекту, or the note (службена белешка) why it is left out."""
    CHECKLIST = "checklist"
    """Контролна листа."""
    FIELD_RECORD = "field_record"
    """Записник о инспекцијском надзору."""
    OBJECTIONS = "objections"
    """Примедбе на записник."""
    MEASURE = "measure"
    """Налагање мера са роком."""
    CONTROL_VISIT = "control_visit"
    """Записник о контролном надзору."""
    MISDEMEANOUR_ORDER = "misdemeanour_order"
    """Прекршајни налог."""
    DECISION = "decision"
    """Решење."""
    ENFORCEMENT = "enforcement"
    """Закључак о дозволи извршења."""
    ANSWER = "answer"
    """Обавештење подносиоцу."""


class CountedAs(StrEnum):
    """What a record counts as in reports of a year: kind of the supervision, or what was found."""

    REGULAR = "regular"
    EXTRAORDINARY = "extraordinary"
    MIXED = "mixed"
    SUPPLEMENTARY = "supplementary"
    BREACH = "breach"
    NO_BREACH = "no_breach"
    FULFILLED = "fulfilled"
    PARTLY_FULFILLED = "partly"
    NOT_FULFILLED = "not_fulfilled"


@dataclass(frozen=True, slots=True)
class Writing:
    """One row of the table. ``sources``: states of the report in which the record may be written. ``step``: what it does
    to the report (an action of ``inspections.lifecycle``), none when the state stays; ``instead``: what it may do in its
    place; ``then``: what may follow at once. ``after``: kinds of which at least one must stand in the file, and with
    ``delivered`` must have come to the supervised subject as well, because only then its term runs."""

    kind: Kind
    sources: frozenset[State]
    actors: frozenset[Actor]
    step: str = ""
    after: frozenset[Kind] = frozenset()
    instead: str = ""
    then: str = ""
    delivered: bool = False


class MayNotWrite(Exception):
    """A record that the table does not let be written now. ``code``: state, actor, after (something must go before it)
    or delivery (what goes before it was not delivered yet)."""

    def __init__(self, kind: Kind, code: str) -> None:
        super().__init__(f"{kind}: {code}")
        self.kind, self.code = kind, code


S, K = State, Kind


def _row(
    kind: Kind, sources: Iterable[State], step: str = "", *, after: Iterable[Kind] = (), instead: str = "",
    then: str = "", delivered: bool = False,
) -> Writing:  # fmt: skip
    return Writing(kind, frozenset(sources), frozenset(INSPECTORS), step, frozenset(after), instead, then, delivered)


TABLE: tuple[Writing, ...] = (
    _row(K.ORDER, [S.ASSIGNED], "order"),
    _row(K.NOTICE, [S.ORDERED], after=[K.ORDER]),
    _row(K.CHECKLIST, [S.ON_SITE]),
    _row(K.FIELD_RECORD, [S.ON_SITE], "record", then="find_no_breach"),
    _row(
        K.OBJECTIONS,
        [S.RECORD, S.NO_BREACH, S.MEASURES, S.CONTROL, S.DECISION],
        after=[K.FIELD_RECORD, K.CONTROL_VISIT],
        delivered=True,
    ),
    _row(K.MEASURE, [S.RECORD, S.CONTROL], "impose_measures", after=[K.FIELD_RECORD]),
    _row(K.CONTROL_VISIT, [S.MEASURES], "control", after=[K.MEASURE]),
    _row(K.MISDEMEANOUR_ORDER, [S.RECORD, S.MEASURES, S.CONTROL, S.DECISION, S.ENFORCEMENT], after=[K.FIELD_RECORD]),
    _row(K.DECISION, [S.RECORD, S.CONTROL], "decide", after=[K.FIELD_RECORD]),
    _row(K.ENFORCEMENT, [S.DECISION], "enforce", after=[K.DECISION], delivered=True),
    _row(K.ANSWER, [S.ASSIGNED, *SUPERVISION], "close", instead="inform"),
)
_ROWS = {row.kind: row for row in TABLE}


def writing(
    kind: Kind, state: State, actor: Actor, written: Collection[Kind], delivered: Collection[Kind]
) -> Writing:  # fmt: skip
    """The row for a record, given what the file holds and what of it was delivered. Raises :class:`MayNotWrite`."""
    row = _ROWS[kind]
    if actor not in row.actors:
        raise MayNotWrite(kind, "actor")
    if state not in row.sources:
        raise MayNotWrite(kind, "state")
    if row.after and not row.after & set(written):
        raise MayNotWrite(kind, "after")
    if row.delivered and not row.after & set(delivered):
        raise MayNotWrite(kind, "delivery")
    return row


def can_be_written(
    state: State, actor: Actor, written: Collection[Kind], delivered: Collection[Kind]
) -> tuple[Kind, ...]:  # fmt: skip
    """Kinds that may be written now, in the order of the table."""
    return tuple(
        row.kind
        for row in TABLE
        if actor in row.actors
        and state in row.sources
        and (not row.after or row.after & set(delivered if row.delivered else written))
    )


# -- Terms -------------------------------------------------------------------------------------------------------------
def end_of(term: Term, since: date, calendar: Calendar) -> date:
    """Last day of a term: the first day is not counted, an end on a day off moves to the next working day (ЗУП)."""
    if term.working:
        return calendar.add_working_days(since, term.days)
    return calendar.term_end(since, term.days)


def is_announced_in_time(notified_on: date, visit_on: date, term: Term, calendar: Calendar) -> bool:
    """Whether the whole term lies between the notice (обавештење) and the first day of the supervision (ЗИН, чл. 17)."""
    return end_of(term, notified_on, calendar) <= visit_on


# -- Checklist and risk ------------------------------------------------------------------------------------------------
class Reply(StrEnum):
    """Answers of a checklist: да, не, делимично, није применљиво."""

    YES = "yes"
    NO = "no"
    PARTLY = "partly"
    NOT_APPLICABLE = "na"


class Degree(IntEnum):
    """Degrees of risk (степен ризика), from незнатан to критичан."""

    NEGLIGIBLE = 1
    LOW = 2
    MEDIUM = 3
    HIGH = 4
    CRITICAL = 5


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """A question of a checklist with the points that a full yes brings."""

    code: str
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Score:
    """Points reached of those that could be; ``percent`` with one decimal, None when no question applied."""

    reached: Decimal
    possible: int

    @property
    def percent(self) -> Decimal | None:
        if not self.possible:
            return None
        return (self.reached * 100 / self.possible).quantize(Decimal("0.1"), ROUND_HALF_UP)


_SHARE = {Reply.YES: Decimal(1), Reply.PARTLY: Decimal("0.5"), Reply.NO: Decimal(0)}


def score(questions: Sequence[ListQuestion], replies: Mapping[str, Reply]) -> Score:
    """What the answers are worth: a yes all points, a partial one half, a no none; what does not apply is left out.

    Raises ``KeyError`` for a question without an answer.
    """
    counted = [(question, replies[question.code]) for question in questions]
    counted = [(question, reply) for question, reply in counted if reply is not Reply.NOT_APPLICABLE]
    reached = sum((_SHARE[reply] * question.points for question, reply in counted), Decimal(0))
    return Score(reached, sum(question.points for question, _reply in counted))


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From how many percent of the points the risk is negligible, low, medium, high; below the last it is critical."""

    negligible: Decimal
    low: Decimal
    medium: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not 100 >= self.negligible > self.low > self.medium > self.high > 0:
            raise ValueError("Thresholds of risk fall from 100 to above 0.")


def degree_of(found: Score, thresholds: Thresholds) -> Degree | None:
    """The degree of risk that a checklist shows (контролна листа, ЗИН, чл. 9. и 14); None when nothing applied."""
    percent = found.percent
    if percent is None:
        return None
    steps = (thresholds.negligible, thresholds.low, thresholds.medium, thresholds.high)
    return Degree(1 + sum(percent < step for step in steps))


class WrongList(ValueError):
    """Lines that make no checklist; ``line`` counts from 1, ``code`` says why: points, text, empty."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(f"{code} in line {line}")
        self.code, self.line = code, line


def parse_lines(text: str) -> tuple[ListQuestion, ...]:
    """Questions of a checklist from lines such as ``10; Да ли је површина чиста?``: points, semicolon, question.

    Raises :class:`WrongList`.
    """
    found: list[ListQuestion] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        points, _semicolon, question = (part.strip() for part in line.partition(";"))
        if not (points.isascii() and points.isdecimal() and 1 <= int(points) <= 100):
            raise WrongList("points", number)
        if not question:
            raise WrongList("text", number)
        found.append(ListQuestion(f"q{len(found) + 1}", question, int(points)))
    if not found:
        raise WrongList("empty", 1)
    return tuple(found)


# -- Who sent the report -----------------------------------------------------------------------------------------------
def names(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a text, as folded words, names a person in any grammatical case and order.

    First and last word of the name count, and they must stand beside each other; of one word alone nothing is said.
    """
    if len(name) < 2:
        return False
    first, last = _stem(name[0]), _stem(name[-1])
    pairs = pairwise(words)
    return any(
        (_inflects(one, first) and _inflects(two, last)) or (_inflects(one, last) and _inflects(two, first))
        for one, two in pairs
    )


def _stem(word: str) -> str:
    """What a name keeps through the cases: without its last vowel (Јелена, Јелене; Марко, Марка)."""
    return word[:-1] if len(word) > 2 and word[-1] in "aeiou" else word


def _inflects(word: str, stem: str) -> bool:
    return word.startswith(stem) and len(word) <= len(stem) + LONGEST_ENDING
