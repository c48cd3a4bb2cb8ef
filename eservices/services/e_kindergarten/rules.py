"""Points, age groups and the moving waiting list of an enrolment competition; pure functions.

Order of priority: Правилник 44/2011, чл. 2. It gives an order, not points; points come from the scheme of each
institution's competition, which is data (see ``schemes/``). Places are given by ``verify_ranking.rank``, the same file
that anybody can download to repeat the ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any

from dateutil.relativedelta import relativedelta

FOUR_PLACES = Decimal("0.0001")
ZERO = Decimal("0.0000")
RANKED = 1000
"""Group of the first priority order is 1; children without priority stand in the last group."""


class Kind(StrEnum):
    """How a criterion of a scheme is counted."""

    BOTH_PARENTS = "both_parents"
    """Every parent works or studies full time."""
    ONE_PARENT = "one_parent"
    """One of two parents works or studies full time."""
    BIRTH_ORDER = "birth_order"
    """Third and later child; ``threshold`` says from which."""
    SIBLING = "sibling"
    """A brother or sister already attends the institution."""
    ATTENDED = "attended"
    """The child already attended the institution."""
    AGE_DAYS = "age_days"
    """``points`` for each day of age over ``threshold`` months on 1 September, up to ``maximum``."""


class TieBreak(StrEnum):
    """What decides between equal points, in the order the competition names."""

    SIBLING = "sibling"
    BIRTH_ORDER = "birth_order"
    OLDER_CHILD = "older_child"
    EARLIER_FILED = "earlier_filed"


@dataclass(frozen=True, slots=True)
class Priority:
    """A group admitted before ranking (приоритетна група); ``order`` 1 goes first, groups of one order are equal."""

    slug: str
    order: int
    label: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One ground for points (мерило)."""

    slug: str
    kind: Kind
    points: Decimal
    label: str
    maximum: Decimal
    threshold: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """The rules of one competition, as they were when it was announced."""

    slug: str
    criteria: tuple[Criterion, ...]
    priorities: tuple[Priority, ...]
    ties: tuple[TieBreak, ...]
    maximum: Decimal
    single_parent_counts_as_both: bool

    @classmethod
    def read(cls, data: Mapping[str, Any]) -> Scheme:
        """A scheme from its data file. Raises KeyError or ValueError for a file that is not whole."""
        return cls(
            slug=data["slug"],
            criteria=tuple(_criterion(row) for row in data["criteria"]),
            priorities=tuple(
                Priority(row["slug"], int(row["order"]), row["label"], row.get("source", ""))
                for row in data["priorities"]
            ),
            ties=tuple(TieBreak(name) for name in data["ties"]),
            maximum=Decimal(data["maximum"]),
            single_parent_counts_as_both=bool(data["single_parent_counts_as_both"]),
        )


