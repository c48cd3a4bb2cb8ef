"""The next term of a report as one column without gaps, so that a list is one range of one index."""

import datetime

import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_decision_templates"),
        ("inspections", "0006_plans_and_reports_of_a_year"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="report",
            name="open_reports_by_term",
        ),
        migrations.RemoveIndex(
            model_name="report",
            name="open_reports_of_inspector",
        ),
        migrations.RemoveIndex(
            model_name="report",
            name="open_reports_of_inspectorate",
        ),
        migrations.AddField(
            model_name="report",
            name="due_order",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.comparison.Coalesce(
                    "act_by", models.Value(datetime.date(9999, 12, 31))
                ),
                output_field=models.DateField(),
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "assigned",
                            "control",
                            "decision",
                            "enforcement",
                            "forwarded",
                            "info_requested",
                            "measures",
                            "no_breach",
                            "on_site",
                            "ordered",
                            "record",
                            "registered",
                            "reopen_requested",
                            "submitted",
                            "triage",
                        ],
                    )
                ),
                fields=["municipality", "due_order", "id"],
                name="open_reports_by_term",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "assigned",
                            "control",
                            "decision",
                            "enforcement",
                            "forwarded",
                            "info_requested",
                            "measures",
                            "no_breach",
                            "on_site",
                            "ordered",
                            "record",
                            "registered",
                            "reopen_requested",
                            "submitted",
                            "triage",
                        ],
                    )
                ),
                fields=["municipality", "assignee", "due_order", "id"],
                name="open_reports_of_inspector",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "assigned",
                            "control",
                            "decision",
                            "enforcement",
                            "forwarded",
                            "info_requested",
                            "measures",
                            "no_breach",
                            "on_site",
                            "ordered",
                            "record",
                            "registered",
                            "reopen_requested",
                            "submitted",
                            "triage",
                        ],
                    )
                ),
                fields=["municipality", "inspectorate", "due_order", "id"],
                name="open_reports_of_inspectorate",
            ),
        ),
        migrations.AddIndex(
            model_name="report",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "assigned",
                            "control",
                            "decision",
                            "enforcement",
                            "forwarded",
                            "info_requested",
                            "measures",
                            "no_breach",
                            "on_site",
                            "ordered",
                            "record",
                            "registered",
                            "reopen_requested",
                            "submitted",
                            "triage",
                        ],
                    )
                ),
                fields=["municipality", "category", "due_order", "id"],
                name="open_reports_of_category",
            ),
        ),
    ]
