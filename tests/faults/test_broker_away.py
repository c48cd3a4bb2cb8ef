"""Redis is down: a request is answered at once, and the sweep does the work when it looks."""

from __future__ import annotations

import time

import pytest
from celery import current_app
from django.db import transaction
from pytest_django import Settings

from eservices.cases import outbox, tasks
from eservices.cases.models import OutboxMessage
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.factories import file_request, fill, submit

NOBODY_LISTENS = "redis://127.0.0.1:1/0"


@pytest.fixture
def broker_away(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """The broker's address leads nowhere."""
    monkeypatch.setattr(tasks, "_quiet_until", 0.0)
    monkeypatch.setattr(current_app.conf, "broker_url", NOBODY_LISTENS)
    monkeypatch.setattr(current_app.conf, "broker_write_url", NOBODY_LISTENS)
    monkeypatch.setattr(current_app, "_pool", None)
    monkeypatch.setattr(current_app.amqp, "_producer_pool", None)


@pytest.mark.usefixtures("broker_away", "mailoutbox")
def test_submitting_succeeds_at_once_and_the_sweep_does_the_work(town: Municipality, milica: User) -> None:
    with municipality_scope(town.pk):
        draft = fill(town, milica)
    start = time.monotonic()
    with municipality_scope(town.pk):
        case = submit(draft, milica)
    assert time.monotonic() - start < 5
    assert tasks._quiet_until > 0, "the broker was really away"
    assert case.number == "553-1/26-IV"
    with system_scope():
        OutboxMessage.objects.filter(topic="evidence").delete()
    assert tasks.sweep() == 1
    assert outbox.waiting_count() == 0


@pytest.mark.usefixtures("broker_away")
def test_a_broker_that_is_away_does_not_roll_anything_back(town: Municipality, milica: User) -> None:
    case = file_request(town, milica)
    assert not transaction.get_connection().in_atomic_block
    with municipality_scope(town.pk):
        assert OutboxMessage.objects.filter(municipality=town).count() == 3
        case.refresh_from_db()
