import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart, code_condition


class Migration(migrations.Migration):
    """Keys of auditing bodies, found by their hash, and what was asked with them."""

    dependencies = [
        ("exchange", "0002_guard_the_ledger"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TrackerKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "holder",
                    models.CharField(
                        help_text="Назив органа, на пример Повереник.", max_length=160, verbose_name="ко га користи"
                    ),
                ),
                ("beginning", models.CharField(editable=False, max_length=12, verbose_name="почетак кључа")),
                ("key_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("valid_until", models.DateField(verbose_name="важи до")),
                ("daily_quota", models.PositiveIntegerField(default=500, verbose_name="упита дневно, највише")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="направљен"),
                ),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="опозван")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ко га је направио",
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
                "verbose_name": "кључ за увид у евиденцију",
                "verbose_name_plural": "кључеви за увид у евиденцију",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="TrackerQuery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("operation", models.CharField(max_length=20, verbose_name="радња")),
                ("subject_reference", models.BinaryField(default=b"", max_length=32, verbose_name="о коме је упит")),
                ("period_start", models.DateTimeField(null=True, verbose_name="период од")),
                ("period_end", models.DateTimeField(null=True, verbose_name="период до")),
                ("found", models.PositiveIntegerField(verbose_name="нађено редова")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="постављен")),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="queries",
                        to="exchange.trackerkey",
                        verbose_name="кључ",
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
                "verbose_name": "упит ревизора",
                "verbose_name_plural": "упити ревизора",
                "ordering": ["-asked_at", "-id"],
                "indexes": [
                    models.Index(fields=["key", "-asked_at"], name="tracker_queries_of_a_key"),
                    models.Index(fields=["municipality", "-asked_at"], name="tracker_queries_of_a_town"),
                ],
            },
        ),
        KeepMunicipalitiesApart("exchange_trackerkey", code_condition("key_hash")),
        KeepMunicipalitiesApart("exchange_trackerquery"),
        AppendOnly("exchange_trackerquery"),
    ]
