"""The language of ``$where`` and ``$select``: tokens, then a tree. Pure; every limit is set before anything is asked.

where      = and { "or" and }
and        = not { "and" not }
not        = [ "not" ] ( "(" where ")" | condition )
condition  = column ( "=" | "!=" | "<>" | "<" | "<=" | ">" | ">=" ) value
           | column [ "not" ] "in" "(" value { "," value } ")"
           | column [ "not" ] "between" value "and" value
           | column "is" [ "not" ] "null"
           | ( "contains" | "starts_with" ) "(" column "," text ")"
select     = item { "," item }
item       = column | ( "count" | "sum" | "avg" | "min" | "max" ) "(" ( column | "*" ) ")" [ "as" name ]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from opendata.querying.faults import BadQuery

LONGEST = 4_000
MOST_TOKENS = 600
DEEPEST = 12
LONGEST_LIST = 200
LONGEST_NAME = 63  # the database would cut longer ones, and two of them could become one
COMPARISONS = {"=": "=", "!=": "<>", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
TEXT_FUNCTIONS = frozenset({"contains", "starts_with"})
AGGREGATES = frozenset({"count", "sum", "avg", "min", "max"})
_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>[-+]?\d+(?:\.\d+)?)(?![\w.])|(?P<name>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign><=|>=|<>|!=|[=<>(),*]))"
)


@dataclass(frozen=True)
class Compare:
    """A column against a literal as it was written."""

    column: str
    sign: str
    value: str


@dataclass(frozen=True)
class Among:
    """A column that is one of some literals."""

    column: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Empty:
    """A column without a value."""

    column: str


@dataclass(frozen=True)
class TextTest:
    """``contains`` or ``starts_with``."""

    function: str
    column: str
    value: str


@dataclass(frozen=True)
class Not:
    """The opposite."""

    part: Condition


@dataclass(frozen=True)
class Both:
    """All (``and``) or any (``or``) of the parts."""

    word: str
    parts: tuple[Condition, ...]


Condition = Compare | Among | Empty | TextTest | Not | Both


@dataclass(frozen=True)
class Item:
    """One thing to show: a column, or an aggregate of one (``*`` counts rows), under a name."""

    column: str
    function: str = ""
    name: str = ""


@dataclass(frozen=True)
class Token:
    """A piece of the text: ``text``, ``number``, ``name`` (in lower case) or ``sign``."""

    kind: str
    value: str


def tokens_of(text: str) -> list[Token]:
    """Pieces of a text. Raises BadQuery: ``too-long``, ``sign``."""
    if len(text) > LONGEST:
        raise BadQuery("too-long")
    found, place = [], 0
    text = text.rstrip()
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None or match.lastgroup is None:
            raise BadQuery("sign", text[place : place + 20])
        value = match[match.lastgroup]
        if match.lastgroup == "text":
            value = value[1:-1].replace("''", "'")
        found.append(Token(match.lastgroup, value.lower() if match.lastgroup == "name" else value))
        place = match.end()
        if len(found) > MOST_TOKENS:
            raise BadQuery("too-long")
    return found


class Parser:
    """Reads tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens, self._place = tokens_of(text), 0

    def where(self) -> Condition:
        """The whole text as a condition. Raises BadQuery."""
        return self._whole(self._any(0))

    def select(self) -> tuple[Item, ...]:
        """The whole text as a list of things to show. Raises BadQuery."""
        items = [self._item()]
        while self._takes("sign", ","):
            items.append(self._item())
        self._end()
        return tuple(items)

    def _whole(self, condition: Condition) -> Condition:
        self._end()
        return condition

    def _any(self, depth: int) -> Condition:
        return self._joined("or", [self._all(depth)], lambda: self._all(depth))

    def _all(self, depth: int) -> Condition:
        return self._joined("and", [self._opposite(depth)], lambda: self._opposite(depth))

    def _joined(self, word: str, parts: list[Condition], read: object) -> Condition:
        while self._takes("name", word):
            parts.append(read())  # type: ignore[operator]
        return parts[0] if len(parts) == 1 else Both(word, tuple(parts))

    def _opposite(self, depth: int) -> Condition:
        if depth > DEEPEST:
            raise BadQuery("too-deep")
        if self._takes("name", "not"):
            return Not(self._opposite(depth + 1))
        if self._takes("sign", "("):
            inner = self._any(depth + 1)
            self._needs("sign", ")")
            return inner
        return self._condition()

    def _condition(self) -> Condition:
        name = self._name()
        if name in TEXT_FUNCTIONS and self._takes("sign", "("):
            column = self._name()
            self._needs("sign", ",")
            value = self._value()
            self._needs("sign", ")")
            return TextTest(name, column, value)
        token = self._next()
        if token.kind == "sign" and token.value in COMPARISONS:
            return Compare(name, COMPARISONS[token.value], self._value())
        if token == Token("name", "is"):
            opposite = self._takes("name", "not")
            self._needs("name", "null")
            return Not(Empty(name)) if opposite else Empty(name)
        if token == Token("name", "not"):
            return Not(self._range(name, self._next()))
        return self._range(name, token)

    def _range(self, column: str, token: Token) -> Condition:
        if token == Token("name", "in"):
            return Among(column, self._list())
        if token == Token("name", "between"):
            low = self._value()
            self._needs("name", "and")
            return Both("and", (Compare(column, ">=", low), Compare(column, "<=", self._value())))
        raise BadQuery("expected-comparison", token.value)

    def _list(self) -> tuple[str, ...]:
        self._needs("sign", "(")
        values = [self._value()]
        while self._takes("sign", ","):
            values.append(self._value())
            if len(values) > LONGEST_LIST:
                raise BadQuery("list-too-long")
        self._needs("sign", ")")
        return tuple(values)

    def _item(self) -> Item:
        name = self._name()
        if name not in AGGREGATES or not self._takes("sign", "("):
            return Item(name, name=name)
        column = "*" if name == "count" and self._takes("sign", "*") else self._name()
        self._needs("sign", ")")
        called = self._name() if self._takes("name", "as") else f"{name}_{column}".replace("_*", "")
        if len(called) > LONGEST_NAME:
            raise BadQuery("too-long", called)
        return Item(column, name, called)

    def _next(self) -> Token:
        if self._place >= len(self._tokens):
            raise BadQuery("unfinished")
        self._place += 1
        return self._tokens[self._place - 1]

    def _takes(self, kind: str, value: str) -> bool:
        here = self._tokens[self._place] if self._place < len(self._tokens) else None
        if here != Token(kind, value):
            return False
        self._place += 1
        return True

    def _needs(self, kind: str, value: str) -> None:
        token = self._next()
        if token != Token(kind, value):
            raise BadQuery("expected", f"{value}, {token.value}")

    def _name(self) -> str:
        token = self._next()
        if token.kind != "name":
            raise BadQuery("expected-column", token.value)
        return token.value

    def _value(self) -> str:
        token = self._next()
        if token.kind in ("text", "number") or token.value in ("true", "false"):
            return token.value
        raise BadQuery("expected-value", token.value)

    def _end(self) -> None:
        if self._place < len(self._tokens):
            raise BadQuery("unexpected", self._tokens[self._place].value)


def names_of(text: str) -> tuple[str, ...]:
    """Names separated by commas."""
    found: Sequence[str] = [name.strip().lower() for name in text.split(",")]
    if not all(re.fullmatch(r"[a-z_][a-z0-9_]*", name) for name in found):
        raise BadQuery("expected-column", text)
    return tuple(found)
