import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    """Legal values that one person proposes and another publishes."""

    dependencies = [
        ("cases", "0008_numbers_reserved_and_books_printed"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ParameterProposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=80,
                        validators=[django.core.validators.RegexValidator("^[a-z][a-z0-9_.-]*$")],
                        verbose_name="шифра",
                    ),
                ),
                ("label", models.CharField(max_length=200, verbose_name="шта је то")),
                ("value", models.JSONField(verbose_name="вредност")),
                ("unit", models.CharField(blank=True, max_length=20, verbose_name="јединица")),
                ("valid_from", models.DateField(verbose_name="важи од")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="важи до")),
                ("legal_source", models.CharField(max_length=300, verbose_name="правни извор")),
                (
                    "state",
                    models.CharField(
                        choices=[("proposed", "предложено"), ("published", "објављено"), ("rejected", "одбачено")],
                        default="proposed",
                        max_length=10,
                        verbose_name="стање",
                    ),
                ),
                ("proposed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="предложено")),
                ("simulation", models.JSONField(default=dict, verbose_name="процена на отвореним предметима")),
                ("simulated_at", models.DateTimeField(null=True, verbose_name="процена завршена")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="одлучено")),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="разлог одбацивања")),
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
                    "parameter",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="municipalities.parameter",
                        verbose_name="параметар",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="предложио",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="одлучио",
                    ),
                ),
            ],
            options={
                "verbose_name": "предлог вредности",
                "verbose_name_plural": "предлози вредности",
                "ordering": ["-proposed_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("municipality", "code", "valid_from"),
                        name="one_open_proposal_per_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_person_publishes_a_value",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="proposed_value_ends_after_it_starts",
                    ),
                ],
            },
        ),
        KeepMunicipalitiesApart("cases_parameterproposal"),
    ]
