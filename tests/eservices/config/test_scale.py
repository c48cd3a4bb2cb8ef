"""Invented volume: valid people, lives that the lifecycle allows, and rows that verify like real ones."""

import random
import re
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from pytest_django import Settings

from eservices.cases.actions.intake import answers_of
from eservices.cases.lifecycle import transition
from eservices.cases.models import Case, CaseEvent, RegistryBook
from eservices.config.integrity import acts, chains, clocks, numbers
from eservices.config.volume.lives import live
from eservices.config.volume.people import person
from eservices.config.volume.rows import text_of
from eservices.services.maternity_pay.models import MaternityPayDetails
from municipalities.current import system_scope
from municipalities.identifiers import clean_jmbg

PARENTHESES_AND_TYPES = re.compile(r"::[a-z ]+(?:\[\])?|[()]")
NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)


def schema() -> list[tuple[str, str]]:
    """Indexes, constraints and policies of the tables of cases.

    PostgreSQL prints the type of a list of words at another place when the index was made from its own print.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename LIKE 'cases\\_%%' UNION ALL "
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid::regclass::text LIKE 'cases\\_%%' "
            "UNION ALL SELECT relname, relforcerowsecurity::text FROM pg_class WHERE relname LIKE 'cases\\_%%' ORDER BY 1, 2"
        )
        return [(name, PARENTHESES_AND_TYPES.sub("", definition)) for name, definition in cursor.fetchall()]


def test_invented_people_have_valid_and_different_numbers_of_region_66() -> None:
    found = {person(number).jmbg for number in range(3_000)}
    assert len(found) == 3_000
    assert {clean_jmbg(number).region for number in found} == {"66"}


@pytest.mark.parametrize("seed", range(200))
def test_a_life_takes_only_steps_of_the_lifecycle_in_order_of_time(seed: int) -> None:
    life = live(NOW - timedelta(days=seed * 3), now=NOW, random=random.Random(seed))
    for before, act in zip(life.acts, life.acts[1:], strict=False):
        assert before.at <= act.at < NOW
        assert transition(before.state, act.action, act.actor).from_state(before.state) == act.state


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "\\N"), ("a\tb\\c\n", "a\\tb\\\\c\\n"), (True, "t"), (b"\x01\xff", "\\\\x01ff"), ({}, "{}"),
     ({"a": "š"}, '{"a": "š"}')],
)  # fmt: skip
def test_values_are_written_as_copy_reads_them(value: object, expected: str) -> None:
    assert text_of(value) == expected


@pytest.fixture
def volume(reference_data: None) -> str:
    """Volume of two loads, the second on top of the first."""
    before, said = schema(), StringIO()
    for _ in range(2):
        call_command("scale", cases=260, processes=0, stdout=said)
    assert schema() == before
    return said.getvalue()


def test_the_volume_verifies_and_opens_like_real_cases(volume: str) -> None:
    with system_scope():
        assert [*numbers(), *acts(), *chains(), *clocks()] == []
        assert Case.objects.count() == MaternityPayDetails.objects.count() == 520
        case = Case.objects.select_related("data_key").order_by("?")[0]
        answers = answers_of(case)
        assert case.applicant_name == f"{answers['applicant']['first_name']} {answers['applicant']['last_name']}"
        assert CaseEvent.objects.filter(case=case).count() == case.version
        assert len(set(Case.objects.values_list("state", flat=True))) >= 4
    assert "260 cases" in volume


def test_one_municipality_can_get_everything(reference_data: None) -> None:
    call_command("scale", cases=40, municipality="cacak", processes=0, stdout=StringIO())
    with system_scope():
        assert set(Case.objects.values_list("municipality__slug", flat=True)) == {"cacak"}
        assert sum(RegistryBook.objects.values_list("last_sequence", flat=True)) == 40


@pytest.mark.django_db
def test_production_and_nonsense_are_refused(settings: Settings, reference_data: None) -> None:
    with pytest.raises(CommandError, match="no municipality 'nigdina'"):
        call_command("scale", cases=1, municipality="nigdina", stdout=StringIO())
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--yes-really"):
        call_command("scale", cases=1, stdout=StringIO())
