"""Acts of a case with their sub-numbers; decisions that already have one are entered under it."""

import django.db.models.deletion
from django.db import migrations, models

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart

# The decisions of a case and the events that issued them follow each other in the same order.
ENTER_DECISIONS = """
    SELECT set_config('app.system', 'on', true);
    INSERT INTO cases_caseact (municipality_id, case_id, event_id, sub_number, number, kind, direction, at)
    SELECT decision.municipality_id, case_id, event.id, decision.act, decision.number, event.action, 'outgoing', event.at
    FROM (SELECT *, row_number() OVER (PARTITION BY case_id ORDER BY act) AS turn
          FROM cases_decision WHERE act IS NOT NULL) AS decision
    JOIN (SELECT *, row_number() OVER (PARTITION BY case_id ORDER BY position) AS turn
          FROM cases_caseevent WHERE action IN ('issue', 'issue_provisional')) AS event USING (case_id, turn);
    SET CONSTRAINTS ALL IMMEDIATE;
    SELECT set_config('app.system', '', true);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_internal_documents"),
        ("municipalities", "0002_dotted_parameter_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sub_number", models.PositiveSmallIntegerField(verbose_name="подброј")),
                ("number", models.CharField(max_length=70, verbose_name="број")),
                ("kind", models.SlugField(max_length=40, verbose_name="врста")),
                (
                    "direction",
                    models.CharField(
                        choices=[("incoming", "примљено"), ("outgoing", "послато")], max_length=10, verbose_name="смер"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="датум")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="cases.case"
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="act", to="cases.caseevent"
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "акт",
                "verbose_name_plural": "акти",
                "ordering": ["sub_number"],
                "constraints": [models.UniqueConstraint(fields=("case", "sub_number"), name="one_act_of_a_sub_number")],
            },
        ),
        KeepMunicipalitiesApart("cases_caseact"),
        AppendOnly("cases_caseact"),
        migrations.RunSQL(ENTER_DECISIONS, migrations.RunSQL.noop),
    ]
