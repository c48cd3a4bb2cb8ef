import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    """Changed answers of registers, which officials look at before a decision."""

    dependencies = [
        ("cases", "0006_acts_of_cases"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EvidenceChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.SlugField(verbose_name="регистар")),
                ("noticed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="примећено")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="прегледано")),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.evidence",
                        verbose_name="сада",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.evidence",
                        verbose_name="раније",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="evidence_changes", to="cases.case"
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
                    "seen_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="ко је прегледао",
                    ),
                ),
            ],
            options={
                "verbose_name": "промена податка из регистра",
                "verbose_name_plural": "промене података из регистара",
                "ordering": ["noticed_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["municipality", "case"],
                        name="unseen_changes",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=("case", "source"),
                        name="one_unseen_change_per_source",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                            models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="a_seen_change_names_who_saw_it",
                    ),
                ],
            },
        ),
        KeepMunicipalitiesApart("cases_evidencechange"),
    ]
