"""How the index is computed: indicators, weights, scales, points. Pure: no database, no language.

The four components are those of the local e-government index (ЛЕИ) of NALED; indicators, weights and scales are of this
portal, not of NALED. A published version never changes: what is to be computed otherwise gets a new version, and old
scores keep naming the one they were made by.

What is not known is not zero. An indicator without a value gives no points and takes none: the index is the share of
points reached among the points of known indicators, and a score always says how much of it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")
WHOLE = Decimal(100)
"""Points of all indicators together, and the highest index."""
ENOUGH = Decimal(50)
"""Points that must be known for a place among the others."""


class Component(StrEnum):
    """The four parts of the index."""

    INFRASTRUCTURE = "infrastructure"
    PEOPLE = "people"
    SERVICES = "services"
    INVOLVEMENT = "involvement"


class Source(StrEnum):
    """Where a value comes from: the use of this portal, or an answer with evidence."""

    PORTAL = "portal"
    ANSWER = "answer"


class Unit(StrEnum):
    """What a value is: a share from 0 to 1, yes (1) or no (0), an average score, a number per thousand inhabitants."""

    SHARE = "share"
    YES_NO = "yes_no"
    SCORE = "score"
    RATE = "rate"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: ``weight`` points are given from the value ``full``, none up to ``empty``, evenly in between."""

    slug: str
    component: Component
    source: Source
    unit: Unit
    weight: Decimal
    empty: Decimal = Decimal(0)
    full: Decimal = Decimal(1)

    def points(self, value: Decimal | None) -> Decimal | None:
        """Points from 0 to ``weight`` in hundredths, more for a higher value; None of nothing."""
        if value is None:
            return None
        reached = (value - self.empty) / (self.full - self.empty)
        return (min(max(reached, Decimal(0)), Decimal(1)) * self.weight).quantize(HUNDREDTH, ROUND_HALF_UP)


@dataclass(frozen=True)
class Method:
    """A version of the method. The weights of its indicators make 100."""

    version: str
    indicators: tuple[Indicator, ...]

    def indicator(self, slug: str) -> Indicator | None:
        """The indicator of that name."""
        return next((one for one in self.indicators if one.slug == slug), None)

    @property
    def questions(self) -> tuple[Indicator, ...]:
        """What the municipality is asked."""
        return tuple(one for one in self.indicators if one.source is Source.ANSWER)


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with its value and points; both None where nothing is known."""

    indicator: Indicator
    value: Decimal | None
    points: Decimal | None


@dataclass(frozen=True, slots=True)
class Part:
    """Points reached, points of what is known, points there are."""

    reached: Decimal
    known: Decimal
    possible: Decimal

    @property
    def known_share(self) -> Decimal:
        """How much is known, from 0 to 1."""
        return self.known / self.possible

    @property
    def index(self) -> Decimal | None:
        """Points for each hundred of known ones, from 0 to 100 in tenths; None where nothing is known."""
        return (self.reached * WHOLE / self.known).quantize(TENTH, ROUND_HALF_UP) if self.known else None

    @property
    def highest(self) -> Decimal:
        """Points if all that is not known were perfect; ``reached`` are the points if it were worth nothing."""
        return self.reached + self.possible - self.known

    @property
    def is_ranked(self) -> bool:
        """Whether enough is known to be put beside others."""
        return self.known >= ENOUGH


@dataclass(frozen=True)
class Score:
    """What a method says of the values of one municipality, line by line."""

    method: Method
    lines: tuple[Line, ...]

    @property
    def whole(self) -> Part:
        """All components together."""
        return _part(self.lines)

    def component(self, component: Component) -> Part:
        """One component."""
        return _part(line for line in self.lines if line.indicator.component is component)


def score(method: Method, values: Mapping[str, Decimal | None]) -> Score:
    """Values by name of indicator into points; a name that is missing is not known."""
    found = ((indicator, values.get(indicator.slug)) for indicator in method.indicators)
    return Score(method, tuple(Line(one, value, one.points(value)) for one, value in found))


def _part(lines: Iterable[Line]) -> Part:
    reached = known = possible = Decimal(0)
    for line in lines:
        possible += line.indicator.weight
        if line.points is not None:
            reached, known = reached + line.points, known + line.indicator.weight
    return Part(reached, known, possible)


def _indicator(
    slug: str, component: Component, source: Source, unit: Unit, weight: int, empty: str = "0", full: str = "1"
) -> Indicator:
    return Indicator(slug, component, source, unit, Decimal(weight), Decimal(empty), Decimal(full))


_C, _S, _U = Component, Source, Unit
METHOD_2026_1 = Method("2026.1", (
    _indicator("registers", _C.INFRASTRUCTURE, _S.PORTAL, _U.SHARE, 8, "0.8", "0.99"),
    _indicator("seal", _C.INFRASTRUCTURE, _S.PORTAL, _U.YES_NO, 5),
    _indicator("workplaces", _C.INFRASTRUCTURE, _S.ANSWER, _U.SHARE, 6, "0.5", "1"),
    _indicator("backup", _C.INFRASTRUCTURE, _S.ANSWER, _U.YES_NO, 6),
    _indicator("second-factor", _C.PEOPLE, _S.PORTAL, _U.SHARE, 8),
    _indicator("it-staff", _C.PEOPLE, _S.ANSWER, _U.YES_NO, 6),
    _indicator("trained", _C.PEOPLE, _S.ANSWER, _U.SHARE, 6, "0", "0.8"),
    _indicator("offered", _C.SERVICES, _S.PORTAL, _U.SHARE, 8),
    _indicator("online", _C.SERVICES, _S.PORTAL, _U.SHARE, 8, "0", "0.8"),
    _indicator("on-time", _C.SERVICES, _S.PORTAL, _U.SHARE, 8, "0.5", "0.98"),
    _indicator("satisfaction", _C.SERVICES, _S.PORTAL, _U.SCORE, 6, "2", "4.8"),
    _indicator("use", _C.SERVICES, _S.PORTAL, _U.RATE, 5, "0", "20"),
    _indicator("reports", _C.INVOLVEMENT, _S.PORTAL, _U.SHARE, 6, "0.5", "0.98"),
    _indicator("processes", _C.INVOLVEMENT, _S.PORTAL, _U.SHARE, 6),
    _indicator("drafts", _C.INVOLVEMENT, _S.ANSWER, _U.YES_NO, 4),
    _indicator("accessibility", _C.INVOLVEMENT, _S.ANSWER, _U.YES_NO, 4),
))  # fmt: skip
METHODS = {method.version: method for method in (METHOD_2026_1,)}
CURRENT = METHOD_2026_1
