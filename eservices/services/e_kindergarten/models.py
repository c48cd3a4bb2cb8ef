"""Institutions, competitions and their places; requests as the ranking sees them; lists, objections, contracts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case
from eservices.cases.models.base import OfMunicipality, new_code
from eservices.services.e_kindergarten import labels, rules
from eservices.services.e_kindergarten.phases import Moment, Phase, moment_of, receives_requests
from municipalities.accounts.models import User
from municipalities.privacy import Nothing

MOST_WISHES = 5


def list_code() -> str:
    """Code under which a child stands on public lists; it also decides the last tie, because it is drawn at random."""
    return new_code(8).upper()


class Institution(OfMunicipality):
    """A preschool institution (предшколска установа); its commission ranks the children."""

    name = models.CharField(_("назив"), max_length=160)
    address = models.CharField(_("адреса"), max_length=200, blank=True)
    phone = models.CharField(_("телефон"), max_length=40, blank=True)
    email = models.EmailField(_("е-пошта"), blank=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["name"]
        verbose_name = _("предшколска установа")
        verbose_name_plural = _("предшколске установе")

    def __str__(self) -> str:
        return self.name


class Kindergarten(OfMunicipality):
    """A kindergarten building (вртић, објекат) of an institution."""

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="kindergartens", verbose_name=_("установа")
    )
    code = models.SlugField(_("ознака"), max_length=30, help_text=_("Латиницом, на пример pcelica. Стоји на листама."))
    name = models.CharField(_("назив"), max_length=120)
    address = models.CharField(_("адреса"), max_length=200, blank=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["name"]
        verbose_name = _("вртић")
        verbose_name_plural = _("вртићи")
        constraints = [models.UniqueConstraint(fields=["institution", "code"], name="one_kindergarten_per_code")]

    def __str__(self) -> str:
        return self.name


class Competition(OfMunicipality):
    """A competition (конкурс) of an institution for one school year.

    ``scheme`` is the copy of the rules it was announced with: criteria, priority groups, tie-breaks, age groups. Requests
    are received from ``opens_at`` to ``closes_at``, both seconds included.
    """

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="competitions", verbose_name=_("установа")
    )
    slug = models.SlugField(_("адреса"), max_length=60)
    title = models.CharField(_("назив"), max_length=160)
    school_year_start = models.DateField(_("почетак школске године"), help_text=_("По правилу 1. септембар."))
    opens_at = models.DateTimeField(_("пријаве од"))
    closes_at = models.DateTimeField(_("пријаве до"), help_text=_("Последња секунда се рачуна, на пример 23:59:59."))
    phase = models.CharField(_("фаза"), max_length=12, choices=list(labels.PHASES.items()), default=Phase.DRAFT)
    scheme = models.JSONField(_("правила бодовања"))
    max_preferences = models.PositiveSmallIntegerField(
        _("највише жеља"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_WISHES)]
    )
    remedy = models.CharField(_("правни лек"), max_length=10, choices=list(labels.REMEDIES.items()), default="prigovor")
    objection_days = models.PositiveSmallIntegerField(_("рок за приговор, дана"), default=8)
    answer_days = models.PositiveSmallIntegerField(_("рок за одговор на приговор, дана"), default=15)
    contract_days = models.PositiveSmallIntegerField(_("рок за потписивање уговора, дана"), default=15)
    requires_residence = models.BooleanField(_("само за децу са пребивалиштем овде"), default=True)
    requires_no_debt = models.BooleanField(_("дуговања установи морају бити измирена"), default=False)
    objections_until = models.DateField(_("приговори до"), null=True, editable=False)
    contracts_until = models.DateField(_("уговори до"), null=True, editable=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-closes_at"]
        verbose_name = _("конкурс за упис")
        verbose_name_plural = _("конкурси за упис")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "slug"], name="one_competition_per_address"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")), name="competition_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("Пријаве се закључују после отварања. Проверите датуме.")})
        try:
            rules.Scheme.read(self.scheme or {})
        except (KeyError, ValueError, ArithmeticError) as fault:
            raise ValidationError({"scheme": _("Правила бодовања нису потпуна или исправна.")}) from fault

    @cached_property
    def point_rules(self) -> rules.Scheme:
        """The rules of points as they were announced."""
        return rules.Scheme.read(self.scheme)

    @cached_property
    def age_groups(self) -> tuple[rules.AgeGroup, ...]:
        """Age groups of the competition, the youngest first."""
        rows = self.scheme["age_groups"]
        return tuple(rules.AgeGroup(row["slug"], row["label"], row["first"], row["end"]) for row in rows)

    def age_label(self, slug: str) -> str:
        """Name of an age group, in Cyrillic."""
        return next((group.label for group in self.age_groups if group.slug == slug), slug)

    def receives(self, now: datetime) -> bool:
        """Whether a request may be filed at this moment."""
        return receives_requests(Phase(self.phase), self.opens_at, self.closes_at, now)

    def moment(self, now: datetime) -> Moment:
        """The phase as a parent understands it."""
        day = timezone.localdate(now)
        return moment_of(Phase(self.phase), self.opens_at, self.closes_at, self.objections_until, now, day)

    @property
    def remedy_name(self) -> str:
        return str(labels.REMEDIES[self.remedy])


class Quota(OfMunicipality):
    """Places (места) of one kindergarten for an age group, a programme and a language of work."""

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="quotas")
    kindergarten = models.ForeignKey(Kindergarten, models.PROTECT, related_name="+", verbose_name=_("вртић"))
    age_group = models.SlugField(_("узрасна група"), max_length=20)
    programme = models.CharField(
        _("програм"), max_length=20, choices=list(labels.PROGRAMMES.items()), default="full-day"
    )
    language = models.CharField(_("језик рада"), max_length=4, choices=list(labels.LANGUAGES.items()), default="sr")
    places = models.PositiveSmallIntegerField(_("места"))
    code = models.SlugField(max_length=80, editable=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["kindergarten__name", "age_group", "programme", "language"]
        verbose_name = _("места у групи")
        verbose_name_plural = _("места по групама")
        constraints = [models.UniqueConstraint(fields=["competition", "code"], name="one_quota_per_code")]

    def __str__(self) -> str:
        return self.kindergarten.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.code = f"{self.kindergarten.code}.{self.age_group}.{self.programme}.{self.language}"
        self.municipality_id = self.competition.municipality_id
        super().save(*args, **kwargs)


class Application(OfMunicipality):
    """A request in a competition as the ranking sees it. Who the child is stays encrypted in the case.

    ``code`` stands on the lists. ``checked`` is what the commission established and ``scores`` the points line by line of
    each list (both encrypted), see ``facts``. ``wishes`` are codes of quotas in order. After the final list ``place`` is
    the place the child holds; ``outcome`` what came of it.
    """

    class Outcome(models.TextChoices):
        FILED = "filed", _("поднет")
        PLACED = "placed", _("примљено")
        WAITING = "waiting", _("на листи чекања")
        SIGNED = "signed", _("уговор закључен")
        LAPSED = "lapsed", _("место препуштено: уговор није закључен")
        NOT_ADMITTED = "not_admitted", _("није примљено")

    case = models.OneToOneField(Case, models.PROTECT, related_name="kindergarten")
    competition = models.ForeignKey(Competition, models.PROTECT, related_name="applications")
    code = models.CharField(_("шифра на листи"), max_length=8, unique=True, default=list_code, editable=False)
    child_index = models.BinaryField(max_length=32, editable=False)
    age_group = models.SlugField(_("узрасна група"), max_length=20)
    wishes = models.JSONField(_("жеље"), default=list)
    protected = models.BooleanField(_("не објављује се"), default=False)
    checked = models.BinaryField(default=b"", editable=False)
    scores = models.BinaryField(default=b"", editable=False)
    outcome = models.CharField(_("исход"), max_length=14, choices=Outcome, default=Outcome.FILED)
    group = models.PositiveSmallIntegerField(null=True, editable=False)
    rank = models.PositiveIntegerField(null=True, editable=False)
    points = models.DecimalField(_("бодови"), max_digits=7, decimal_places=4, null=True)
    place = models.ForeignKey(Quota, models.PROTECT, null=True, related_name="holders", verbose_name=_("вртић"))
    sign_until = models.DateField(_("уговор до"), null=True)

    class Privacy:
        personal = {
            "code": "trace", "child_index": "identity", "age_group": "family", "wishes": "family",
            "protected": "family", "checked": "family", "scores": "family", "points": "family",
            "place": "family", "group": "family",
        }  # fmt: skip

    class Meta:
        ordering = ["age_group", "group", "rank", "pk"]
        verbose_name = _("пријава детета")
        verbose_name_plural = _("пријаве деце")
        indexes = [
            models.Index(fields=["municipality", "competition", "outcome"], name="kindergarten_applications"),
            models.Index(fields=["competition", "child_index"], name="applications_of_a_child"),
        ]

    def __str__(self) -> str:
        return self.code


class Ranking(OfMunicipality):
    """One run of the ranking: frozen inputs, result and both digests. The state is visible while it runs."""

    class State(models.TextChoices):
        WAITING = "waiting", _("чека на ред")
        RUNNING = "running", _("рангира се")
        DONE = "done", _("готово")
        REFUSED = "refused", _("није могуће")

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="rankings")
    state = models.CharField(_("стање"), max_length=8, choices=State, default=State.WAITING)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("покренуо"))
    asked_at = models.DateTimeField(_("покренуто"), default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(_("завршено"), null=True)
    inputs = models.JSONField(default=dict)
    lines = models.JSONField(default=list)
    inputs_sha256 = models.CharField(_("отисак улаза"), max_length=64, blank=True)
    list_sha256 = models.CharField(_("отисак листе"), max_length=64, blank=True)
    obstacles = models.JSONField(_("препреке"), default=list)

    class Privacy:
        personal = {"asked_by": "identity", "inputs": "trace", "lines": "trace"}

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("рангирање")
        verbose_name_plural = _("рангирања")


class LetterRun(OfMunicipality):
    """Writing the letters (обавештења, одбијенице) of everybody on the list, promised at once and done one by one.

    ``reached`` is the last application that was looked at: a run that was interrupted goes on behind it. ``left`` holds
    the numbers of cases that got no letter, each with a code of the reason.
    """

    class Kind(models.TextChoices):
        PROPOSE = "propose", _("предлагање обавештења")
        ISSUE = "issue", _("издавање обавештења")

    competition = models.ForeignKey(Competition, models.CASCADE, related_name="letter_runs")
    kind = models.CharField(_("шта се ради"), max_length=8, choices=Kind)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("покренуо"))
    asked_at = models.DateTimeField(_("покренуто"), default=timezone.now)
    finished_at = models.DateTimeField(_("завршено"), null=True)
    total = models.PositiveIntegerField(_("укупно"))
    done = models.PositiveIntegerField(_("урађено"), default=0)
    reached = models.BigIntegerField(default=0, editable=False)
    left = models.JSONField(_("без обавештења"), default=list)

    class Privacy:
        personal = {"asked_by": "identity", "left": "trace"}

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("израда обавештења")
        verbose_name_plural = _("израде обавештења")
        constraints = [
            models.UniqueConstraint(
                fields=["competition"], condition=models.Q(finished_at=None), name="one_letter_run_at_a_time"
            )
        ]


class Publication(OfMunicipality):
    """A published list: the very bytes that everybody downloads, and nothing in them names anybody. Never changed."""

    class Stage(models.TextChoices):
        PRELIMINARY = "preliminary", _("прелиминарна")
        FINAL = "final", _("коначна")

    competition = models.ForeignKey(Competition, models.PROTECT, related_name="publications")
    ranking = models.ForeignKey(Ranking, models.PROTECT, related_name="+")
    stage = models.CharField(_("листа"), max_length=12, choices=Stage)
    content = models.BinaryField()
    sha256 = models.CharField(_("отисак датотеке"), max_length=64)
    prior = models.JSONField(_("примљени пре рангирања"), default=list)
    published_at = models.DateTimeField(_("објављено"), default=timezone.now)
    published_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"published_by": "identity", "content": "trace", "prior": "trace"}

    class Meta:
        ordering = ["-published_at"]
        verbose_name = _("објављена листа")
        verbose_name_plural = _("објављене листе")
        constraints = [models.UniqueConstraint(fields=["competition", "stage"], name="one_publication_per_stage")]


class Objection(OfMunicipality):
    """An objection (приговор) to the preliminary list, its simulated effect and the decision.

    ``change`` is what would be established instead (encrypted); ``seen`` the digest of the list that the simulation gave,
    so that nobody decides on an effect that has changed meanwhile.
    """

    class State(models.TextChoices):
        FILED = "filed", _("поднет")
        ACCEPTED = "accepted", _("усвојен")
        REFUSED = "refused", _("одбијен")

    application = models.ForeignKey(Application, models.PROTECT, related_name="objections")
    filed_at = models.DateTimeField(_("поднет"), default=timezone.now)
    due_on = models.DateField(_("одговорити до"))
    text = models.BinaryField()
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.FILED)
    change = models.BinaryField(default=b"")
    seen = models.CharField(max_length=64, blank=True, editable=False)
    reason = models.BinaryField(default=b"")
    decided_at = models.DateTimeField(_("одлучено"), null=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Privacy:
        personal = {"text": "family", "change": "family", "reason": "family", "decided_by": "identity"}

    class Meta:
        ordering = ["filed_at"]
        verbose_name = _("приговор")
        verbose_name_plural = _("приговори")
        constraints = [models.UniqueConstraint(fields=["application"], name="one_objection_per_application")]
