"""Reports, what hangs on them, and the reference data of inspections."""

import uuid

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import eservices.cases.models.base
import inspections.lifecycle
import inspections.models.report


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0005_internal_documents"),
        ("municipalities", "0002_dotted_parameter_codes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Inspectorate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(unique=True, verbose_name="шифра")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="редослед")),
                ("name", models.CharField(help_text="Ћирилицом.", max_length=120, verbose_name="назив")),
                ("name_en", models.CharField(max_length=120, verbose_name="назив на енглеском")),
                ("competence", models.TextField(blank=True, verbose_name="шта ради")),
                ("competence_en", models.TextField(blank=True, verbose_name="шта ради, на енглеском")),
                ("classification", models.CharField(max_length=10, verbose_name="класификациони знак")),
                ("legal_source", models.CharField(max_length=300, verbose_name="правни извор")),
                ("confirmed", models.BooleanField(default=False, verbose_name="потврђено")),
            ],
            options={
                "verbose_name": "инспекција",
                "verbose_name_plural": "инспекције",
                "ordering": ["position", "slug"],
            },
        ),
        migrations.CreateModel(
            name="ExternalBody",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, verbose_name="шифра")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("militia", "комунална милиција"),
                            ("utility", "јавно комунално предузеће"),
                            ("inspection", "друга инспекција"),
                            ("police", "полиција и ванредне ситуације"),
                            ("other", "други орган"),
                        ],
                        max_length=12,
                        verbose_name="врста",
                    ),
                ),
                ("name", models.CharField(help_text="Ћирилицом.", max_length=160, verbose_name="назив")),
                ("name_en", models.CharField(max_length=160, verbose_name="назив на енглеском")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="е-пошта")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="телефон")),
                ("website", models.URLField(blank=True, verbose_name="страница")),
                ("is_active", models.BooleanField(default=True, verbose_name="у употреби")),
                ("confirmed", models.BooleanField(default=False, verbose_name="потврђено")),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        help_text="Празно значи: важи свуда.",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="municipalities.municipality",
                        verbose_name="општина",
                    ),
                ),
            ],
            options={
                "verbose_name": "други орган или предузеће",
                "verbose_name_plural": "други органи и предузећа",
                "ordering": ["kind", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("code", "municipality"), name="one_external_body_per_place", nulls_distinct=False
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="шифра")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="редослед")),
                ("name", models.CharField(help_text="Ћирилицом.", max_length=120, verbose_name="назив")),
                ("name_en", models.CharField(max_length=120, verbose_name="назив на енглеском")),
                ("keywords", models.CharField(blank=True, max_length=300, verbose_name="друге речи за исто")),
                (
                    "route",
                    models.CharField(
                        choices=[
                            ("own", "поступа инспекција"),
                            ("militia", "комунална милиција"),
                            ("utility", "прослеђује се предузећу, инспекција надзире"),
                            ("forward", "уступа се другом органу"),
                        ],
                        default="own",
                        max_length=10,
                        verbose_name="пут",
                    ),
                ),
                ("route_note", models.CharField(blank=True, max_length=200, verbose_name="напомена о путу")),
                ("body", models.SlugField(blank=True, max_length=60, verbose_name="орган на који пут води")),
                ("urgent", models.BooleanField(default=False, verbose_name="хитно")),
                ("public", models.BooleanField(default=True, verbose_name="види се на јавној мапи")),
                ("anonymous", models.BooleanField(default=True, verbose_name="може анонимно")),
                (
                    "rounding_metres",
                    models.PositiveSmallIntegerField(default=50, verbose_name="јавно место заокружено на метара"),
                ),
                (
                    "duplicate_metres",
                    models.PositiveSmallIntegerField(default=100, verbose_name="иста пријава до метара"),
                ),
                ("duplicate_days", models.PositiveSmallIntegerField(default=60, verbose_name="иста пријава до дана")),
                ("questions", models.JSONField(blank=True, default=list, verbose_name="додатна питања")),
                ("legal_source", models.CharField(max_length=300, verbose_name="извор")),
                ("confirmed", models.BooleanField(default=False, verbose_name="потврђено")),
                ("search_key", models.CharField(editable=False, max_length=120)),
                ("search_words", models.CharField(editable=False, max_length=600)),
                ("sort_key", models.CharField(editable=False, max_length=200)),
                (
                    "inspectorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="categories",
                        to="inspections.inspectorate",
                        verbose_name="инспекција",
                    ),
                ),
            ],
            options={
                "verbose_name": "категорија пријаве",
                "verbose_name_plural": "категорије пријава",
                "ordering": ["inspectorate__position", "position", "code"],
            },
        ),
        migrations.CreateModel(
            name="LocalCategory",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("enabled", models.BooleanField(default=True, verbose_name="прима се")),
                ("public", models.BooleanField(default=True, verbose_name="види се на јавној мапи")),
                ("anonymous", models.BooleanField(default=True, verbose_name="може анонимно")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="local",
                        to="inspections.category",
                        verbose_name="категорија",
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
                "verbose_name": "категорија у општини",
                "verbose_name_plural": "категорије у општини",
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "category"), name="one_local_category"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Report",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=eservices.cases.models.base.tracking_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="шифра за праћење",
                    ),
                ),
                ("classification", models.CharField(blank=True, max_length=10, verbose_name="класификациони знак")),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="година")),
                ("sequence", models.PositiveIntegerField(null=True, verbose_name="редни број")),
                ("organ", models.CharField(blank=True, max_length=8, verbose_name="ознака органа")),
                ("number", models.CharField(blank=True, max_length=60, verbose_name="број предмета")),
                ("last_act", models.PositiveSmallIntegerField(default=0, verbose_name="последњи подброј")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            (inspections.lifecycle.State["SUBMITTED"], "Поднета"),
                            (inspections.lifecycle.State["REGISTERED"], "Заведена"),
                            (inspections.lifecycle.State["TRIAGE"], "Разврстава се"),
                            (inspections.lifecycle.State["INFO_REQUESTED"], "Тражена допуна"),
                            (inspections.lifecycle.State["WITHDRAWN"], "Одустанак"),
                            (inspections.lifecycle.State["FORWARDED"], "Прослеђена, чека се одговор"),
                            (inspections.lifecycle.State["CEDED"], "Уступљена надлежном органу"),
                            (inspections.lifecycle.State["MERGED"], "Спојена"),
                            (inspections.lifecycle.State["REJECTED"], "Одбачена"),
                            (inspections.lifecycle.State["ASSIGNED"], "Додељена инспектору"),
                            (inspections.lifecycle.State["ORDERED"], "Издат налог за надзор"),
                            (inspections.lifecycle.State["ON_SITE"], "Надзор у току"),
                            (inspections.lifecycle.State["RECORD"], "Записник сачињен"),
                            (inspections.lifecycle.State["NO_BREACH"], "Нема неправилности"),
                            (inspections.lifecycle.State["MEASURES"], "Наложене мере"),
                            (inspections.lifecycle.State["CONTROL"], "Контролни надзор"),
                            (inspections.lifecycle.State["DECISION"], "Донето решење"),
                            (inspections.lifecycle.State["ENFORCEMENT"], "Извршење"),
                            (inspections.lifecycle.State["CLOSED"], "Окончана"),
                            (inspections.lifecycle.State["REOPEN_REQUESTED"], "Тражено поновно отварање"),
                        ],
                        default=inspections.lifecycle.State["SUBMITTED"],
                        max_length=20,
                        verbose_name="стање",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="верзија")),
                (
                    "priority",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "хитно"), (1, "предност"), (2, "обично")], default=2, verbose_name="хитност"
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        choices=[
                            ("known", "познат подносилац"),
                            ("protected", "заштићен идентитет"),
                            ("anonymous", "анонимно"),
                        ],
                        max_length=10,
                        verbose_name="подносилац је",
                    ),
                ),
                ("reporter", models.BinaryField(default=b"")),
                ("details", models.BinaryField(default=b"")),
                ("answers", models.BinaryField(default=b"")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="место")),
                ("address_key", models.CharField(blank=True, editable=False, max_length=200)),
                ("lat", models.IntegerField(null=True, verbose_name="ширина (милионити степена)")),
                ("lon", models.IntegerField(null=True, verbose_name="дужина (милионити степена)")),
                ("cell", models.BigIntegerField(editable=False, null=True)),
                ("public_lat", models.IntegerField(editable=False, null=True)),
                ("public_lon", models.IntegerField(editable=False, null=True)),
                ("public_cell", models.BigIntegerField(editable=False, null=True)),
                ("is_public", models.BooleanField(default=False, verbose_name="на јавној мапи")),
                ("public_text", models.TextField(blank=True, verbose_name="текст за јавност")),
                ("public_outcome", models.TextField(blank=True, verbose_name="исход за јавност")),
                ("cleared_at", models.DateTimeField(null=True, verbose_name="прегледано за јавност")),
                (
                    "language",
                    models.CharField(
                        choices=[("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English")],
                        max_length=10,
                        verbose_name="језик и писмо",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("online", "портал"),
                            ("phone", "телефон"),
                            ("counter", "шалтер"),
                            ("open311", "Open311"),
                        ],
                        default="online",
                        max_length=10,
                        verbose_name="пут подношења",
                    ),
                ),
                ("filed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="примљено")),
                (
                    "updated_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="последња промена"),
                ),
                ("due_on", models.DateField(null=True, verbose_name="рок за одговор")),
                ("triage_due", models.DateField(null=True, verbose_name="разврстати до")),
                ("act_by", models.DateField(null=True, verbose_name="следећи рок")),
                ("closed_on", models.DateField(null=True, verbose_name="окончано")),
                ("pinned", models.JSONField(default=dict, verbose_name="рокови при подношењу")),
                ("supporters", models.PositiveIntegerField(default=0, verbose_name="смета и другима")),
                ("submission_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "assignee",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="инспектор",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="inspections.category",
                        verbose_name="категорија",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.datakey"
                    ),
                ),
                (
                    "inspectorate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="inspections.inspectorate",
                        verbose_name="инспекција",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="inspections.report",
                        verbose_name="водећи предмет",
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
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="подносилац (налог)",
                    ),
                ),
                (
                    "split_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="inspections.report",
                        verbose_name="издвојено из",
                    ),
                ),
            ],
            options={
                "verbose_name": "пријава",
                "verbose_name_plural": "пријаве",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "assigned",
                                    "control",
                                    "decision",
                                    "enforcement",
                                    "forwarded",
                                    "info_requested",
                                    "measures",
                                    "no_breach",
                                    "on_site",
                                    "ordered",
                                    "record",
                                    "registered",
                                    "reopen_requested",
                                    "submitted",
                                    "triage",
                                ],
                            )
                        ),
                        fields=["municipality", "act_by", "id"],
                        name="open_reports_by_term",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "assigned",
                                    "control",
                                    "decision",
                                    "enforcement",
                                    "forwarded",
                                    "info_requested",
                                    "measures",
                                    "no_breach",
                                    "on_site",
                                    "ordered",
                                    "record",
                                    "registered",
                                    "reopen_requested",
                                    "submitted",
                                    "triage",
                                ],
                            )
                        ),
                        fields=["municipality", "assignee", "act_by", "id"],
                        name="open_reports_of_inspector",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "assigned",
                                    "control",
                                    "decision",
                                    "enforcement",
                                    "forwarded",
                                    "info_requested",
                                    "measures",
                                    "no_breach",
                                    "on_site",
                                    "ordered",
                                    "record",
                                    "registered",
                                    "reopen_requested",
                                    "submitted",
                                    "triage",
                                ],
                            )
                        ),
                        fields=["municipality", "inspectorate", "act_by", "id"],
                        name="open_reports_of_inspectorate",
                    ),
                    models.Index(fields=["municipality", "state", "-filed_at", "-id"], name="reports_by_state"),
                    models.Index(fields=["municipality", "-filed_at", "-id"], name="reports_by_receipt"),
                    models.Index(fields=["municipality", "category", "-filed_at", "-id"], name="reports_by_category"),
                    models.Index(fields=["municipality", "category", "lat", "lon"], name="reports_nearby"),
                    models.Index(fields=["municipality", "cell"], name="reports_by_cell"),
                    models.Index(
                        condition=models.Q(("is_public", True)),
                        fields=["municipality", "public_cell"],
                        name="public_reports_by_cell",
                    ),
                    models.Index(
                        condition=models.Q(("is_public", True)),
                        fields=["municipality", "-filed_at", "-id"],
                        name="public_reports_by_receipt",
                    ),
                    models.Index(
                        fields=["municipality", "address_key"],
                        name="reports_by_address",
                        opclasses=["int8_ops", "text_pattern_ops"],
                    ),
                    models.Index(fields=["municipality", "year", "sequence"], name="reports_by_number"),
                    models.Index(fields=["person", "-filed_at", "-id"], name="reports_of_a_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "classification", "year", "sequence"), name="report_number_is_unique"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "submitted",
                                    "registered",
                                    "triage",
                                    "info_requested",
                                    "withdrawn",
                                    "forwarded",
                                    "ceded",
                                    "merged",
                                    "rejected",
                                    "assigned",
                                    "ordered",
                                    "on_site",
                                    "record",
                                    "no_breach",
                                    "measures",
                                    "control",
                                    "decision",
                                    "enforcement",
                                    "closed",
                                    "reopen_requested",
                                ],
                            )
                        ),
                        name="report_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cell__isnull", True), ("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(("cell__isnull", False), ("lat__isnull", False), ("lon__isnull", False)),
                            _connector="OR",
                        ),
                        name="report_place_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", inspections.lifecycle.State["MERGED"]), ("lead__isnull", False)),
                            models.Q(
                                models.Q(("state", inspections.lifecycle.State["MERGED"]), _negated=True),
                                ("lead__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="merged_report_has_lead",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("identity", "anonymous"), _negated=True),
                            ("person__isnull", True),
                            _connector="OR",
                        ),
                        name="anonymous_has_no_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InfoRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("due_on", models.DateField(verbose_name="рок за допуну")),
                ("question", models.BinaryField()),
                ("answered_at", models.DateTimeField(null=True)),
                ("answer", models.BinaryField(default=b"")),
                ("lapsed", models.BooleanField(default=False)),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="info_requests",
                        to="inspections.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "тражена допуна",
                "verbose_name_plural": "тражене допуне",
                "ordering": ["asked_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at__isnull", True), ("lapsed", False)),
                        fields=["municipality", "due_on"],
                        name="open_info_requests",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("answered_at__isnull", True), ("lapsed", False)),
                        fields=("report",),
                        name="one_open_info_request_per_report",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Forwarding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=eservices.cases.models.base.verification_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="е-пошта")),
                ("awaits_reply", models.BooleanField(verbose_name="чека се одговор")),
                ("with_contact", models.BooleanField(default=False, verbose_name="са подацима подносиоца")),
                ("message", models.BinaryField(default=b"")),
                ("sent_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="упућено")),
                ("due_on", models.DateField(null=True, verbose_name="одговор се очекује до")),
                ("replied_at", models.DateTimeField(null=True, verbose_name="одговорено")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "решено"),
                            ("accepted", "преузето, у раду"),
                            ("not_ours", "није у надлежности"),
                        ],
                        max_length=10,
                        verbose_name="исход",
                    ),
                ),
                ("reply", models.BinaryField(default=b"")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="повучено")),
                (
                    "body",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspections.externalbody",
                        verbose_name="орган или предузеће",
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forwardings", to="inspections.report"
                    ),
                ),
            ],
            options={
                "verbose_name": "уступање или прослеђивање",
                "verbose_name_plural": "уступања и прослеђивања",
                "ordering": ["-sent_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("awaits_reply", True), ("ended_at__isnull", True), ("replied_at__isnull", True)
                        ),
                        fields=("report",),
                        name="one_awaited_reply_per_report",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("centre_lat", models.IntegerField(null=True)),
                ("centre_lon", models.IntegerField(null=True)),
                ("radius_metres", models.PositiveIntegerField(null=True)),
                ("email", models.BinaryField(default=b"")),
                ("email_index", models.BinaryField(default=b"", max_length=32)),
                (
                    "language",
                    models.CharField(
                        choices=[("sr", "Ћирилица"), ("sr-latn", "Latinica"), ("en", "English")],
                        max_length=10,
                        verbose_name="језик и писмо",
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        default=eservices.cases.models.base.verification_code,
                        editable=False,
                        max_length=20,
                        unique=True,
                    ),
                ),
                ("supports", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="од")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="потврђено")),
                ("stopped_at", models.DateTimeField(null=True, verbose_name="престало")),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspections.category",
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="inspections.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "праћење пријаве",
                "verbose_name_plural": "праћења пријава",
                "ordering": ["created_at"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("report__isnull", True), ("stopped_at__isnull", True)),
                        fields=["municipality", "created_at"],
                        name="followers_of_areas",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("report__isnull", False), ("stopped_at__isnull", True)),
                        fields=("report", "email_index"),
                        name="one_follower_per_address",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "code",
                    models.CharField(
                        default=eservices.cases.models.base.draft_code, editable=False, max_length=24, unique=True
                    ),
                ),
                ("answers", models.BinaryField()),
                ("submission_key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("expires_at", models.DateTimeField(default=inspections.models.report.draft_expiry)),
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="inspections.report",
                    ),
                ),
            ],
            options={
                "verbose_name": "започета пријава",
                "verbose_name_plural": "започете пријаве",
                "ordering": ["-updated_at"],
                "indexes": [
                    models.Index(fields=["expires_at"], name="report_drafts_by_expiry"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("content_type", models.CharField(max_length=80, verbose_name="врста садржаја")),
                ("size", models.PositiveIntegerField(verbose_name="величина")),
                ("width", models.PositiveSmallIntegerField(verbose_name="ширина слике")),
                ("height", models.PositiveSmallIntegerField(verbose_name="висина слике")),
                ("sha256", models.CharField(max_length=64, verbose_name="отисак")),
                ("path", models.CharField(editable=False, max_length=200)),
                (
                    "scan",
                    models.CharField(
                        choices=[("clean", "прегледано, чисто"), ("not_scanned", "није прегледано на вирусе")],
                        max_length=12,
                        verbose_name="преглед на вирусе",
                    ),
                ),
                ("by_official", models.BooleanField(default=False, verbose_name="службена")),
                ("cleared", models.BooleanField(default=False, verbose_name="може јавно")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="примљено")),
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
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="inspections.report",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="photos",
                        to="inspections.reportdraft",
                    ),
                ),
            ],
            options={
                "verbose_name": "фотографија",
                "verbose_name_plural": "фотографије",
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("report__isnull", False), ("draft__isnull", False), _connector="OR"),
                        name="photo_of_a_report_or_draft",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("action", models.SlugField(max_length=40)),
                ("actor_kind", models.CharField(max_length=12)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("from_state", models.CharField(blank=True, max_length=20)),
                ("to_state", models.CharField(max_length=20)),
                ("public", models.BooleanField(default=True)),
                ("data", models.JSONField(default=dict)),
                ("public_text", models.BinaryField(default=b"")),
                ("internal_text", models.BinaryField(default=b"")),
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
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="inspections.report"
                    ),
                ),
            ],
            options={
                "verbose_name": "догађај пријаве",
                "verbose_name_plural": "догађаји пријава",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("report", "position"), name="one_report_event_per_position"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportClockEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("start", "start"),
                            ("pause", "pause"),
                            ("resume", "resume"),
                            ("restart", "restart"),
                            ("extend", "extend"),
                            ("stop", "stop"),
                        ],
                        max_length=10,
                    ),
                ),
                ("on", models.DateField()),
                ("days", models.PositiveSmallIntegerField(null=True)),
                ("until", models.DateField(null=True)),
                ("article", models.CharField(max_length=300)),
                ("reason", models.CharField(max_length=300)),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clock_entries",
                        to="inspections.report",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspections.reportevent"
                    ),
                ),
            ],
            options={
                "verbose_name": "упис у рок пријаве",
                "verbose_name_plural": "рок пријаве",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["report", "id"], name="clock_of_a_report"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Feedback",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("satisfied", models.BooleanField(verbose_name="задовољан")),
                ("comment", models.BinaryField(default=b"")),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
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
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="feedback", to="inspections.report"
                    ),
                ),
                (
                    "ending",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="inspections.reportevent"
                    ),
                ),
            ],
            options={
                "verbose_name": "утисак подносиоца",
                "verbose_name_plural": "утисци подносилаца",
                "ordering": ["at"],
                "constraints": [
                    models.UniqueConstraint(fields=("ending",), name="one_feedback_per_ending"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResponseTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.SlugField(
                        choices=[
                            ("register", "register"),
                            ("take", "take"),
                            ("change_category", "change_category"),
                            ("set_priority", "set_priority"),
                            ("request_info", "request_info"),
                            ("complete", "complete"),
                            ("lapse_info", "lapse_info"),
                            ("withdraw", "withdraw"),
                            ("assign", "assign"),
                            ("reassign", "reassign"),
                            ("forward", "forward"),
                            ("reply_of_body", "reply_of_body"),
                            ("take_back", "take_back"),
                            ("cede", "cede"),
                            ("merge", "merge"),
                            ("separate", "separate"),
                            ("split", "split"),
                            ("reject", "reject"),
                            ("order", "order"),
                            ("start", "start"),
                            ("record", "record"),
                            ("find_no_breach", "find_no_breach"),
                            ("impose_measures", "impose_measures"),
                            ("control", "control"),
                            ("decide", "decide"),
                            ("enforce", "enforce"),
                            ("inform", "inform"),
                            ("close", "close"),
                            ("request_reopen", "request_reopen"),
                            ("reopen", "reopen"),
                            ("refuse_reopen", "refuse_reopen"),
                            ("note", "note"),
                            ("add_photo", "add_photo"),
                            ("publish", "publish"),
                            ("hide", "hide"),
                        ],
                        max_length=40,
                        verbose_name="радња",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="назив")),
                ("text", models.TextField(verbose_name="текст")),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="inspections.category",
                        verbose_name="категорија",
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
                "verbose_name": "спреман одговор",
                "verbose_name_plural": "спремни одговори",
                "ordering": ["action", "title"],
            },
        ),
        migrations.CreateModel(
            name="RoutingRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveSmallIntegerField(verbose_name="редослед")),
                ("name", models.CharField(max_length=120, verbose_name="назив правила")),
                ("is_active", models.BooleanField(default=True, verbose_name="важи")),
                (
                    "settlement",
                    models.CharField(
                        blank=True,
                        help_text="Насеље или улица, у било ком писму.",
                        max_length=80,
                        verbose_name="реч у адреси",
                    ),
                ),
                ("south", models.IntegerField(blank=True, null=True, verbose_name="јужна ивица")),
                ("west", models.IntegerField(blank=True, null=True, verbose_name="западна ивица")),
                ("north", models.IntegerField(blank=True, null=True, verbose_name="северна ивица")),
                ("east", models.IntegerField(blank=True, null=True, verbose_name="источна ивица")),
                ("weekdays", models.JSONField(blank=True, default=list, verbose_name="дани у седмици")),
                (
                    "from_hour",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[django.core.validators.MaxValueValidator(23)],
                        verbose_name="од сати",
                    ),
                ),
                (
                    "to_hour",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(24),
                        ],
                        verbose_name="до сати",
                    ),
                ),
                (
                    "body",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inspections.externalbody",
                        verbose_name="предлог за уступање",
                    ),
                ),
                (
                    "categories",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="inspections.category", verbose_name="категорије"
                    ),
                ),
                (
                    "inspectorate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                (
                    "officer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="инспектор",
                    ),
                ),
            ],
            options={
                "verbose_name": "правило упућивања",
                "verbose_name_plural": "правила упућивања",
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("municipality", "position"), name="one_routing_rule_per_position"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="назив")),
                ("query", models.CharField(max_length=1000, verbose_name="услови")),
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
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "сачуван филтер",
                "verbose_name_plural": "сачувани филтери",
                "ordering": ["name"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "municipality", "name"), name="one_filter_per_name"),
                ],
            },
        ),
    ]
