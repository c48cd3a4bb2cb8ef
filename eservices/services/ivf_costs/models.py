"""Rule sets, calls, clinics, money of the year, consent of the second partner, and the commission's sessions."""

from __future__ import annotations

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models import Case, DataKey, Decision, Document
from eservices.cases.models.base import OfMunicipality, new_code
from eservices.services.ivf_costs import labels
from eservices.services.ivf_costs.rules import RuleSet as Rules
from municipalities.accounts.models import User
from municipalities.privacy import Nothing


def list_code() -> str:
    """Code under which a couple stands on public lists; it leads to nothing else."""
    return new_code(8).upper()


def link_code() -> str:
    """Secret of the link that the second partner opens."""
    return new_code(24)


class RuleSet(OfMunicipality):
    """What a municipality's decision says, from when to when, with its source. ``rules``: see ``rules.RuleSet``."""

    name = models.CharField(_("назив"), max_length=160)
    valid_from = models.DateField(_("важи од"))
    valid_to = models.DateField(_("важи до"), null=True, blank=True)
    legal_source = models.CharField(_("пропис, са бројем службеног листа"), max_length=300)
    confirmed = models.BooleanField(_("упоређено са прописом"), default=False)
    rules = models.JSONField(_("правила"))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-valid_from"]
        verbose_name = _("правила о трошковима вантелесне оплодње")
        verbose_name_plural = _("правила о трошковима вантелесне оплодње")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "valid_from"], name="one_rule_set_from_a_day"),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="rule_set_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Rules that cannot be read are refused in words."""
        try:
            Rules.read(self.rules)
        except (ValueError, TypeError, ArithmeticError, AttributeError, KeyError) as error:
            raise ValidationError({"rules": _("Правила нису исправно записана. Упоредите их са обрасцем.")}) from error
        if self.valid_to and self.valid_from and self.valid_to < self.valid_from:
            raise ValidationError({"valid_to": _("Правила не могу да престану да важе пре него што почну.")})

    def read(self) -> Rules:
        """The rules as the pure functions want them."""
        return Rules.read(self.rules)


class PublicCall(OfMunicipality):
    """A public call (јавни позив): requests are received from ``opens_on`` to ``closes_on``, both days included."""

    title = models.CharField(_("назив"), max_length=160)
    opens_on = models.DateField(_("пријаве од"))
    closes_on = models.DateField(_("пријаве до"))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-opens_on"]
        verbose_name = _("јавни позив за трошкове вантелесне оплодње")
        verbose_name_plural = _("јавни позиви за трошкове вантелесне оплодње")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closes_on__gte=models.F("opens_on")), name="ivf_call_closes_after_it_opens"
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """The last day is not before the first."""
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": _("Позив се затвара после отварања. Проверите датуме.")})


