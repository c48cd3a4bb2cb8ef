"""A competition from the first question to the contract, through the same actions and pages as people use."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.cases import actions as case_actions
from eservices.cases import decisions, outbox
from eservices.cases import service as services
from eservices.cases.actions.intake import AlreadyFiled, Incomplete, answers_of, problems_of
from eservices.cases.models import Case, Decision, OutboxMessage
from eservices.exchange.adapters.civil_registry import CHILD, Birth, Births
from eservices.exchange.adapters.contributions import Contributions
from eservices.services.e_kindergarten import actions, demo, facts, tasks, verify_ranking
from eservices.services.e_kindergarten.evidence import EVIDENCE
from eservices.services.e_kindergarten.explanation import explain
from eservices.services.e_kindergarten.models import Application, Competition, Objection, Publication, Ranking
from eservices.services.e_kindergarten.phases import Phase
from eservices.services.e_kindergarten.request import Request
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality, OfferedService, Parameter
from tests.cast import official, sign_in
from tests.factories import at_once, on

SLUG = "e-kindergarten"
TODAY = date(2027, 4, 12)
Outcome = Application.Outcome


@pytest.fixture(autouse=True)
def nobody_asked_before() -> None:
    cache.clear()


@pytest.fixture
def spring() -> Iterator[None]:
    """The day on which requests are filed."""
    with on(TODAY):
        yield


def offer(place: Municipality) -> None:
    """The service with its legal values, as the fixtures bring them."""
    OfferedService.objects.get_or_create(municipality=place, service=SLUG, defaults={"since": date(2021, 10, 5)})
    for name in ("parameters.json", f"parameters.{SLUG}.json"):
        rows = json.loads((Path(settings.BASE_DIR) / "fixtures" / name).read_text(encoding="utf-8"))["rows"]
        known = set(Parameter.objects.values_list("code", "valid_from"))
        fresh = [row for row in rows if (row["code"], date.fromisoformat(row["valid_from"])) not in known]
        Parameter.objects.bulk_create(Parameter(**row) for row in fresh)


@pytest.fixture
def town(kragujevac: Municipality, spring: None) -> Iterator[Municipality]:
    """Kragujevac, which offers the service; the test sees its rows alone."""
    with municipality_scope(kragujevac.pk):
        offer(kragujevac)
        yield kragujevac


@pytest.fixture
def competition(town: Municipality) -> Competition:
    """Open, Kikinda's points, one place a group."""
    return demo.competition(
        demo.institution(town), "upis", "Упис", scheme="kikinda-2018", opens=-5, closes=10, places=1
    )


@pytest.fixture
def member(kragujevac: Municipality) -> User:
    """Clerk of the commission."""
    return official("komisija", "Зорана", "Комисић", "clerk", kragujevac, [SLUG])


@pytest.fixture
def head(kragujevac: Municipality) -> User:
    """Head of the commission, who publishes and signs."""
    return official("predsednik", "Радован", "Објавић", "approver", kragujevac, [SLUG])


