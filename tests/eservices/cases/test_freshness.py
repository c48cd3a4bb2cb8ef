"""Before a decision old answers are asked again, a changed one is looked at, and a dead register holds nothing up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from eservices.cases import actions, freshness
from eservices.cases.actions.processing import Fact
from eservices.cases.models import Case, Decision, Evidence, EvidenceChange, OutboxMessage
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter
from tests.cast import sign_in
from tests.factories import EXAMPLE_A, FILING_MOMENT, on, propose

RESIDENCE = {"municipality_code": "70645", "municipality": "Крагујевац", "since": "2019-09-01"}
OTHER_BASES = {"bases": [row | {"base": "80000.00"} for row in EXAMPLE_A], "payer_known": True}
LATER = FILING_MOMENT + timedelta(days=10)


def answered(case: Case, source: str, payload: Any, digest: str = "a") -> Evidence:
    fact = Fact(Evidence.Outcome.OBTAINED, payload, digest=digest * 64)
    return actions.record_evidence(case=case, source=source, purpose="проба", fact=fact, by=None)


def failed(case: Case, source: str, outcome: str = "unavailable") -> Evidence:
    return actions.record_evidence(case=case, source=source, purpose="проба", fact=Fact(outcome), by=None)


def promised(decision: Decision) -> set[str]:
    """Sources that were asked again for a decision."""
    rows = OutboxMessage.objects.filter(topic="evidence", payload__ask__startswith=f"decision-{decision.pk}-")
    return {row.payload["source"] for row in rows}


@pytest.fixture
def with_answers(filed: Case) -> Case:
    """Both registers answered on the day of filing."""
    answered(filed, "contributions", {"bases": EXAMPLE_A, "payer_known": True})
    answered(filed, "residence", RESIDENCE)
    return filed


def test_fresh_answers_are_not_asked_again(with_answers: Case, jelena: User, dragan: User) -> None:
    decision = propose(with_answers, jelena)
    assert promised(decision) == set()
    actions.issue(decision=decision, by=dragan)


def test_an_answer_that_changes_often_grows_old_sooner(with_answers: Case, jelena: User) -> None:
    with on(LATER):
        assert promised(propose(with_answers, jelena)) == {"contributions"}


def test_a_municipality_sets_its_own_limit(with_answers: Case, at_home: Municipality, jelena: User) -> None:
    Parameter.objects.create(
        code=freshness.ANSWER_AGE, municipality=at_home, label="проба", value=1, valid_from=FILING_MOMENT.date(),
        legal_source="проба",
    )  # fmt: skip
    with on(LATER):
        assert promised(propose(with_answers, jelena)) == {"contributions", "residence"}


def test_a_decision_waits_for_the_answer_and_then_is_issued(with_answers: Case, jelena: User, dragan: User) -> None:
    with on(LATER):
        decision = propose(with_answers, jelena)
        with pytest.raises(actions.StillChecking):
            actions.issue(decision=decision, by=dragan)
        answered(with_answers, "contributions", {"bases": EXAMPLE_A, "payer_known": True})
        actions.issue(decision=decision, by=dragan)
    assert not EvidenceChange.objects.exists()


def test_a_register_that_is_down_leaves_a_debt_and_holds_nothing_up(
    with_answers: Case, jelena: User, dragan: User
) -> None:
    with on(LATER):
        decision = propose(with_answers, jelena)
        debt = failed(with_answers, "contributions")
        OutboxMessage.objects.filter(payload__source="contributions").update(failures=1)
        in_force = {row.source: row for row in Evidence.objects.filter(case=with_answers, is_current=True)}
        assert freshness.unconfirmed(with_answers, in_force) == {"contributions": debt}
        actions.issue(decision=decision, by=dragan)


def test_nobody_waits_for_a_question_that_no_worker_takes_up(with_answers: Case, jelena: User, dragan: User) -> None:
    with on(LATER):
        decision = propose(with_answers, jelena)
    with on(LATER + freshness.LONGEST_WAIT + timedelta(minutes=1)):
        actions.issue(decision=decision, by=dragan)


def test_an_answer_that_grew_old_after_the_proposal_is_asked_again(
    with_answers: Case, jelena: User, dragan: User
) -> None:
    decision = propose(with_answers, jelena)
    with on(LATER):
        with pytest.raises(actions.StillChecking):
            actions.issue(decision=decision, by=dragan)
        actions.ask_before_decision(decision=decision, by=dragan)
        actions.ask_before_decision(decision=decision, by=dragan)
        assert promised(decision) == {"contributions"}


def test_a_decision_waits_until_a_change_has_been_seen(with_answers: Case, jelena: User, dragan: User) -> None:
    decision = propose(with_answers, jelena)
    answered(with_answers, "contributions", OTHER_BASES, digest="b")
    with pytest.raises(actions.UnseenChange):
        actions.issue(decision=decision, by=dragan)
    assert actions.see_change(case=with_answers, source="contributions", by=jelena)
    assert not actions.see_change(case=with_answers, source="contributions", by=jelena)
    actions.issue(decision=decision, by=dragan)
    assert with_answers.events.filter(action="evidence_changed", public=True).count() == 1


def test_the_same_fact_in_other_words_is_no_change(with_answers: Case) -> None:
    answered(with_answers, "residence", dict(reversed(RESIDENCE.items())), digest="b")
    assert not EvidenceChange.objects.exists()


def test_a_second_change_joins_the_first_until_it_is_seen(with_answers: Case) -> None:
    first = Evidence.objects.get(case=with_answers, source="residence", is_current=True)
    answered(with_answers, "residence", RESIDENCE | {"municipality": "Чачак"}, digest="b")
    last = answered(with_answers, "residence", RESIDENCE | {"municipality": "Рача"}, digest="c")
    change = EvidenceChange.objects.get()
    assert (change.before, change.after) == (first, last)


def test_what_a_register_no_longer_holds_is_a_change_once(with_answers: Case, jelena: User) -> None:
    failed(with_answers, "residence", "not_found")
    change = EvidenceChange.objects.get()
    assert change.after.outcome == "not_found" and change.before.is_current
    actions.see_change(case=with_answers, source="residence", by=jelena)
    failed(with_answers, "residence", "not_found")
    assert not EvidenceChange.objects.filter(seen_at=None).exists()


def test_the_clerk_is_shown_the_change_and_the_head_has_to_wait(
    with_answers: Case, jelena: User, dragan: User, client: Client
) -> None:
    decision = propose(with_answers, jelena)
    answered(with_answers, "contributions", OTHER_BASES, digest="b")
    address = reverse("admin:cases_case_proposal", args=[with_answers.pk])
    head = sign_in(Client(), dragan)
    assert "још нико није прегледао" in head.get(address).content.decode()
    with_answers.refresh_from_db()
    refused = head.post(address, {"version": with_answers.version, "approve": "1"})
    assert refused.status_code == 409 and "Основице доприноса" in refused.content.decode()

    clerk = sign_in(client, jelena)
    queue = clerk.get("/admin/", {"gomila": "promene"}).content.decode()
    assert with_answers.number in queue and "промењени подаци" in queue
    page = reverse("admin:cases_case_change", args=[with_answers.pk])
    text = clerk.get(page).content.decode()
    assert "Регистар сада каже другачије" in text and "80.000,00" in text and "95.000,00" in text
    seen = clerk.post(reverse("admin:cases_case_seen", args=[with_answers.pk, "contributions"]), follow=True)
    assert "Регистар сада каже другачије" not in seen.content.decode()
    with_answers.refresh_from_db()
    sent = {"version": with_answers.version, "approve": "1"}
    assert head.post(address, sent).status_code == 302
    decision.refresh_from_db()
    assert decision.stage == Decision.Stage.ISSUED


def test_the_head_who_comes_late_has_old_answers_asked_first(with_answers: Case, jelena: User, dragan: User) -> None:
    decision = propose(with_answers, jelena)
    with on(LATER):
        address = reverse("admin:cases_case_proposal", args=[with_answers.pk])
        refused = sign_in(Client(), dragan).post(address, {"version": with_answers.version, "approve": "1"})
        assert refused.status_code == 409 and "управо проверавају" in refused.content.decode()
        assert promised(decision) == {"contributions"}
