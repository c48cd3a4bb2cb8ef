"""Counts of reports by cell of the maps, and the trigger that notes each change of a report."""

import django.db.models.deletion
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart

# Shifted by 6 bits: cells of zoom 20 become those of zoom 17. A report without a place, or not public, lies in no cell.
NOTE = """
    INSERT INTO inspections_cellchange (municipality_id, public, cell, inspectorate_id, category_id, state, number, ids)
    SELECT {row}.municipality_id, layer.public, layer.cell >> 6, {row}.inspectorate_id, {row}.category_id, {row}.state,
        {sign}1, {sign}{row}.id
    FROM (VALUES (false, {row}.cell), (true, CASE WHEN {row}.is_public THEN {row}.public_cell END))
        AS layer (public, cell)
    WHERE layer.cell IS NOT NULL
"""
SHOWN = ["municipality_id", "inspectorate_id", "category_id", "state", "cell", "public_cell", "is_public"]
NOTE_CHANGES = f"""
    CREATE FUNCTION inspections_report_note_cells() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN {NOTE.format(row="OLD", sign="-")}; END IF;
        IF TG_OP <> 'DELETE' THEN {NOTE.format(row="NEW", sign="")}; END IF;
        RETURN NULL;
    END $$;
    CREATE TRIGGER note_cells AFTER INSERT OR DELETE ON inspections_report
    FOR EACH ROW EXECUTE FUNCTION inspections_report_note_cells();
    CREATE TRIGGER note_moved_cells AFTER UPDATE ON inspections_report FOR EACH ROW
    WHEN (({", ".join(f"OLD.{name}" for name in SHOWN)}) IS DISTINCT FROM ({", ".join(f"NEW.{name}" for name in SHOWN)}))
    EXECUTE FUNCTION inspections_report_note_cells();
"""
NOTE_NO_CHANGES = """
    DROP TRIGGER note_moved_cells ON inspections_report;
    DROP TRIGGER note_cells ON inspections_report;
    DROP FUNCTION inspections_report_note_cells();
"""
# What was filed before is noted too; the first rounds of folding count it.
NOTE_WHAT_IS_THERE = f"""
    SELECT set_config('app.system', 'on', true);
    {NOTE.format(row="report", sign="").replace("FROM (VALUES", "FROM inspections_report AS report, LATERAL (VALUES")};
    SELECT set_config('app.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0009_checklists_in_english"),
        ("municipalities", "0002_dotted_parameter_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CellChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public", models.BooleanField()),
                ("cell", models.BigIntegerField()),
                ("state", models.CharField(max_length=20)),
                ("number", models.IntegerField()),
                ("ids", models.BigIntegerField()),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inspections.category",
                    ),
                ),
                (
                    "inspectorate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inspections.inspectorate",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "промена на мапи",
                "verbose_name_plural": "промене на мапи",
            },
        ),
        migrations.CreateModel(
            name="CellCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("public", models.BooleanField()),
                ("zoom", models.PositiveSmallIntegerField()),
                ("cell", models.BigIntegerField()),
                ("state", models.CharField(max_length=20)),
                ("number", models.IntegerField()),
                ("ids", models.BigIntegerField()),
                (
                    "category",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inspections.category",
                    ),
                ),
                (
                    "inspectorate",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inspections.inspectorate",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "збир на мапи",
                "verbose_name_plural": "збирови на мапи",
                "indexes": [
                    models.Index(
                        condition=models.Q(("number", 0)), fields=["municipality"], name="cells_without_reports"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "public", "zoom", "inspectorate", "category", "cell", "state"),
                        name="cells_counted_once",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        KeepMunicipalitiesApart("inspections_cellchange"),
        KeepMunicipalitiesApart("inspections_cellcount"),
        migrations.RunSQL([NOTE_CHANGES], [NOTE_NO_CHANGES]),
        migrations.RunSQL([NOTE_WHAT_IS_THERE], migrations.RunSQL.noop),
    ]
