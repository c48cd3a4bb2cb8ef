import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    """Passages that a municipality adds to its decisions, in versions."""

    dependencies = [
        ("cases", "0011_e_archive"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DecisionTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "service",
                    models.SlugField(blank=True, help_text="Празно значи: за све услуге.", verbose_name="услуга"),
                ),
                ("version", models.PositiveIntegerField(verbose_name="издање")),
                ("passages", models.JSONField(default=dict, verbose_name="пасуси")),
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
                ("settled_at", models.DateTimeField(null=True, verbose_name="одлучено")),
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
                "verbose_name": "образац одлуке",
                "verbose_name_plural": "обрасци одлука",
                "ordering": ["service", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "service", "version"), name="one_template_per_service_and_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "published"), _negated=True),
                            models.Q(("settled_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="second_person_publishes_a_template",
                    ),
                ],
            },
        ),
        KeepMunicipalitiesApart("cases_decisiontemplate"),
    ]
