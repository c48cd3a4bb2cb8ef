"""A legal value is proposed, simulated on open cases and published by a second person; filed cases keep theirs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases import actions, simulation
from eservices.cases.actions.proposing import NewValue
from eservices.cases.models import Case, OutboxMessage, ParameterProposal
from municipalities.accounts.models import User
from municipalities.models import Municipality, Parameter
from municipalities.parameters import value as value_of
from tests.cast import official, sign_in
from tests.factories import fill, give_bases, propose, submit

TERM = "maternity-pay.decision_days"


@pytest.fixture
def nada(kragujevac: Municipality) -> User:
    """A second administrator of Kragujevac."""
    return official("nada", "Нада", "Подешавић", "administrator", kragujevac)


def proposed(place: Municipality, by: User, code: str, value: Any, **more: Any) -> ParameterProposal:
    start = timezone.localdate() + timedelta(days=10)
    given: dict[str, Any] = {
        "unit": "дана",
        "valid_from": start,
        "valid_to": None,
        "legal_source": "Одлука 1/26",
    } | more
    return actions.propose_value(municipality=place, value=NewValue(code, "Проба", value, **given), by=by)


def simulated(proposal: ParameterProposal) -> dict[str, Any]:
    """Findings after all batches."""
    proposal.refresh_from_db()
    while proposal.simulated_at is None:
        after = proposal.simulation.get("after", 0)
        simulation.simulate(municipality_id=proposal.municipality_id, proposal_id=proposal.pk, after=after)
        proposal.refresh_from_db()
    return proposal.simulation


def code_of_an_amount(case: Case) -> str:
    """A pinned value that the calculation of the case multiplies or caps by."""
    return next(code for code in case.pinned if code.endswith("minimum_hourly_net"))


@pytest.fixture
def with_bases(filed: Case, jelena: User) -> Case:
    give_bases(filed, jelena)
    return filed


def test_a_longer_term_would_move_the_term_of_the_open_case_and_moves_nothing(
    with_bases: Case, at_home: Municipality, olja: User, nada: User
) -> None:
    due = with_bases.due_on
    proposal = proposed(at_home, olja, TERM, 99)
    found = simulated(proposal)
    assert (found["examined"], found["changed"], found["term"], found["numbers"]) == (1, 1, 1, [with_bases.number])
    row = actions.publish_value(proposal=proposal, confirmed=True, by=nada)
    with_bases.refresh_from_db()
    assert with_bases.due_on == due and with_bases.pinned[TERM]["value"] != 99
    assert (row.value, row.confirmed, row.municipality) == (99, True, at_home)
    assert value_of(TERM, municipality=at_home, on=proposal.valid_from).value == 99


def test_a_value_of_the_calculation_changes_it_in_the_simulation(
    with_bases: Case, at_home: Municipality, olja: User
) -> None:
    found = simulated(proposed(at_home, olja, code_of_an_amount(with_bases), "9999", unit="RSD"))
    assert found["calculation"] == 1 and found["amount"] != "0"


def test_the_same_value_changes_nothing(with_bases: Case, at_home: Municipality, olja: User) -> None:
    same = with_bases.pinned[TERM]
    found = simulated(proposed(at_home, olja, TERM, same["value"], unit=same["unit"]))
    assert (found["examined"], found["changed"], found["numbers"]) == (1, 0, [])


def test_a_value_that_breaks_the_calculation_is_named(with_bases: Case, at_home: Municipality, olja: User) -> None:
    found = simulated(proposed(at_home, olja, code_of_an_amount(with_bases), "много"))
    assert (found["impossible"], found["calculation"], found["amount"]) == (1, 0, "0")


def test_a_proposed_decision_is_simulated_with_its_outcome(
    filed: Case, at_home: Municipality, jelena: User, olja: User
) -> None:
    propose(filed, jelena)
    found = simulated(proposed(at_home, olja, code_of_an_amount(filed), "9999", unit="RSD"))
    assert found["calculation"] == 1


def test_many_cases_go_in_batches_that_may_be_repeated(
    filed: Case, at_home: Municipality, milica: User, olja: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(simulation, "BATCH", 1)
    submit(fill(at_home, milica), milica, confirm_duplicate=True)
    proposal = proposed(at_home, olja, TERM, 99)
    for _turn in range(2):
        simulation.simulate(municipality_id=at_home.pk, proposal_id=proposal.pk, after=0)
    proposal.refresh_from_db()
    assert proposal.simulation["examined"] == 1 and proposal.simulated_at is None
    assert simulated(proposal)["examined"] == 2
    assert OutboxMessage.objects.filter(topic=simulation.TOPIC).count() == 3


def test_who_proposed_does_not_publish_and_nothing_is_published_unseen(
    at_home: Municipality, olja: User, nada: User
) -> None:
    proposal = proposed(at_home, olja, TERM, 99)
    with pytest.raises(actions.SamePerson):
        actions.publish_value(proposal=proposal, confirmed=False, by=olja)
    with pytest.raises(actions.CannotPublish, match="simulating"):
        actions.publish_value(proposal=proposal, confirmed=False, by=nada)
    simulated(proposal)
    ParameterProposal.objects.update(valid_from=timezone.localdate())
    with pytest.raises(actions.CannotPublish, match="past"):
        actions.publish_value(proposal=proposal, confirmed=False, by=nada)
    actions.reject_value(proposal=proposal, reason="Застарело", by=olja)
    with pytest.raises(actions.CannotPublish, match="settled"):
        actions.publish_value(proposal=proposal, confirmed=False, by=nada)
    assert not Parameter.objects.filter(municipality=at_home).exists()


# -- pages -------------------------------------------------------------------------------------------------------------
def sent(**more: Any) -> dict[str, Any]:
    start = timezone.localdate() + timedelta(days=10)
    given = {"code": TERM, "label": "Рок за решење", "value": "45", "unit": "дана", "valid_from": f"{start:%d.%m.%Y.}",
             "valid_to": "", "legal_source": "Одлука 1/26"}  # fmt: skip
    return given | more


def test_one_person_proposes_on_the_page_and_a_head_publishes(
    with_bases: Case, at_home: Municipality, olja: User, dragan: User
) -> None:
    administrator, head = sign_in(Client(), olja), sign_in(Client(), dragan)
    add = reverse("admin:cases_parameterproposal_add")
    following = Parameter.objects.filter(code=TERM).first()
    assert following is not None
    assert f'value="{TERM}"' in administrator.get(add, {"following": following.pk}).content.decode()
    assert administrator.post(add, sent()).status_code == 302
    proposal = ParameterProposal.objects.get()
    page = reverse("admin:cases_parameterproposal_change", args=[proposal.pk])
    waiting = head.get(page).content.decode()
    assert "Процена је у току" in waiting and "45 дана" in waiting and "До тада важи" in waiting
    assert head.post(page, {"publish": "1"}).status_code == 409
    simulated(proposal)
    own = administrator.get(page).content.decode()
    assert with_bases.number in own and "мора да објави друга особа" in own
    assert administrator.post(page, {"publish": "1"}).status_code == 403
    assert head.post(page, {"reject": "1", "reason": ""}).status_code == 422
    assert head.post(page, {"publish": "1", "confirmed": "on"}).status_code == 302
    assert Parameter.objects.get(municipality=at_home).confirmed
    assert head.get(reverse("admin:cases_parameterproposal_changelist")).status_code == 200


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"code": "nema.toga"}, "не постоји"),
        ({"valid_from": "1.1.2020."}, "најраније од сутра"),
        ({"valid_to": "1.1.2026."}, "пре почетка"),
        ({"value": "пет"}, "Унесите број"),
        ({"legal_source": ""}, "Наведите пропис"),
    ],
)
def test_a_wrong_proposal_is_explained(
    at_home: Municipality, olja: User, client: Client, wrong: dict[str, str], sentence: str
) -> None:
    answer = sign_in(client, olja).post(reverse("admin:cases_parameterproposal_add"), sent(**wrong))
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert not ParameterProposal.objects.exists()


def test_one_start_is_proposed_once(at_home: Municipality, olja: User, client: Client) -> None:
    browser, add = sign_in(client, olja), reverse("admin:cases_parameterproposal_add")
    browser.post(add, sent())
    assert "већ предложена" in browser.post(add, sent()).content.decode()


def test_others_do_not_find_it(at_home: Municipality, olja: User, jelena: User, vesna: User, auditor: User) -> None:
    proposal = proposed(at_home, olja, TERM, 99, valid_from=date(2030, 1, 1))
    for outsider in (jelena, vesna, auditor):
        browser = sign_in(Client(), outsider)
        page = reverse("admin:cases_parameterproposal_change", args=[proposal.pk])
        assert browser.get(page).status_code == 404 and browser.post(page, {"publish": "1"}).status_code == 404
        assert browser.get(reverse("admin:cases_parameterproposal_add")).status_code == 404
