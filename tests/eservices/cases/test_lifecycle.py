"""The transition table: every row works, everything else is refused, every case can come to its end."""

from datetime import date, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from eservices.cases.deadlines import Clock, ClockKind, Entry, Term, explain
from eservices.cases.lifecycle import (
    ACTIONS,
    GIVEN_WITH_ACTION,
    TABLE,
    UNFINISHED,
    Actor,
    NotAllowed,
    Requirement,
    State,
    allowed,
    transition,
)
from municipalities.working_days import Calendar

CALENDAR = Calendar()
PAUSED = {State.AMENDMENT_REQUESTED, State.STAYED}
DECIDED = {State.ISSUED, State.DELIVERED, State.APPEALED, State.FINAL, State.ARCHIVED, State.TRANSFERRED}


@pytest.mark.parametrize(
    ("state", "action", "actor", "target"),
    [
        ("submitted", "take", "clerk", "in_review"),
        ("in_review", "request_amendment", "clerk", "amendment_requested"),
        ("amendment_requested", "answer_amendment", "applicant", "in_review"),
        ("amendment_requested", "lapse_amendment", "system", "in_review"),
        ("in_review", "stay", "clerk", "stayed"),
        ("stayed", "resume_stay", "clerk", "in_review"),
        ("in_review", "extend_term", "clerk", "in_review"),
        ("in_review", "propose", "clerk", "proposed"),
        ("proposed", "return_proposal", "approver", "in_review"),
        ("proposed", "issue_provisional", "approver", "in_review"),
        ("proposed", "issue", "approver", "issued"),
        ("issued", "confirm_delivery", "system", "delivered"),
        ("issued", "confirm_delivery", "clerk", "delivered"),
        ("delivered", "lodge_appeal", "applicant", "appealed"),
        ("appealed", "forward_appeal", "clerk", "appealed"),
        ("appealed", "uphold_decision", "clerk", "final"),
        ("appealed", "annul_decision", "clerk", "in_review"),
        ("delivered", "become_final", "system", "final"),
        ("final", "reopen_for_correction", "clerk", "in_review"),
        ("final", "archive", "clerk", "archived"),
        ("stayed", "withdraw", "applicant", "withdrawn"),
        ("withdrawn", "propose_discontinuance", "clerk", "proposed"),
        ("proposed", "return_discontinuance", "approver", "withdrawn"),
    ],
)
def test_the_way_of_a_case(state: str, action: str, actor: str, target: str) -> None:
    assert transition(State(state), action, Actor(actor)).from_state(State(state)) == target


def test_every_other_combination_is_refused_with_its_reason() -> None:
    for state in State:
        for action in (*ACTIONS, "delete"):
            rows = [row for row in TABLE if row.action == action and state in row.sources]
            for actor in Actor:
                if any(actor in row.actors for row in rows):
                    assert transition(state, action, actor) == rows[0]
                    continue
                with pytest.raises(NotAllowed) as refused:
                    transition(state, action, actor)
                expected = "unknown" if action == "delete" else "actor" if rows else "state"
                assert refused.value.code == expected


def test_no_two_rows_compete_for_one_state() -> None:
    pairs = [(row.action, state) for row in TABLE for state in row.sources]
    assert len(pairs) == len(set(pairs))


def test_buttons_and_transitions_come_from_the_same_rows() -> None:
    for state in State:
        for actor in Actor:
            names = {row.action for row in allowed(state, actor)}
            assert all(transition(state, name, actor) for name in names)
            assert len(names) == len(allowed(state, actor))


def test_facts_hide_what_cannot_be_done_today() -> None:
    def actions(*facts: Requirement) -> set[str]:
        return {row.action for row in allowed(State.PROPOSED, Actor.APPROVER, facts)}

    assert actions(Requirement.ON_MERITS) == {"return_proposal"}
    assert actions(Requirement.ON_MERITS, Requirement.SECOND_PERSON) == {
        "return_proposal",
        "issue",
        "issue_provisional",
    }
    assert actions(Requirement.DISCONTINUANCE, Requirement.SECOND_PERSON) == {"return_discontinuance", "issue"}
    assert "propose" not in {row.action for row in allowed(State.IN_REVIEW, Actor.CLERK, ())}


def test_nobody_decides_alone_and_nothing_is_written_without_reason() -> None:
    for row in TABLE:
        if row.target is State.ISSUED or row.action == "issue_provisional":
            assert Requirement.SECOND_PERSON in row.requires and row.actors == {Actor.APPROVER}
        if row.clock in {ClockKind.PAUSE, ClockKind.EXTEND}:
            assert Requirement.REASON in row.requires
        if row.clock is not None:
            assert row.legal_basis
    assert set(Requirement) > GIVEN_WITH_ACTION


def reachable(start: State) -> set[State]:
    found, waiting = {start}, [start]
    while waiting:
        state = waiting.pop()
        for row in TABLE:
            if state in row.sources and (target := row.from_state(state)) not in found:
                found.add(target)
                waiting.append(target)
    return found


def test_every_state_is_reached_and_can_reach_the_archive() -> None:
    assert reachable(State.SUBMITTED) == set(State)
    for state in State:
        assert State.ARCHIVED in reachable(state)
    assert not any(State.ARCHIVED in row.sources for row in TABLE)


def test_assigning_is_possible_while_something_is_to_be_done() -> None:
    assert {state for row in TABLE if row.action == "assign" for state in row.sources} == UNFINISHED


class LifeOfACase(RuleBasedStateMachine):
    """Random lives: the ledger written on the way is always a possible one and agrees with the state."""

    @initialize()
    def submit(self) -> None:
        self.state, self.today = State.SUBMITTED, date(2026, 2, 2)
        self.entries = [Entry(ClockKind.START, self.today)]

    @rule(choice=st.data(), actor=st.sampled_from(Actor), days=st.integers(0, 20))
    def act(self, choice: st.DataObject, actor: Actor, days: int) -> None:
        rows = allowed(self.state, actor)
        if not rows:
            return
        row = choice.draw(st.sampled_from(rows))
        self.today += timedelta(days=days)
        if row.clock is not None:
            added = 15 if row.clock is ClockKind.EXTEND else None
            self.entries.append(Entry(row.clock, self.today, row.legal_basis, row.action, days=added))
        self.state = row.from_state(self.state)

    @rule(action=st.sampled_from(ACTIONS), actor=st.sampled_from(Actor))
    def refuse(self, action: str, actor: Actor) -> None:
        if action in {row.action for row in allowed(self.state, actor)}:
            return
        with pytest.raises(NotAllowed):
            transition(self.state, action, actor)

    def clock(self) -> Clock:
        return explain(Term(30), self.entries, CALENDAR, self.today)

    @invariant()
    def clock_agrees_with_the_state(self) -> None:
        clock = self.clock()
        assert (clock.paused_since is not None) == (self.state in PAUSED)
        assert (clock.stopped_on is not None) == (self.state in DECIDED)


TestLifeOfACase = LifeOfACase.TestCase
