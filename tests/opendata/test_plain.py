"""Rows read many at a time say the same as rows read cell by cell: lines for COPY, faults, findings, the box of places."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from municipalities.script import fold
from opendata import preparing
from opendata.tabular import checking, copying
from opendata.tabular.checking import Checker, TooManyFaults
from opendata.tabular.faults import FileRefused
from opendata.tabular.personal import Detective, any_maybe_in, kinds_in
from opendata.tabular.plain import PlainReader
from opendata.tabular.schema import TYPES, Column, TableSchema, in_scripts
from opendata.tabular.table import FormulaCell, Row, Table

LIMITS: dict[str, dict[str, Any]] = {
    "integer": {"minimum": 0, "maximum": 1000}, "number": {"minimum": -1.5, "maximum": 10.25},
    "string": {"pattern": "[а-я ]*|1"}, "year": {"minimum": 1900},
}  # fmt: skip
TYPICAL = {
    "string": ["Вртић бр. 1", "a\tb\\N\n", "1205992665011",
               "pera@primer.example", "064 123-4567", "840-742221843-57", "840-1-28", "1"],
    "integer": ["1", "007", "-0", "+3", "1.234", "123456789012", "1205992665011", "1000", "2"],
    "number": ["1,5", "0.25", "-1.5", "10.25", "10.250000000001", "1.234,5", "1e2", "-0", "5.", "00000000000.0001"],
    "year": ["2026", "2026.", "1899"], "date": ["2026-01-31", "31.1.2026.", "30.2.2026."], "time": ["7.30", "25:00"],
    "datetime": ["2026-01-01T10:00:00Z", "1.7.2026. 12:30"], "boolean": ["да", "не", "можда"],
    "geojson": ['{"type": "Point", "coordinates": [20.9, 44.0]}', "{"], "lon": ["20.9", "20,912345", "+20.95", "19.5"],
    "lat": ["44.0", "+44.05", "43.1"],
}  # fmt: skip


@st.composite
def columns(draw: st.DrawFn) -> tuple[Column, ...]:
    kinds = draw(st.lists(st.sampled_from(TYPES), max_size=3)) + draw(st.sampled_from([[], [], ["lon", "lat"]]))
    found = []
    for place, kind in enumerate(kinds or ["integer"]):
        limits = LIMITS.get(kind, {}) if draw(st.booleans()) else {}
        name, known = (f"c{place}", kind) if kind in TYPES else (kind, "number")
        found.append(Column(name, known, in_scripts(kind), required=draw(st.integers(0, 3)) == 0, **limits))
    return tuple(found)


@st.composite
def tables(draw: st.DrawFn) -> tuple[TableSchema, list[Row], bool]:
    """Most columns hold what such columns hold, so that blocks are plain; a few cells and lines are odd."""
    shown, oddness = draw(columns()), draw(st.sampled_from([0, 0, 1]))
    odd = st.sampled_from([None, "", "  ", " 1 ", "а", "\x00", 3, 1.5, True, FormulaCell("=1")]) | st.text(max_size=4)
    cells = []
    for column in shown:
        usual = st.sampled_from(
            draw(st.lists(st.sampled_from([*TYPICAL[column.titles["sr"]], ""]), min_size=1, max_size=3))
        )
        cells.append(usual | odd if oddness and draw(st.booleans()) else usual)
    line = st.tuples(*cells).map(list)
    lines = draw(st.lists(line | st.lists(odd, max_size=5) if oddness else line, max_size=8))
    schema = TableSchema("proba", shown, small_cells=tuple(c.name for c in shown if c.type == "integer"))
    return schema, [(number, line) for number, line in enumerate(lines, 2)], draw(st.booleans())


def stored(schema: TableSchema, lines: str) -> list[list[Any]]:
    """What the database makes of lines: 007 and 7 are one number to it."""
    numeric = {place for place, column in enumerate(schema.columns, 1) if column.type in ("integer", "number")}
    return [
        [
            Decimal(text) if place in numeric and text != copying.NULL else text
            for place, text in enumerate(line.split("\t"))
        ]
        for line in lines.split("\n")
    ]


def outcome(schema: TableSchema, rows: list[Row], comma: bool, *, plain: bool) -> Any:
    """Everything that loading tells of a table."""
    table = Table(list(schema.names), iter(rows), comma)
    checker, detective, extent = Checker(schema, table), Detective(schema), preparing.Extent(schema)
    end = ""
    lines: list[str] = []
    try:
        if plain:
            lines += preparing._pieces(checker, detective, extent, lambda _rows: None)
        else:
            lines += [
                copying.text_of(schema, [row]) for row in preparing._looked_at(checker.values(), detective, extent)
            ]
    except (FileRefused, TooManyFaults) as refused:
        end = str(refused)
    found = [finding.as_json() for finding in detective.findings]
    return stored(schema, "".join(lines)), checker.faults, checker.rows, found, extent.bounds, end


@settings(max_examples=200, deadline=None)
@given(tables(), st.integers(1, 4))
def test_both_ways_say_the_same(table: tuple[TableSchema, list[Row], bool], block: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "BLOCK_ROWS", block)
        patch.setattr("opendata.tabular.plain.MOST_KNOWN_CELLS", 2)
        assert outcome(*table, plain=True) == outcome(*table, plain=False)


@pytest.mark.parametrize("comma", [False, True])
@pytest.mark.parametrize("limited", [False, True])
@pytest.mark.parametrize("kind", TYPICAL)
def test_each_usual_cell_is_the_same_alone_and_beside_another(kind: str, limited: bool, comma: bool) -> None:
    names = ("lon", "lat") if kind in ("lon", "lat") else ("c",)
    limits = LIMITS.get(kind, {}) if limited else {}
    shown = tuple(Column(name, kind if kind in TYPES else "number", in_scripts(name), **limits) for name in names)
    schema = TableSchema("proba", shown, small_cells=("c",) if kind == "integer" else ())
    for first, second in itertools.product(TYPICAL[kind], repeat=2):
        other = {"lon": "44.0", "lat": "20.9"}.get(kind)
        lines = [[cell] if other is None else [cell, other][:: 1 if kind == "lon" else -1] for cell in (first, second)]
        table = schema, list(enumerate(lines, 2)), comma
        assert outcome(*table, plain=True) == outcome(*table, plain=False), (first, second)


def test_ordinary_rows_are_read_at_once_and_a_wrong_one_is_looked_at() -> None:
    schema = TableSchema("proba", (Column("a", "string", in_scripts("а")), Column("b", "number", in_scripts("б"))))
    reader = PlainReader(Checker(schema, Table(["a", "b"], iter([]), decimal_comma=True)))
    block = reader.read([(2, [" Ђоко\\ ", "1,5"]), (3, ["", "2"])])
    assert block is not None and block.text(copying.Words(), [0]) == "2\tЂоко\\\\\t1.5\tdjoko\n3\t\\N\t2\t\n"
    assert reader.read([(2, ["a", "x"])]) is None and reader.read([(2, ["a"])]) is None


def test_rows_before_a_torn_place_are_judged() -> None:
    def torn() -> Any:
        yield 2, ["x"]
        raise FileRefused("torn", row=3)

    schema = TableSchema("proba", (Column("a", "integer", in_scripts("а")),))
    checker = Checker(schema, Table(["a"], torn()))
    with pytest.raises(FileRefused, match="torn"):
        list(preparing._pieces(checker, Detective(schema), preparing.Extent(schema), lambda _rows: None))
    assert [fault.code for fault in checker.faults] == ["integer"]


@settings(max_examples=100, deadline=None)
@given(st.text() | st.text("ЂđЉǆйı\u0301\u00a0 ~Σ-a\u2028", max_size=20))
@example("А\u030cБ в")
def test_words_of_a_text_are_its_search_key(text: str) -> None:
    assert copying.Words().of(text) == fold(text)[: copying.LONGEST_WORDS]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.from_regex(r"[а-в ]?(\+381|06|0[1-3]\d/|\d{3}-|\d{13}|a@b\.)[\d /-]{0,14}", fullmatch=True), max_size=3)
)
def test_a_quick_look_misses_no_personal_data(texts: list[str]) -> None:
    assert any_maybe_in(texts) or not any(map(kinds_in, texts))
