"""Tables as bare rows while the owner writes a volume into them: no policy that binds it, no foreign keys, few indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

_FOREIGN_KEYS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND conrelid = ANY (%s::regclass[]) ORDER BY 1, 2
"""
_INDEXES = """
    SELECT indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index
    WHERE indrelid = ANY (%s::regclass[]) AND NOT indisunique ORDER BY 1, 2
"""
_FORCED = "SELECT oid::regclass::text FROM pg_class WHERE relforcerowsecurity AND oid = ANY (%s::regclass[]) ORDER BY 1"


@contextmanager
def bare_tables(cursor: Any, tables: Sequence[str]) -> Iterator[None]:
    """The tables without policies that bind the owner, foreign keys and plain indexes, and all of it again after.

    ``cursor`` is the owner's, within a transaction; the tables stay locked until it ends.
    """
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
    foreign_keys, indexes = _rows(cursor, _FOREIGN_KEYS, tables), _rows(cursor, _INDEXES, tables)
    for table, name, _definition in foreign_keys:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for _table, name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    forced = [table for (table,) in _rows(cursor, _FORCED, tables)]
    for table in forced:
        cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _table, _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in foreign_keys:
        cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    for table in forced:
        cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _rows(cursor: Any, question: str, tables: Sequence[str]) -> list[tuple[str, ...]]:
    cursor.execute(question, [list(tables)])
    return list(cursor.fetchall())
