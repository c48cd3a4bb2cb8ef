"""Open data of enrolment: places as announced, and lists that name nobody."""

from __future__ import annotations

import json
from decimal import Decimal

from eservices.services.e_kindergarten.models import Application, Competition
from eservices.services.e_kindergarten.phases import Phase
from eservices.services.e_kindergarten.published import Places, Results
from eservices.services.e_kindergarten.testing import close, file_it, publish, worked_example
from municipalities.accounts.models import User
from municipalities.models import Municipality
from tests.published import read


def test_places_of_announced_competitions_are_published(competition: Competition, town: Municipality) -> None:
    rows = read(Places(), town)
    assert len(rows) == competition.quotas.count()
    assert {row["mesta"] for row in rows} == {1}
    assert rows[0]["naziv"] == "Вртић Бубамара" and rows[0]["program"] == "Целодневни боравак"
    Competition.objects.filter(pk=competition.pk).update(phase=Phase.DRAFT)
    assert read(Places(), town) == []


def test_the_latest_list_is_published_line_by_line_by_code(
    competition: Competition, town: Municipality, milica: User, member: User, head: User
) -> None:
    assert read(Results(), town) == []
    people = worked_example(competition, milica)
    close(competition)
    publish(competition, "preliminary", member, head)
    rows = read(Results(), town)
    code = {name: row.code for name, row in people.items()}
    assert [(row["mesto_na_listi"], row["sifra"], row["bodovi"], row["vrtic"]) for row in rows] == [
        (1, code["Ana"], Decimal("60.0000"), "pcelica"),
        (2, code["Ceca"], Decimal("50.0000"), None),
        (3, code["Boris"], Decimal("40.0000"), "zvoncici"),
    ]
    assert {row["lista"] for row in rows} == {"прелиминарна"}


def test_a_protected_child_is_in_no_open_data(
    competition: Competition, town: Municipality, milica: User, member: User, head: User
) -> None:
    rows = [file_it(competition, number, milica) for number in range(2)]
    Application.objects.filter(pk=rows[0].pk).update(protected=True)
    close(competition)
    publication = publish(competition, "preliminary", member, head)
    published = {line["code"] for line in json.loads(bytes(publication.content))["list"]}
    assert {row["sifra"] for row in read(Results(), town)} == published
