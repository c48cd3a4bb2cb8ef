"""Cases handed over to another organ, joined with another file, or split off from one."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import eservices.cases.lifecycle
from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_proposed_values"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("joined", "спојен"), ("split", "издвојен")], max_length=8, verbose_name="врста"
                    ),
                ),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True, verbose_name="раздвојен")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_to", to="cases.case"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="links_from", to="cases.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "веза предмета",
                "verbose_name_plural": "везе предмета",
                "ordering": ["made_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None), ("kind", "joined")),
                        fields=("other",),
                        name="joined_to_one_file_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("case", models.F("other")), _negated=True), name="no_file_is_tied_to_itself"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("receiver", models.CharField(max_length=200, verbose_name="коме је уступљен")),
                ("on", models.DateField(verbose_name="уступљен")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="transfer", to="cases.case"
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.caseevent"
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
                (
                    "to_municipality",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                    ),
                ),
            ],
            options={
                "verbose_name": "уступање предмета",
                "verbose_name_plural": "уступања предмета",
            },
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_state_is_known",
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    (eservices.cases.lifecycle.State["SUBMITTED"], "Примљен"),
                    (eservices.cases.lifecycle.State["IN_REVIEW"], "У раду"),
                    (eservices.cases.lifecycle.State["AMENDMENT_REQUESTED"], "Чека допуну"),
                    (eservices.cases.lifecycle.State["STAYED"], "Поступак прекинут"),
                    (eservices.cases.lifecycle.State["PROPOSED"], "Предложена одлука"),
                    (eservices.cases.lifecycle.State["ISSUED"], "Одлука донета"),
                    (eservices.cases.lifecycle.State["DELIVERED"], "Одлука уручена"),
                    (eservices.cases.lifecycle.State["APPEALED"], "По жалби"),
                    (eservices.cases.lifecycle.State["FINAL"], "Коначан"),
                    (eservices.cases.lifecycle.State["ARCHIVED"], "Архивиран"),
                    (eservices.cases.lifecycle.State["WITHDRAWN"], "Подносилац одустао"),
                    (eservices.cases.lifecycle.State["TRANSFERRED"], "Уступљен"),
                ],
                default=eservices.cases.lifecycle.State["SUBMITTED"],
                max_length=20,
                verbose_name="стање",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "submitted",
                            "in_review",
                            "amendment_requested",
                            "stayed",
                            "proposed",
                            "issued",
                            "delivered",
                            "appealed",
                            "final",
                            "archived",
                            "withdrawn",
                            "transferred",
                        ],
                    )
                ),
                name="case_state_is_known",
            ),
        ),
        KeepMunicipalitiesApart("cases_caselink"),
        KeepMunicipalitiesApart("cases_casetransfer"),
    ]
