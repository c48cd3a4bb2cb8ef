"""From the proposal to a final decision: four eyes, numbers, delivery, appeal."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from eservices.cases import actions
from eservices.cases.actions.engine import lock
from eservices.cases.facts import facts_of
from eservices.cases.lifecycle import Actor, NotAllowed, Requirement
from eservices.cases.models import Case, ClockEntry, Decision, Delivery, OutboxMessage
from municipalities.accounts.models import User
from tests.factories import decide, on, propose


def fresh(case: Case) -> Case:
    return Case.objects.select_related("municipality", "data_key").get(pk=case.pk)


def delivered(decision: Decision, on_day: date | None = None) -> Case:
    delivery = Delivery.objects.select_related("decision").get(decision=decision, recipient="applicant")
    actions.confirm_delivery(delivery=delivery, proof="portal", on=on_day, actor=Actor.SYSTEM, by=None)
    return fresh(decision.case)


# -- four eyes ---------------------------------------------------------------------------------------------------------
def test_who_proposed_cannot_issue(filed: Case, jelena: User) -> None:
    decision = propose(filed, jelena)
    with pytest.raises(actions.SamePerson):
        actions.issue(decision=decision, by=jelena)
    assert fresh(filed).state == "proposed" and not decision.number
    assert Requirement.SECOND_PERSON not in facts_of(filed, by=jelena)


def test_the_database_refuses_one_person_for_both(filed: Case, jelena: User) -> None:
    decision = propose(filed, jelena)
    with pytest.raises(IntegrityError, match="second_person_approves"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(approved_by=jelena)


def test_the_database_refuses_an_issued_decision_without_number(filed: Case, jelena: User, dragan: User) -> None:
    decision = propose(filed, jelena)
    with pytest.raises(IntegrityError, match="issued_decision_has_number"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(stage="issued", approved_by=dragan)


def test_a_returned_proposal_can_be_made_anew(filed: Case, jelena: User, dragan: User) -> None:
    decision = propose(filed, jelena)
    actions.return_proposal(decision=decision, reason="Проверите износ.", by=dragan)
    assert fresh(filed).state == "in_review" and decision.stage == "returned"
    second = propose(fresh(filed), jelena)
    assert Requirement.SECOND_PERSON in facts_of(filed, by=dragan) and second.pk != decision.pk


# -- issue -------------------------------------------------------------------------------------------------------------
def test_issuing_numbers_the_act_and_stops_the_clock(filed: Case, jelena: User, dragan: User) -> None:
    decision = propose(filed, jelena)
    actions.issue(decision=decision, by=dragan)
    assert (decision.act, decision.number, decision.approved_by) == (2, "553-1/26-IV-2", dragan)
    assert ClockEntry.objects.last().kind == "stop"  # type: ignore[union-attr]
    assert sorted(decision.deliveries.values_list("recipient", flat=True)) == ["applicant", "employer"]
    assert OutboxMessage.objects.filter(key=f"seal:{decision.pk}").count() == 1


def test_a_provisional_decision_leaves_the_case_in_work_and_the_final_one_replaces_it(
    filed: Case, jelena: User, dragan: User
) -> None:
    provisional = decide(filed, jelena, dragan, "provisional_grant", monthly="50000.00", until="2026-06-09")
    case = fresh(filed)
    assert provisional.is_provisional and case.state == "in_review" and case.due_on == date(2026, 4, 20)
    last = decide(case, jelena, dragan)
    assert last.replaces == provisional and last.number == "553-1/26-IV-3"
    assert fresh(filed).state == "issued"


def test_withdrawal_ends_with_a_discontinuance(filed: Case, milica: User, jelena: User, dragan: User) -> None:
    actions.withdraw(case=filed, by=milica)
    decision = propose(filed, jelena, "discontinuance")
    actions.return_proposal(decision=decision, reason="Допуните.", by=dragan)
    assert fresh(filed).state == "withdrawn"
    decide(fresh(filed), jelena, dragan, "discontinuance")
    assert fresh(filed).state == "issued"


# -- delivery, appeal, finality ----------------------------------------------------------------------------------------
def test_the_term_for_an_appeal_runs_from_delivery_to_the_applicant(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    case = delivered(decision)
    decision.refresh_from_db()
    # 15 days from 20 March are 4 April, a Saturday.
    assert (decision.delivered_on, decision.appeal_until) == (date(2026, 3, 20), date(2026, 4, 6))
    assert (case.state, case.act_by) == ("delivered", date(2026, 4, 6))


def test_a_term_that_ends_at_orthodox_easter_moves_behind_it(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    with on(date(2026, 3, 27)):
        delivered(decision)
    decision.refresh_from_db()
    # 11 April is Holy Saturday; Easter Monday 13 April is a holiday.
    assert decision.appeal_until == date(2026, 4, 14)


def test_a_delivery_is_noted_once(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    delivery = decision.deliveries.get(recipient="applicant")
    assert actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)
    assert not actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)
    assert filed.events.filter(action="confirm_delivery").count() == 1


def test_delivery_to_the_employer_moves_nothing(filed: Case, jelena: User, dragan: User) -> None:
    decision = decide(filed, jelena, dragan)
    employer = decision.deliveries.get(recipient="employer")
    assert actions.confirm_delivery(delivery=employer, proof="доставница", actor=Actor.CLERK, by=jelena)
    decision.refresh_from_db()
    assert fresh(filed).state == "issued" and decision.appeal_until is None


def test_an_appeal_is_possible_on_the_last_day_and_not_after_it(
    filed: Case, milica: User, jelena: User, dragan: User
) -> None:
    case = delivered(decide(filed, jelena, dragan))
    with on(date(2026, 4, 7)), pytest.raises(ValueError, match="passed"):
        actions.lodge_appeal(case=case, text="Износ није добар.", by=milica)
    with on(date(2026, 4, 6)):
        actions.lodge_appeal(case=case, text="Износ није добар.", by=milica)
    assert case.state == "appealed"


def test_a_decision_becomes_final_the_day_after_the_term(filed: Case, jelena: User, dragan: User) -> None:
    case = delivered(decide(filed, jelena, dragan))
    with on(date(2026, 4, 6)):
        assert not actions.become_final(case=case)
    with on(date(2026, 4, 7)):
        assert actions.become_final(case=case)
    assert case.state == "final" and case.act_by is None


def test_an_annulled_decision_is_revoked_and_the_term_runs_anew(
    filed: Case, milica: User, jelena: User, dragan: User
) -> None:
    decision = decide(filed, jelena, dragan)
    case = delivered(decision)
    actions.lodge_appeal(case=case, text="Износ није добар.", by=milica)
    actions.forward_appeal(case=case, by=jelena)
    with on(date(2026, 5, 4)):
        actions.annul_decision(case=case, reason="Обрачун није јасан.", by=jelena)
    decision.refresh_from_db()
    assert decision.stage == "revoked" and decision.revoked_at
    assert (case.state, case.due_on) == ("in_review", date(2026, 6, 3))


def test_an_upheld_decision_is_final(filed: Case, milica: User, jelena: User, dragan: User) -> None:
    case = delivered(decide(filed, jelena, dragan))
    actions.lodge_appeal(case=case, text="Износ није добар.", by=milica)
    actions.uphold_decision(case=case, reason="Жалба је одбијена.", by=jelena)
    assert case.state == "final"


def test_a_correction_replaces_the_decision(filed: Case, jelena: User, dragan: User) -> None:
    first = decide(filed, jelena, dragan)
    case = delivered(first)
    actions.reopen_for_correction(case=case, reason="Доприноси су накнадно плаћени.", by=jelena)
    second = decide(case, jelena, dragan, "correction")
    assert second.replaces == first and second.number == "553-1/26-IV-4"
    assert fresh(filed).state == "issued"


# -- two officials at once ---------------------------------------------------------------------------------------------
def test_the_slower_official_is_told_who_was_faster_and_what_changed(filed: Case, jelena: User, dragan: User) -> None:
    seen = filed.version
    actions.take(case=filed, expected_version=seen, by=jelena)
    actions.extend_term(case=filed, days=5, reason="Члан 145.", by=jelena)
    with pytest.raises(actions.Conflict) as conflict:
        actions.take(case=filed, expected_version=seen, by=dragan)
    assert [(event.action, event.actor) for event in conflict.value.events] == [
        ("take", jelena), ("extend_term", jelena),
    ]  # fmt: skip
    assert fresh(filed).assignee == jelena and filed.events.count() == 3


def test_a_refused_action_changes_nothing(filed: Case, jelena: User) -> None:
    before = fresh(filed)
    with pytest.raises(NotAllowed):
        actions.stay(case=filed, reason="Рано.", by=jelena)
    after = fresh(filed)
    assert (after.version, after.state, after.events.count()) == (before.version, before.state, 1)
    assert lock(filed, expected_version=before.version).pk == filed.pk