def _criterion(row: Mapping[str, Any]) -> Criterion:
    points = Decimal(row["points"])
    return Criterion(
        slug=row["slug"],
        kind=Kind(row["kind"]),
        points=points,
        label=row["label"],
        maximum=Decimal(row.get("maximum", row["points"])),
        threshold=int(row.get("threshold", 0)),
        source=row.get("source", ""),
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What is established about a child: by registers, by documents that the commission accepted, or by the institution.

    ``works``: for each parent whether work or full-time study is established; one entry means a single parent.
    ``priorities``: slugs of the claims that the commission accepted. ``filed``: position by time of filing.
    """

    born: date
    works: tuple[bool, ...]
    birth_order: int = 1
    sibling: bool = False
    attended: bool = False
    priorities: frozenset[str] = field(default_factory=frozenset)
    filed: int = 0


@dataclass(frozen=True, slots=True)
class PointLine:
    """One criterion with what it gave; ``given`` zero means that it does not hold for this child."""

    criterion: Criterion
    given: Decimal


@dataclass(frozen=True, slots=True)
class Score:
    """Points line by line, their sum (at most the scheme's maximum) and the group the child stands in."""

    lines: tuple[PointLine, ...]
    points: Decimal
    group: int
    priority: Priority | None = None

    @property
    def before_ranking(self) -> bool:
        return self.group < RANKED


def score(scheme: Scheme, facts: Facts, start: date) -> Score:
    """Points and group of a child for a school year that begins on ``start``."""
    lines = tuple(PointLine(criterion, _given(criterion, scheme, facts, start)) for criterion in scheme.criteria)
    total = min(sum((line.given for line in lines), ZERO), scheme.maximum)
    held = [priority for priority in scheme.priorities if priority.slug in facts.priorities]
    first = min(held, key=lambda priority: priority.order, default=None)
    return Score(lines, total.quantize(FOUR_PLACES), first.order if first else RANKED, first)


def _given(criterion: Criterion, scheme: Scheme, facts: Facts, start: date) -> Decimal:
    if criterion.kind is Kind.AGE_DAYS:
        days = max(0, (start - (facts.born + relativedelta(months=criterion.threshold))).days)
        return min(criterion.points * days, criterion.maximum).quantize(FOUR_PLACES, ROUND_HALF_UP)
    holds = {
        Kind.BOTH_PARENTS: _both(scheme, facts),
        Kind.ONE_PARENT: any(facts.works) and not _both(scheme, facts),
        Kind.BIRTH_ORDER: facts.birth_order >= criterion.threshold,
        Kind.SIBLING: facts.sibling,
        Kind.ATTENDED: facts.attended,
    }[criterion.kind]
    return min(criterion.points, criterion.maximum).quantize(FOUR_PLACES) if holds else ZERO


def _both(scheme: Scheme, facts: Facts) -> bool:
    enough = len(facts.works) >= 2 or scheme.single_parent_counts_as_both
    return enough and bool(facts.works) and all(facts.works)


def tie_numbers(scheme: Scheme, children: Mapping[str, Facts]) -> dict[str, list[int]]:
    """For each child one small number per tie-break, the smaller the better.

    Days of birth and moments of filing become positions among all children, so that the published file tells neither.
    """
    births = {born: place for place, born in enumerate(sorted({facts.born for facts in children.values()}))}
    filings = {moment: place for place, moment in enumerate(sorted({facts.filed for facts in children.values()}))}

    def number(tie: TieBreak, facts: Facts) -> int:
        match tie:
            case TieBreak.SIBLING:
                return 0 if facts.sibling else 1
            case TieBreak.BIRTH_ORDER:
                return -facts.birth_order
            case TieBreak.OLDER_CHILD:
                return births[facts.born]
            case TieBreak.EARLIER_FILED:
                return filings[facts.filed]

    return {code: [number(tie, facts) for tie in scheme.ties] for code, facts in children.items()}


# -- age ---------------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class AgeGroup:
    """An age group (узрасна група) by completed months on 1 September: from ``first`` up to and without ``end``."""

    slug: str
    label: str
    first: int
    end: int


class TooYoung(ValueError):
    """The child has not reached the lowest age on 1 September."""


class TooOld(ValueError):
    """The child is older than the highest age group on 1 September."""


def months_old(born: date, on: date) -> int:
    """Completed months of age."""
    age = relativedelta(on, born)
    return age.years * 12 + age.months if born <= on else -1


def age_group(groups: Sequence[AgeGroup], born: date, start: date) -> AgeGroup:
    """The group of a child on the first day of the school year. Raises TooYoung or TooOld."""
    months = months_old(born, start)
    for group in groups:
        if group.first <= months < group.end:
            return group
    if months < min(group.first for group in groups):
        raise TooYoung
    raise TooOld


# -- after the list ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Standing:
    """Where a child stands while contracts are concluded: its rank (list first), wishes and the place it holds.

    ``settled``: the contract is signed, or the child gave up, so that it does not move any more.
    """

    code: str
    rank: tuple[int, int]
    wishes: tuple[str, ...]
    place: str = ""
    settled: bool = False

    def prefers(self, place: str) -> bool:
        """Whether ``place`` is better for this child than what it holds."""
        if self.settled or place not in self.wishes:
            return False
        return not self.place or self.wishes.index(place) < self.wishes.index(self.place)


@dataclass(frozen=True, slots=True)
class Move:
    """A place that came free goes to ``code``, which leaves ``left`` (empty when it was waiting)."""

    code: str
    place: str
    left: str


def refill(freed: str, standings: Iterable[Standing]) -> list[Move]:
    """Who gets a place that came free, and who gets the places left thereby, until nobody wants one.

    The first by rank who prefers the place gets it, waiting or placed at a later wish; that is what ranking anew
    without the child who left would give.
    """
    present = {standing.code: standing for standing in standings}
    moves: list[Move] = []
    while freed:
        wanting = [standing for standing in present.values() if standing.prefers(freed)]
        if not wanting:
            break
        first = min(wanting, key=lambda standing: standing.rank)
        moves.append(Move(first.code, freed, first.place))
        present[first.code] = Standing(first.code, first.rank, first.wishes, freed)
        freed = first.place
    return moves


# -- what would have changed it ----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Wish:
    """What became of one wish: ``places`` offered, and the last child that got one (rank and points) once it was full.

    ``only_priority``: every place went to children admitted before ranking.
    """

    place: str
    places: int
    got: bool
    reached: bool
    last_rank: int | None = None
    last_points: Decimal | None = None
    only_priority: bool = False


def wishes_of(code: str, inputs: Mapping[str, Any], lines: Iterable[Mapping[str, Any]]) -> tuple[Wish, ...]:
    """Wish by wish, why this child got or did not get the place. Raises KeyError for an unknown code."""
    children = {child["code"]: child for child in inputs["children"]}
    by_code = {line["code"]: line for line in lines}
    own = by_code[code]
    last: dict[str, Mapping[str, Any]] = {}
    for line in by_code.values():
        place = line["place"]
        if place and (place not in last or line["rank"] > last[place]["rank"]):
            last[place] = line
    found = []
    for position, place in enumerate(children[code]["wishes"], start=1):
        holder = last.get(place)
        ranked = holder is not None and children[holder["code"]]["group"] >= RANKED
        found.append(
            Wish(
                place=place,
                places=inputs["places"][place],
                got=own["wish"] == position,
                reached=not own["wish"] or position <= own["wish"],
                last_rank=holder["rank"] if holder and ranked else None,
                last_points=Decimal(holder["points"]) if holder and ranked else None,
                only_priority=holder is not None and not ranked,
            )
        )
    return tuple(found)


def for_public(
    inputs: Mapping[str, Any], lines: Iterable[Mapping[str, Any]], hidden: Iterable[str] = ()
) -> dict[str, Any]:
    """Inputs for the public: children admitted before ranking and the ``hidden`` ones, with their places, are taken out.

    Ranking the rest gives each of them the same as ranking all: whoever stands before a child taken out found its place
    still free after choosing, whoever stands behind found it taken. So no public file shows who has priority, on what
    ground, or where a child protected from violence goes.
    """
    out = {child["code"] for child in inputs["children"] if child["group"] < RANKED} | set(hidden)
    places = dict(inputs["places"])
    for line in lines:
        if line["code"] in out and line["place"]:
            places[line["place"]] -= 1
    children = [child for child in inputs["children"] if child["code"] not in out]
    return {"places": places, "children": sorted(children, key=lambda child: str(child["code"]))}
