"""Tables of versions: made by the owner's functions, read by readers, changed by nobody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from psycopg2 import sql

from opendata import differences, tables
from opendata.tabular import copying
from opendata.tabular.schema import Column, TableSchema, in_scripts

SCHEMA = TableSchema(
    "proba",
    (
        Column("sifra", "string", in_scripts("шифра"), required=True),
        Column("iznos", "number", in_scripts("износ")),
        Column("dan", "date", in_scripts("дан")),
    ),
    key=("sifra",),
)
ROWS: list[tuple[int, list[Any]]] = [(2, ["а\t\\1", Decimal("1.50"), date(2026, 1, 31)]), (3, ["б\n2", None, None])]


def filled(rows: list[tuple[int, list[Any]]]) -> str:
    name = tables.new_name()
    tables.make(name, SCHEMA)
    tables.fill(name, SCHEMA, [copying.text_of(SCHEMA, rows)])
    tables.index(name, ["sifra", "iznos"])
    return name


def as_role(role: str, statement: str, name: str) -> object:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        cursor.execute(sql.SQL(statement).format(tables.table(name)))
        found = cursor.fetchall() if cursor.description else None
        cursor.execute("RESET ROLE")
        return found


@pytest.mark.django_db
def test_every_value_comes_back_as_it_was_written() -> None:
    name = filled(ROWS)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("SELECT _row, sifra, iznos, dan, _words FROM {} ORDER BY 1").format(tables.table(name)))
        assert cursor.fetchall() == [
            (2, "а\t\\1", Decimal("1.50"), date(2026, 1, 31), "a 1"),
            (3, "б\n2", None, None, "b 2"),
        ]


@pytest.mark.django_db
def test_readers_see_rows_only_after_publication() -> None:
    name = filled(ROWS)
    with pytest.raises(DatabaseError, match="permission denied"):
        as_role("portal_reader", "SELECT count(*) FROM {}", name)
    tables.publish(name)
    assert as_role("portal_reader", "SELECT count(*) FROM {}", name) == [(2,)]
    with pytest.raises(DatabaseError, match="permission denied"):
        as_role("portal_reader", "SELECT (SELECT count(*) FROM opendata_dataset) FROM {}", name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", ["DELETE FROM {}", "UPDATE {} SET iznos = 0", "DROP TABLE {}", "INSERT INTO {} VALUES (9)"]
)
def test_the_portal_itself_cannot_change_what_was_published(change: str) -> None:
    name = filled(ROWS)
    tables.publish(name)
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"):
        as_role("portal_app", change, name)
    with pytest.raises(DatabaseError, match="never dropped"):
        tables.discard(name)


@pytest.mark.django_db
def test_a_table_that_nobody_published_can_be_discarded() -> None:
    name = filled(ROWS)
    tables.discard(name)
    with pytest.raises(DatabaseError, match="does not exist"), transaction.atomic():
        as_role("portal_app", "SELECT 1 FROM {}", name)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "columns"),
    [("x; DROP TABLE y", '[["a", "text"]]'), (f"v{'0' * 32}", '[["a", "text); DROP TABLE y; --"]]')],
)
def test_functions_of_the_owner_take_known_names_and_types_only(name: str, columns: str) -> None:
    with pytest.raises(DatabaseError, match=r"no name|no type"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT opendata_rows.make(%s, %s)", [name, columns])


@pytest.mark.django_db
def test_versions_are_compared_by_key() -> None:
    old = filled([(2, ["а", Decimal(1), None]), (3, ["б", Decimal(2), None]), (4, ["в", Decimal(3), None])])
    new = filled(
        [(2, ["б", Decimal(2), None]), (3, ["в", Decimal(4), None]), (4, ["г", None, None]), (5, ["д", None, None])]
    )
    found = differences.compare(old, new, SCHEMA, SCHEMA)
    assert (found["added"], found["removed"], found["changed"]) == (2, 1, 1)
    shown = {tuple(row["key"]): row for row in differences.examples(old, new, SCHEMA)}
    assert shown[("в",)]["changed"] == {"iznos": (3, 4)} and shown[("а",)]["what"] == "removed"


@pytest.mark.django_db
def test_without_a_key_a_changed_row_is_a_removed_and_an_added_one() -> None:
    keyless = TableSchema("proba", SCHEMA.columns)
    old = filled([(2, ["а", Decimal(1), None]), (3, ["а", Decimal(1), None])])
    new = filled([(2, ["а", Decimal(1), None]), (3, ["а", Decimal(2), None])])
    found = differences.compare(old, new, keyless, keyless)
    assert (found["added"], found["removed"], found["changed"], found["key"]) == (1, 1, 0, False)


@pytest.mark.django_db
def test_rows_with_a_key_that_was_there_before_are_found() -> None:
    name = filled([(2, ["а", None, None]), (3, ["б", None, None]), (4, ["а", None, None])])
    assert differences.duplicates(name, ("sifra",)) == [(4, 2, "а")]
