"""Records of inspections and the checklists they follow; a record is never rewritten."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import inspections.record_rules
from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart


class Migration(migrations.Migration):
    dependencies = [
        ("inspections", "0004_ready_answers"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Checklist",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="ознака листе")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="верзија")),
                ("name", models.CharField(max_length=200, verbose_name="област надзора")),
                (
                    "lines",
                    models.TextField(
                        help_text="Свако питање у свом реду: бодови, тачка-зарез, питање. На пример: 10; Да ли је површина чиста?",
                        verbose_name="питања",
                    ),
                ),
                ("valid_from", models.DateField(default=django.utils.timezone.localdate, verbose_name="важи од")),
                ("is_active", models.BooleanField(default=True, verbose_name="у употреби")),
                ("legal_source", models.CharField(blank=True, max_length=300, verbose_name="правни основ")),
                ("confirmed", models.BooleanField(default=False, verbose_name="потврђена")),
                (
                    "inspectorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checklists",
                        to="inspections.inspectorate",
                        verbose_name="инспекција",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        help_text="Празно значи да важи за све општине.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="општина",
                    ),
                ),
            ],
            options={
                "verbose_name": "контролна листа",
                "verbose_name_plural": "контролне листе",
                "ordering": ["inspectorate", "code", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "code", "version"),
                        name="one_checklist_per_version",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InspectionRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            (inspections.record_rules.Kind["ORDER"], "Налог за инспекцијски надзор"),
                            (inspections.record_rules.Kind["NOTICE"], "Обавештење о предстојећем надзору"),
                            (inspections.record_rules.Kind["CHECKLIST"], "Контролна листа"),
                            (inspections.record_rules.Kind["FIELD_RECORD"], "Записник о инспекцијском надзору"),
                            (inspections.record_rules.Kind["OBJECTIONS"], "Примедбе на записник"),
                            (inspections.record_rules.Kind["MEASURE"], "Налагање мера"),
                            (inspections.record_rules.Kind["CONTROL_VISIT"], "Записник о контролном надзору"),
                            (inspections.record_rules.Kind["MISDEMEANOUR_ORDER"], "Прекршајни налог"),
                            (inspections.record_rules.Kind["DECISION"], "Решење"),
                            (inspections.record_rules.Kind["ENFORCEMENT"], "Закључак о дозволи извршења"),
                            (inspections.record_rules.Kind["ANSWER"], "Обавештење подносиоцу"),
                        ],
                        max_length=20,
                        verbose_name="врста акта",
                    ),
                ),
                ("sub_number", models.PositiveSmallIntegerField(verbose_name="подброј")),
                ("number", models.CharField(max_length=70, verbose_name="број")),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "language",
                    models.CharField(
                        choices=[("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English")],
                        max_length=10,
                        verbose_name="језик и писмо",
                    ),
                ),
                ("content", models.BinaryField()),
                (
                    "degree",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (inspections.record_rules.Degree["NEGLIGIBLE"], "незнатан"),
                            (inspections.record_rules.Degree["LOW"], "низак"),
                            (inspections.record_rules.Degree["MEDIUM"], "средњи"),
                            (inspections.record_rules.Degree["HIGH"], "висок"),
                            (inspections.record_rules.Degree["CRITICAL"], "критичан"),
                        ],
                        null=True,
                        verbose_name="степен ризика",
                    ),
                ),
                ("due_on", models.DateField(null=True, verbose_name="рок")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="сачињено")),
                ("sealed_at", models.DateTimeField(null=True, verbose_name="запечаћено")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="отисак")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="величина")),
                ("path", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "checklist",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="inspections.checklist",
                        verbose_name="контролна листа",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="сачинио",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="inspections.report",
                        verbose_name="пријава",
                    ),
                ),
            ],
            options={
                "verbose_name": "акт инспекције",
                "verbose_name_plural": "акта инспекције",
                "ordering": ["report", "sub_number"],
                "indexes": [
                    models.Index(fields=["municipality", "-made_at", "-id"], name="records_by_day"),
                    models.Index(fields=["municipality", "kind", "-made_at", "-id"], name="records_by_kind"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "sub_number"), name="one_record_of_a_sub_number"),
                ],
            },
        ),
        KeepMunicipalitiesApart("inspections_inspectionrecord"),
        AppendOnly("inspections_inspectionrecord", "sealed_at", "sha256", "size", "path"),
    ]