class Clinic(OfMunicipality):
    """A clinic in Serbia with a licence for these procedures, as the municipality's list has it."""

    code = models.SlugField(_("ознака"), max_length=40, help_text=_("Латиницом, без размака. После уноса се не мења."))
    name = models.CharField(_("назив"), max_length=160)
    place = models.CharField(_("место"), max_length=80)
    licence = models.CharField(_("број дозволе"), max_length=60)
    licensed_until = models.DateField(_("дозвола важи до"), null=True, blank=True)
    contracted = models.BooleanField(_("има уговор са РФЗО"), default=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["name"]
        verbose_name = _("клиника са дозволом")
        verbose_name_plural = _("клинике са дозволом")
        constraints = [models.UniqueConstraint(fields=["municipality", "code"], name="one_clinic_per_code")]

    def __str__(self) -> str:
        return f"{self.name}, {self.place}"


# -- money -------------------------------------------------------------------------------------------------------------
class BudgetYear(OfMunicipality):
    """The money of a year. Decisions lock this row; the database itself refuses to give out more than there is."""

    year = models.PositiveSmallIntegerField(_("година"))
    allocated = models.DecimalField(_("опредељено"), max_digits=14, decimal_places=2, default=Decimal(0))
    reserved = models.DecimalField(_("резервисано предлозима"), max_digits=14, decimal_places=2, default=Decimal(0))
    awarded = models.DecimalField(_("додељено"), max_digits=14, decimal_places=2, default=Decimal(0))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-year"]
        verbose_name = _("средства за годину")
        verbose_name_plural = _("средства по годинама")
        constraints = [
            models.UniqueConstraint(fields=["municipality", "year"], name="one_ivf_budget_per_year"),
            models.CheckConstraint(
                condition=models.Q(reserved__gte=0, awarded__gte=0)
                & models.Q(allocated__gte=models.F("reserved") + models.F("awarded")),
                name="ivf_budget_is_not_overspent",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)

    @property
    def remaining(self) -> Decimal:
        """What can still be given out."""
        return self.allocated - self.reserved - self.awarded


class BudgetEntry(OfMunicipality):
    """One line of the ledger; corrections are new lines. ``amount`` is signed by the kind, see ``budget``."""

    budget = models.ForeignKey(BudgetYear, models.PROTECT, related_name="entries")
    kind = models.CharField(_("врста"), max_length=12, choices=list(labels.ENTRY_KINDS.items()))
    amount = models.DecimalField(_("износ"), max_digits=14, decimal_places=2)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="ivf_entries")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="+")
    source = models.CharField(_("основ"), max_length=300, blank=True)
    at = models.DateTimeField(_("када"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"by": "identity", "amount": "money"}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("упис у књигу средстава")
        verbose_name_plural = _("књига средстава")


# -- request -----------------------------------------------------------------------------------------------------------
class IvfRequest(OfMunicipality):
    """What must be found, counted and followed about a request without opening its answers.

    ``rules`` is the copy of the rule set under which the couple filed. The reference days say on which day age and
    residence are looked at and which day that was; a session that is not held yet leaves it empty. ``pair_index`` finds
    the couple in either order, ``invoice_index`` the same invoice of the same clinic.
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="ivf")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+", verbose_name=_("правила"))
    rules = models.JSONField(_("правила при подношењу"))
    call = models.ForeignKey(PublicCall, models.PROTECT, null=True, related_name="requests", verbose_name=_("позив"))
    list_code = models.CharField(_("шифра на листи"), max_length=12, unique=True, default=list_code, editable=False)
    year = models.PositiveSmallIntegerField(_("година"))
    age_reference = models.CharField(_("дан за старост"), max_length=12, choices=list(labels.REFERENCES.items()))
    age_day = models.DateField(_("старост на дан"), null=True)
    residence_reference = models.CharField(
        _("дан за пребивалиште"), max_length=12, choices=list(labels.REFERENCES.items())
    )
    residence_day = models.DateField(_("пребивалиште на дан"), null=True)
    pair_index = models.BinaryField(max_length=32, editable=False)
    invoice_index = models.BinaryField(max_length=32, editable=False)
    standing = models.CharField(
        _("исход"), max_length=10, choices=list(labels.STANDINGS.items()), default=labels.Standing.ASKED
    )
    awarded = models.DecimalField(_("додељено"), max_digits=12, decimal_places=2, default=Decimal(0))
    use_until = models.DateField(_("искористити до"), null=True)
    invoice_until = models.DateField(_("коначни рачун до"), null=True)
    final_amount = models.DecimalField(_("износ коначног рачуна"), max_digits=12, decimal_places=2, null=True)
    final_invoice = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", editable=False)
    returned = models.DecimalField(_("враћено"), max_digits=12, decimal_places=2, default=Decimal(0))

    class Privacy:
        personal = {
            "pair_index": "identity", "invoice_index": "money", "awarded": "money", "final_amount": "money",
            "returned": "money", "final_invoice": "document", "list_code": "trace",
        }  # fmt: skip

    class Meta:
        verbose_name = _("захтев за трошкове вантелесне оплодње")
        verbose_name_plural = _("захтеви за трошкове вантелесне оплодње")
        indexes = [
            models.Index(fields=["municipality", "pair_index"], name="ivf_requests_of_a_couple"),
            models.Index(fields=["municipality", "invoice_index"], name="ivf_requests_by_invoice"),
            models.Index(fields=["municipality", "year", "standing"], name="ivf_requests_of_a_year"),
        ]


class PartnerConsent(OfMunicipality):
    """The second partner's agreement to the request, before it is filed.

    Bound to the text: ``digest`` covers the answers agreed to, and other answers need a new agreement. ``code`` is the
    secret of the link. An agreement is given by the partner's own sign-in, or by a code sent to the partner's own mail
    (``email``, encrypted); the code is derived from ``round`` and never stored. The row belongs to the key that draft
    and case have in common.
    """

    data_key = models.OneToOneField(DataKey, models.PROTECT, related_name="+")
    code = models.CharField(max_length=32, unique=True, default=link_code, editable=False)
    asked_at = models.DateTimeField(_("затражена"), default=timezone.now)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    email = models.BinaryField(default=b"", editable=False)
    round = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(_("код послат"), null=True)
    failures = models.PositiveSmallIntegerField(default=0)
    way = models.CharField(_("начин"), max_length=10, choices=list(labels.CONSENT_WAYS.items()), blank=True)
    digest = models.BinaryField(max_length=32, default=b"", editable=False)
    given_at = models.DateTimeField(_("дата"), null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")

    class Privacy:
        personal = {
            "email": "contact", "asked_by": "identity", "given_by": "identity", "digest": "trace", "code": "trace",
        }  # fmt: skip

    class Meta:
        verbose_name = _("сагласност партнера")
        verbose_name_plural = _("сагласности партнера")


# -- commission --------------------------------------------------------------------------------------------------------
class CommissionSession(OfMunicipality):
    """A session of the commission (седница комисије). ``members``: names of those present, for the minutes."""

    held_on = models.DateField(_("одржава се"))
    place = models.CharField(_("место"), max_length=160, blank=True)
    members = models.JSONField(_("присутни чланови"), default=list)
    closed_at = models.DateTimeField(_("закључена"), null=True, editable=False)
    closed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    class Privacy:
        personal = {"members": "identity", "closed_by": "identity"}

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("седница комисије")
        verbose_name_plural = _("седнице комисије")

    def __str__(self) -> str:
        return f"{self.held_on:%d.%m.%Y.}"


class CommissionOpinion(OfMunicipality):
    """What the commission proposes on one request. ``text`` is encrypted with the key of the case.

    ``minutes``: the extract of the minutes about this request alone, a restricted document of its case.
    """

    session = models.ForeignKey(CommissionSession, models.PROTECT, related_name="opinions")
    request = models.ForeignKey(IvfRequest, models.PROTECT, related_name="opinions")
    proposes = models.CharField(_("предлог"), max_length=10, choices=list(labels.PROPOSALS.items()))
    text = models.BinaryField(default=b"", editable=False)
    minutes = models.OneToOneField(Document, models.PROTECT, null=True, related_name="+", editable=False)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"text": "health", "written_by": "identity", "minutes": "document", "proposes": "opinion"}

    class Meta:
        ordering = ["pk"]
        verbose_name = _("мишљење комисије")
        verbose_name_plural = _("мишљења комисије")
        constraints = [
            models.UniqueConstraint(fields=["session", "request"], name="one_opinion_per_session_and_request")
        ]
