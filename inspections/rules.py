"""Pure rules of reports: who gets one, what it asks, by when it is answered, and which other one says the same.

No Django here. Texts come in as data and go out as data.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from eservices.cases.deadlines import Term
from inspections.grid import Box, Point, distance
from municipalities.script import fold
from municipalities.working_days import Calendar

KINDS = ("single", "multi", "text", "number", "datetime", "notice")
"""Kinds of extra questions; a notice is read, not answered."""


# -- Routing -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class RouteFacts:
    """What routing looks at. ``at``: moment of filing in local time. ``address``: folded."""

    category: str
    at: datetime
    address: str = ""
    place: Point | None = None


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the ordered table. What is empty holds for everything.

    ``weekdays``: 0 Monday to 6 Sunday. ``from_hour`` to ``to_hour``: hours of the day, the end not included; 22 to 6
    goes over midnight. ``settlement``: folded word that the address must contain.
    """

    key: int
    categories: frozenset[str] = frozenset()
    box: Box | None = None
    settlement: str = ""
    weekdays: frozenset[int] = frozenset()
    from_hour: int | None = None
    to_hour: int | None = None

    def why_not(self, facts: RouteFacts) -> str | None:
        """The first condition that does not hold: category, area, settlement, weekday or hour; None when all hold."""
        if self.categories and facts.category not in self.categories:
            return "category"
        if self.box is not None and (facts.place is None or facts.place not in self.box):
            return "area"
        if self.settlement and f" {self.settlement} " not in f" {facts.address} ":
            return "settlement"
        if self.weekdays and facts.at.weekday() not in self.weekdays:
            return "weekday"
        return None if self._in_hours(facts.at.hour) else "hour"

    def _in_hours(self, hour: int) -> bool:
        if self.from_hour is None or self.to_hour is None:
            return True
        if self.from_hour <= self.to_hour:
            return self.from_hour <= hour < self.to_hour
        return hour >= self.from_hour or hour < self.to_hour


def first_match(routes: Iterable[Route], facts: RouteFacts) -> Route | None:
    """The first line that fits; the order decides."""
    return next((route for route in routes if route.why_not(facts) is None), None)


def try_out(routes: Sequence[Route], facts: RouteFacts) -> list[tuple[Route, str]]:
    """Every line with its finding on these facts: ``match`` (the one that counts), ``later`` (would fit, but another
    came first) or the condition that fails. For testing the table on a report."""
    findings, found = [], False
    for route in routes:
        failing = route.why_not(facts)
        findings.append((route, failing or ("later" if found else "match")))
        found = found or failing is None
    return findings


# -- Terms -------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Terms:
    """Terms of a report as pinned when it was filed: days, calendar days unless the name says working."""

    answer: Term
    completion_days: int
    triage_working_days: int
    reopen_days: int
    forward_days: int


def triage_until(filed_on: date, terms: Terms, calendar: Calendar) -> date:
    """Last day of the local target for triage."""
    return calendar.add_working_days(filed_on, terms.triage_working_days)


def may_ask_to_reopen(closed_on: date, today: date, terms: Terms) -> bool:
    """Whether the sender can still ask for the report to be opened again."""
    return today <= closed_on + timedelta(days=terms.reopen_days)


# -- Duplicates --------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sighting:
    """What the comparison needs of a report."""

    category: str
    place: Point
    filed_on: date


def metres_if_same(one: Sighting, other: Sighting, *, within_metres: int, within_days: int) -> int | None:
    """Metres between two reports that may be about the same thing; None when they are not.

    The same category, at most ``within_metres`` apart and at most ``within_days`` between them.
    """
    if one.category != other.category or abs((one.filed_on - other.filed_on).days) > within_days:
        return None
    metres = round(distance(one.place, other.place))
    return metres if metres <= within_metres else None


