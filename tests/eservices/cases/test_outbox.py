"""Promised work: written with its cause, taken once, tried again, never lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import redis.exceptions
import time_machine
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from eservices.cases import outbox, tasks
from eservices.cases.models import OutboxMessage
from municipalities.current import system_scope
from municipalities.models import Municipality

Calls = list[dict[str, Any]]


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Calls:
    """A topic ``proba`` whose handler writes down what it was given."""
    done: Calls = []
    monkeypatch.setitem(outbox._handlers, "proba", lambda **given: done.append(given))
    return done


def handle(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(**_: Any) -> None:
        raise error

    monkeypatch.setitem(outbox._handlers, "proba", fail)


def promise(place: Municipality, key: str = "1", **payload: Any) -> None:
    with system_scope():
        outbox.promise("proba", key=key, municipality_id=place.pk, payload=payload)


@pytest.fixture
def row(kragujevac: Municipality, calls: Calls) -> Iterator[OutboxMessage]:
    promise(kragujevac, number=7)
    with system_scope():
        yield OutboxMessage.objects.get()


def test_promised_work_is_done_once(kragujevac: Municipality, row: OutboxMessage, calls: Calls) -> None:
    assert outbox.relay() == 1 and outbox.relay() == 0
    assert calls == [{"municipality_id": kragujevac.pk, "number": 7}]
    row.refresh_from_db()
    assert row.done_at and row.lease_until is None


def test_a_promise_with_the_same_key_is_made_once(kragujevac: Municipality, calls: Calls) -> None:
    promise(kragujevac, number=1)
    promise(kragujevac, number=2)
    promise(kragujevac, key="2", number=3)
    outbox.relay()
    assert [call["number"] for call in calls] == [1, 3]


def test_nothing_is_promised_when_the_cause_is_rolled_back(kragujevac: Municipality, calls: Calls) -> None:
    with transaction.atomic():
        promise(kragujevac)
        transaction.set_rollback(True)
    assert outbox.relay() == 0


def test_a_topic_nobody_handles_is_refused_at_once(kragujevac: Municipality) -> None:
    with pytest.raises(LookupError, match="nikoga"):
        outbox.promise("nikoga", key="1", municipality_id=kragujevac.pk, payload={})


def test_work_can_be_promised_for_later(kragujevac: Municipality, calls: Calls) -> None:
    with system_scope():
        outbox.promise(
            "proba",
            key="1",
            municipality_id=kragujevac.pk,
            payload={},
            available_at=timezone.now() + timedelta(hours=1),
        )
    assert outbox.relay() == 0
    with time_machine.travel(timezone.now() + timedelta(minutes=61)):
        assert outbox.relay() == 1


def test_work_that_is_leased_is_left_alone_until_the_lease_ends(row: OutboxMessage, calls: Calls) -> None:
    assert outbox._claim("one") == row
    assert outbox.relay() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=181)):
        assert outbox.relay() == 1
    assert len(calls) == 1


def test_a_register_that_is_away_is_asked_after_its_own_pause(
    row: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle(monkeypatch, outbox.TryAgain("unavailable", after=timedelta(minutes=10)))
    outbox.relay()
    row.refresh_from_db()
    assert (row.failures, row.last_error, row.lease_until) == (1, "unavailable", None)
    assert timedelta(minutes=9) < row.available_at - timezone.now() <= timedelta(minutes=10)


def test_an_error_is_kept_without_its_text_and_waits_longer_each_time(
    row: OutboxMessage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    handle(monkeypatch, ValueError("ЈМБГ 1205992665011"))
    pauses = []
    for _ in range(3):
        OutboxMessage.objects.update(available_at=timezone.now())
        outbox.relay()
        row.refresh_from_db()
        pauses.append(round((row.available_at - timezone.now()).total_seconds()))
    assert pauses == [10, 20, 40]
    assert row.last_error == "ValueError" and "1205992665011" not in caplog.text


def test_after_twelve_failures_an_official_has_to_look(row: OutboxMessage, monkeypatch: pytest.MonkeyPatch) -> None:
    handle(monkeypatch, outbox.TryAgain("away"))
    for _ in range(outbox.MOST_FAILURES):
        OutboxMessage.objects.update(available_at=timezone.now())
        outbox.relay()
    row.refresh_from_db()
    assert row.given_up_at and outbox.relay() == 0 and outbox.waiting_count() == 0


def test_one_failure_does_not_hold_up_the_others(
    kragujevac: Municipality, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sometimes(**given: Any) -> None:
        if given["number"] == 2:
            raise ValueError
        calls.append(given)

    monkeypatch.setitem(outbox._handlers, "proba", sometimes)
    for number in (1, 2, 3):
        promise(kragujevac, key=str(number), number=number)
    assert outbox.relay() == 3
    assert [call["number"] for call in calls] == [1, 3] and outbox.waiting_count() == 1


def test_confirmed_work_is_forgotten_after_a_month(row: OutboxMessage) -> None:
    outbox.relay()
    assert outbox.prune() == 0
    OutboxMessage.objects.update(done_at=timezone.now() - timedelta(days=31))
    assert outbox.prune() == 1


def test_every_promise_wakes_the_broker_after_the_commit(
    kragujevac: Municipality, calls: Calls, monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    woken: list[str] = []
    monkeypatch.setattr(outbox, "_kicks", [lambda: woken.append("relay")])
    with django_capture_on_commit_callbacks(execute=True):
        promise(kragujevac)
        assert not woken
    assert woken == ["relay"]


def test_a_broker_that_is_away_costs_one_try_in_five_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    tries: list[int] = []

    def away(**_: Any) -> None:
        tries.append(1)
        raise redis.exceptions.ConnectionError

    monkeypatch.setattr(tasks, "_quiet_until", 0.0)
    monkeypatch.setattr(tasks.relay, "apply_async", away)
    for _ in range(10):
        tasks.kick()
    assert len(tries) == 1


def test_the_topics_of_the_portal_are_handled() -> None:
    assert outbox.topics() >= {"seal", "deliver", "notification", "resume-link", "evidence"}
