"""The table of transitions: whatever order people act in, the law of the table holds."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.cases.deadlines import ClockKind, Entry, Term, explain
from inspections.labels import ACTION_LABELS, STATE_LABELS, TIMELINE
from inspections.lifecycle import (
    ACTIONS,
    ENDED,
    INSPECTORS,
    TABLE,
    Actor,
    NotAllowed,
    Notice,
    State,
    Text,
    allowed,
    open311_status,
    transition,
)
from municipalities.working_days import Calendar


@given(st.data())
def test_every_walk_through_the_table_keeps_its_clock_right(data: st.DataObject) -> None:
    """Any sequence of allowed acts writes a ledger that can be explained, and an ended report's clock stands."""
    state, day = State.SUBMITTED, date(2026, 3, 2)
    entries = [Entry(ClockKind.START, day)]
    for _step in range(data.draw(st.integers(0, 25))):
        rows = [row for actor in Actor for row in allowed(state, actor)]
        row = data.draw(st.sampled_from(rows))
        day += timedelta(days=data.draw(st.integers(0, 6)))
        clock = explain(Term(15), entries, Calendar(), day)
        if row.clock and not (row.clock is ClockKind.STOP and clock.stopped_on):
            entries.append(Entry(row.clock, day))
        state = row.from_state(state)
        clock = explain(Term(15), entries, Calendar(), day)
        assert (clock.stopped_on is not None) or state not in ENDED, row
        assert (clock.paused_since is not None) == (state is State.INFO_REQUESTED), row


@given(st.sampled_from(State), st.text(max_size=20) | st.sampled_from(ACTIONS), st.sampled_from(Actor))
def test_what_the_table_does_not_list_is_refused_with_the_reason(state: State, action: str, actor: Actor) -> None:
    listed = [row for row in TABLE if row.action == action]
    here = [row for row in listed if state in row.sources]
    if any(actor in row.actors for row in here):
        assert transition(state, action, actor) in allowed(state, actor)
        return
    with pytest.raises(NotAllowed) as refusal:
        transition(state, action, actor)
    assert refusal.value.code == ("unknown" if not listed else "actor" if here else "state")


def test_every_state_is_reached_and_every_open_one_leads_on() -> None:
    reached, waiting = {State.SUBMITTED}, [State.SUBMITTED]
    while waiting:
        state = waiting.pop()
        new = {row.from_state(state) for row in TABLE if state in row.sources} - reached
        reached |= new
        waiting += new
    assert reached == set(State)
    assert all(
        any(row.target not in (None, state) for row in TABLE if state in row.sources) for state in set(State) - ENDED
    )


def test_one_row_for_an_action_in_a_state() -> None:
    pairs = [(row.action, state) for row in TABLE for state in row.sources]
    assert len(pairs) == len(set(pairs))


def test_the_sender_is_told_why_a_report_ends_without_an_inspection() -> None:
    for action in ("reject", "cede", "close", "refuse_reopen", "request_info", "change_category", "forward"):
        rows = [row for row in TABLE if row.action == action]
        assert rows and all(row.text is Text.PUBLIC and row.notifies for row in rows), action


def test_whatever_owes_a_notice_has_words_for_it_and_an_inspector_who_signs() -> None:
    owing = [row for row in TABLE if row.notice is not Notice.NONE]
    assert {row.action for row in owing} == {"reject", "inform", "close"}
    assert all(row.text is Text.PUBLIC and row.notifies and row.actors <= {*INSPECTORS} for row in owing)


def test_no_official_withdraws_and_no_sender_decides() -> None:
    senders = {row.action for row in TABLE if Actor.REPORTER in row.actors}
    assert senders == {"complete", "withdraw", "request_reopen", "add_photo", "remark"}


def test_open311_knows_two_states() -> None:
    assert {open311_status(state) for state in ENDED} == {"closed"}
    assert open311_status(State.FORWARDED) == open311_status(State.REOPEN_REQUESTED) == "open"


def test_everything_has_words() -> None:
    assert set(STATE_LABELS) == set(State) and set(ACTION_LABELS) == set(ACTIONS) and set(ACTIONS) <= set(TIMELINE)
