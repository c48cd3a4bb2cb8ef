"""Numbers reserved for later, and books of the register on paper."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart

SETTLING = (
    "state", "party", "search_key", "surname_key", "subject", "used_on", "annulment", "settled_by_id", "settled_at"
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0007_changes_of_register_answers"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BookPrint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        choices=[("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English")],
                        max_length=10,
                        verbose_name="језик и писмо",
                    ),
                ),
                ("services", models.JSONField(null=True)),
                ("names", models.JSONField(null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="затражено")),
                ("done_at", models.DateTimeField(null=True, verbose_name="одштампано")),
                ("last_sequence", models.PositiveIntegerField(default=0, verbose_name="закључно са бројем")),
                ("pages", models.PositiveIntegerField(default=0, verbose_name="страна")),
                ("path", models.CharField(blank=True, editable=False, max_length=200)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="prints", to="cases.registrybook"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.datakey"
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
                "verbose_name": "штампана књига",
                "verbose_name_plural": "штампане књиге",
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ReservedNumber",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("classification", models.CharField(max_length=10, verbose_name="класификациони знак")),
                ("year", models.PositiveSmallIntegerField(verbose_name="година")),
                ("sequence", models.PositiveIntegerField(verbose_name="редни број")),
                ("organ", models.CharField(max_length=8, verbose_name="ознака органа")),
                ("number", models.CharField(max_length=60, verbose_name="број")),
                (
                    "state",
                    models.CharField(
                        choices=[("reserved", "резервисан"), ("used", "употребљен"), ("annulled", "поништен")],
                        default="reserved",
                        max_length=10,
                        verbose_name="стање",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="разлог резервисања")),
                ("for_whom", models.CharField(max_length=200, verbose_name="за кога")),
                ("reserved_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="резервисан")),
                ("party", models.CharField(blank=True, max_length=200, verbose_name="странка")),
                ("search_key", models.CharField(blank=True, editable=False, max_length=240)),
                ("surname_key", models.CharField(blank=True, editable=False, max_length=240)),
                ("subject", models.CharField(blank=True, max_length=300, verbose_name="предмет")),
                ("used_on", models.DateField(null=True, verbose_name="употребљен")),
                ("annulment", models.CharField(blank=True, max_length=300, verbose_name="разлог поништења")),
                ("settled_at", models.DateTimeField(null=True)),
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
                    "reserved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "резервисан број",
                "verbose_name_plural": "резервисани бројеви",
                "ordering": ["-year", "classification", "-sequence"],
                "indexes": [
                    models.Index(
                        fields=["municipality", "search_key"],
                        name="reserved_by_name",
                        opclasses=["int8_ops", "text_pattern_ops"],
                    ),
                    models.Index(
                        fields=["municipality", "surname_key"],
                        name="reserved_by_surname",
                        opclasses=["int8_ops", "text_pattern_ops"],
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "classification", "year", "sequence"), name="a_number_is_reserved_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("settled_at", None), ("state", "reserved")),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state", "used"),
                                ("used_on__isnull", False),
                                models.Q(("subject", ""), _negated=True),
                            ),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state", "annulled"),
                                models.Q(("annulment", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settled_number_says_how",
                    ),
                ],
            },
        ),
        KeepMunicipalitiesApart("cases_bookprint"),
        KeepMunicipalitiesApart("cases_reservednumber"),
        AppendOnly("cases_reservednumber", *SETTLING),
    ]
