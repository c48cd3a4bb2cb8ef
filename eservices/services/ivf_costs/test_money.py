"""The money of a year: never overspent, also by two decisions at once; the commission, the award and what follows it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from eservices.cases import actions, decisions
from eservices.cases import service as services
from eservices.cases.desk.composer import obstacle_of
from eservices.cases.models import Case, Decision, Document
from eservices.services.ivf_costs import budget, commission, demo, final_invoice, following, samples
from eservices.services.ivf_costs.labels import Entry, Proposal
from eservices.services.ivf_costs.models import (
    BudgetEntry,
    BudgetYear,
    CommissionOpinion,
    CommissionSession,
    IvfRequest,
    PublicCall,
)
from eservices.services.ivf_costs.neutral import health_words
from eservices.services.ivf_costs.service import refund_of
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import official
from tests.factories import at_once, attach, fill, on, relay_all, submit

SLUG = "ivf-costs"
COUPLES = [samples.COUPLE, *demo.COUPLES.values()]


def filed(place: Municipality, clerk: User, price: str = "280000.00", number: int = 0) -> Case:
    """The request of the next couple, taken into work, with register answers and the commission's proposal."""
    case = received(place, clerk, price, number)
    demo.hold_session(case, clerk)
    return case


def received(place: Municipality, clerk: User, price: str = "280000.00", number: int = 0) -> Case:
    couple = COUPLES[number]
    given = demo.answers(couple, number=f"{number}/26")
    given["invoice"]["amount"] = price
    by = User.objects.create_user(
        f"par{number}@primer.example", None, first_name=couple.woman[0], last_name=couple.woman[1]
    )
    draft = fill(place, by, given, SLUG)
    demo.agree(draft)
    case = submit(draft, by)
    samples.give_evidence(case, clerk)
    actions.take(case=case, by=clerk)
    return case


def propose(case: Case, by: User, outcome: str = "grant", **details: Any) -> Decision:
    chosen = services.get(SLUG).outcome(outcome)
    content = decisions.compose(case, chosen, details)
    return actions.propose(case=case, outcome=outcome, content=content, by=by)


def year() -> BudgetYear:
    return BudgetYear.objects.get()


def sums() -> tuple[int, int, int]:
    row = year()
    return int(row.allocated), int(row.reserved), int(row.awarded)


def obstacle(case: Case, outcome: str) -> str:
    return obstacle_of(case, services.get(SLUG).outcome(outcome))


# -- ledger ------------------------------------------------------------------------------------------------------------
def test_a_proposal_reserves_and_an_issued_decision_awards(ready: Municipality, clerk: User, head: User) -> None:
    proposal = propose(filed(ready, clerk), clerk)
    assert sums() == (1_100_000, 280_000, 0)
    actions.issue(decision=proposal, by=head)
    assert sums() == (1_100_000, 0, 280_000)
    assert [entry.kind for entry in BudgetEntry.objects.all()] == [Entry.ALLOCATION, Entry.RESERVATION, Entry.AWARD]
    row = IvfRequest.objects.get()
    assert row.standing == "granted" and row.awarded == 280_000 and row.use_until == date(2026, 9, 20)


def test_a_returned_proposal_gives_its_money_back(ready: Municipality, clerk: User, head: User) -> None:
    proposal = propose(filed(ready, clerk), clerk)
    actions.return_proposal(decision=proposal, reason="Проверите износ.", by=head)
    assert sums() == (1_100_000, 0, 0)


def test_the_worked_example_of_four_couples(ready: Municipality, clerk: User, head: User) -> None:
    """Budget 1.100.000, cap 300.000, the last couple gets the rest: 280, 300, 300 and 220 thousand."""
    for number, price in enumerate(["280000.00", "320000.00", "300000.00", "250000.00"]):
        actions.issue(decision=propose(filed(ready, clerk, price, number), clerk), by=head)
    awarded = IvfRequest.objects.order_by("pk").values_list("awarded", flat=True)
    assert [int(amount) for amount in awarded] == [280_000, 300_000, 300_000, 220_000]
    assert year().remaining == 0


def test_without_partial_awards_the_last_couple_goes_on_the_list(ready: Municipality, clerk: User, head: User) -> None:
    budget.allocate(municipality=ready, year=2026, amount=Decimal(-880_000), source="Ребаланс", by=head)
    case = filed(ready, clerk, "250000.00")
    IvfRequest.objects.update(rules=demo.STANDING | {"partial": False})
    assert obstacle(case, "grant") == "Преостала средства за годину: 220.000,00 динара. Ставите захтев на листу чекања."
    assert obstacle(case, "waiting") == ""
    actions.issue(decision=propose(case, clerk, "waiting"), by=head)
    case.refresh_from_db()
    assert (IvfRequest.objects.get().standing, case.state, sums()) == ("waiting", "in_review", (220_000, 0, 0))
    budget.allocate(municipality=ready, year=2026, amount=Decimal(100_000), source="Ребаланс", by=head)
    assert obstacle(case, "grant") == ""


