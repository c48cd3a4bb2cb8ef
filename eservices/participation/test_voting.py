"""Participatory budget and poll: proposals, the secret ballot, what the money suffices for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from eservices.participation import actions, tasks
from eservices.participation.figures import figures_of
from eservices.participation.models import Ballot, Option, Process, Turnout
from eservices.participation.phases import Kind, NotNow, Phase, Standing
from eservices.participation.samples import opened
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.cast import sign_in
from tests.factories import on

pytestmark = pytest.mark.django_db
REGISTERED = Standing.REGISTERED


def page(process: Process, name: str = "process") -> str:
    return reverse(f"participation:{name}", args=[process.municipality.slug, process.code])


def vote(process: Process, by: User, *choices: int) -> None:
    actions.vote(process=process, choices=choices, standing=REGISTERED, by=by)


@pytest.fixture
def poll(town: Municipality, editor: User) -> Process:
    return opened(town, editor, Kind.POLL, title="Радно време библиотеке")


def ids(process: Process) -> list[int]:
    return list(process.options.order_by("id").values_list("pk", flat=True))


def test_a_person_votes_once_and_nothing_says_what(poll: Process, milica: User, ana: User) -> None:
    yes, no = ids(poll)
    vote(poll, milica, yes)
    with pytest.raises(actions.AlreadyVoted):
        vote(poll, milica, no)
    vote(poll, ana, yes)
    assert Turnout.objects.count() == Ballot.objects.count() == 2
    assert {field.name for field in Ballot._meta.fields} == {"id", "municipality", "process", "choices"}
    assert list(poll.options.order_by("id").values_list("votes", flat=True)) == [2, 0]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Ballot.objects.update(choices=[no])


def test_a_wrong_ballot_is_refused_and_the_person_may_still_vote(poll: Process, milica: User) -> None:
    yes, no = ids(poll)
    for choices, code in (((), "none"), ((yes, no), "many"), ((yes, 0), "unknown")):
        with pytest.raises(actions.WrongChoice, match=code):
            vote(poll, milica, *choices)
    vote(poll, milica, no)


def test_while_people_vote_nobody_sees_how_others_did(poll: Process, milica: User, client: Client) -> None:
    vote(poll, milica, ids(poll)[0])
    assert "Гласало је" not in client.get(page(poll)).content.decode()
    with on(timezone.now() + timedelta(days=30)):
        assert "Гласало је: 1" in client.get(page(poll)).content.decode()
        with pytest.raises(NotNow, match="phase"):
            vote(poll, milica, ids(poll)[1])


def test_the_ballot_page_takes_a_vote_and_keeps_a_refused_choice(poll: Process, milica: User, client: Client) -> None:
    yes, _no = ids(poll)
    assert "/nalog/login/" in client.get(page(poll, "vote")).headers["Location"]
    sign_in(client, milica)
    assert "Изаберите бар једну могућност." in client.post(page(poll, "vote"), {}).content.decode()
    assert client.post(page(poll, "vote"), {"choices": yes}).headers["Location"] == page(poll)
    assert "Већ сте гласали" in client.get(page(poll, "vote")).content.decode()


# -- participatory budget ----------------------------------------------------------------------------------------------
@pytest.fixture
def budget(town: Municipality, editor: User) -> Process:
    return opened(town, editor, Kind.BUDGET, title="Твој крај", budget=Decimal("1000000"), days=10)


def project(process: Process, by: User, title: str, cost: int) -> Option:
    given = actions.Project(title, "У парку код школе.", Decimal(cost), "Милица П.")
    return actions.propose(process=process, project=given, standing=REGISTERED, by=by)


def at_the_vote(process: Process, editor: User, options: list[Option]) -> None:
    tasks.follow_the_calendar()
    for option in options:
        actions.examine(option=option, admitted=True, cost=None, reason="", by=editor)
    actions.open_voting(process=process, last=timezone.localdate() + timedelta(days=7), by=editor)


def test_money_goes_to_the_most_voted_for_that_it_suffices_for(
    budget: Process, milica: User, ana: User, editor: User
) -> None:
    park = project(budget, milica, "Клупе у парку", 400_000)
    light = project(budget, ana, "Осветљење стазе", 700_000)
    trees = project(budget, ana, "Дрвеће", 500_000)
    with on(timezone.now() + timedelta(days=10)):
        at_the_vote(budget, editor, [park, light, trees])
        with pytest.raises(actions.WrongChoice, match="dear"):
            vote(budget, milica, park.pk, light.pk)
        vote(budget, milica, park.pk, trees.pk)
        vote(budget, ana, park.pk)
        budget.refresh_from_db()
        rows = {row["title"]: row for row in figures_of(budget)["options"]}
    assert [row["chosen"] for row in (rows["Клупе у парку"], rows["Дрвеће"], rows["Осветљење стазе"])] == [
        True,
        True,
        False,
    ]


def test_a_proposal_dearer_than_everything_is_refused_at_once(budget: Process, milica: User) -> None:
    with pytest.raises(actions.WrongChoice, match="dear"):
        project(budget, milica, "Мост", 1_000_001)


def test_voting_opens_only_with_something_to_vote_on(budget: Process, milica: User, editor: User) -> None:
    option = project(budget, milica, "Фонтана", 900_000)
    with on(timezone.now() + timedelta(days=10)):
        tasks.follow_the_calendar()
        actions.examine(option=option, admitted=False, cost=None, reason="Није на општинској земљи.", by=editor)
        with pytest.raises(actions.NeedMissing, match="options"):
            actions.open_voting(process=budget, last=timezone.localdate(), by=editor)
    budget.refresh_from_db()
    assert budget.phase == Phase.ADMITTING
