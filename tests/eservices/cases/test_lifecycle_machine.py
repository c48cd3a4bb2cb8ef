"""Any sequence of actions: what the table allows happens, everything else is refused by the actions themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eservices.cases import actions, clock
from eservices.cases.actions.processing import Lacking
from eservices.cases.lifecycle import ACTIONS, TABLE, Actor, NotAllowed, State, Transition
from eservices.cases.models import Case, CaseEvent, ClockEntry, Decision, Delivery
from municipalities.accounts.models import User
from tests.factories import on

CONTENT: dict[str, Any] = {"title": "РЕШЕЊЕ", "text": {}, "calculation": None}
LATER = date(2026, 12, 1)
PROVISIONALLY = "propose provisionally"
TWINS = {"return_discontinuance": "return_proposal", "issue_provisional": "issue"}
LACKING = [Lacking("missing", "sick-note", "Недостаје дознака.")]


class Office:
    """Everybody who can act in one case, and how each action of the table is taken through ``actions``."""

    def __init__(self, case: Case, milica: User, jelena: User, dragan: User) -> None:
        self.case, self.milica, self.jelena, self.dragan = case, milica, jelena, dragan

    def fresh(self) -> Case:
        return Case.objects.select_related("municipality", "data_key").get(pk=self.case.pk)

    def proposal(self) -> Decision:
        """The last proposal, or one that only pretends to be there."""
        last = self.case.decisions.order_by("-pk").first()
        return last or Decision(case=self.case, outcome="final_grant", proposed_by=self.jelena, is_provisional=False)

    def propose(self, outcome: str) -> Callable[[Case], object]:
        return lambda case: actions.propose(case=case, outcome=outcome, content=CONTENT, by=self.jelena)

    def lapse(self, case: Case) -> object:
        with on(LATER):
            if not actions.lapse_amendment(case=case):
                raise NotAllowed(State(case.state), "lapse_amendment", Actor.SYSTEM)
        return None

    def finalise(self, case: Case) -> object:
        with on(LATER):
            if case.state != State.DELIVERED or not actions.become_final(case=case):
                raise NotAllowed(State(case.state), "become_final", Actor.SYSTEM)
        return None

    def deliver(self, case: Case) -> object:
        self.seal()
        open_ones = Delivery.objects.filter(case=case, recipient="applicant", decision__is_provisional=False)
        delivery = open_ones.exclude(status="delivered").select_related("decision").last()
        if delivery is None:
            raise NotAllowed(State(case.state), "confirm_delivery", Actor.SYSTEM)
        return actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)

    def seal(self) -> None:
        Decision.objects.filter(case=self.case, stage="issued").update(stage="sealed")

    def issue(self, case: Case) -> object:
        return actions.issue(decision=self.proposal(), by=self.dragan)

    def give_back(self, case: Case) -> object:
        return actions.return_proposal(decision=self.proposal(), reason="Проверите.", by=self.dragan)

    def appeal(self, case: Case) -> object:
        try:
            return actions.lodge_appeal(case=case, text="Жалим се.", by=self.milica)
        except ValueError:
            raise NotAllowed(State(case.state), "lodge_appeal", Actor.APPLICANT) from None

    def ways(self) -> dict[str, Callable[[Case], object]]:
        jelena, milica = self.jelena, self.milica
        return {
            "take": lambda case: actions.take(case=case, by=jelena),
            "assign": lambda case: actions.assign(case=case, to=jelena, by=jelena),
            "request_amendment": lambda case: actions.request_amendment(
                case=case, lacking=LACKING, due_on=date(2026, 4, 6), by=jelena
            ),
            "answer_amendment": lambda case: actions.answer_amendment(
                case=case, text="Ево.", corrections={}, by=milica
            ),
            "lapse_amendment": self.lapse,
            "stay": lambda case: actions.stay(case=case, reason="Питање.", by=jelena),
            "resume_stay": lambda case: actions.resume_stay(case=case, reason="Решено.", by=jelena),
            "extend_term": lambda case: actions.extend_term(case=case, days=3, reason="Чл. 145.", by=jelena),
            "withdraw": lambda case: actions.withdraw(case=case, by=milica),
            "propose": self.propose("final_grant"),
            "propose_discontinuance": self.propose("discontinuance"),
            "return_proposal": self.give_back,
            "return_discontinuance": self.give_back,
            PROVISIONALLY: self.propose("provisional_grant"),
            "issue": self.issue,
            "issue_provisional": self.issue,
            "confirm_delivery": self.deliver,
            "lodge_appeal": self.appeal,
            "forward_appeal": lambda case: actions.forward_appeal(case=case, by=jelena),
            "uphold_decision": lambda case: actions.uphold_decision(case=case, reason="Одбијена.", by=jelena),
            "annul_decision": lambda case: actions.annul_decision(case=case, reason="Поништено.", by=jelena),
            "become_final": self.finalise,
            "reopen_for_correction": lambda case: actions.reopen_for_correction(case=case, reason="Ново.", by=jelena),
            "transfer": lambda case: actions.transfer(
                case=case, receiver=actions.Receiver("Други орган"), reason="Ненадлежност.", by=self.dragan
            ),
            "archive": lambda case: actions.archive(case=case, by=jelena),
        }

    def row(self, action: str, state: State) -> Transition | None:
        """What the table says; which of two twins is meant follows from the proposal."""
        proposal = self.proposal()
        discontinues, provisional = proposal.outcome == "discontinuance", proposal.is_provisional
        meant = {
            PROVISIONALLY: "propose",
            "return_proposal": "return_discontinuance" if discontinues else "return_proposal",
            "issue": "issue_provisional" if provisional else "issue",
        }
        twin = TWINS.get(action, action)
        return next((row for row in TABLE if row.action == meant.get(twin, twin) and state in row.sources), None)


@pytest.fixture
def office(filed: Case, milica: User, jelena: User, dragan: User) -> Office:
    return Office(filed, milica, jelena, dragan)


def test_every_action_of_the_table_has_its_way(office: Office) -> None:
    assert set(office.ways()) == {*ACTIONS, PROVISIONALLY}


ROADS = {
    "take": [], "assign": [], "withdraw": [], "transfer": [],
    "request_amendment": ["take"], "answer_amendment": ["take", "request_amendment"],
    "lapse_amendment": ["take", "request_amendment"], "stay": ["take"], "resume_stay": ["take", "stay"],
    "extend_term": ["take"], "propose": ["take"], "propose_discontinuance": ["withdraw"],
    "return_proposal": ["take", "propose"], "return_discontinuance": ["withdraw", "propose_discontinuance"],
    "issue": ["take", "propose"], "issue_provisional": ["take", PROVISIONALLY],
    "confirm_delivery": ["take", "propose", "issue"], "lodge_appeal": ["take", "propose", "issue", "confirm_delivery"],
    "become_final": ["take", "propose", "issue", "confirm_delivery"],
    "reopen_for_correction": ["take", "propose", "issue", "confirm_delivery"],
    "forward_appeal": ["take", "propose", "issue", "confirm_delivery", "lodge_appeal"],
    "uphold_decision": ["take", "propose", "issue", "confirm_delivery", "lodge_appeal"],
    "annul_decision": ["take", "propose", "issue", "confirm_delivery", "lodge_appeal"],
    "archive": ["take", "propose", "issue", "confirm_delivery", "become_final"],
}  # fmt: skip


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_is_reachable(office: Office, action: str) -> None:
    ways = office.ways()
    for step in ROADS[action]:
        ways[step](office.fresh())
    row = office.row(action, State(office.fresh().state))
    assert row is not None and row.action == action
    target = row.from_state(State(office.fresh().state))
    ways[action](office.fresh())
    assert office.fresh().state == target
    assert CaseEvent.objects.filter(case=office.case, action=action).exists()


def check_story(office: Office) -> None:
    """What must hold whatever happened: the story has no gap, the dates are what the ledger says."""
    case = office.fresh()
    positions = list(case.events.values_list("position", flat=True))
    assert positions == list(range(1, len(positions) + 1)) and case.version == positions[-1]
    stored = (case.due_on, case.act_by)
    clock.derive(case, today=LATER)
    assert (case.due_on, case.act_by) == stored
    assert ClockEntry.objects.filter(case=case, kind="start").count() == 1
    assert Decision.objects.filter(case=case, stage="proposed").count() <= 1


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    road=st.sampled_from(list(ROADS.values())),
    tries=st.lists(st.sampled_from([*ACTIONS, PROVISIONALLY]), min_size=2, max_size=8),
)
def test_what_the_table_does_not_have_is_refused_by_the_actions(
    office: Office, road: list[str], tries: list[str]
) -> None:
    ways = office.ways()
    with transaction.atomic():
        for action in [*road, *tries]:
            before = office.fresh()
            row = office.row(action, State(before.state))
            if row is None:
                with pytest.raises(NotAllowed), transaction.atomic():
                    ways[action](office.fresh())
                assert office.fresh().version == before.version
            else:
                ways[action](office.fresh())
                assert office.fresh().state == row.from_state(State(before.state))
            check_story(office)
        transaction.set_rollback(True)


def test_a_proposal_that_was_returned_or_issued_cannot_be_issued(office: Office) -> None:
    ways = office.ways()
    for step in ("take", "propose"):
        ways[step](office.fresh())
    returned = office.proposal()
    actions.return_proposal(decision=returned, reason="Проверите.", by=office.dragan)
    ways["propose"](office.fresh())
    for act in (
        lambda: actions.issue(decision=Decision.objects.get(pk=returned.pk), by=office.dragan),
        lambda: actions.return_proposal(
            decision=Decision.objects.get(pk=returned.pk), reason="Опет.", by=office.dragan
        ),
    ):
        with pytest.raises(NotAllowed), transaction.atomic():
            act()
    assert office.fresh().state == State.PROPOSED and Decision.objects.get(pk=returned.pk).stage == "returned"
