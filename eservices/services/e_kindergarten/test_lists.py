"""Ranking, published lists, objections, places and letters, through the same actions as people take."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from eservices.cases import actions as case_actions
from eservices.cases import decisions
from eservices.cases import service as services
from eservices.cases.models import Case, Decision
from eservices.cases.service import CannotCalculate
from eservices.services.e_kindergarten import actions, demo, facts, tasks
from eservices.services.e_kindergarten.explanation import explain
from eservices.services.e_kindergarten.models import Application, Competition, Objection, Ranking
from eservices.services.e_kindergarten.testing import (
    SLUG,
    close,
    file_it,
    letters,
    obstacle,
    offer,
    publish,
    published_example,
    rank,
    to_contracts,
    wish,
    worked_example,
)
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality
from tests.factories import at_once, on


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


# -- objections --------------------------------------------------------------------------------------------------------
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
    assert letters(competition, "propose", member).done == 3
    with pytest.raises(actions.NotNow, match="no-letters"):
        actions.ask_letters(competition=competition, kind="issue", by=member)
    assert letters(competition, "issue", head).done == 3
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


def test_letters_are_written_in_pieces_and_each_once(
    competition: Competition, milica: User, member: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker dies between two letters; the promise is kept by the next one, which goes on behind the first letter."""
    monkeypatch.setattr(tasks, "LETTERS_AT_ONCE", 2)
    worked_example(competition, milica)
    to_contracts(competition, member, head)
    run = actions.ask_letters(competition=competition, kind="propose", by=member)
    with pytest.raises(actions.NotNow, match="letters-running"):
        actions.ask_letters(competition=competition, kind="issue", by=head)
    assert actions.write_next_letter(run=run)
    run.refresh_from_db()
    assert (run.done, run.total, run.finished_at) == (1, 3, None)
    for _repeated in range(2):
        tasks.write_letters(municipality_id=run.municipality_id, run_id=run.pk)
    run.refresh_from_db()
    assert run.done == 3 and run.finished_at is not None and run.left == []
    assert Decision.objects.filter(case__kindergarten__competition=competition).count() == 3


def test_a_case_that_stands_in_the_way_is_told_and_the_others_go_on(
    competition: Competition, milica: User, member: User, head: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = worked_example(competition, milica)
    to_contracts(competition, member, head)
    composed = decisions.compose

    def refuse_ana(case: Case, *rest: Any) -> Any:
        if case.pk == people["Ana"].case_id:
            raise CannotCalculate("недостаје податак")
        return composed(case, *rest)

    monkeypatch.setattr(decisions, "compose", refuse_ana)
    run = letters(competition, "propose", member)
    assert run.done == 2 and run.left == [{"number": people["Ana"].case.number, "code": "rules"}]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_write_different_letters(
    kragujevac: Municipality, milica: User, member: User, head: User, spring: None
) -> None:
    with municipality_scope(kragujevac.pk):
        offer(kragujevac)
        competition = demo.competition(
            demo.institution(kragujevac), "upis", "Упис", scheme="kikinda-2018", opens=-5, closes=10, places=1
        )
        worked_example(competition, milica)
        to_contracts(competition, member, head)
        run = actions.ask_letters(competition=competition, kind="propose", by=member)
    work = partial(tasks.write_letters, municipality_id=kragujevac.pk, run_id=run.pk)
    assert at_once(work, work) == [None, None]
    with municipality_scope(kragujevac.pk):
        run.refresh_from_db()
        proposed = Decision.objects.filter(case__kindergarten__competition=competition)
        assert run.done == 3 and proposed.values("case").distinct().count() == proposed.count() == 3
