"""Maternity pay from the request to the final decision, with registers that answer over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import requests
from django.core import mail
from django.utils import translation
from pytest_django import Settings

from eservices.cases import actions, decisions, nightly
from eservices.cases import service as services
from eservices.cases.actions.intake import answers_of
from eservices.cases.lifecycle import Actor
from eservices.cases.models import Case, Decision, Evidence
from eservices.cases.paper.verification import verify
from eservices.exchange.models import RegisterQuery
from eservices.exchange.simulator import running_simulator
from eservices.services.maternity_pay import forms, steps
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, Parameter
from tests.answers import maternity
from tests.factories import file_request, on, payload_of, plain_file, propose, relay_all

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("mailoutbox", "registers")]


@pytest.fixture(scope="module")
def simulator() -> Iterator[str]:
    with running_simulator() as url:
        yield url


@pytest.fixture
def registers(settings: Settings, simulator: str) -> None:
    settings.REGISTER_SIMULATOR_URL = simulator


@pytest.fixture
def town(kragujevac: Municipality, values: None, filing_day: None) -> Municipality:
    return kragujevac


def fresh(case: Case) -> Case:
    return Case.objects.select_related("municipality", "data_key").get(pk=case.pk)


def granted(
    town: Municipality, by: User, clerk: User, answers: dict[str, dict[str, Any]]
) -> tuple[Case, dict[str, Any]]:
    """The case after its registers answered, and what a grant would say in Cyrillic."""
    case = file_request(town, by, answers)
    relay_all()
    with municipality_scope(town.pk):
        case = fresh(case)
        actions.take(case=case, by=clerk)
        return case, decisions.compose(case, services.get("maternity-pay").outcome("final_grant"), {})


def amounts(content: dict[str, Any]) -> dict[str, str]:
    return dict(content["calculation"]["values"]["parts"])


EXAMPLE_B = maternity(
    applicant={"first_name": "Милица", "last_name": "Пробнић", "jmbg": "2303990665028"},
    employer={"employer_number": "99900002", "employer_pib": "999000025", "employer_name": "Пробна Берба д.о.о."},
)
EXAMPLE_C = maternity(
    right={"right": forms.OTHER}, applicant={"first_name": "Ана", "last_name": "Самосталић", "jmbg": "0711994665018"},
    child={"child": "born"}, birth={"birth_date": "2026-03-15", "birth_order": 1}, activity={"activity": "self_employed"},
)  # fmt: skip
FATHER = maternity(
    role={"role": "father"}, role_reason={"reason": "agreement"}, leave={"leave_start": "2026-03-10"},
    applicant={"first_name": "Марко", "last_name": "Примеровић", "jmbg": "0309989660013"},
    child={"child": "born"}, birth={"birth_date": "2025-12-01", "birth_order": 1},
    employer={"employer_number": "99900012", "employer_pib": "999000121", "employer_name": "Градња Проба д.о.о."},
)  # fmt: skip
LOSS = maternity(child={"child": "lost"}, loss={"birth_date": "2026-03-15"})


def test_example_a_from_the_request_to_a_final_decision(
    town: Municipality, milica: User, jelena: User, dragan: User
) -> None:
    case, content = granted(town, milica, jelena, maternity())
    assert content["calculation"]["values"]["gross"] == "99500.00"
    assert amounts(content) == {"maternity": "73171.60", "child_care": "73171.60"}
    with municipality_scope(town.pk):
        queries = RegisterQuery.objects.filter(case_reference=case.number)
        assert sorted(query.source for query in queries) == ["contributions", "residence"]
        assert all(query.purpose and query.legal_basis and query.officer is None for query in queries)
        kept = Evidence.objects.get(case=case, source="residence")
        assert payload_of(kept) == {"municipality_code": "70645", "municipality": "Крагујевац", "since": "2019-09-01"}
        decision = propose(case, jelena)
        actions.issue(decision=decision, by=dragan)
    relay_all()
    with municipality_scope(town.pk):
        decision = Decision.objects.select_related("document", "case__data_key").get(pk=decision.pk)
        assert decision.document is not None and verify(plain_file(decision.document, decision.case)).good
        delivery = decision.deliveries.select_related("decision").get(recipient="applicant")
        assert delivery.status == "notified"
        actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)
    with on(date(2026, 4, 7)):
        nightly.run()
    with municipality_scope(town.pk):
        actions.archive(case=fresh(case), by=jelena)
        done = fresh(case)
        assert (done.state, done.closed_on, done.retention_class) == ("archived", date(2026, 3, 20), "maternity-pay")
        assert [event.action for event in case.events.all()] == [
            "submit", "evidence", "evidence", "take", "propose", "issue", "confirm_delivery", "become_final", "archive",
        ]  # fmt: skip
    assert len(mail.outbox) == 3 and not any(
        "породиљ" in f"{message.body} {message.subject}" for message in mail.outbox
    )


def test_example_b_the_floor_lifts_only_the_maternity_part(town: Municipality, milica: User, jelena: User) -> None:
    _, content = granted(town, milica, jelena, EXAMPLE_B)
    values = content["calculation"]["values"]
    assert values["total"] == "420000.00" and values["gross"] == "23333.33" and len(values["missing"]) == 12
    assert amounts(content)["maternity"] == "65296.00"
    assert amounts(content)["child_care"] < "23333.33"


def test_example_c_a_self_employed_mother(town: Municipality, ana: User, jelena: User) -> None:
    case, content = granted(town, ana, jelena, EXAMPLE_C)
    assert content["calculation"]["values"]["total"] == "923400.00" and amounts(content) == {"other": "34200.00"}
    assert "члана 17." in content["text"]["legal_basis"]
    assert any("34.200,00 динара" in line for line in content["text"]["operative"])
    with municipality_scope(town.pk):
        assert services.get("maternity-pay").other_recipients(answers_of(case)) == {}


def test_a_father_gets_child_care_without_a_maternity_part(town: Municipality, milica: User, jelena: User) -> None:
    case, content = granted(town, milica, jelena, FATHER)
    operative = " ".join(content["text"]["operative"])
    assert "породиљско одсуство" not in operative and "ради неге детета" in operative
    with municipality_scope(town.pk):
        assert sorted(case.documents.values_list("kind", flat=True)) == [
            "account-card",
            "employer-decision",
            "role-proof",
        ]


def test_two_employers_mean_two_requests(town: Municipality, milica: User) -> None:
    first = file_request(town, milica)
    second = file_request(
        town, milica, maternity(employer={"employer_number": "99900007", "employer_pib": "999000076"})
    )
    assert [first.number, second.number] == ["553-1/26-IV", "553-2/26-IV"]


def test_late_contributions_are_corrected_by_a_new_decision(
    town: Municipality, milica: User, jelena: User, dragan: User, simulator: str
) -> None:
    from_bakery = maternity(
        applicant={"first_name": "Сања", "last_name": "Касновић", "jmbg": "3001993665018"},
        employer={
            "employer_number": "99900005",
            "employer_pib": "999000050",
            "employer_name": "Пекара Замишљено д.о.о.",
        },
    )
    case, before = granted(town, milica, jelena, from_bakery)
    assert len(before["calculation"]["values"]["missing"]) == 3
    with municipality_scope(town.pk):
        decision = propose(case, jelena)
        actions.issue(decision=decision, by=dragan)
    relay_all()
    pay_late_contributions(simulator, "3001993665018")
    with municipality_scope(town.pk):
        delivery = decision.deliveries.select_related("decision").get(recipient="applicant")
        actions.confirm_delivery(delivery=delivery, proof="portal", actor=Actor.SYSTEM, by=None)
        case = fresh(case)
        actions.reopen_for_correction(case=case, reason="Доприноси су накнадно плаћени.", by=jelena)
        actions.request_evidence(case=case, source="contributions", by=jelena)
    relay_all()
    with municipality_scope(town.pk):
        after = decisions.compose(fresh(case), services.get("maternity-pay").outcome("correction"), {})
    assert after["calculation"]["values"]["missing"] == [] and amounts(after) != amounts(before)
    assert after["text"]["operative"][0].startswith("МЕЊА СЕ раније донето решење")


def pay_late_contributions(simulator: str, jmbg: str) -> None:
    requests.post(f"{simulator}/corrections", json={"jmbg": jmbg, "applied": True}, timeout=5).raise_for_status()


# -- the gentle path ---------------------------------------------------------------------------------------------------
HURTING = ("беба", "мртв", "рођење детета", "Рођење детета", "неге детета", "очекуј", "Честит")


def test_after_a_loss_only_the_date_is_asked_and_gently(town: Municipality, milica: User) -> None:
    service = services.get("maternity-pay")
    path = [step.slug for step in service.path(LOSS)]
    assert "loss" in path and not {"birth", "expected-birth"} & set(path)
    assert list(steps.Loss.form_class.base_fields) == ["birth_date"]
    with translation.override("sr"):
        assert "Жао нам је због вашег губитка" in str(steps.Loss.hint)
        asked = [str(kind.label) for kind in service.documents_asked(LOSS)]
    assert "Извештај здравствене установе" in asked
    assert not [word for word in HURTING for label in asked if word in label]


def test_after_a_loss_the_decision_speaks_of_no_child_care(town: Municipality, milica: User, jelena: User) -> None:
    case, content = granted(town, milica, jelena, LOSS)
    told = " ".join([*content["text"]["operative"], *content["text"]["reasoning"], *content["calculation"]["warnings"]])
    lines = " ".join(line["label"] for line in content["calculation"]["lines"])
    assert not [word for word in HURTING if word in told + lines], told + lines
    assert "од 10.3.2026. до 15.6.2026." in told and amounts(content) == {"maternity": "73171.60"}
    with municipality_scope(town.pk):
        report = case.documents.get(kind="institution-report")
    assert report.pk


def test_where_the_law_is_read_otherwise_the_right_after_a_loss_lasts_the_whole_leave(
    town: Municipality, milica: User, jelena: User
) -> None:
    Parameter.objects.filter(code="maternity-pay.loss_ends_with_maternity").update(value=0, confirmed=True)
    _case, content = granted(town, milica, jelena, LOSS)
    told = " ".join(content["text"]["operative"])
    assert "од 10.3.2026. до 9.3.2027." in told and "За остатак одсуства" in told
    lines = " ".join(line["label"] for line in content["calculation"]["lines"])
    assert set(amounts(content)) == {"maternity", "child_care"}
    assert not [word for word in HURTING if word in told + lines], told + lines


def test_the_reading_of_the_law_after_a_loss_is_marked_as_not_confirmed(
    town: Municipality, milica: User, jelena: User
) -> None:
    _case, content = granted(town, milica, jelena, LOSS)
    assert any("нису потврђене" in warning for warning in content["calculation"]["warnings"])
