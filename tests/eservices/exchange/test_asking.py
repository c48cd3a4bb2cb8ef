"""Asking a register that works, and one that does not: slow, down, wrong, answering twice."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from eservices.exchange import errors
from eservices.exchange.adapters.contributions import ContributionsRequest
from eservices.exchange.adapters.residence import RESIDENCE, ResidenceRequest
from eservices.exchange.breaker import State
from eservices.exchange.client import pause_seconds
from eservices.exchange.health import state_of
from eservices.exchange.models import RegisterQuery
from eservices.exchange.outcomes import Outcome
from eservices.exchange.simulator.people import NOT_IN_ANY_REGISTER
from municipalities.accounts.models import User
from municipalities.current import system_scope
from municipalities.models import Municipality
from tests.eservices.exchange.conftest import (
    JELENA,
    LEAVE_START,
    PATIENCE_SECONDS,
    Ask,
    Simulator,
    TestClock,
    register_settings,
)

MILICA = "2303990665028"


def the_row() -> RegisterQuery:
    with system_scope():
        return RegisterQuery.objects.get()


def test_an_answer_is_typed_stamped_and_in_the_ledger(
    ask: Ask, kragujevac: Municipality, officer: User, test_clock: TestClock
) -> None:
    answer = ask(officer=officer, legal_basis="ЗФППД, чл. 13")
    row = the_row()
    assert answer.data.insurances[0].paid_total == 1_791_000
    assert (answer.query_id, answer.hash, answer.as_of) == (row.pk, row.answer_hash, row.as_of)
    assert (row.outcome, row.attempts, row.source) == (Outcome.ANSWERED, 1, "contributions")
    assert (row.municipality, row.officer, row.case_reference) == (kragujevac, officer, "553-1/26-IV")
    assert (row.purpose, row.legal_basis) == ("Обрачун накнаде зараде", "ЗФППД, чл. 13")
    assert (row.asked_at, row.answered_at) == (test_clock.present, test_clock.present)


def test_the_usual_legal_basis_stands_when_none_is_named(ask: Ask) -> None:
    ask()
    assert the_row().legal_basis.startswith("Закон о општем управном поступку, чл. 9")


def test_nothing_is_asked_without_purpose_or_case(ask: Ask, simulator: Simulator) -> None:
    for missing in ({"purpose": " "}, {"case_reference": ""}):
        with pytest.raises(ValueError, match="never asked without"):
            ask(**missing)
    assert simulator.counts()["received"] == 0


def test_a_register_that_cannot_be_written_down_is_not_asked(ask: Ask, simulator: Simulator) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        ask()
    assert simulator.counts()["received"] == 0


def test_not_found_is_an_answer_of_a_working_register(ask: Ask) -> None:
    with pytest.raises(errors.NotFoundInRegister) as caught:
        ask(request=ContributionsRequest.before(NOT_IN_ANY_REGISTER, LEAVE_START))
    assert the_row().outcome == Outcome.NOT_FOUND
    assert caught.value.query_id == the_row().pk
    assert state_of("contributions").failures == 0


@pytest.mark.usefixtures("short_patience")
@pytest.mark.parametrize("variant", ["", "drip"])
def test_a_slow_register_is_not_waited_for(ask: Ask, simulator: Simulator, variant: str) -> None:
    simulator.fault("slow", seconds=3, variant=variant)
    with pytest.raises(errors.RegisterSlow) as caught:
        ask(request_key="slow")
    row = the_row()
    assert (row.outcome, row.attempts, row.answer_hash) == (Outcome.SLOW, 2, "")
    assert caught.value.temporary
    assert row.duration_ms is not None
    assert PATIENCE_SECONDS * 2000 * 0.9 < row.duration_ms < 3000
    assert simulator.counts() == {"received": 2, "counted": 1}


@pytest.mark.parametrize("variant", ["", "drop"])
def test_a_register_that_is_down_is_tried_again_and_given_up(
    ask: Ask, simulator: Simulator, test_clock: TestClock, variant: str
) -> None:
    simulator.fault("down", variant=variant)
    with pytest.raises(errors.RegisterDown):
        ask()
    assert (the_row().outcome, the_row().attempts) == (Outcome.DOWN, 2)
    assert test_clock.pauses == [0.1]
    assert simulator.counts() == {"received": 2, "counted": 0}


def test_nobody_listens(ask: Ask, settings: Settings) -> None:
    settings.REGISTERS = {"contributions": register_settings("http://127.0.0.1:9", "contributions")}
    with pytest.raises(errors.RegisterDown):
        ask()
    assert the_row().outcome == Outcome.DOWN


@pytest.mark.usefixtures("short_patience")
def test_a_second_attempt_can_succeed_and_counts_as_one_question(ask: Ask, simulator: Simulator) -> None:
    simulator.fault("slow", seconds=3, times=1)
    assert ask().data.jmbg == JELENA
    assert (the_row().outcome, the_row().attempts) == (Outcome.ANSWERED, 2)
    assert simulator.counts() == {"received": 2, "counted": 1}


@pytest.mark.parametrize(
    ("variant", "reason"),
    [
        ("malformed", "not a JSON object"),
        ("html", "not a JSON object"),
        ("other_question", "belongs to another question"),
        ("other_person", "about somebody else"),
        ("no_data", "data is not an object"),
        ("future", "dated in the future"),
        ("negative_base", r"insurances\[0\].months\[0\].base is not an amount"),
        ("number_base", r"insurances\[0\].months\[0\].base is not a short text"),
        ("duplicate_month", "one month stands twice"),
        ("missing_month", "18 months were asked for, 17 came"),
        ("extra_month", "18 months were asked for, 19 came"),
    ],
)
def test_a_wrong_answer_is_refused_whole(ask: Ask, simulator: Simulator, variant: str, reason: str) -> None:
    simulator.fault("wrong", variant=variant)
    with pytest.raises(errors.RegisterWrongAnswer, match=reason) as caught:
        ask()
    row = the_row()
    assert (row.outcome, row.attempts, row.answer_hash) == (Outcome.WRONG_ANSWER, 1, "")
    assert JELENA not in str(caught.value)
    assert state_of("contributions").failures == 0


def test_an_answer_sent_twice_is_never_taken_for_the_next_one(ask: Ask, simulator: Simulator) -> None:
    simulator.fault("twice")
    first = ask()
    second = ask(request=ContributionsRequest.before(MILICA, LEAVE_START))
    assert (first.data.jmbg, second.data.jmbg) == (JELENA, MILICA)
    assert simulator.counts() == {"received": 2, "counted": 2}


def test_a_refused_key_is_not_tried_again_and_does_not_open_the_breaker(
    ask: Ask, settings: Settings, simulator: Simulator
) -> None:
    settings.REGISTERS = {"contributions": register_settings(simulator.url, "contributions", key="stale")}
    with pytest.raises(errors.RegisterRefused, match="HTTP 401"):
        ask()
    assert (the_row().outcome, the_row().attempts) == (Outcome.REFUSED, 1)
    assert state_of("contributions").failures == 0


def test_a_wrong_address_is_not_taken_for_a_person_who_is_not_found(
    ask: Ask, settings: Settings, simulator: Simulator
) -> None:
    settings.REGISTERS = {"contributions": register_settings(simulator.url, "no_such_register")}
    with pytest.raises(errors.RegisterRefused, match="404"):
        ask()


def test_a_register_without_an_address_is_a_debt_in_the_ledger(ask: Ask, settings: Settings) -> None:
    settings.REGISTERS = {}
    with pytest.raises(errors.RegisterNotConnected) as caught:
        ask()
    assert isinstance(caught.value, errors.RegisterDown)
    assert (the_row().outcome, the_row().attempts) == (Outcome.NOT_CONNECTED, 0)


def test_the_simulator_address_alone_is_enough(ask: Ask, settings: Settings, simulator: Simulator) -> None:
    settings.REGISTERS, settings.REGISTER_SIMULATOR_URL = {}, simulator.url + "/"
    assert ask(RESIDENCE, request=ResidenceRequest(JELENA)).data.surname == "Примеровић"


def test_the_breaker_opens_is_probed_and_closes(ask: Ask, simulator: Simulator, test_clock: TestClock) -> None:
    simulator.fault("down")
    for _ in range(2):
        with pytest.raises(errors.RegisterDown):
            ask()
    received = simulator.counts()["received"]
    with pytest.raises(errors.CircuitOpen):
        ask()
    assert simulator.counts()["received"] == received
    test_clock.move(31)
    with pytest.raises(errors.RegisterDown):
        ask()
    assert simulator.counts()["received"] == received + 1
    assert state_of("contributions").state is State.OPEN
    simulator.fault("off")
    test_clock.move(31)
    assert ask().data.jmbg == JELENA
    assert state_of("contributions").state is State.CLOSED
    with system_scope():
        outcomes = list(RegisterQuery.objects.order_by("id").values_list("outcome", flat=True))
    assert outcomes == ["down", "down", "circuit_open", "down", "answered"]


def test_one_register_that_fails_does_not_close_another(ask: Ask, simulator: Simulator) -> None:
    simulator.fault("down")
    for _ in range(3):
        with pytest.raises(errors.RegisterDown):
            ask()
    assert ask(RESIDENCE, request=ResidenceRequest(JELENA)).data.given_name == "Јелена"


def test_late_contributions_change_the_hash_and_supersede_the_earlier_answers(
    ask: Ask, simulator: Simulator, test_clock: TestClock
) -> None:
    sanja = ContributionsRequest.before("3001993665018", LEAVE_START)
    before, again = ask(request=sanja), ask(request=sanja)
    simulator.correct(sanja.jmbg)
    test_clock.move(60)
    after = ask(request=sanja)
    assert (before.hash == again.hash, before.hash == after.hash) == (True, False)
    assert [len(answer.data.insurances[0].unpaid_months) for answer in (before, after)] == [3, 0]
    with system_scope():
        rows = RegisterQuery.objects.with_superseded().order_by("id")
        assert [row.superseded for row in rows] == [True, True, False]


def test_a_repeated_task_continues_its_row_and_the_register_counts_one(
    ask: Ask, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*arguments: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("eservices.exchange.journal.close_query", die)
        with pytest.raises(KeyboardInterrupt):
            ask(request_key="outbox-7")
    assert the_row().outcome == Outcome.ASKED
    ask(request_key="outbox-7")
    assert the_row().outcome == Outcome.ANSWERED
    assert simulator.counts() == {"received": 2, "counted": 1}


def test_the_pause_doubles_up_to_a_limit_and_depends_on_chance() -> None:
    assert [pause_seconds(attempt, 0.0) for attempt in (1, 2, 3, 20)] == [0.1, 0.2, 0.4, 2.5]
    assert pause_seconds(1, 0.5) == pytest.approx(0.15)


def test_no_jmbg_in_logs_addresses_or_database_statements(
    ask: Ask, simulator: Simulator, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    with CaptureQueriesContext(connection) as statements:
        ask()
        simulator.fault("wrong", variant="other_person")
        with pytest.raises(errors.RegisterWrongAnswer):
            ask()
    said = caplog.text + "".join(capsys.readouterr()) + "".join(query["sql"] for query in statements)
    assert "register_asked" in said
    assert JELENA not in said
    assert "Примеровић" not in said
    assert JELENA not in repr(ContributionsRequest.before(JELENA, LEAVE_START))
