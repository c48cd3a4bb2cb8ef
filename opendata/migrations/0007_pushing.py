"""Data sets sent to the national portal: accounts, identifiers there, and each try; kept apart by municipality."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    dependencies = [
        ("municipalities", "0002_dotted_parameter_codes"),
        ("opendata", "0006_sums_of_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Push",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "чека на ред"),
                            ("running", "у току"),
                            ("done", "завршено"),
                            ("stopped", "прекинуто"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="стање",
                    ),
                ),
                ("is_dry", models.BooleanField(default=True, verbose_name="само провера")),
                ("recreate", models.BooleanField(default=False, verbose_name="поново направи обрисане")),
                ("report", models.JSONField(default=list)),
                ("fault", models.SlugField(blank=True, max_length=40, verbose_name="разлог")),
                ("fault_params", models.JSONField(default=dict)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="почетак")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="крај")),
                (
                    "created_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="покренуо",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="општина",
                    ),
                ),
            ],
            options={
                "verbose_name": "слање на национални портал",
                "verbose_name_plural": "слања на национални портал",
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["municipality", "-id"], name="pushes_of_municipality")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "running"])),
                        fields=("municipality",),
                        name="one_push_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PushAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "organisation",
                    models.CharField(
                        help_text="24 знака, стоји у адреси прегледа ваше организације на порталу. На пример: 5a9d2f0c1e8b4a7d6c3f0e21.",
                        max_length=24,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^[0-9a-f]{24}$", "Ознака има 24 знака: цифре и слова од a до f."
                            )
                        ],
                        verbose_name="ознака организације на националном порталу",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="општина",
                    ),
                ),
            ],
            options={
                "verbose_name": "налог на националном порталу",
                "verbose_name_plural": "налози на националном порталу",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality",), name="one_push_account_per_municipality")
                ],
            },
        ),
        migrations.CreateModel(
            name="RemoteDataset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=200, verbose_name="портал")),
                ("remote_id", models.CharField(max_length=100, verbose_name="ознака тамо")),
                ("sent", models.JSONField(default=dict)),
                ("seen", models.JSONField(default=dict)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="послат")),
                (
                    "dataset",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remotes",
                        to="opendata.dataset",
                        verbose_name="скуп података",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="општина",
                    ),
                ),
            ],
            options={
                "verbose_name": "скуп на националном порталу",
                "verbose_name_plural": "скупови на националном порталу",
                "constraints": [
                    models.UniqueConstraint(fields=("dataset", "host"), name="one_remote_dataset_per_host")
                ],
            },
        ),
        KeepMunicipalitiesApart("opendata_push"),
        KeepMunicipalitiesApart("opendata_pushaccount"),
        KeepMunicipalitiesApart("opendata_remotedataset"),
    ]
