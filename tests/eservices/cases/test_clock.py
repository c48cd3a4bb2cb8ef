"""The legal clock of a case: what is stored for the queues is what the ledger says."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from eservices.cases import actions, clock, nightly
from eservices.cases.models import Case
from municipalities.accounts.models import User
from municipalities.models import Holiday, Municipality, Parameter
from tests.factories import fill, on, submit


def test_a_request_of_the_night_counts_for_the_day_in_belgrade(at_home: Municipality, milica: User) -> None:
    draft = fill(at_home, milica)
    with on(datetime(2026, 3, 19, 23, 30, tzinfo=UTC)):  # half past midnight of the 20th
        case = submit(draft, milica)
    assert case.clock_entries.get().on == date(2026, 3, 20)
    assert (case.due_on, case.act_by) == (date(2026, 4, 20), date(2026, 4, 1))


@pytest.mark.parametrize(
    ("moment", "number"),
    [
        (datetime(2026, 12, 31, 22, 59, tzinfo=UTC), "553-1/26-IV"),
        (datetime(2026, 12, 31, 23, 1, tzinfo=UTC), "553-1/27-IV"),
    ],
)
def test_the_new_year_begins_at_midnight_in_belgrade(
    at_home: Municipality, milica: User, moment: datetime, number: str
) -> None:
    draft = fill(at_home, milica)
    actions.save_step(draft=draft, step="child", given={"child": "born"}, by=milica)
    actions.save_step(draft=draft, step="birth", given={"birth_date": "2026-04-20", "birth_order": 1}, by=milica)
    with on(moment):
        assert submit(draft, milica).number == number


@pytest.mark.parametrize(("unit", "due"), [("дана", date(2026, 4, 20)), ("радних дана", date(2026, 5, 6))])
def test_a_term_runs_in_the_unit_of_its_rule(at_home: Municipality, milica: User, unit: str, due: date) -> None:
    Parameter.objects.filter(code="maternity-pay.decision_days").update(unit=unit)
    case = submit(fill(at_home, milica), milica)
    assert case.due_on == due
    assert clock.clock_of(case, today=date(2026, 3, 20)).term.working == (unit == "радних дана")


def test_recomputing_finds_no_difference_wherever_a_case_stands(filed: Case, jelena: User, milica: User) -> None:
    def differences() -> int:
        return nightly.recompute_clocks(filed.municipality)

    assert differences() == 0
    actions.take(case=filed, by=jelena)
    assert differences() == 0
    actions.stay(case=filed, reason="Претходно питање.", by=jelena)
    assert differences() == 0
    with on(date(2026, 3, 30)):
        actions.resume_stay(case=filed, reason="Одлучено.", by=jelena)
        actions.extend_term(case=filed, days=5, reason="Члан 145.", by=jelena)
        assert differences() == 0
        actions.withdraw(case=filed, by=milica)
        assert differences() == 0


def test_a_new_local_holiday_moves_the_day_and_is_counted_once(at_home: Municipality, filed: Case) -> None:
    Holiday.objects.create(municipality=at_home, day=date(2026, 4, 20), name="Дан града")
    assert nightly.recompute_clocks(at_home) == 1
    assert Case.objects.get(pk=filed.pk).due_on == date(2026, 4, 21)
    assert nightly.recompute_clocks(at_home) == 0


def test_the_holiday_of_another_town_moves_nothing(at_home: Municipality, cacak: Municipality, filed: Case) -> None:
    Holiday.objects.create(municipality=cacak, day=date(2026, 4, 20), name="Дан града")
    assert nightly.recompute_clocks(at_home) == 0
