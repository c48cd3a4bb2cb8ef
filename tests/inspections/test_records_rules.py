"""Rules of inspection records: who may write which when, points and risk, terms, who is named."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.deadlines import Term
from inspections import delivery_rules as delivery
from inspections import record_rules as rules
from inspections.delivery_rules import Entry, Step
from inspections.lifecycle import Actor, State, transition
from inspections.record_rules import Degree, Kind, ListQuestion, Reply, Thresholds
from municipalities.script import fold
from municipalities.working_days import Calendar

LIMITS = Thresholds(Decimal(91), Decimal(81), Decimal(71), Decimal(61))
QUESTIONS = tuple(ListQuestion(f"q{number}", "?", points) for number, points in enumerate((10, 8, 6, 4), start=1))
SOME_REPLIES = st.fixed_dictionaries({question.code: st.sampled_from(Reply) for question in QUESTIONS})


@given(SOME_REPLIES)
def test_points_lie_between_none_and_all_and_give_one_of_five_degrees(replies: dict[str, Reply]) -> None:
    found = rules.score(QUESTIONS, replies)
    degree = rules.degree_of(found, LIMITS)
    assert 0 <= found.reached <= found.possible
    assert (degree is None) == all(reply is Reply.NOT_APPLICABLE for reply in replies.values())
    assert degree is None or degree in Degree


@given(SOME_REPLIES, st.sampled_from(QUESTIONS))
def test_a_better_answer_never_raises_the_risk(replies: dict[str, Reply], question: ListQuestion) -> None:
    def degree(reply: Reply) -> int:
        return rules.degree_of(rules.score(QUESTIONS, {**replies, question.code: reply}), LIMITS) or 0

    assert degree(Reply.YES) <= degree(Reply.PARTLY) <= degree(Reply.NO)


@pytest.mark.parametrize(
    ("replies", "expected"),
    [("yes yes yes yes", Degree.NEGLIGIBLE), ("yes yes yes partly", Degree.NEGLIGIBLE), ("yes yes partly na", Degree.LOW),
     ("yes yes no na", Degree.MEDIUM), ("yes partly no na", Degree.CRITICAL), ("na na na na", None)],
)  # fmt: skip
def test_shares_of_points_give_degrees(replies: str, expected: Degree | None) -> None:
    given_ = {question.code: Reply(word) for question, word in zip(QUESTIONS, replies.split(), strict=True)}
    assert rules.degree_of(rules.score(QUESTIONS, given_), LIMITS) == expected


def test_thresholds_that_do_not_fall_are_refused() -> None:
    with pytest.raises(ValueError, match="fall"):
        Thresholds(Decimal(91), Decimal(81), Decimal(81), Decimal(61))


def test_lines_become_questions_and_wrong_lines_say_which() -> None:
    assert rules.parse_lines("10; Чисто?\n\n 4 ;Истакнуто?") == (
        ListQuestion("q1", "Чисто?", 10), ListQuestion("q2", "Истакнуто?", 4),
    )  # fmt: skip
    for text, code, line in (
        ("", "empty", 1),
        ("10; a\nЧисто?", "points", 2),
        ("0; a", "points", 1),
        ("5;", "text", 1),
    ):
        with pytest.raises(rules.WrongList) as found:
            rules.parse_lines(text)
        assert (found.value.code, found.value.line) == (code, line)


@pytest.mark.parametrize("row", rules.TABLE, ids=lambda row: row.kind)
def test_every_step_of_a_record_is_one_that_the_life_of_the_report_has(row: rules.Writing) -> None:
    for state in row.sources:
        for actor in row.actors:
            after = state
            for step in filter(None, (row.step, row.then)):
                after = transition(after, step, actor).from_state(after)
            if row.instead:
                transition(state, row.instead, actor)


KINDS = st.frozensets(st.sampled_from(Kind))


@given(st.sampled_from(Kind), st.sampled_from(State), st.sampled_from(Actor), KINDS, KINDS)
def test_what_is_offered_is_exactly_what_may_be_written(
    kind: Kind, state: State, actor: Actor, written: frozenset[Kind], handed: frozenset[Kind]
) -> None:
    delivered = written & handed
    offered = rules.can_be_written(state, actor, written, delivered)
    try:
        rules.writing(kind, state, actor, written, delivered)
    except rules.MayNotWrite:
        assert kind not in offered
    else:
        assert kind in offered and actor in (Actor.INSPECTOR, Actor.HEAD)


@given(st.lists(st.tuples(st.sampled_from(Step), st.integers(0, 20)), max_size=9))
def test_whatever_is_entered_a_delivery_counts_once_and_never_before_it_happened(tried: list[tuple[Step, int]]) -> None:
    made = date(2026, 3, 2)
    entries: list[Entry] = []
    for step, days in tried:
        new = Entry(step, made + timedelta(days=days))
        try:
            delivery.check(Kind.DECISION, made, entries, new, date(2026, 3, 20))
        except delivery.CannotDeliver:
            continue
        entries.append(new)
        kept = delivery.in_force(entries)
        counts = delivery.delivered_on(entries, Term(15), Calendar())
        assert (counts is None) == (not kept or kept[-1].step in (Step.SENT, Step.RETURNED))
        assert counts is None or counts >= min(entry.on for entry in kept)
        assert sum(entry.step in (Step.RECEIVED, Step.REFUSED) for entry in kept) <= 1
        assert [entry.on for entry in kept] == sorted(entry.on for entry in kept)


def test_a_posted_paper_counts_after_its_term_unless_it_is_fetched_before() -> None:
    steps = [
        Entry(Step.SENT, date(2026, 3, 2)),
        Entry(Step.RETURNED, date(2026, 3, 6)),
        Entry(Step.POSTED, date(2026, 3, 9)),
    ]
    assert delivery.delivered_on(steps, Term(15), Calendar()) == date(2026, 3, 24)
    steps.append(Entry(Step.RECEIVED, date(2026, 3, 12)))
    assert delivery.delivered_on(steps, Term(15), Calendar()) == date(2026, 3, 12)
    steps.append(Entry(Step.TAKEN_BACK, date(2026, 3, 12)))
    assert delivery.delivered_on(steps, Term(15), Calendar()) == date(2026, 3, 24)
    with pytest.raises(delivery.CannotDeliver):
        delivery.check(Kind.ANSWER, date(2026, 3, 2), [], Entry(Step.SENT, date(2026, 3, 2)), date(2026, 3, 2))


def test_terms_count_working_days_or_move_off_days_off() -> None:
    calendar, friday = Calendar(), date(2026, 3, 13)
    assert rules.end_of(Term(8, True, ""), friday, calendar) == date(2026, 3, 25)
    assert rules.end_of(Term(15, False, ""), friday, calendar) == date(2026, 3, 30)


@pytest.mark.parametrize(
    ("text", "named"),
    [("Пријавила Јелена Примеровић.", True), ("од Примеровић Јелене", True), ("са Jelenom Primerović, суседом", True),
     ("Примеровића Јелену смо чули", True), ("Јелена и Марко Примеровић", False), ("Примеровић д.о.о.", False),
     ("Јелена је улица", False)],
)  # fmt: skip
def test_a_name_is_found_in_every_case_script_and_order(text: str, named: bool) -> None:
    assert rules.names(fold(text).split(), fold("Јелена Примеровић").split()) is named


def test_of_one_word_nothing_is_said() -> None:
    assert not rules.names(["јелена"], ["јелена"])
