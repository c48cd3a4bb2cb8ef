import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from municipalities.row_security import AppendOnly, KeepMunicipalitiesApart


class Migration(migrations.Migration):
    """e-Archive: holds, disposal lists and their files; retention on the case."""

    dependencies = [
        ("cases", "0010_files_tied_to_others"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ArchiveFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("record", "записник"), ("package", "архивски пакет")],
                        max_length=8,
                        verbose_name="врста",
                    ),
                ),
                ("filename", models.CharField(max_length=140, verbose_name="назив датотеке")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="величина")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="отисак")),
                ("path", models.CharField(blank=True, editable=False, max_length=200)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="тражено")),
                ("made_at", models.DateTimeField(null=True, verbose_name="направљено")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="брише се")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="archive_files",
                        to="cases.case",
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
                "verbose_name": "датотека архиве",
                "verbose_name_plural": "датотеке архиве",
                "ordering": ["-asked_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="DisposalEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("action", models.SlugField(max_length=40)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("data", models.JSONField(default=dict)),
                ("reason", models.BinaryField(default=b"")),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "verbose_name": "корак листе архиве",
                "verbose_name_plural": "кораци листа архиве",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="редни број")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("listed", "на листи"),
                            ("left_out", "изостављен"),
                            ("held", "задржан"),
                            ("shredded", "уништава се"),
                            ("done", "спроведено"),
                        ],
                        default="listed",
                        max_length=10,
                        verbose_name="стање",
                    ),
                ),
                ("done_at", models.DateTimeField(null=True, verbose_name="спроведено")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="disposals", to="cases.case"
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
                "verbose_name": "предмет на листи",
                "verbose_name_plural": "предмети на листи",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["listed", "shredded", "done"])),
                        fields=("case",),
                        name="a_case_stands_on_one_list",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisposalList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("destruction", "листа за излучивање"), ("handover", "листа за примопредају")],
                        max_length=12,
                        verbose_name="врста",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="година")),
                ("sequence", models.PositiveSmallIntegerField(verbose_name="редни број")),
                (
                    "stage",
                    models.CharField(
                        choices=[
                            ("drawn_up", "предлог"),
                            ("submitted", "на прегледу"),
                            ("reviewed", "прегледана, чека архивара"),
                            ("approved", "одобрена, спроводи се"),
                            ("done", "спроведена"),
                        ],
                        default="drawn_up",
                        max_length=10,
                        verbose_name="стање",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("drawn_up_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="састављена")),
                ("consent", models.CharField(blank=True, max_length=200, verbose_name="сагласност надлежног архива")),
                ("proof", models.CharField(blank=True, max_length=200, verbose_name="записник надлежног архива")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="одобрена")),
                ("done_at", models.DateTimeField(null=True, verbose_name="спроведена")),
                (
                    "archivist",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="одобрио",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="саставио",
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
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="прегледао",
                    ),
                ),
            ],
            options={
                "verbose_name": "листа архиве",
                "verbose_name_plural": "листе архиве",
                "ordering": ["-year", "kind", "-sequence"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "kind", "year", "sequence"), name="disposal_list_number_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author__isnull", True),
                            ("reviewer__isnull", True),
                            models.Q(("author", models.F("reviewer")), _negated=True),
                            _connector="OR",
                        ),
                        name="disposal_author_is_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("author__isnull", True),
                            ("archivist__isnull", True),
                            models.Q(("author", models.F("archivist")), _negated=True),
                            _connector="OR",
                        ),
                        name="disposal_author_is_not_archivist",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewer__isnull", True),
                            ("archivist__isnull", True),
                            models.Q(("reviewer", models.F("archivist")), _negated=True),
                            _connector="OR",
                        ),
                        name="disposal_reviewer_is_not_archivist",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("stage__in", ["approved", "done"]), _negated=True),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("archivist__isnull", False),
                                ("author__isnull", False),
                                ("reviewer__isnull", False),
                                models.Q(("consent", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="approved_disposal_names_its_people",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.BinaryField()),
                ("placed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="забрањено")),
                ("lift_reason", models.BinaryField(default=b"")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="укинуто")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="cases.case",
                        verbose_name="предмет",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="укинуо",
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
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="забранио",
                    ),
                ),
            ],
            options={
                "verbose_name": "забрана излучивања",
                "verbose_name_plural": "забране излучивања",
                "ordering": ["-placed_at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)), fields=["case"], name="holds_in_force"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="disposal",
            field=models.CharField(
                blank=True,
                choices=[
                    ("destroy", "излучује се и уништава"),
                    ("hand_over", "трајно се чува; предаје се надлежном архиву"),
                ],
                db_default="",
                max_length=12,
                verbose_name="после рока",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="disposed_on",
            field=models.DateField(null=True, verbose_name="излучен или предат"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("disposed_on__isnull", True), ("state", "archived")),
                fields=["municipality", "disposal", "retain_until"],
                name="cases_by_retention",
            ),
        ),
        migrations.AddField(
            model_name="disposalitem",
            name="list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="items", to="cases.disposallist"
            ),
        ),
        migrations.AddField(
            model_name="disposalevent",
            name="list",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="cases.disposallist"
            ),
        ),
        migrations.AddField(
            model_name="archivefile",
            name="list",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="files", to="cases.disposallist"
            ),
        ),
        migrations.AddConstraint(
            model_name="disposalitem",
            constraint=models.UniqueConstraint(fields=("list", "position"), name="one_disposal_item_per_position"),
        ),
        migrations.AddConstraint(
            model_name="disposalevent",
            constraint=models.UniqueConstraint(fields=("list", "position"), name="one_disposal_event_per_position"),
        ),
        migrations.AddConstraint(
            model_name="archivefile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("case__isnull", True), ("list__isnull", False)),
                    models.Q(("case__isnull", False), ("list__isnull", True)),
                    _connector="OR",
                ),
                name="archive_file_of_a_list_or_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="archivefile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "record")), fields=("list",), name="one_record_per_disposal_list"
            ),
        ),
        KeepMunicipalitiesApart("cases_legalhold"),
        KeepMunicipalitiesApart("cases_disposallist"),
        KeepMunicipalitiesApart("cases_disposalitem"),
        KeepMunicipalitiesApart("cases_disposalevent"),
        KeepMunicipalitiesApart("cases_archivefile"),
        AppendOnly("cases_disposalevent"),
    ]