def family(competition: Competition, number: int = 0, **changes: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Answers of an invented family with changed fields; steps with underscores for hyphens."""
    given = demo.answers(competition, number)
    for step, fields in changes.items():
        given[step.replace("_", "-")] = {**given.get(step.replace("_", "-"), {}), **fields}
    return given


def with_wishes(given: dict[str, dict[str, Any]], changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Changed wishes replace those of the family."""
    return given | {"wishes": changes.get("wishes", given["wishes"])}


def wish(*codes: str) -> dict[str, str]:
    return {f"wish{place}": f"{code}.vrtic.full-day.sr" for place, code in enumerate(codes, start=1)}


def file_it(competition: Competition, number: int, by: User, **changes: dict[str, Any]) -> Application:
    """A filed request whose registers have answered."""
    given = with_wishes(family(competition, number, **changes), changes)
    case = demo.file_one(competition, number, by, given)
    demo.answer_of_registers(case, None)
    return Application.objects.select_related("competition", "case__data_key").get(case=case)


def problem(competition: Competition, by: User, **changes: dict[str, Any]) -> tuple[str, str]:
    """Step and first sentence of what keeps a request from being filed."""
    given = with_wishes(family(competition, 0, **changes), changes)
    draft = case_actions.start_draft(service=services.get(SLUG), municipality=competition.municipality, by=by)
    for step, fields in given.items():
        case_actions.save_step(draft=draft, step=step, given=fields, by=by)
    found = problems_of(draft, given)[0]
    return found.step, str(found.message)


def again(row: Application) -> Application:
    """The application as it now stands in the database."""
    return Application.objects.select_related("competition__municipality", "case__data_key").get(pk=row.pk)


def obstacle(row: Application, outcome: str) -> str:
    """Why an outcome is not allowed now."""
    service = services.get(SLUG)
    return str(service.obstacle(row.case, service.outcome(outcome), {}))


def close(competition: Competition) -> None:
    Competition.objects.filter(pk=competition.pk).update(closes_at=timezone.now() - timedelta(seconds=2))
    competition.refresh_from_db()


def rank(competition: Competition, by: User) -> Ranking:
    """Rank as the task does."""
    ranking = actions.ask_ranking(competition=competition, by=by)
    tasks.rank_competition(municipality_id=competition.municipality_id, ranking_id=ranking.pk)
    ranking.refresh_from_db()
    competition.refresh_from_db()
    return ranking


def publish(competition: Competition, stage: str, clerk: User, head: User) -> Publication:
    rank(competition, clerk)
    found = actions.publish_list(competition=competition, stage=stage, by=head)
    competition.refresh_from_db()
    return found


def to_contracts(competition: Competition, clerk: User, head: User) -> None:
    """Both lists, then the call to conclude contracts."""
    close(competition)
    publish(competition, "preliminary", clerk, head)
    Competition.objects.filter(pk=competition.pk).update(objections_until=TODAY - timedelta(days=1))
    actions.publish_list(competition=competition, stage="final", by=head)
    actions.start_contracts(competition=competition, by=head)
    competition.refresh_from_db()


def worked_example(competition: Competition, by: User) -> dict[str, Application]:
    """Ana, Boris and Ceca of section 2; A is Пчелица and B is Звончићи, one place each."""
    wishes = {"Ana": wish("pcelica", "zvoncici"), "Boris": wish("pcelica", "zvoncici"), "Ceca": wish("pcelica")}
    family_of = {
        "Ana": ("employed", 3, "no"), "Boris": ("unemployed", 1, "yes"), "Ceca": ("employed", 1, "no"),
    }  # fmt: skip
    found = {}
    for number, (name, (work, order, attended)) in enumerate(family_of.items()):
        found[name] = file_it(
            competition, number, by, wishes=wishes[name],
            work={"own": "employed", "other": work},
            family={"birth_order": order, "attended": attended, "sibling": "no", "sibling_name": ""},
        )  # fmt: skip
    return found


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


# -- ranking -----------------------------------------------------------------------------------------------------------
def test_ranking_waits_for_the_end_of_the_term(competition: Competition, milica: User, member: User) -> None:
    with pytest.raises(actions.NotNow, match="still-open"):
        actions.ask_ranking(competition=competition, by=member)
    close(competition)
    actions.ask_ranking(competition=competition, by=member)
    with pytest.raises(actions.NotNow, match="running"):
        actions.ask_ranking(competition=competition, by=member)


def test_duplicates_and_open_completions_stand_in_the_way(competition: Competition, milica: User, member: User) -> None:
    first, second = file_it(competition, 0, milica), file_it(competition, 1, milica)
    Application.objects.filter(pk=second.pk).update(child_index=first.child_index)
    close(competition)
    ranking = rank(competition, member)
    assert (ranking.state, ranking.obstacles[0]["code"]) == (Ranking.State.REFUSED, "duplicate")
    assert ranking.obstacles[0]["numbers"] == [first.case.number, second.case.number]


def test_a_dismissed_request_is_not_ranked(competition: Competition, milica: User, member: User, head: User) -> None:
    first, second = file_it(competition, 0, milica), file_it(competition, 1, milica)
    case_actions.take(case=second.case, by=member)
    outcome = services.get(SLUG).outcome("dismissal")
    content = decisions.compose(second.case, outcome, {"ground": "duplicate", "reason": "Ранији захтев је 60-1."})
    assert "ОДБАЦУЈЕ СЕ захтев за упис детета Уна Пробић" in content["text"]["operative"][0]
    decision = case_actions.propose(case=second.case, outcome="dismissal", content=content, by=member)
    case_actions.issue(decision=decision, by=head)
    close(competition)
    ranking = rank(competition, member)
    assert [line["code"] for line in ranking.lines] == [first.code]


def test_ranking_again_gives_the_same_digests_and_the_task_may_be_repeated(
    competition: Competition, milica: User, member: User
) -> None:
    worked_example(competition, milica)
    close(competition)
    first, second = rank(competition, member), rank(competition, member)
    assert (first.inputs_sha256, first.list_sha256) == (second.inputs_sha256, second.list_sha256)
    finished = second.finished_at
    tasks.rank_competition(municipality_id=competition.municipality_id, ranking_id=second.pk)
    second.refresh_from_db()
    assert second.finished_at == finished


def test_the_list_is_published_by_somebody_else_and_only_as_it_was_ranked(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    row = worked_example(competition, milica)["Ana"]
    close(competition)
    rank(competition, member)
    with pytest.raises(actions.NotNow, match="same-person"):
        actions.publish_list(competition=competition, stage="preliminary", by=member)
    actions.check_application(application=row, established={"birth_order": 1}, by=member)
    with pytest.raises(actions.NotNow, match="changed-since"):
        actions.publish_list(competition=competition, stage="preliminary", by=head)


def test_protected_and_prior_children_stand_on_no_public_list(
    town: Municipality, milica: User, member: User, head: User
) -> None:
    competition = demo.competition(
        demo.institution(town), "upis", "Упис", scheme="kragujevac-2022", opens=-5, closes=10, places=2
    )
    hidden = file_it(competition, 1, milica, claims={"claims": ["violence"]}, wishes=wish("pcelica"))
    prior = file_it(competition, 2, milica, claims={"claims": ["disability"]}, wishes=wish("pcelica"))
    plain = file_it(competition, 3, milica, wishes=wish("pcelica", "zvoncici"))
    for row, slug in ((hidden, "violence"), (prior, "disability")):
        actions.check_application(application=row, established={"claims": {slug: True}}, by=member)
    close(competition)
    publication = publish(competition, "preliminary", member, head)
    text = bytes(publication.content).decode()
    assert hidden.code not in text and prior.code not in text and plain.code in text
    assert publication.prior == [prior.code]
    assert json.loads(text)["inputs"]["places"][wish("pcelica")["wish1"]] == 0
    assert all(explain(row, publication).placed for row in (hidden, prior, plain))  # type: ignore[union-attr]
    assert explain(plain, publication).kindergarten == "Вртић Звончићи"  # type: ignore[union-attr]
    page = Client().get(reverse("cases:e-kindergarten:published", args=[town.slug, competition.slug, "preliminary"]))
    shown = page.content.decode()
    assert hidden.code not in shown and plain.code in shown and "Примерић" not in shown


def test_a_published_list_cannot_be_changed(competition: Competition, milica: User, member: User, head: User) -> None:
    worked_example(competition, milica)
    close(competition)
    publication = publish(competition, "preliminary", member, head)
    publication.sha256 = "0" * 64
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        publication.save()


# -- objections --------------------------------------------------------------------------------------------------------
def published_example(competition: Competition, milica: User, member: User, head: User) -> dict[str, Application]:
    people = worked_example(competition, milica)
    close(competition)
    publish(competition, "preliminary", member, head)
    return {name: again(row) for name, row in people.items()}


def test_objection_is_simulated_decided_and_changes_the_final_list(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    people = published_example(competition, milica, member, head)
    assert competition.objections_until == date(2027, 4, 20)
    objection = actions.file_objection(application=people["Ceca"], text="Ово је треће дете.", by=milica)
    instead = {"birth_order": 3}
    effect = facts.simulate(people["Ceca"], instead)
    assert (effect.before["place"], effect.after["points"], effect.changes) == ("", "60.0000", True)
    done = actions.decide_objection(
        objection=objection, verdict="accepted", reason="Изводи су приложени.", instead=instead, seen=effect.list_sha256,
        by=member,
    )  # fmt: skip
    assert done.after == effect.after
    rank(competition, member)
    with pytest.raises(actions.NotNow, match="term-runs"):
        actions.publish_list(competition=competition, stage="final", by=head)
    with on(date(2027, 4, 21)):
        actions.publish_list(competition=competition, stage="final", by=head)
    people["Ceca"].refresh_from_db()
    assert str(people["Ceca"].points) == "60.0000"


def test_objections_are_received_until_the_last_day_and_once(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    people = published_example(competition, milica, member, head)
    actions.file_objection(application=people["Ana"], text="Проверите.", by=milica)
    with pytest.raises(actions.NotNow, match="already-objected"):
        actions.file_objection(application=people["Ana"], text="Још једном.", by=milica)
    with on(date(2027, 4, 20)):
        actions.file_objection(application=people["Boris"], text="Последњи дан.", by=milica)
    with on(date(2027, 4, 21)), pytest.raises(actions.NotNow, match="no-objection-now"):
        actions.file_objection(application=people["Ceca"], text="Касно.", by=milica)


def test_the_final_list_waits_for_all_objections(
    competition: Competition, milica: User, member: User, head: User
) -> None:
    people = published_example(competition, milica, member, head)
    actions.file_objection(application=people["Ana"], text="Проверите.", by=milica)
    rank(competition, member)
    with on(date(2027, 4, 21)), pytest.raises(actions.NotNow, match="objections-open"):
        actions.publish_list(competition=competition, stage="final", by=head)


@pytest.mark.django_db(transaction=True)
def test_of_two_objections_on_the_last_place_the_second_is_decided_anew(
    kragujevac: Municipality, milica: User, member: User, head: User, spring: None
) -> None:
    with municipality_scope(kragujevac.pk):
        offer(kragujevac)
        competition = demo.competition(
            demo.institution(kragujevac), "upis", "Упис", scheme="kikinda-2018", opens=-5, closes=10, places=1
        )
        people = published_example(competition, milica, member, head)
        instead = {"birth_order": 3, "attended": True}
        waiting = [
            (actions.file_objection(application=people[name], text="Проверите.", by=milica),
             facts.simulate(people[name], instead))
            for name in ("Boris", "Ceca")
        ]  # fmt: skip

    def decide(objection: Objection, effect: facts.Effect) -> str:
        with municipality_scope(kragujevac.pk):
            actions.decide_objection(
                objection=objection, verdict="accepted", reason="У реду.", instead=instead, seen=effect.list_sha256,
                by=member,
            )  # fmt: skip
        return "accepted"

    results = at_once(*(partial(decide, *pair) for pair in waiting))
    assert sorted(type(result).__name__ for result in results) == ["Outdated", "str"]


@pytest.mark.django_db(transaction=True)
def test_a_place_that_lapses_twice_at_once_is_given_on_once(
    kragujevac: Municipality, milica: User, member: User, head: User, spring: None
) -> None:
    with municipality_scope(kragujevac.pk):
        offer(kragujevac)
        competition = demo.competition(
            demo.institution(kragujevac), "upis", "Упис", scheme="kikinda-2018", opens=-5, closes=10, places=1
        )
        ana = worked_example(competition, milica)["Ana"]
        to_contracts(competition, member, head)

    def act(action: Any) -> Any:
        with municipality_scope(kragujevac.pk):
            return action(application=ana, by=member)

    results = at_once(lambda: act(actions.lapse_contract), lambda: act(actions.sign_contract))
    assert sum(isinstance(result, actions.NotNow) for result in results) == 1
    with municipality_scope(kragujevac.pk):
        holders = Application.objects.filter(place__code=wish("pcelica")["wish1"])
        assert holders.count() == 1


# -- letters -----------------------------------------------------------------------------------------------------------
def test_refusal_letter_has_number_and_seal(competition: Competition, milica: User, member: User, head: User) -> None:
    people = worked_example(competition, milica)
    assert "Коначна листа још није објављена" in obstacle(people["Ceca"], "refusal")
    to_contracts(competition, member, head)
    assert actions.propose_letters(competition=competition, by=member) == 3
    assert actions.issue_letters(competition=competition, by=member) == 0
    assert actions.issue_letters(competition=competition, by=head) == 3
    decision = Decision.objects.get(case=people["Ceca"].case)
    assert decision.outcome == "refusal" and decision.number == f"{people['Ceca'].case.number}-2"
    content = decisions.content_of(Decision.objects.select_related("case__data_key").get(pk=decision.pk))
    assert content["text"]["operative"][0].startswith("НИЈЕ ПРИМЉЕНО дете")
    assert "приговор комисији за упис" in content["text"]["remedy"]
    assert "не слаже са листом" in obstacle(people["Ceca"], "admission")
    assert obstacle(people["Ceca"], "refusal") == obstacle(people["Ana"], "admission") == ""
    decisions.seal_decision(municipality_id=competition.municipality_id, decision_id=decision.pk)
    decision.refresh_from_db()
    assert decision.stage == Decision.Stage.SEALED and decision.document is not None


# -- pages -------------------------------------------------------------------------------------------------------------
def test_start_page_leads_to_lists_and_a_closed_competition_says_so(
    client: Client, competition: Competition, town: Municipality
) -> None:
    start = client.get(reverse("cases:start", args=[town.slug, SLUG])).content.decode()
    assert "Упис у вртић" in start and reverse("cases:e-kindergarten:lists", args=[town.slug]) in start
    assert client.post(reverse("cases:begin", args=[town.slug, SLUG]), {"way": "without"}).status_code == 302
    close(competition)
    closed = client.get(reverse("cases:begin", args=[town.slug, SLUG]))
    assert closed.status_code == 409 and "Сада нема отвореног конкурса за упис у вртић" in closed.content.decode()
    lists = client.get(reverse("cases:e-kindergarten:lists", args=[town.slug]), {"jezik": "sr-latn"}).content.decode()
    assert "prijave su zaključene" in lists or "Листа" in lists


def test_a_family_fills_in_every_question_and_files(
    client: Client, competition: Competition, town: Municipality, milica: User
) -> None:
    sign_in(client, milica)
    address = str(client.post(reverse("cases:begin", args=[town.slug, SLUG])).headers["Location"])
    code = address.split("/")[2]
    given = family(competition)
    for _page in range(20):
        step = address.strip("/").split("/")[-1]
        if step not in given:
            break
        page = client.get(address)
        assert page.status_code == 200
        answer = client.post(address, {name: value for name, value in given[step].items() if value is not True}
                             | {name: "on" for name, value in given[step].items() if value is True})  # fmt: skip
        assert answer.status_code == 302, answer.content.decode()
        address = str(answer.headers["Location"])
    assert address == reverse("cases:check", args=[code])
    check = client.get(address).content.decode()
    assert "Вртић Пчелица" in check and "Целодневни боравак" in check
    seen = check.split('name="seen" value="')[1].split('"')[0]
    filed = client.post(reverse("cases:submit", args=[code]), {"seen": seen})
    case_page = client.get(filed.headers["Location"].replace("podneto/", "")).content.decode()
    assert "Бодови, место на листи и правни лек" in case_page


def test_a_parent_sees_the_explanation_and_objects_and_a_stranger_sees_nothing(
    client: Client, competition: Competition, town: Municipality, milica: User, ana: User, member: User, head: User
) -> None:
    row = published_example(competition, milica, member, head)["Ceca"]
    address = reverse("cases:e-kindergarten:result", args=[town.slug, row.case.code])
    page = sign_in(client, milica).get(address).content.decode()
    for sentence in ("Дете је на листи чекања.", "Зашто је тако", "Шта би променило исход", "50,0000"):
        assert sentence in page
    objection = reverse("cases:e-kindergarten:objection", args=[town.slug, row.case.code])
    assert "Напишите са чиме се не слажете." in client.post(objection, {"text": ""}).content.decode()
    assert client.post(objection, {"text": "Треће дете."}).headers["Location"] == address
    assert "Треће дете." in client.get(address).content.decode()
    assert sign_in(Client(), ana).get(address).status_code == 404


def test_the_file_and_the_script_are_public_and_agree(
    client: Client, competition: Competition, town: Municipality, milica: User, member: User, head: User, tmp_path: Path
) -> None:
    published_example(competition, milica, member, head)
    arguments = [town.slug, competition.slug, "preliminary"]
    content = client.get(reverse("cases:e-kindergarten:file", args=arguments)).content
    script = client.get(reverse("cases:e-kindergarten:script", args=[town.slug])).content
    (tmp_path / "lista.json").write_bytes(content)
    assert script == Path(verify_ranking.__file__).read_bytes()
    assert verify_ranking.main([str(tmp_path / "lista.json")]) == 0
    page = client.get(reverse("cases:e-kindergarten:published", args=arguments)).content.decode()
    assert json.loads(content)["list_sha256"] in page


def test_the_commission_works_on_the_board(
    client: Client, competition: Competition, town: Municipality, milica: User, member: User, head: User
) -> None:
    row = published_example(competition, milica, member, head)["Ceca"]
    actions.file_objection(application=row, text="Треће дете.", by=milica)
    sign_in(client, member)
    board = reverse("admin:e_kindergarten_competition_board", args=[competition.pk])
    page = client.get(board).content.decode()
    assert row.code in page and "Рангирај децу" in page and "Објави коначну листу" not in page
    assert client.get(reverse("admin:e_kindergarten_competition_changelist")).status_code == 200
    check = reverse("admin:e_kindergarten_competition_check", args=[row.pk])
    assert "Провера доказа" in client.get(check).content.decode()
    address = reverse("admin:e_kindergarten_competition_objection", args=[row.objections.get().pk])
    change = {"birth_order": 3}
    page = client.post(address, change | {"simulate": "1"}).content.decode()
    assert "Симулација" in page and "60,0000" in page
    seen = page.split('name="seen" value="')[1].split('"')[0]
    decided = client.post(
        address, change | {"decide": "1", "seen": seen, "verdict": "accepted", "reason": "Утврђено је."}
    )
    assert decided.headers["Location"] == board and row.objections.get().state == "accepted"
    step = reverse("admin:e_kindergarten_competition_step", args=[competition.pk, "publish_final"])
    assert client.post(step).status_code == 404
    assert sign_in(client, head).post(step).status_code == 302
    assert Phase(Competition.objects.get().phase) is Phase.PRELIMINARY


def test_a_competition_is_set_up_with_ready_rules_and_announced(
    client: Client, competition: Competition, town: Municipality, member: User
) -> None:
    sign_in(client, member)
    add = reverse("admin:e_kindergarten_competition_add")
    assert "Преузми правила бодовања" in client.get(add).content.decode()
    house = competition.institution
    form = {
        "institution": house.pk, "title": "Јесењи упис", "slug": "jesen", "school_year_start": "01.09.2027.",
        "opens_at_0": "01.05.2027.", "opens_at_1": "08:00:00", "closes_at_0": "31.05.2027.", "closes_at_1": "23:59:59",
        "ready_rules": "kikinda-2018", "scheme": "{}", "max_preferences": 3, "remedy": "zalba", "objection_days": 8,
        "answer_days": 15, "contract_days": 15, "requires_residence": "on",
        "quotas-TOTAL_FORMS": 1, "quotas-INITIAL_FORMS": 0, "quotas-MIN_NUM_FORMS": 0, "quotas-MAX_NUM_FORMS": 1000,
        "quotas-0-kindergarten": house.kindergartens.get(code="pcelica").pk, "quotas-0-age_group": "vrtic",
        "quotas-0-programme": "full-day", "quotas-0-language": "sr", "quotas-0-places": 20,
    }  # fmt: skip
    saved = client.post(add, form)
    assert saved.status_code == 302, saved.content.decode()
    made = Competition.objects.get(slug="jesen")
    assert (made.municipality_id, made.phase, made.quotas.get().code) == (
        town.pk, Phase.DRAFT, "pcelica.vrtic.full-day.sr",
    )  # fmt: skip
    announce = reverse("admin:e_kindergarten_competition_step", args=[made.pk, "announce"])
    made.quotas.update(age_group="skola")
    client.post(announce)
    assert Competition.objects.get(slug="jesen").phase == Phase.DRAFT
    made.quotas.update(age_group="vrtic")
    client.post(announce)
    assert Competition.objects.get(slug="jesen").phase == Phase.ANNOUNCED
    assert client.post(reverse("admin:e_kindergarten_competition_change", args=[made.pk]), form).status_code == 403


def test_a_colleague_of_another_service_or_town_sees_no_board(
    client: Client, competition: Competition, nenad: User, vesna: User
) -> None:
    board = reverse("admin:e_kindergarten_competition_board", args=[competition.pk])
    for stranger in (nenad, vesna):
        assert sign_in(client, stranger).get(board).status_code == 404


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
