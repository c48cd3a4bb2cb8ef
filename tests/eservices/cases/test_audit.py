"""The audit trail: a chain that names its first broken link, whoever broke it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction

from eservices.cases import actions, audit
from eservices.cases.models import AuditHead, AuditRecord, Case
from municipalities.accounts.models import User
from municipalities.current import municipality_scope
from municipalities.models import Municipality


def first_broken(place: Municipality) -> int | None:
    rows = AuditRecord.objects.filter(municipality=place).order_by("sequence")
    return audit.first_broken(rows, head=AuditHead.objects.filter(municipality=place).first())


@pytest.fixture
def chain(at_home: Municipality, jelena: User) -> Municipality:
    for number in range(1, 6):
        audit.record("view", municipality_id=at_home.pk, data={"nr": number}, actor_kind="clerk", by=jelena)
    assert first_broken(at_home) is None
    return at_home


@pytest.fixture
def as_owner(chain: Municipality) -> Iterator[None]:
    """The owner of the table can switch the guard off; the chain is what is left."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE cases_auditrecord DISABLE TRIGGER append_only")
        yield
        cursor.execute("ALTER TABLE cases_auditrecord ENABLE TRIGGER append_only")


def sql(text: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, values)


@pytest.mark.parametrize("text", ["UPDATE cases_auditrecord SET action = 'x'", "DELETE FROM cases_auditrecord"])
def test_a_record_cannot_be_changed_or_deleted(chain: Municipality, text: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(text)
    assert first_broken(chain) is None


def test_a_changed_record_is_named(chain: Municipality, as_owner: None) -> None:
    sql("""UPDATE cases_auditrecord SET data = '{"nr": 99}' WHERE sequence = 3""")
    assert first_broken(chain) == 3


def test_another_actor_or_hour_is_noticed(chain: Municipality, as_owner: None, dragan: User) -> None:
    sql("UPDATE cases_auditrecord SET at = at - interval '1 hour' WHERE sequence = 4")
    assert first_broken(chain) == 4
    sql("UPDATE cases_auditrecord SET actor_id = %s WHERE sequence = 2", dragan.pk)
    assert first_broken(chain) == 2


def test_a_deleted_record_is_named(chain: Municipality, as_owner: None) -> None:
    sql("DELETE FROM cases_auditrecord WHERE sequence = 3")
    assert first_broken(chain) == 3


def test_a_deleted_end_is_noticed(chain: Municipality, as_owner: None) -> None:
    sql("DELETE FROM cases_auditrecord WHERE sequence = 5")
    assert first_broken(chain) == 5


def test_a_cleared_chain_is_noticed(chain: Municipality, as_owner: None) -> None:
    sql("DELETE FROM cases_auditrecord")
    assert first_broken(chain) == 1


def test_swapped_records_are_named(chain: Municipality, as_owner: None) -> None:
    sql("UPDATE cases_auditrecord SET sequence = 100 WHERE sequence = 2")
    sql("UPDATE cases_auditrecord SET sequence = 2 WHERE sequence = 3")
    sql("UPDATE cases_auditrecord SET sequence = 3 WHERE sequence = 100")
    assert first_broken(chain) == 2


def test_an_inserted_record_is_named(chain: Municipality, as_owner: None) -> None:
    sql("UPDATE cases_auditrecord SET sequence = sequence + 100 WHERE sequence >= 3")
    sql(
        "INSERT INTO cases_auditrecord (municipality_id, sequence, at, actor_kind, action, data, previous_hash, hash)"
        " SELECT municipality_id, 3, at, actor_kind, 'forged', data, hash, hash FROM cases_auditrecord"
        " WHERE sequence = 2"
    )
    sql("UPDATE cases_auditrecord SET sequence = sequence - 99 WHERE sequence >= 103")
    assert first_broken(chain) == 3


def test_each_municipality_has_a_chain_of_its_own(chain: Municipality, cacak: Municipality) -> None:
    with municipality_scope(cacak.pk):
        row = audit.record("view", municipality_id=cacak.pk, actor_kind="clerk", by=None)
        assert row.sequence == 1 and first_broken(cacak) is None
        assert AuditRecord.objects.count() == 1


def test_the_applicant_sees_who_opened_the_case(filed: Case, jelena: User) -> None:
    actions.take(case=filed, by=jelena)
    audit.record("view", municipality_id=filed.municipality_id, case=filed, actor_kind="clerk", by=jelena)
    assert [(row.action, row.actor) for row in audit.readings_of(filed)] == [
        ("view", jelena), ("take", jelena), ("submit", filed.person),
    ]  # fmt: skip
