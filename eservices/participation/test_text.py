"""Versions of a text and fair orders."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from eservices.participation.comparing import Change, compare, match_keys, words
from eservices.participation.forms import paragraphs_in
from eservices.participation.ordering import Order, order_from, seed_from

WORDS = st.text(alphabet="абв ,.1\n", max_size=40)
VERSIONS = st.lists(st.tuples(st.sampled_from("абвгд"), WORDS), max_size=5, unique_by=lambda pair: pair[0])


@given(WORDS, WORDS)
def test_pieces_give_both_texts_back(old: str, new: str) -> None:
    pieces = words(old, new)
    assert "".join(piece.text for piece in pieces if piece.change is not Change.ADDED) == old
    assert "".join(piece.text for piece in pieces if piece.change is not Change.REMOVED) == new


@given(VERSIONS, VERSIONS)
def test_a_comparison_holds_every_paragraph_once(older: list[tuple[str, str]], newer: list[tuple[str, str]]) -> None:
    rows = compare(older, newer)
    assert [row.key for row in rows if row.change is not Change.REMOVED] == [key for key, _ in newer]
    assert {row.key for row in rows if row.change is Change.REMOVED} == {key for key, _ in older} - {
        k for k, _ in newer
    }


@given(VERSIONS, st.lists(WORDS, max_size=5))
def test_a_key_is_given_once(older: list[tuple[str, str]], texts: list[str]) -> None:
    keys = [key for key in match_keys(older, texts) if key is not None]
    assert len(keys) == len(set(keys)) and set(keys) <= {key for key, _ in older}


def test_a_slightly_changed_paragraph_keeps_its_key_and_a_new_one_gets_none() -> None:
    older = [("a", "Паркирање у зони је бесплатно."), ("b", "Одлука ступа на снагу осмог дана.")]
    texts = ["Паркирање у зони није бесплатно.", "Надзор врши комунална милиција.", "Одлука ступа на снагу осмог дана."]
    assert match_keys(older, texts) == ["a", None, "b"]


def test_an_empty_line_stands_between_paragraphs() -> None:
    assert paragraphs_in("Први ред\nисти пасус.\r\n\r\n\r\nДруги.\n \n") == ("Први ред исти пасус.", "Други.")


def test_the_draw_is_the_same_all_day_and_another_tomorrow() -> None:
    today, tomorrow = date(2026, 3, 20), date(2026, 3, 21)
    assert seed_from("", code="abc", today=today) == seed_from("", code="abc", today=today)
    assert seed_from("", code="abc", today=today) != seed_from("", code="abc", today=tomorrow)
    assert seed_from("x'; --1", code="abc", today=today) == "x1"
    assert order_from("random") is Order.RANDOM and order_from("best") is Order.NEWEST
