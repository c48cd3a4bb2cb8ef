"""Row-level security: the database itself keeps municipalities apart, so that a forgotten filter shows nothing."""

from __future__ import annotations

from typing import Any

from django.db.migrations.operations import RunSQL

_MUNICIPALITY = "municipality_id = (SELECT nullif(current_setting('app.municipality', true), '')::bigint)"
_SYSTEM = "(SELECT current_setting('app.system', true)) = 'on'"


def person_condition(column: str) -> str:
    """Rows whose ``column`` is the person of the transaction, whatever the municipality."""
    return f"{column} = (SELECT nullif(current_setting('app.person', true), '')::bigint)"


def code_condition(column: str) -> str:
    """The row whose secret ``column`` was presented."""
    return f"{column} = (SELECT nullif(current_setting('app.code', true), ''))"


FIGURES_CONDITION = "(SELECT current_setting('app.figures', true)) = 'on'"
"""Summed figures of all municipalities, for who may compare them; never a condition on a table with rows of people."""


class KeepMunicipalitiesApart(RunSQL):
    """Enable and force a policy on ``table`` by its ``municipality_id``; ``also`` lists further conditions that admit.

    Forced, so that it binds the owner of the table too. Comparisons are of leakproof operators only, else the policy
    would keep indexes from being used.
    """

    def __init__(self, table: str, *also: str) -> None:
        condition = " OR ".join([_MUNICIPALITY, _SYSTEM, *also])
        super().__init__(
            sql=[
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
                f"CREATE POLICY keep_municipalities_apart ON {table} USING ({condition}) WITH CHECK ({condition})",
            ],
            reverse_sql=[
                f"DROP POLICY keep_municipalities_apart ON {table}",
                f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
            ],
        )
        self.table, self.also = table, also

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, *self.also], {})


class LetEverybodyRead(RunSQL):
    """Let rows of ``table`` that fulfil ``condition`` be read by everybody; writing stays with their municipality.

    For tables of which public pages are made: ``is_public`` may be enough of a condition. Leakproof operators only.
    """

    def __init__(self, table: str, condition: str) -> None:
        super().__init__(
            sql=f"CREATE POLICY let_everybody_read ON {table} FOR SELECT USING ({condition})",
            reverse_sql=f"DROP POLICY let_everybody_read ON {table}",
        )
        self.table, self.condition = table, condition

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, self.condition], {})


class AppendOnly(RunSQL):
    """Refuse UPDATE and DELETE on ``table``, except for the named ``changeable`` columns.

    TRUNCATE is a privilege of its own, which the role of the portal does not have.
    """

    def __init__(self, table: str, *changeable: str) -> None:
        names = ", ".join(f"'{column}'" for column in changeable)
        keep = f"(to_jsonb(NEW) - ARRAY[{names}]::text[]) = (to_jsonb(OLD) - ARRAY[{names}]::text[])"
        allow = f"IF TG_OP = 'UPDATE' AND {keep} THEN RETURN NEW; END IF;" if changeable else ""
        super().__init__(
            sql=[
                f"""CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN {allow} RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
                END $$""",
                f"""CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
                FOR EACH ROW EXECUTE FUNCTION {table}_append_only()""",
            ],
            reverse_sql=[
                f"DROP TRIGGER append_only ON {table}",
                f"DROP FUNCTION {table}_append_only()",
            ],
        )
        self.table, self.changeable = table, changeable

    def deconstruct(self) -> tuple[str, list[str], dict[str, Any]]:
        return (self.__class__.__name__, [self.table, *self.changeable], {})
