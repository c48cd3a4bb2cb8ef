"""The ledger: whose rows can be seen, what cannot be changed, and what the person concerned reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from eservices.exchange import usage
from eservices.exchange.adapters.contributions import ContributionsRequest
from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from eservices.exchange.subjects import subject_reference
from municipalities.current import municipality_scope, system_scope
from municipalities.models import Municipality
from tests.eservices.exchange.conftest import JELENA, LEAVE_START, Ask, TestClock

ANA = "0711994665018"


def test_each_municipality_sees_its_own_rows(ask: Ask, kragujevac: Municipality, cacak: Municipality) -> None:
    ask()
    ask(municipality=cacak)
    for here in (kragujevac, cacak):
        with municipality_scope(here.pk):
            assert [row.municipality for row in RegisterQuery.objects.all()] == [here]
    assert not RegisterQuery.objects.exists()


@pytest.mark.parametrize(
    "change", [{"purpose": "друго"}, {"outcome": Outcome.DOWN}, {"answer_hash": ""}, {"case_reference": "553-2/26-IV"}]
)
def test_a_closed_row_cannot_be_changed(ask: Ask, change: dict[str, Any]) -> None:
    ask()
    with system_scope(), pytest.raises(IntegrityError), transaction.atomic():
        RegisterQuery.objects.update(**change)


def test_a_row_cannot_be_deleted(ask: Ask) -> None:
    ask()
    with system_scope(), pytest.raises(IntegrityError), transaction.atomic():
        RegisterQuery.objects.all().delete()


def test_the_reference_hides_the_number_and_finds_the_person(ask: Ask, settings: Settings) -> None:
    ask()
    ask(request=ContributionsRequest.before(ANA, LEAVE_START))
    with system_scope():
        [row] = usage.queries_about(subject_reference(JELENA))
    assert (row["purpose"], row["municipality__name"], row["outcome"]) == (
        "Обрачун накнаде зараде", "Крагујевац", "answered",
    )  # fmt: skip
    reference = subject_reference(JELENA)
    assert len(reference) == 32 and JELENA.encode() not in reference
    settings.SUBJECT_REFERENCE_KEY = "another installation"
    assert subject_reference(JELENA) != reference


def test_the_queries_of_a_case(ask: Ask, kragujevac: Municipality) -> None:
    ask()
    ask(case_reference="553-2/26-IV")
    with municipality_scope(kragujevac.pk):
        assert [row["case_reference"] for row in usage.queries_of_case("553-1/26-IV")] == ["553-1/26-IV"]


def test_the_data_tracker_pages_from_the_latest(ask: Ask, test_clock: TestClock, kragujevac: Municipality) -> None:
    moments = []
    for purpose in ("прва", "друга", "трећа"):
        moments.append(test_clock.present)
        ask(purpose=purpose)
        test_clock.move(60)
    with system_scope():
        everything = usage.find_usage(subject_reference(JELENA))
        page = usage.find_usage(subject_reference(JELENA), offset=1, limit=1)
        middle = usage.find_usage(subject_reference(JELENA), period_start=moments[1], period_end=moments[1])
        period = usage.usage_period()
    assert (everything["totalUsages"], len(everything["usages"]), page["totalUsages"]) == (3, 3, 3)
    assert [use["action"].split()[0] for use in everything["usages"]] == ["трећа", "друга", "прва"]
    assert page["usages"] == middle["usages"] == everything["usages"][1:2]
    assert page["usages"][0] == {
        "logtime": moments[1].isoformat(),
        "action": "друга (Централни регистар обавезног социјалног осигурања)",
        "receiverCode": "70645",
        "receiverName": kragujevac.administration_name,
        "receiverSystem": "Портал електронских услуга",
    }
    assert period == {"periodStart": moments[0].isoformat()}


@pytest.mark.django_db
def test_an_empty_ledger_still_beats() -> None:
    assert usage.usage_period() == {}
    assert usage.heartbeat()["status"] == "OK"


@pytest.mark.parametrize("page", [{"offset": -1}, {"limit": 0}, {"limit": 1001}])
def test_a_page_outside_the_bounds_is_refused(page: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="offset is zero or more"):
        usage.find_usage(b"", **page)


def test_an_open_row_is_not_taken_for_an_answer(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, test_clock: TestClock
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("eservices.exchange.journal.close_query", lambda *arguments: None)
        ask()
    with system_scope():
        row = RegisterQuery.objects.get()
    assert (row.outcome, row.answered_at, row.duration_ms) == (Outcome.ASKED, None, None)
    assert row.asked_at <= test_clock.present + timedelta(0)