def test_money_that_is_given_out_cannot_be_taken_back_by_a_rebalance(
    ready: Municipality, clerk: User, head: User
) -> None:
    propose(filed(ready, clerk), clerk)
    with pytest.raises(budget.NotEnough):
        budget.allocate(municipality=ready, year=2026, amount=Decimal(-900_000), source="Ребаланс", by=head)
    assert sums() == (1_100_000, 280_000, 0)


def test_the_database_itself_refuses_to_overspend(ready: Municipality) -> None:
    with pytest.raises(IntegrityError, match="ivf_budget_is_not_overspent"), transaction.atomic():
        BudgetYear.objects.update(awarded=Decimal("1100000.01"))


def test_a_ledger_line_cannot_be_changed(ready: Municipality) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        BudgetEntry.objects.update(amount=1)


def test_an_annulled_decision_frees_the_money(ready: Municipality, clerk: User, head: User, milica: User) -> None:
    case = filed(ready, clerk)
    proposal = propose(case, clerk)
    actions.issue(decision=proposal, by=head)
    Decision.objects.update(stage=Decision.Stage.SEALED)
    Case.objects.update(state="appealed")
    actions.annul_decision(case=case, reason="Поништено.", by=clerk)
    assert sums() == (1_100_000, 0, 0) and IvfRequest.objects.get().standing == "asked"


# -- two decisions on the last dinar -----------------------------------------------------------------------------------
@pytest.fixture
def town(transactional_db: None, kragujevac: Municipality, values: None, filing_day: None) -> Municipality:
    """Kragujevac on the filing day with money for one couple; no transaction is open."""
    return kragujevac


def test_two_decisions_on_the_last_dinar_one_wins_and_the_other_is_told(
    town: Municipality, clerk: User, head: User
) -> None:
    with municipality_scope(town.pk):
        demo.prepare(town, demo.STANDING, money=Decimal(280_000), by=head)
        cases = [filed(town, clerk, number=number) for number in range(2)]
        outcome = services.get(SLUG).outcome("grant")
        contents = [decisions.compose(case, outcome, {}) for case in cases]
    assert [content["calculation"]["values"]["amount"] for content in contents] == ["280000.00", "280000.00"]

    def send(case: Case, content: dict[str, Any]) -> Decision:
        with municipality_scope(town.pk), translation.override("sr"):
            return actions.propose(case=case, outcome="grant", content=content, by=clerk)

    results = at_once(*(partial(send, case, content) for case, content in zip(cases, contents, strict=True)))
    [won] = [result for result in results if isinstance(result, Decision)]
    [told] = [result for result in results if isinstance(result, budget.NotEnough)]
    assert str(told) == "Средства у међувремену нису довољна: преостало је 0,00 динара. Саставите предлог поново."
    with municipality_scope(town.pk):
        assert sums() == (280_000, 280_000, 0)
        states = dict(Case.objects.values_list("pk", "state"))
        assert states.pop(won.case_id) == "proposed" and list(states.values()) == ["in_review"]


# -- commission --------------------------------------------------------------------------------------------------------
def test_nothing_is_granted_before_the_commission_has_spoken(ready: Municipality, clerk: User) -> None:
    case = received(ready, clerk)
    assert obstacle(case, "grant") == "Комисија још није дала мишљење о овом захтеву."
    demo.hold_session(case, clerk, Proposal.REFUSE)
    assert obstacle(case, "grant") == "Комисија није предложила да се захтев одобри."
    demo.hold_session(case, clerk)
    assert obstacle(case, "grant") == ""


def test_the_minutes_are_a_restricted_internal_document_of_the_one_case(ready: Municipality, clerk: User) -> None:
    case = filed(ready, clerk)
    [opinion] = CommissionOpinion.objects.all()
    commission.write_minutes(municipality_id=ready.pk, opinion_id=opinion.pk)
    commission.write_minutes(municipality_id=ready.pk, opinion_id=opinion.pk)
    [document] = Document.objects.filter(kind="commission-minutes")
    assert (document.case_id, document.access, document.direction) == (case.pk, "restricted", "internal")
    opinion.refresh_from_db()
    assert opinion.minutes_id == document.pk and "испуњени".encode() not in bytes(opinion.text)


