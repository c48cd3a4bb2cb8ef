"""Every kind of damage is named by ``manage.py verify``, by place."""

from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from eservices.cases.models import AuditRecord, Case
from eservices.cases.models.case import OPEN_STATES
from municipalities.current import system_scope

WITHOUT_FILES = ["numbers", "chains", "clocks", "files"]


@pytest.fixture
def volume(reference_data: None) -> None:
    """Invented cases of one town; their decisions have no files."""
    call_command("scale", cases=120, municipality="kragujevac", processes=0, seed=7, stdout=StringIO())


def behind_the_back(statement: str, *values: int) -> None:
    """What a superuser could do: the triggers that keep logs from being changed do not see it."""
    with system_scope(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_auditrecord DISABLE TRIGGER USER")
        cursor.execute(statement, values)
        cursor.execute("ALTER TABLE cases_auditrecord ENABLE TRIGGER USER")


def open_case() -> Case:
    with system_scope():
        return Case.objects.filter(state__in=OPEN_STATES, due_on__isnull=False).order_by("pk")[0]


def skip_a_number() -> str:
    behind_the_back("UPDATE cases_case SET sequence = 90000 WHERE id = (SELECT max(id) FROM cases_case)")
    return "numbers: the book 553/2026 of kragujevac"


def change_a_record() -> str:
    behind_the_back("UPDATE cases_auditrecord SET action = 'nothing' WHERE sequence = 5")
    return "chains: the chain of kragujevac is broken at record 5"


def delete_a_record() -> str:
    behind_the_back("DELETE FROM cases_auditrecord WHERE sequence = 8")
    return "chains: the chain of kragujevac is broken at record 8"


def cut_the_end() -> str:
    with system_scope():
        last = AuditRecord.objects.order_by("-sequence")[0].sequence
    behind_the_back("DELETE FROM cases_auditrecord WHERE sequence = %s", last)
    return f"chains: the chain of kragujevac is broken at record {last}"


def move_a_deadline() -> str:
    case = open_case()
    behind_the_back("UPDATE cases_case SET due_on = due_on + 1 WHERE id = %s", case.pk)
    return f"clocks: case {case.number}"


def test_undamaged_volume_passes(volume: None) -> None:
    said = StringIO()
    call_command("verify", only=WITHOUT_FILES, stdout=said)
    assert said.getvalue().count(" ok ") == len(WITHOUT_FILES)


def test_a_sealed_decision_without_its_file_is_named(volume: None) -> None:
    with pytest.raises(CommandError, match="is sealed but has no file"):
        call_command("verify", stdout=StringIO())


@pytest.mark.parametrize("damage", [skip_a_number, change_a_record, delete_a_record, cut_the_end, move_a_deadline])
def test_damage_is_named(volume: None, damage: Callable[[], str]) -> None:
    sentence = damage()
    with pytest.raises(CommandError, match=sentence):
        call_command("verify", only=WITHOUT_FILES, stdout=StringIO())


@pytest.mark.django_db
def test_the_registry_of_services_can_be_printed(reference_data: None) -> None:
    said = StringIO()
    call_command("services", stdout=said)
    assert "maternity-pay (edition" in said.getvalue()
    assert "kragujevac" in said.getvalue()
