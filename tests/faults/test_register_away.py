"""A register is slow, down, wrong or answers twice: the case goes on with a visible debt and never with a wrong fact."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from eservices.cases import actions, decisions, freshness
from eservices.cases import service as services
from eservices.cases.evidence import ask_again
from eservices.cases.models import Case, Evidence, OutboxMessage
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.eservices.exchange.conftest import Simulator
from tests.factories import file_request, give_bases, payload_of, propose, relay_all

pytestmark = pytest.mark.usefixtures("mailoutbox")


def bases_of(case: Case) -> Evidence:
    return Evidence.objects.select_related("case__data_key").get(case=case, source="contributions", is_current=True)


@pytest.mark.parametrize(
    ("mode", "variant", "outcome"),
    [
        ("down", "", "unavailable"), ("down", "drop", "unavailable"), ("wrong", "malformed", "invalid"),
        ("wrong", "other_person", "invalid"), ("wrong", "negative_base", "invalid"), ("wrong", "html", "invalid"),
    ],
)  # fmt: skip
def test_a_failure_is_a_visible_debt(
    town: Municipality, milica: User, registers: Simulator, mode: str, variant: str, outcome: str
) -> None:
    registers.fault(mode, variant=variant)
    case = file_request(town, milica)
    relay_all()
    with municipality_scope(town.pk):
        debt = bases_of(case)
        assert debt.outcome == outcome and debt.is_debt and bytes(debt.payload) == b""
        assert case.events.filter(action="evidence_failed", public=True).count() == 1
        assert Evidence.objects.get(case=case, source="residence").outcome == "obtained"


def test_the_case_goes_on_by_hand_and_the_later_answer_is_kept(
    town: Municipality, milica: User, jelena: User, registers: Simulator
) -> None:
    registers.fault("down")
    case = file_request(town, milica)
    relay_all()
    with municipality_scope(town.pk):
        case = Case.objects.select_related("municipality", "data_key").get(pk=case.pk)
        actions.take(case=case, by=jelena)
        with pytest.raises(services.CannotCalculate):
            decisions.calculation_for(case)
        give_bases(case, jelena)
        calculation = decisions.calculation_for(case)
        assert calculation is not None and str(calculation.values["gross"]) == "99500.00"
        assert Case.objects.get(pk=case.pk).state == "in_review"
    registers.fault("off")
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=True):
        relay_all()
    with municipality_scope(town.pk):
        answer = bases_of(case)
        assert answer.outcome == "obtained" and answer.query
        assert len(payload_of(answer)["bases"]) == 18
        assert Evidence.objects.filter(case=case, outcome="entered", is_current=False).count() == 1


def test_a_slow_register_holds_nobody_up_for_long(town: Municipality, milica: User, registers: Simulator) -> None:
    registers.fault("slow", seconds=30)
    case = file_request(town, milica)
    relay_all()
    with municipality_scope(town.pk):
        assert bases_of(case).outcome == "unavailable"


def test_an_answer_that_comes_twice_is_one_fact(town: Municipality, milica: User, registers: Simulator) -> None:
    registers.fault("twice")
    case = file_request(town, milica)
    relay_all()
    with municipality_scope(town.pk):
        assert Evidence.objects.filter(case=case, source="contributions").count() == 1
        assert bases_of(case).outcome == "obtained"


def test_the_night_asks_again_for_what_is_owed(town: Municipality, milica: User, registers: Simulator) -> None:
    registers.fault("down")
    case = file_request(town, milica)
    relay_all()
    with municipality_scope(town.pk):
        OutboxMessage.objects.filter(done_at=None).delete()
        assert ask_again(town) == 1
    registers.fault("off")
    relay_all()
    with municipality_scope(town.pk):
        assert bases_of(case).outcome == "obtained"


def test_a_register_that_fails_before_the_decision_is_owed_and_holds_nothing_up(
    town: Municipality, milica: User, jelena: User, dragan: User, registers: Simulator
) -> None:
    case = file_request(town, milica)
    relay_all()
    registers.fault("down")
    with municipality_scope(town.pk):
        case = Case.objects.select_related("municipality", "data_key").get(pk=case.pk)
        Evidence.objects.filter(case=case).update(obtained_at=timezone.now() - timedelta(days=8))
        decision = propose(case, jelena, "refusal", reason="Нису испуњени услови.")
        with pytest.raises(actions.StillChecking):
            actions.issue(decision=decision, by=dragan)
    relay_all()
    with municipality_scope(town.pk):
        in_force = {row.source: row for row in Evidence.objects.filter(case=case, is_current=True)}
        assert freshness.unconfirmed(case, in_force)["contributions"].outcome == "unavailable"
        actions.issue(decision=decision, by=dragan)


def test_a_withdrawn_request_is_not_asked_about(town: Municipality, milica: User, registers: Simulator) -> None:
    case = file_request(town, milica)
    with municipality_scope(town.pk):
        Case.objects.filter(pk=case.pk).update(state="final")
    relay_all()
    assert registers.counts() == {"received": 0, "counted": 0}