def test_a_closed_session_does_not_change_any_more(ready: Municipality, clerk: User) -> None:
    filed(ready, clerk)
    session, row = CommissionSession.objects.get(), IvfRequest.objects.get()
    with pytest.raises(commission.SessionClosed):
        commission.write_opinion(session=session, request=row, proposes=Proposal.REFUSE, text="", by=clerk)
    with pytest.raises(commission.SessionClosed):
        commission.close_session(session=session, by=clerk)


def test_the_agenda_of_a_call_follows_age_and_income(ready: Municipality, clerk: User) -> None:
    cases = [received(ready, clerk, number=number) for number in (1, 2, 3, 4)]
    assert [row.case_id for row in commission.agenda(ready)] == [case.pk for case in cases]
    IvfRequest.objects.update(rules=demo.CALL)
    births = {1: 1986, 2: 1983, 3: 1981, 4: 1985}
    order = [cases[number - 1].pk for number in sorted(births, key=lambda number: births[number])]
    assert [row.case_id for row in commission.agenda(ready)] == order


# -- after the award ---------------------------------------------------------------------------------------------------
def granted(ready: Municipality, clerk: User, head: User) -> Case:
    case = filed(ready, clerk)
    actions.issue(decision=propose(case, clerk), by=head)
    return case


def final(case: Case, amount: int, by: User) -> None:
    document = attach(fill(case.municipality, by), "final-invoice")
    final_invoice.note(row=IvfRequest.objects.get(case=case), document=document, amount=Decimal(amount), by=by)


def test_a_final_invoice_of_the_whole_amount_closes_the_request(
    ready: Municipality, clerk: User, head: User, milica: User
) -> None:
    case = granted(ready, clerk, head)
    final(case, 290_000, milica)
    assert IvfRequest.objects.get().standing == "closed" and refund_of(case) == 0


def test_a_lower_final_invoice_asks_for_the_rest(ready: Municipality, clerk: User, head: User, milica: User) -> None:
    case = granted(ready, clerk, head)
    final(case, 200_000, milica)
    assert refund_of(case) == 80_000 and obstacle(case, "refund") == ""
    following.take_back(row=IvfRequest.objects.get(), amount=Decimal(80_000), source="извод 54", by=clerk)
    assert IvfRequest.objects.get().standing == "closed" and sums() == (1_100_000, 0, 200_000) and refund_of(case) == 0


def test_without_a_final_invoice_everything_is_asked_back_after_the_term(
    ready: Municipality, clerk: User, head: User
) -> None:
    case = granted(ready, clerk, head)
    assert IvfRequest.objects.get().invoice_until == date(2026, 10, 20)
    assert obstacle(case, "refund") == "Нема шта да се врати: рок још тече, или је све искоришћено."
    with on(date(2026, 10, 21)):
        assert refund_of(case) == 280_000 and obstacle(case, "refund") == ""


def test_no_more_comes_back_than_was_given(ready: Municipality, clerk: User, head: User) -> None:
    granted(ready, clerk, head)
    for amount in (Decimal("280000.01"), Decimal(0)):
        with pytest.raises(ValueError, match="more comes back"):
            following.take_back(row=IvfRequest.objects.get(), amount=amount, source="извод", by=clerk)


# -- demo --------------------------------------------------------------------------------------------------------------
@pytest.fixture
def two_towns(kragujevac: Municipality, cacak: Municipality, values: None, filing_day: None) -> list[str]:
    for place in (kragujevac, cacak):
        official(f"clerk-{place.slug}", "Снежана", "Бројић", "clerk", place)
        official(f"head-{place.slug}", "Милан", "Оверић", "approver", place)
    return ["kragujevac", "cacak", "nema-je"]


def test_the_demo_tells_two_stories_once(two_towns: list[str], mailoutbox: list[Any]) -> None:
    assert demo.load_demo(two_towns) == 4 and demo.load_demo(two_towns) == 0
    with municipality_scope(Municipality.objects.get(slug="kragujevac").pk):
        assert sorted(IvfRequest.objects.values_list("standing", flat=True)) == ["asked", "granted"]
        assert sums() == (1_100_000, 0, 300_000)
    with municipality_scope(Municipality.objects.get(slug="cacak").pk):
        assert PublicCall.objects.count() == 1 and IvfRequest.objects.filter(call=PublicCall.objects.get()).count() == 2
    relay_all()
    for letter in mailoutbox:
        said = f"{letter.subject} {letter.body}"
        assert health_words(said) == [] and "оплодњ" not in said and "ivf" not in said.lower()
