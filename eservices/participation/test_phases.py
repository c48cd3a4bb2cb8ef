"""The phase machine: what the tables promise holds on every road through them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eservices.participation.phases import (
    BY_OFFICIALS,
    ENDED,
    LEAST,
    OPEN_ACTS,
    ROADS,
    STEPS,
    TAKING_PART,
    TIMED_PHASES,
    Act,
    Identity,
    Kind,
    NotNow,
    Part,
    Phase,
    Span,
    Standing,
    acts,
    check,
    check_official,
    due_step,
    needed_standing,
    phase_on,
    step,
    steps,
)

KINDS, PHASES, PARTS = st.sampled_from(Kind), st.sampled_from(Phase), st.sampled_from(Part)
STANDINGS, IDENTITIES, ACTS = st.sampled_from(Standing), st.sampled_from(Identity), st.sampled_from(Act)
DAY = date(2026, 3, 20)


def reachable(kind: Kind) -> set[Phase]:
    found, waiting = {Phase.DRAFT}, [Phase.DRAFT]
    while waiting:
        here = waiting.pop()
        for row in steps(kind, here, Part):
            if row.target not in found:
                found.add(row.target)
                waiting.append(row.target)
    return found


@pytest.mark.parametrize("kind", Kind)
def test_the_usual_road_of_a_kind_is_made_of_steps(kind: Kind) -> None:
    for here, there in zip(ROADS[kind], ROADS[kind][1:], strict=False):
        assert any(row.target is there for row in steps(kind, here, Part)), (here, there)


@pytest.mark.parametrize("kind", Kind)
def test_every_phase_leads_to_an_end_and_no_end_leads_on(kind: Kind) -> None:
    for phase in reachable(kind):
        if phase in ENDED:
            assert steps(kind, phase, Part) == () and acts(kind, phase) == frozenset()
        else:
            assert steps(kind, phase, Part), phase


@pytest.mark.parametrize("kind", Kind)
def test_nothing_can_be_done_in_a_phase_that_the_kind_does_not_have(kind: Kind) -> None:
    assert {phase for one, phase in OPEN_ACTS if one is kind} <= reachable(kind)


def test_a_step_has_one_row_for_a_kind_and_a_phase() -> None:
    seen = [(row.name, kind, phase) for row in STEPS for kind in row.kinds for phase in row.sources]
    assert len(seen) == len(set(seen))


def test_only_the_portal_takes_what_the_calendar_brings() -> None:
    assert all((row.parts == {Part.SYSTEM}) == row.timed for row in STEPS)


@given(KINDS, PHASES, PARTS)
def test_buttons_and_steps_come_from_one_table(kind: Kind, phase: Phase, part: Part) -> None:
    offered = {row.name for row in steps(kind, phase, [part])}
    for name in {row.name for row in STEPS}:
        try:
            row = step(kind, phase, name, part)
        except NotNow:
            assert name not in offered
        else:
            assert name in offered and phase in row.sources and kind in row.kinds


@given(KINDS, PHASES, ACTS, STANDINGS, IDENTITIES)
def test_who_is_known_better_may_never_do_less(
    kind: Kind, phase: Phase, act: Act, standing: Standing, identity: Identity
) -> None:
    try:
        check(kind, phase, act, standing, identity)
    except NotNow:
        return
    assert act in acts(kind, phase) and act not in BY_OFFICIALS
    for better in list(Standing)[list(Standing).index(standing) :]:
        check(kind, phase, act, better, identity)


@given(ACTS.filter(lambda act: act not in BY_OFFICIALS), IDENTITIES)
def test_a_stricter_process_never_asks_less(act: Act, identity: Identity) -> None:
    needed = needed_standing(act, identity)
    assert needed.reaches(LEAST[act])
    if act in TAKING_PART:
        assert needed.reaches(identity.standing)


@given(KINDS, PHASES, ACTS)
def test_officials_do_what_is_theirs_and_nothing_else(kind: Kind, phase: Phase, act: Act) -> None:
    if act in BY_OFFICIALS & acts(kind, phase):
        check_official(kind, phase, act)
        return
    with pytest.raises(NotNow, match="phase" if act in BY_OFFICIALS else "part"):
        check_official(kind, phase, act)


def test_signing_asks_for_a_verified_person_even_in_an_open_process() -> None:
    with pytest.raises(NotNow, match="identity"):
        check(Kind.INITIATIVE, Phase.COLLECTING, Act.SIGN, Standing.REGISTERED, Identity.OPEN)
    check(Kind.INITIATIVE, Phase.COLLECTING, Act.SIGN, Standing.VERIFIED, Identity.OPEN)


@given(KINDS, PHASES, st.integers(0, 40), st.integers(0, 40), st.integers(0, 40), st.integers(-5, 120))
def test_the_calendar_only_goes_forward(
    kind: Kind, phase: Phase, start: int, length: int, gap: int, after: int
) -> None:
    first = DAY + timedelta(days=start)
    spans = {}
    for timed in TIMED_PHASES[kind]:
        spans[timed] = Span(first, first + timedelta(days=length))
        first = spans[timed].last + timedelta(days=gap + 1)
    today = DAY + timedelta(days=after)
    now = phase_on(kind, phase, spans, today)
    assert due_step(kind, now, spans, today) is None
    assert phase_on(kind, now, spans, today) is now
    later = phase_on(kind, phase, spans, today + timedelta(days=1))
    assert phase_on(kind, now, spans, today + timedelta(days=1)) is later


def test_the_last_day_still_counts() -> None:
    spans = {Phase.OPEN: Span(DAY, DAY + timedelta(days=20))}
    assert phase_on(Kind.HEARING, Phase.ANNOUNCED, spans, DAY - timedelta(days=1)) is Phase.ANNOUNCED
    assert phase_on(Kind.HEARING, Phase.ANNOUNCED, spans, DAY) is Phase.OPEN
    assert phase_on(Kind.HEARING, Phase.OPEN, spans, DAY + timedelta(days=20)) is Phase.OPEN
    assert phase_on(Kind.HEARING, Phase.OPEN, spans, DAY + timedelta(days=21)) is Phase.REPORTING
    assert Span(DAY, DAY).days == 1
