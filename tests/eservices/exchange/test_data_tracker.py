"""The data tracker over HTTP: only with a valid key, only one municipality, every question recorded and counted."""

from __future__ import annotations

import logging
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.exchange import actions
from eservices.exchange.models import RegisterQuery, TrackerKey, TrackerQuery
from eservices.exchange.outcomes import Outcome
from eservices.exchange.subjects import subject_reference
from municipalities.accounts.models import User
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.cast import official, sign_in

pytestmark = pytest.mark.django_db
PERSON = "1205992665011"
FIND, PERIOD, HEARTBEAT = (f"/api/v1/data-tracker/{name}" for name in ("findUsage", "usagePeriod", "heartbeat"))


@pytest.fixture
def olga(kragujevac: Municipality) -> User:
    """Administrator of the town of these tests."""
    return official("olga", "Олга", "Подешавић", "administrator", kragujevac)


def key_for(place: Municipality, by: User, **more: Any) -> tuple[TrackerKey, str]:
    given: dict[str, Any] = {"valid_until": timezone.localdate() + timedelta(days=30), "daily_quota": 10} | more
    with municipality_scope(place.pk):
        return actions.issue_key(municipality=place, holder="Повереник", by=by, **given)


def used(place: Municipality, person: str = PERSON, purpose: str = "Провера пребивалишта") -> None:
    now = timezone.now()
    with municipality_scope(place.pk):
        RegisterQuery.objects.create(
            municipality=place, case_reference="1-1/26", subject_reference=subject_reference(person),
            question_reference=b"q" * 32, source="residence", purpose=purpose, legal_basis="ЗУП чл. 103",
            request_key="k", asked_at=now, answered_at=now, outcome=Outcome.ANSWERED,
        )  # fmt: skip


def ask(address: str, key: str = "", **body: Any) -> Any:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return Client().post(address, body, content_type="application/json", headers=headers)


def test_a_key_opens_the_ledger_of_its_municipality_alone(
    kragujevac: Municipality, cacak: Municipality, olga: User
) -> None:
    used(kragujevac)
    used(cacak)
    used(kragujevac, person="0309989660013")
    _row, key = key_for(kragujevac, olga)
    answer = ask(FIND, key, userCode=PERSON)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    [usage] = answer.json()["usages"]
    assert answer.json()["totalUsages"] == 1 and usage["receiverCode"] == kragujevac.sors_code
    assert "Провера пребивалишта" in usage["action"]
    assert ask(PERIOD, key).json()["periodStart"] and ask(HEARTBEAT, key).json()["status"] == "OK"


def test_every_question_about_somebody_is_recorded_without_the_number(kragujevac: Municipality, olga: User) -> None:
    used(kragujevac)
    row, key = key_for(kragujevac, olga)
    ask(FIND, key, userCode=PERSON, periodStart="2026-01-01T00:00:00+01:00")
    ask(HEARTBEAT, key)
    with municipality_scope(kragujevac.pk):
        question = TrackerQuery.objects.get()
        assert (question.key, question.operation) == (row, "findUsage") and question.period_start
        assert bytes(question.subject_reference) == subject_reference(PERSON)
        for change in (lambda rows: rows.update(found=9), lambda rows: rows.delete()):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                change(TrackerQuery.objects.all())


@pytest.mark.parametrize("state", ["missing", "wrong", "revoked", "old"])
def test_without_a_valid_key_nothing_opens(kragujevac: Municipality, olga: User, state: str) -> None:
    row, key = key_for(kragujevac, olga)
    with municipality_scope(kragujevac.pk):
        if state == "revoked":
            assert actions.revoke_key(key=row, by=olga) and not actions.revoke_key(key=row, by=olga)
        if state == "old":
            TrackerKey.objects.update(valid_until=date(2020, 1, 1))
    given = {"missing": "", "wrong": "x" * 43}.get(state, key)
    for address in (FIND, PERIOD, HEARTBEAT):
        answer = ask(address, given, userCode=PERSON)
        assert answer.status_code == 401 and answer["WWW-Authenticate"] == "Bearer"


def test_the_quota_of_the_day_is_kept(kragujevac: Municipality, olga: User) -> None:
    _row, key = key_for(kragujevac, olga, daily_quota=2)
    statuses = [ask(FIND, key, userCode=PERSON).status_code for _turn in range(3)]
    assert statuses == [200, 200, 429]
    assert ask(HEARTBEAT, key).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"userCode": "1205992665012"}, {"userCode": ""}, {"limit": 0}, {"limit": 1001}, {"offset": -1},
              {"periodStart": "јуче"}],
)  # fmt: skip
def test_a_wrong_question_is_refused_and_named(kragujevac: Municipality, olga: User, wrong: dict[str, Any]) -> None:
    _row, key = key_for(kragujevac, olga)
    answer = ask(FIND, key, **({"userCode": PERSON} | wrong))
    assert answer.status_code == 400 and next(iter(wrong)) in answer.json()


def test_the_number_is_taken_from_no_address(
    kragujevac: Municipality, olga: User, caplog: pytest.LogCaptureFixture
) -> None:
    _row, key = key_for(kragujevac, olga)
    assert Client().get(FIND, headers={"Authorization": f"Bearer {key}"}).status_code == 405
    with caplog.at_level(logging.DEBUG):
        ask(FIND, key, userCode=PERSON)
    assert PERSON not in caplog.text and key not in caplog.text


def test_a_key_is_shown_once_and_revoked_in_the_admin(kragujevac: Municipality, olga: User, client: Client) -> None:
    desk = sign_in(client, olga)
    given = {"municipality": kragujevac.pk, "holder": "Повереник", "daily_quota": 5}
    until = timezone.localdate() + timedelta(days=30)
    add = reverse("admin:exchange_trackerkey_add")
    too_long = desk.post(add, given | {"valid_until": f"{until.year + 9}-01-01"})
    assert "највише две године" in too_long.content.decode()
    page = desk.post(add, given | {"valid_until": until.isoformat()})
    key = page.context["key"]
    assert "no-store" in page["Cache-Control"] and key in page.content.decode()
    assert ask(HEARTBEAT, key).status_code == 200
    listed = reverse("admin:exchange_trackerkey_changelist")
    assert key not in desk.get(listed).content.decode() and key[:8] in desk.get(listed).content.decode()
    with system_scope():
        row = TrackerKey.objects.get()
    assert key not in str(vars(row))
    assert desk.get(reverse("admin:exchange_trackerkey_change", args=[row.pk])).status_code == 200
    desk.post(listed, {"action": "revoke", "_selected_action": [row.pk]})
    assert ask(HEARTBEAT, key).status_code == 401


def test_the_interface_is_described(client: Client) -> None:
    text = client.get(reverse("schema")).content.decode()
    assert "findUsage" in text and "trackerKey" in text and "totalUsages" in text
