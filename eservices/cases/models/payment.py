"""Fees of a case (таксе и накнаде), and bank statements by which their payment is found."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from eservices.cases.models.evidence import Document


class Payment(OfMunicipality):
    """One payment order (налог за уплату) of a case: all its fees that go to the same account.

    ``fees`` is a list of ``{"slug", "amount", "source"}``; ``amount`` is their sum in dinars. ``reference`` is the позив
    на број with its check digits (``41-019``), ``code`` the шифра плаћања, ``purpose`` what the bank carries along.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("чека се уплата")
        CLAIMED = "claimed", _("приложен доказ, проверава се")
        PAID = "paid", _("плаћено")
        RECONCILED = "reconciled", _("плаћено, нађено на изводу")

    SETTLED = (State.PAID, State.RECONCILED)

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="payments")
    fees = models.JSONField(_("ставке"), default=list)
    amount = models.DecimalField(_("износ"), max_digits=12, decimal_places=2)
    recipient = models.CharField(_("прималац"), max_length=70)
    account = models.CharField(_("рачун"), max_length=18)
    model = models.CharField(_("модел"), max_length=2, default="97")
    reference = models.CharField(_("позив на број"), max_length=24)
    code = models.CharField(_("шифра плаћања"), max_length=3)
    purpose = models.CharField(_("сврха"), max_length=35)
    due_on = models.DateField(_("рок за уплату"))
    state = models.CharField(_("стање"), max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(_("издат налог"), default=timezone.now)
    proof = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", verbose_name=_("доказ о уплати"))
    paid_on = models.DateField(_("уплаћено"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("потврдио")
    )

    class Privacy:
        personal = {"proof": "document", "confirmed_by": "identity", "purpose": "trace"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("уплата")
        verbose_name_plural = _("уплате")
        constraints = [
            models.UniqueConstraint(fields=["case", "account"], name="one_payment_per_case_and_account"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_is_above_zero"),
            models.CheckConstraint(
                condition=~models.Q(state__in=["paid", "reconciled"]) | models.Q(paid_on__isnull=False),
                name="paid_payment_has_a_day",
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "case"], name="payments_not_settled",
                condition=models.Q(state__in=["waiting", "claimed"]),
            )
        ]  # fmt: skip

    @property
    def is_settled(self) -> bool:
        return self.state in self.SETTLED

    @property
    def is_reconciled(self) -> bool:
        """Found on a statement, so that another transaction of the same sum is one too many."""
        return bool(self.state == self.State.RECONCILED)


class StatementImport(OfMunicipality):
    """One reading of a bank statement (извод); reading the same file again changes nothing and says so."""

    filename = models.CharField(_("датотека"), max_length=140)
    sha256 = models.CharField(_("отисак"), max_length=64)
    imported_at = models.DateTimeField(_("учитано"), default=timezone.now)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("учитао")
    )

    class Privacy:
        personal = {"imported_by": "identity"}

    class Meta:
        ordering = ["-imported_at", "-id"]
        verbose_name = _("учитани извод")
        verbose_name_plural = _("учитани изводи")

    def __str__(self) -> str:
        return self.filename


class StatementLine(OfMunicipality):
    """One line of a statement and what became of it. The payer's name is not kept.

    ``fingerprint`` is the digest of what makes a transaction one; a transaction settles at most one payment, however
    often its statement is read.
    """

    statement = models.ForeignKey(StatementImport, models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField(_("ред"))
    booked_on = models.DateField(_("датум"))
    amount = models.DecimalField(_("износ"), max_digits=12, decimal_places=2)
    account = models.CharField(_("рачун"), max_length=18, blank=True)
    reference = models.CharField(_("позив на број"), max_length=30, blank=True)
    purpose = models.CharField(_("сврха"), max_length=140, blank=True)
    bank_reference = models.CharField(_("ознака трансакције"), max_length=60)
    fingerprint = models.CharField(max_length=64, editable=False)
    finding = models.SlugField(_("налаз"), max_length=20)
    payment = models.ForeignKey(Payment, models.PROTECT, null=True, related_name="lines", verbose_name=_("уплата"))

    class Privacy:
        personal = {"purpose": "money", "bank_reference": "money", "reference": "money"}

    class Meta:
        ordering = ["position"]
        verbose_name = _("ред извода")
        verbose_name_plural = _("редови извода")
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "fingerprint"],
                condition=models.Q(finding="matched"),
                name="a_transaction_settles_once",
            ),
            models.UniqueConstraint(fields=["statement", "position"], name="one_line_per_position"),
        ]
