"""The ledger is guarded by the database: each municipality sees its own rows, a row is closed once and never lost."""

from django.db import migrations

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart

TABLE = "exchange_registerquery"
ENDING = ("outcome", "answered_at", "duration_ms", "attempts", "answer_hash", "as_of")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_the_ledger_and_the_breakers")]

    operations = [
        AppendOnly(TABLE, *ENDING),
        migrations.RunSQL(
            sql=[
                f"""CREATE FUNCTION {TABLE}_closed_once() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'a closed register query cannot be changed'
                USING ERRCODE = 'restrict_violation'; END $$""",
                f"""CREATE TRIGGER closed_once BEFORE UPDATE ON {TABLE}
                FOR EACH ROW WHEN (OLD.outcome <> 'asked') EXECUTE FUNCTION {TABLE}_closed_once()""",
            ],
            reverse_sql=[
                f"DROP TRIGGER closed_once ON {TABLE}",
                f"DROP FUNCTION {TABLE}_closed_once()",
            ],
        ),
        KeepMunicipalitiesApart(TABLE),
    ]
