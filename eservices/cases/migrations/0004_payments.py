"""Fees of cases and the bank statements that settle them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0003_find_at_the_desk"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fees", models.JSONField(default=list, verbose_name="ставке")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="износ")),
                ("recipient", models.CharField(max_length=70, verbose_name="прималац")),
                ("account", models.CharField(max_length=18, verbose_name="рачун")),
                ("model", models.CharField(default="97", max_length=2, verbose_name="модел")),
                ("reference", models.CharField(max_length=24, verbose_name="позив на број")),
                ("code", models.CharField(max_length=3, verbose_name="шифра плаћања")),
                ("purpose", models.CharField(max_length=35, verbose_name="сврха")),
                ("due_on", models.DateField(verbose_name="рок за уплату")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "чека се уплата"),
                            ("claimed", "приложен доказ, проверава се"),
                            ("paid", "плаћено"),
                            ("reconciled", "плаћено, нађено на изводу"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="стање",
                    ),
                ),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="издат налог")),
                ("paid_on", models.DateField(null=True, verbose_name="уплаћено")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payments", to="cases.case"
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="потврдио",
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
                    "proof",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                        verbose_name="доказ о уплати",
                    ),
                ),
            ],
            options={
                "verbose_name": "уплата",
                "verbose_name_plural": "уплате",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["waiting", "claimed"])),
                        fields=["municipality", "case"],
                        name="payments_not_settled",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "account"), name="one_payment_per_case_and_account"),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payment_is_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["paid", "reconciled"]), _negated=True),
                            ("paid_on__isnull", False),
                            _connector="OR",
                        ),
                        name="paid_payment_has_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filename", models.CharField(max_length=140, verbose_name="датотека")),
                ("sha256", models.CharField(max_length=64, verbose_name="отисак")),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="учитано")),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="учитао",
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
                "verbose_name": "учитани извод",
                "verbose_name_plural": "учитани изводи",
                "ordering": ["-imported_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="ред")),
                ("booked_on", models.DateField(verbose_name="датум")),
                ("amount", models.DecimalField(decimal_places=2, max_digits=12, verbose_name="износ")),
                ("account", models.CharField(blank=True, max_length=18, verbose_name="рачун")),
                ("reference", models.CharField(blank=True, max_length=30, verbose_name="позив на број")),
                ("purpose", models.CharField(blank=True, max_length=140, verbose_name="сврха")),
                ("bank_reference", models.CharField(max_length=60, verbose_name="ознака трансакције")),
                ("fingerprint", models.CharField(editable=False, max_length=64)),
                ("finding", models.SlugField(max_length=20, verbose_name="налаз")),
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
                    "payment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="cases.payment",
                        verbose_name="уплата",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="cases.statementimport"
                    ),
                ),
            ],
            options={
                "verbose_name": "ред извода",
                "verbose_name_plural": "редови извода",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("finding", "matched")),
                        fields=("municipality", "fingerprint"),
                        name="a_transaction_settles_once",
                    ),
                    models.UniqueConstraint(fields=("statement", "position"), name="one_line_per_position"),
                ],
            },
        ),
        KeepMunicipalitiesApart("cases_payment"),
        KeepMunicipalitiesApart("cases_statementimport"),
        KeepMunicipalitiesApart("cases_statementline"),
    ]