# -- Extra questions ---------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Stop:
    """Where an answer sends the person instead of a report: title, text, body that is competent, telephone."""

    title: Mapping[str, str]
    text: Mapping[str, str]
    body: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen; ``stop`` ends the filing."""

    key: str
    label: Mapping[str, str]
    stop: Stop | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """An extra question of a category. Texts by language: ``sr`` (Cyrillic) and ``en``."""

    code: str
    kind: str
    label: Mapping[str, str]
    required: bool = False
    choices: tuple[Choice, ...] = field(default=())

    def choice(self, key: str) -> Choice | None:
        """The choice with this key."""
        return next((choice for choice in self.choices if choice.key == key), None)


class WrongQuestion(ValueError):
    """Data that make no question; ``code`` says why: code, kind, label, choices, twice."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(f"{code}: {where}")
        self.code, self.where = code, where


def parse_questions(data: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Questions from the data of a category. Raises WrongQuestion."""
    questions = tuple(_question(row) for row in data)
    codes = [question.code for question in questions]
    for code in codes:
        if codes.count(code) > 1:
            raise WrongQuestion("twice", code)
    return questions


def _question(row: Mapping[str, Any]) -> Question:
    code, kind = str(row.get("code", "")), str(row.get("kind", ""))
    if not code.isidentifier():
        raise WrongQuestion("code", code)
    if kind not in KINDS:
        raise WrongQuestion("kind", code)
    choices = tuple(
        Choice(str(given["key"]), _texts(given.get("label"), code), _stop(given.get("stop"), code))
        for given in row.get("choices", ())
    )
    if bool(choices) != (kind in ("single", "multi")):
        raise WrongQuestion("choices", code)
    return Question(code, kind, _texts(row.get("label"), code), bool(row.get("required", False)), choices)


def _stop(given: Mapping[str, Any] | None, where: str) -> Stop | None:
    if given is None:
        return None
    title, text = _texts(given.get("title"), where), _texts(given.get("text"), where)
    return Stop(title, text, str(given.get("body", "")), str(given.get("phone", "")))


def _texts(given: Mapping[str, str] | None, where: str) -> Mapping[str, str]:
    if not given or not given.get("sr") or not given.get("en"):
        raise WrongQuestion("label", where)
    return dict(given)


def stop_for(questions: Iterable[Question], answers: Mapping[str, Any]) -> Stop | None:
    """The first stop that these answers lead to."""
    for question in questions:
        given = answers.get(question.code)
        for key in given if isinstance(given, list) else [given]:
            choice = question.choice(str(key))
            if choice is not None and choice.stop is not None:
                return choice.stop
    return None


# -- Finding a category ------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Described:
    """A category as it is searched: its code and everything that people may call it, folded."""

    code: str
    name: str
    words: str


def search(categories: Sequence[Described], asked: str) -> list[str]:
    """Codes of the categories in which every asked word begins some word, those with it in the name first.

    Works for both scripts, because question and words are folded alike; the last letters of Serbian words change with
    the case, so a longer word is also found by all but its last letter.
    """
    words = fold(asked).split()
    if not words:
        return [category.code for category in categories]
    hits = [(category, _score(category, words)) for category in categories]
    return [category.code for category, score in sorted(hits, key=lambda hit: -hit[1]) if score]


def _score(category: Described, asked: Sequence[str]) -> int:
    """2 for a word in the name, 1 for one among the other words; 0 as soon as one is missing."""
    total = 0
    for word in asked:
        stem = word[:-1] if len(word) > 4 else word
        if f" {stem}" in f" {category.name}":
            total += 2
        elif f" {stem}" in f" {category.words}":
            total += 1
        else:
            return 0
    return total


SHORTEST_WORD = 4


def suggest(categories: Sequence[Described], text: str, *, most: int = 3) -> list[str]:
    """Codes of the categories whose words a description uses, the one with most of them first.

    A word counts by all but its last two letters, which change with the case; short words say nothing.
    """
    stems = {word[: max(SHORTEST_WORD, len(word) - 2)] for word in fold(text).split() if len(word) >= SHORTEST_WORD}
    scored = [(sum(map(_uses(category), stems)), category.code) for category in categories]
    return [code for score, code in sorted(scored, key=lambda one: -one[0]) if score][:most]


def _uses(category: Described) -> Callable[[str], int]:
    """How much a stem says for the category: 2 in its name, 1 among its other words."""
    name, words = f" {category.name}", f" {category.words}"
    return lambda stem: 2 if f" {stem}" in name else int(f" {stem}" in words)
