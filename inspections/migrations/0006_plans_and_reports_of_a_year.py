"""Risk of supervised subjects, plan and report of a year, and what a record counts as."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import inspections.record_rules
from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_decision_templates"),
        ("inspections", "0005_inspection_records"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="inspectionrecord",
            name="counted_as",
            field=models.CharField(
                blank=True,
                choices=[
                    (inspections.record_rules.CountedAs["REGULAR"], "Редовни надзори"),
                    (inspections.record_rules.CountedAs["EXTRAORDINARY"], "Ванредни надзори"),
                    (inspections.record_rules.CountedAs["MIXED"], "Мешовити надзори"),
                    (inspections.record_rules.CountedAs["SUPPLEMENTARY"], "Допунски надзори"),
                    (inspections.record_rules.CountedAs["BREACH"], "Надзори са утврђеним неправилностима"),
                    (inspections.record_rules.CountedAs["NO_BREACH"], "Надзори без неправилности"),
                    (inspections.record_rules.CountedAs["FULFILLED"], "Мере извршене"),
                    (inspections.record_rules.CountedAs["PARTLY_FULFILLED"], "Мере делимично извршене"),
                    (inspections.record_rules.CountedAs["NOT_FULFILLED"], "Мере нису извршене"),
                ],
                max_length=20,
                verbose_name="у извештају",
            ),
        ),
        migrations.CreateModel(
            name="RiskAssessment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject", models.CharField(max_length=200, verbose_name="надзирани субјект")),
                ("area", models.CharField(max_length=200, verbose_name="област надзора")),
                (
                    "severity",
                    models.PositiveSmallIntegerField(
                        help_text="Од 1 (незнатна) до 5 (највећа).",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="тежина последица",
                    ),
                ),
                (
                    "likelihood",
                    models.PositiveSmallIntegerField(
                        help_text="Од 1 (готово искључена) до 5 (готово сигурна).",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(5),
                        ],
                        verbose_name="вероватноћа",
                    ),
                ),
                ("assessed_on", models.DateField(default=django.utils.timezone.localdate, verbose_name="процењено")),
                ("is_active", models.BooleanField(default=True, verbose_name="улази у план")),
                (
                    "inspectorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="inspections.inspectorate",
                        verbose_name="инспекција",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="општина",
                    ),
                ),
            ],
            options={
                "verbose_name": "процена ризика",
                "verbose_name_plural": "процене ризика",
                "ordering": ["inspectorate", "area", "subject", "id"],
                "indexes": [models.Index(fields=["municipality", "inspectorate", "area"], name="risk_by_inspectorate")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("likelihood__range", (1, 5)), ("severity__range", (1, 5))),
                        name="risk_from_1_to_5",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="YearPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("plan", "Годишњи план инспекцијског надзора"),
                            ("report", "Годишњи извештај о раду инспекција"),
                        ],
                        max_length=10,
                        verbose_name="врста",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="година")),
                ("version", models.PositiveSmallIntegerField(verbose_name="верзија")),
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
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="сачињено")),
                ("sealed_at", models.DateTimeField(null=True, verbose_name="запечаћено")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="отисак")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="величина")),
                ("path", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.datakey"
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
            ],
            options={
                "verbose_name": "годишњи план или извештај инспекција",
                "verbose_name_plural": "годишњи планови и извештаји инспекција",
                "ordering": ["-year", "kind", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "kind", "year", "version"), name="one_year_paper_per_version"
                    )
                ],
            },
        ),
        KeepMunicipalitiesApart("inspections_riskassessment"),
        KeepMunicipalitiesApart("inspections_yearpaper"),
        AppendOnly("inspections_yearpaper", "sealed_at", "sha256", "size", "path"),
    ]
