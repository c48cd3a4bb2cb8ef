"""Requests for a place: the worked example to the contract, the bad input, what registers and commission establish."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from eservices.cases import actions as case_actions
from eservices.cases import decisions, outbox
from eservices.cases import service as services
from eservices.cases.actions.intake import AlreadyFiled, Incomplete, answers_of
from eservices.cases.models import Case, OutboxMessage
from eservices.exchange.adapters.civil_registry import CHILD, Birth, Births
from eservices.exchange.adapters.contributions import Contributions
from eservices.services.e_kindergarten import actions, demo, facts, tasks, verify_ranking
from eservices.services.e_kindergarten.evidence import EVIDENCE
from eservices.services.e_kindergarten.explanation import explain
from eservices.services.e_kindergarten.models import Application, Competition
from eservices.services.e_kindergarten.request import Request
from eservices.services.e_kindergarten.testing import (
    SLUG,
    TODAY,
    Outcome,
    again,
    close,
    family,
    file_it,
    offer,
    problem,
    publish,
    to_contracts,
    worked_example,
)
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.cast import official
from tests.factories import on


# -- the worked example ------------------------------------------------------------------------------------------------
def test_worked_example_from_requests_to_the_list(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    people = worked_example(competition, milica)
    close(competition)
    publication = publish(competition, "preliminary", member, head)
    people = {name: again(row) for name, row in people.items()}
    document = json.loads(bytes(publication.content))
    names = {row.code: name for name, row in people.items()}
    lines = [(row["rank"], names[row["code"]], row["points"], row["place"][:7]) for row in document["list"]]
    assert lines == [(1, "Ana", "60.0000", "pcelica"), (2, "Ceca", "50.0000", ""), (3, "Boris", "40.0000", "zvoncic")]
    assert verify_ranking.differences(document) == []
    ceca = explain(people["Ceca"], publication)
    assert ceca is not None and not ceca.placed and ceca.rank == "2"
    assert "У вртићу „Вртић Пчелица“ сва места су добила деца са боље рангираном пријавом." in ceca.why
    assert any("Недостајало вам је: 10,0000." in sentence for sentence in ceca.otherwise)
    assert any(sentence.endswith("место: Вртић Бубамара, Вртић Звончићи.") for sentence in ceca.otherwise)
    ana = explain(people["Ana"], publication)
    assert ana is not None and [row.value for row in ana.rows] == ["50,0000", "0,0000", "0,0000", "10,0000"]
    assert ana.otherwise == ("Добили сте прву жељу; ништа не би довело до бољег места.",)


def test_when_ana_does_not_sign_ceca_gets_her_place(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    people = worked_example(competition, milica)
    to_contracts(competition, member, head)
    moves = actions.lapse_contract(application=people["Ana"], by=member)
    assert [(move.code, move.place[:7]) for move in moves] == [(people["Ceca"].code, "pcelica")]
    stored = {row.code: row.outcome for row in Application.objects.all()}
    assert [stored[row.code] for row in people.values()] == [Outcome.LAPSED, Outcome.PLACED, Outcome.PLACED]


def test_places_lapse_by_themselves_when_the_term_has_passed(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    people = worked_example(competition, milica)
    to_contracts(competition, member, head)
    actions.sign_contract(application=people["Boris"], by=member)
    assert actions.lapse_overdue(competition=competition, by=None) == 0
    with on(TODAY + timedelta(days=30)):
        assert tasks.lapse_contracts() == 1
    people["Ceca"].refresh_from_db()
    assert people["Ceca"].outcome == Outcome.PLACED


# -- bad input ---------------------------------------------------------------------------------------------------------
BORN_TOO_LATE = demo.jmbg(date(2026, 9, 2), 10)
WISH = "pcelica.vrtic.full-day.sr"


def test_child_too_young_on_the_first_of_september(competition: Competition, milica: User) -> None:
    sentence = "Дете 1.9.2027. неће имати навршених 12 месеци, па још не може да се упише."
    assert problem(competition, milica, child={"jmbg": BORN_TOO_LATE}) == ("child", sentence)


def test_child_too_old(competition: Competition, milica: User) -> None:
    sentence = "Дете ће 1.9.2027. бити старије од последње групе овог конкурса. Проверите ЈМБГ."
    assert problem(competition, milica, child={"jmbg": demo.jmbg(date(2019, 1, 1), 10)}) == ("child", sentence)


@pytest.mark.parametrize(("wishes", "sentence"), [
    ({"wish1": WISH, "wish2": WISH}, "Исти вртић сте изабрали два пута. Сваки упишите само једном."),
    ({"wish1": "pcelica.jaslice.full-day.sr"}, "Изабрани вртић нема места за узраст, програм и језик које сте навели."),
    ({"wish1": "", "wish2": WISH}, "Изаберите бар један вртић."),
    ({"wish1": WISH, "wish2": "", "wish3": "zvoncici.vrtic.full-day.sr"},
     "Попуните жеље редом, без празних места између њих."),
])  # fmt: skip
def test_wishes(competition: Competition, milica: User, wishes: dict[str, str], sentence: str) -> None:
    assert problem(competition, milica, wishes=wishes) == ("wishes", sentence)


def test_two_applications_by_two_parents(competition: Competition, milica: User, ana: User) -> None:
    file_it(competition, 0, milica)
    with pytest.raises(AlreadyFiled) as refused:
        demo.file_one(competition, 0, ana)
    assert not refused.value.own
    assert str(services.get(SLUG).duplicate_message(refused.value.earlier)) == (
        "За ово дете је на истом конкурсу већ поднет захтев. Рангира се само један, па други не можемо да примимо."
    )


def test_child_that_is_not_the_parents_warns_the_commission(competition: Competition, milica: User) -> None:
    row = file_it(competition, 0, milica)
    entry = Birth(Request.read(answers_of(row.case)).child_jmbg, "Вук", "Други", "male", date(2024, 7, 1), "Чачак",
                  "1205992665011", "", "Чачак", "1", None)  # fmt: skip
    kept = EVIDENCE[0].keep(Births(entry.child_jmbg, CHILD, (entry,)), answers_of(row.case))
    assert kept == {"holds": False, "found": True}
    case_actions.enter_evidence(
        case=row.case, source="civil_registry", purpose="проба", payload=kept, note="увид", by=milica
    )
    calculation = decisions.calculation_for(row.case)
    assert calculation is not None and calculation.warnings[-1] == (
        "Родитељ из захтева није уписан као родитељ детета у матичној књизи. Проверите ко подноси захтев."
    )


def test_claim_without_proof(competition: Competition, milica: User) -> None:
    step, sentence = problem(competition, milica, claims={"claims": ["disability"]})
    assert (step, sentence) == ("documents", "Приложите документ: Доказ: Дете има сметње у развоју.")


def test_competition_closed_at_235959(competition: Competition, milica: User) -> None:
    with on(competition.closes_at):
        assert competition.receives(timezone.now())
    with on(competition.closes_at + timedelta(seconds=1)):
        assert problem(competition, milica) == (
            "competition",
            "Пријаве за овај конкурс закључене су 22.04.2027. 23:59:59. Питајте установу за накнадни упис.",
        )


def test_the_moment_of_receipt_decides_even_inside_the_submission(
    competition: Competition, milica: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Competition, "receives", lambda self, now: False)
    row = case_actions.start_draft(service=services.get(SLUG), municipality=competition.municipality, by=milica)
    with pytest.raises(Incomplete) as refused:
        services.get(SLUG).file(
            Case(municipality=competition.municipality, filed_at=timezone.now()), family(competition)
        )
    assert refused.value.problems[0].message == "Рок за пријаве је управо истекао, па захтев није примљен." and row.pk


def test_address_in_another_municipality_and_debt_stop_at_once(competition: Competition) -> None:
    service = services.get(SLUG)
    given = family(competition, residence={"here": "no"})
    stop = service.step("residence").stops(given)
    assert stop is not None and str(stop.title) == "Пријавите дете тамо где има пребивалиште"
    assert "debt" not in [step.slug for step in service.path(given)]
    Competition.objects.update(requires_no_debt=True, requires_residence=False)
    assert service.step("residence").stops(given) is None
    given = family(competition, debt={"settled": "no"})
    stop = service.step("debt").stops(given)
    assert "debt" in [step.slug for step in service.path(given)]
    assert stop is not None and str(stop.title) == "Прво измирите дуговања према установи"


def test_the_same_number_for_two_people(competition: Competition, milica: User) -> None:
    child = demo.answers(competition, 0)["child"]["jmbg"]
    assert problem(competition, milica, parent={"jmbg": child}) == (
        "parent", "Исти ЈМБГ сте унели за две особе. Проверите га.",
    )  # fmt: skip


def test_language_without_a_group(competition: Competition, milica: User) -> None:
    step, _sentence = problem(competition, milica, programme={"work_language": "hu"})
    assert step == "programme"


# -- facts -------------------------------------------------------------------------------------------------------------
def test_work_counts_by_register_or_document_and_priority_by_accepted_proof(
    competition: Competition, milica: User
) -> None:
    row = file_it(
        competition, 1, milica, claims={"claims": ["disability"]}, work={"own": "student", "other": "employed"}
    )
    request = Request.read(answers_of(row.case))

    def works(found: dict[str, Any], **payloads: Any) -> tuple[bool, ...]:
        return facts.facts(request, found, payloads, 0).works

    register = {"contributions": {"holds": True}, "contributions-second": {"holds": True}}
    assert works({}, **register) == (False, True)
    assert works({"work": {"1": True}}, **register) == (True, True)
    assert works({"work": {"2": False}}, **register) == (False, False)
    assert works({}) == (False, False)
    assert facts.facts(request, {}, {}, 0).priorities == frozenset()
    assert facts.facts(request, {"claims": {"disability": True}}, {}, 0).priorities == {"disability"}
    assert facts.facts(request, {"claims": {"violence": True}}, {}, 0).priorities == frozenset()


def test_a_parent_without_insurance_does_not_work(competition: Competition) -> None:
    kept = EVIDENCE[2].keep(Contributions("1205992665011", ()), family(competition))
    assert kept == {"holds": False}


def test_the_second_parent_is_asked_about_only_when_named(competition: Competition, milica: User) -> None:
    file_it(competition, 4, milica)
    asked = OutboxMessage.objects.filter(topic="evidence").values_list("payload__source", flat=True)
    assert "contributions-second" not in asked and {"civil_registry", "residence", "contributions"} <= set(asked)
    assert EVIDENCE[3].register == "contributions"


# -- demonstration -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_demo_data_stand_at_three_points_of_the_road(
    kragujevac: Municipality, cacak: Municipality, spring: None
) -> None:
    for place, short in ((kragujevac, "kg"), (cacak, "ca")):
        offer(place)
        official(f"clerk-{short}", "А", "Б", "clerk", place)
        official(f"approver-{short}", "В", "Г", "approver", place)
    assert demo.load_demo(["kragujevac", "cacak"]) == 24
    assert demo.load_demo(["kragujevac", "cacak"]) == 0
    phases = []
    for place in (kragujevac, cacak):
        with municipality_scope(place.pk):
            phases.append(sorted(Competition.objects.values_list("phase", flat=True)))
    assert sorted(map(tuple, phases)) == [("announced", "preliminary"), ("contracts",)]


def test_promised_work_has_a_handler() -> None:
    assert "kindergarten-ranking" in outbox.topics()
