"""The language of questions: what it understands, and that nothing else gets through."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opendata.querying import compose
from opendata.querying.faults import BadQuery
from opendata.querying.grammar import Among, Both, Compare, Empty, Item, Not, Parser, TextTest
from opendata.querying.question import read_question
from opendata.tabular.schema import municipal_schemas

SCHEMA = municipal_schemas()["vrtici"]


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("kapacitet >= 100", Compare("kapacitet", ">=", "100")),
        ("naziv = 'O''Hara'", Compare("naziv", "=", "O'Hara")),
        ("NOT naziv IS NULL", Not(Empty("naziv"))),
        ("jezik in ('a', 'b')", Among("jezik", ("a", "b"))),
        ("jezik not in ('a')", Not(Among("jezik", ("a",)))),
        ("kapacitet between 1 and 5", Both("and", (Compare("kapacitet", ">=", "1"), Compare("kapacitet", "<=", "5")))),
        ("starts_with(naziv, 'П')", TextTest("starts_with", "naziv", "П")),
        ("a = 1 or b = 2 and c = 3",
         Both("or", (Compare("a", "=", "1"), Both("and", (Compare("b", "=", "2"), Compare("c", "=", "3")))))),
    ],
)  # fmt: skip
def test_conditions_are_read(text: str, tree: object) -> None:
    assert Parser(text).where() == tree


def test_things_to_show_are_read() -> None:
    assert Parser("jezik, count(*), sum(kapacitet) as mesta").select() == (
        Item("jezik", name="jezik"), Item("*", "count", "count"), Item("kapacitet", "sum", "mesta"),
    )  # fmt: skip


HOSTILE = [
    ("$where", "(" * 5000, "too-long"),
    ("$where", "(" * 50 + "kapacitet=1" + ")" * 50, "too-deep"),
    ("$where", "not " * 100 + "kapacitet=1", "too-deep"),
    ("$where", "kapacitet = 1; DROP TABLE x", "sign"),
    ("$where", "naziv = 'a' -- ", "sign"),
    ("$where", "naziv ~ '(a+)+$'", "sign"),
    ("$where", "naziv like '%a'", "expected-comparison"),
    ("$where", "pg_sleep(5) = 1", "expected-comparison"),
    ("$where", "naziv = 'недовршено", "sign"),
    ("$where", "naziv =", "unfinished"),
    ("$where", "kapacitet = 'сто'", "not-of-type"),
    ("$where", "kapacitet = 99999999999999999999999", "not-of-type"),
    ("$where", "nema = 1", "no-such-column"),
    ("$where", "_row = 1", "no-such-column"),
    ("$where", 'naziv = "a"', "sign"),
    ("$where", "jezik in (" + ",".join(["'a'"] * 201) + ")", "list-too-long"),
    ("$where", "contains(kapacitet, '1')", "not-a-text"),
    ("jezik__in", ",".join("a" * 300), "list-too-long"),
    ("naziv__regex", "a", "no-such-filter"),
    ("nema", "1", "no-such-column"),
    ("lon", "x", "not-of-type"),
    ("pristupacnost", "možda", "not-of-type"),
    ("naziv", "a\x00b", "not-of-type"),
    ("naziv__contains", "\x00", "sign"),
    ("$limit", "-1", "number"),
    ("$limit", "1e3", "number"),
    ("$offset", "99999999", "number"),
    ("$limit", "٣", "number"),
    ("$order", "naziv desc; select 1", "expected-column"),
    ("sort", "_row", "no-such-column"),
    ("$order", "pristupacnost", "no-order"),
    ("$select", "naziv, count(*)", "not-grouped"),
    ("$select", "sum(naziv)", "not-a-number"),
    ("$select", "version()", "unexpected"),
    ("$select", 'count(*) as "x"', "sign"),
    ("$select", "count(*) as " + "a" * 64, "too-long"),
    ("$group", "naziv", "expected-select"),
    ("after", "bm9uc2Vuc2U", "after"),
    ("after", "W251bGwsICJ4Il0", "after"),
    ("q", "a " * 20, "too-many-words"),
]


@pytest.mark.parametrize(
    ("name", "value", "code"), HOSTILE, ids=[f"{n}-{c}-{i}" for i, (n, _v, c) in enumerate(HOSTILE)]
)
def test_a_hostile_question_is_refused_with_a_reason(name: str, value: str, code: str) -> None:
    with pytest.raises(BadQuery) as refused:
        compose.page_sql("v" + "0" * 32, read_question([(name, value)], SCHEMA), SCHEMA, 10)
    assert refused.value.code == code


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(["$where", "$select", "$order", "q", "naziv", "lon__gt", "after"]), st.text(max_size=60))
def test_no_text_whatever_breaks_the_reader(name: str, value: str) -> None:
    try:
        question = read_question([(name, value)], SCHEMA)
        if not question.sums:
            compose.page_sql("v" + "0" * 32, question, SCHEMA, 10)
    except BadQuery:
        return
