"""The circuit breaker, as arithmetic and as a row shared by all workers."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from eservices.exchange import health
from eservices.exchange.breaker import Admission, Breaker, Policy, State, admit, after_answer, after_failure
from eservices.exchange.outcomes import Outcome

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
POLICY = Policy(failures_to_open=3, open_for=timedelta(seconds=30), probe_for=timedelta(seconds=60))


def failed(times: int) -> Breaker:
    breaker = Breaker()
    for _ in range(times):
        breaker = after_failure(breaker, POLICY, NOW)
    return breaker


def test_stays_closed_below_the_limit() -> None:
    assert failed(2).state is State.CLOSED
    assert admit(failed(2), POLICY, NOW)[0] is Admission.SEND


def test_opens_at_the_limit_and_holds() -> None:
    assert failed(3) == Breaker(State.OPEN, 3, NOW)
    assert admit(failed(3), POLICY, NOW + timedelta(seconds=29))[0] is Admission.HOLD


def test_lets_one_probe_through_and_holds_the_others() -> None:
    later = NOW + timedelta(seconds=30)
    first, probing = admit(failed(3), POLICY, later)
    assert (first, probing.state) == (Admission.PROBE, State.HALF_OPEN)
    assert admit(probing, POLICY, later)[0] is Admission.HOLD


def test_a_probe_whose_worker_died_is_given_up() -> None:
    _, probing = admit(failed(3), POLICY, NOW + timedelta(seconds=30))
    assert admit(probing, POLICY, NOW + timedelta(seconds=90))[0] is Admission.PROBE


def test_a_good_probe_closes_and_a_bad_one_opens_again() -> None:
    later = NOW + timedelta(seconds=30)
    _, probing = admit(failed(3), POLICY, later)
    assert after_answer(probing) == Breaker()
    assert after_failure(probing, POLICY, later) == Breaker(State.OPEN, 4, later)


def test_a_late_failure_does_not_prolong_the_pause() -> None:
    assert after_failure(failed(3), POLICY, NOW + timedelta(seconds=20)).changed_at == NOW


@given(st.lists(st.sampled_from(["answer", "failure", "wait"]), max_size=40))
def test_never_stuck_whatever_happens(events: list[str]) -> None:
    breaker, now = Breaker(), NOW
    for event in events:
        now += timedelta(seconds=1 if event != "wait" else 20)
        _, breaker = admit(breaker, POLICY, now)
        if event != "wait":
            breaker = after_answer(breaker) if event == "answer" else after_failure(breaker, POLICY, now)
    assert admit(breaker, POLICY, now + POLICY.open_for + POLICY.probe_for)[0] is not Admission.HOLD


@pytest.mark.django_db
def test_all_workers_share_the_row() -> None:
    for _ in range(3):
        health.record_failure("tax", outcome=Outcome.DOWN, policy=POLICY, now=NOW)
    assert health.admit("tax", policy=POLICY, now=NOW) is Admission.HOLD
    later = NOW + timedelta(seconds=31)
    assert [health.admit("tax", policy=POLICY, now=later) for _ in range(2)] == [Admission.PROBE, Admission.HOLD]
    health.record_answer("tax", now=later)
    assert health.admit("tax", policy=POLICY, now=later) is Admission.SEND
    assert health.state_of("tax") == Breaker()


@pytest.mark.django_db
def test_a_healthy_register_is_not_stamped_at_every_answer(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    health.record_answer("tax", now=NOW)
    with django_assert_num_queries(1):
        health.record_answer("tax", now=NOW + timedelta(seconds=5))
