"""Cadastral municipalities, planning zones and what is counted about a request."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from municipalities.row_security import KeepMunicipalitiesApart


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_internal_documents"),
        ("municipalities", "0002_dotted_parameter_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="SiteInformationDetails",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.SlugField(max_length=20, verbose_name="сврха")),
                ("object_class", models.CharField(blank=True, max_length=1, verbose_name="класа објекта")),
                ("applicant_kind", models.SlugField(max_length=10, verbose_name="подносилац је")),
                ("parcels", models.PositiveSmallIntegerField(verbose_name="број парцела")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="site_information", to="cases.case"
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
                "verbose_name": "подаци о информацији о локацији",
                "verbose_name_plural": "подаци о информацијама о локацији",
            },
        ),
        migrations.CreateModel(
            name="CadastralMunicipality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        max_length=6,
                        validators=[django.core.validators.RegexValidator("^\\d{6}$", "Матични број КО има 6 цифара.")],
                        verbose_name="матични број КО",
                    ),
                ),
                ("name", models.CharField(help_text="Ћирилицом, без „КО“.", max_length=80, verbose_name="назив")),
                ("sort_key", models.CharField(editable=False, max_length=200)),
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
                "verbose_name": "катастарска општина",
                "verbose_name_plural": "катастарске општине",
                "ordering": ["sort_key"],
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "code"), name="one_cadastral_municipality_per_code")
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanningZone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, verbose_name="ознака зоне")),
                ("name", models.CharField(max_length=120, verbose_name="назив зоне")),
                ("plan_name", models.CharField(max_length=300, verbose_name="плански документ")),
                (
                    "gazette",
                    models.CharField(
                        help_text="На пример: Сл. лист града бр. 12/2020.", max_length=160, verbose_name="службени лист"
                    ),
                ),
                ("land_use", models.CharField(max_length=300, verbose_name="намена земљишта")),
                ("regulation_line", models.CharField(blank=True, max_length=300, verbose_name="регулациона линија")),
                ("building_line", models.CharField(blank=True, max_length=300, verbose_name="грађевинска линија")),
                (
                    "coverage_percent",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="индекс заузетости, %",
                    ),
                ),
                (
                    "storeys",
                    models.CharField(help_text="На пример П+1+Пк.", max_length=20, verbose_name="највећа спратност"),
                ),
                (
                    "height_metres",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=5,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="највећа висина, м",
                    ),
                ),
                ("distances", models.CharField(blank=True, max_length=300, verbose_name="најмања одстојања")),
                ("parking", models.CharField(blank=True, max_length=300, verbose_name="паркирање")),
                (
                    "green_percent",
                    models.DecimalField(
                        decimal_places=2,
                        default=0,
                        max_digits=5,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(100),
                        ],
                        verbose_name="најмање зелених површина, %",
                    ),
                ),
                (
                    "utilities",
                    models.TextField(blank=True, max_length=1500, verbose_name="услови прикључења на инфраструктуру"),
                ),
                (
                    "minimum_parcel",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=10,
                        null=True,
                        validators=[django.core.validators.MinValueValidator(1)],
                        verbose_name="најмања грађевинска парцела, м²",
                    ),
                ),
                (
                    "protection",
                    models.TextField(
                        blank=True,
                        max_length=1500,
                        verbose_name="геологија и заштита (културна, природна, воде, коридори)",
                    ),
                ),
                (
                    "detailed_plan",
                    models.CharField(
                        blank=True,
                        help_text="Ако пре градње треба план детаљне регулације или урбанистички пројекат, напишите који.",
                        max_length=300,
                        verbose_name="потребна даља разрада",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="важи од")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="важи до")),
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
                "verbose_name": "зона плана",
                "verbose_name_plural": "зоне планова",
                "ordering": ["plan_name", "code", "-valid_from"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "plan_name", "code", "valid_from"), name="one_zone_rule_per_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True), ("valid_to__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="zone_ends_after_it_starts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("coverage_percent__gte", 0),
                            ("coverage_percent__lte", 100),
                            ("green_percent__gte", 0),
                            ("green_percent__lte", 100),
                        ),
                        name="zone_percentages_are_percentages",
                    ),
                ],
            },
        ),
        KeepMunicipalitiesApart("site_information_cadastralmunicipality"),
        KeepMunicipalitiesApart("site_information_planningzone"),
        KeepMunicipalitiesApart("site_information_siteinformationdetails"),
    ]
