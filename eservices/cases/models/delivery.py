"""Delivery (достављање): to whom an act goes, by which ways, and the proof of each attempt."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from eservices.cases.models.decision import Decision


class Delivery(OfMunicipality):
    """One act on its way to one recipient, down the ladder: portal, e-mail notice, post.

    ``address`` (name and postal address of a recipient without an account) is encrypted.
    """

    class Recipient(models.TextChoices):
        APPLICANT = "applicant", _("подносилац")
        EMPLOYER = "employer", _("послодавац")
        OTHER = "other", _("други прималац")

    class Status(models.TextChoices):
        WAITING = "waiting", _("чека слање")
        NOTIFIED = "notified", _("обавештен, чека преузимање")
        TO_POST = "to_post", _("треба послати поштом")
        POSTED = "posted", _("послато поштом")
        DELIVERED = "delivered", _("уручено")
        FAILED = "failed", _("није успело")

    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="deliveries")
    decision = models.ForeignKey(Decision, models.PROTECT, null=True, related_name="deliveries")
    recipient = models.CharField(_("прималац"), max_length=10, choices=Recipient)
    status = models.CharField(_("стање"), max_length=10, choices=Status, default=Status.WAITING)
    address = models.BinaryField(default=b"")
    created_at = models.DateTimeField(default=timezone.now)
    post_after = models.DateField(_("поштом ако не преузме до"), null=True)
    delivered_on = models.DateField(_("уручено"), null=True)
    proof = models.CharField(_("доказ"), max_length=200, blank=True)

    class Privacy:
        personal = {"address": "contact", "proof": "trace"}

    class Meta:
        ordering = ["created_at", "id"]
        verbose_name = _("достава")
        verbose_name_plural = _("доставе")
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "recipient"],
                name="one_delivery_per_decision_and_recipient",
            )
        ]
        indexes = [
            models.Index(
                fields=["municipality", "status", "post_after"], name="deliveries_to_follow",
                condition=~models.Q(status="delivered"),
            )
        ]  # fmt: skip


class DeliveryAttempt(OfMunicipality):
    """One try of one way. ``key`` is the identity of the message: a repeated task sends the same message once."""

    class Way(models.TextChoices):
        PORTAL = "portal", _("портал")
        EMAIL = "email", _("обавештење е-поштом")
        POST = "post", _("пошта")
        COUNTER = "counter", _("шалтер")

    class Outcome(models.TextChoices):
        SENDING = "sending", _("шаље се")
        SENT = "sent", _("послато")
        REFUSED = "refused", _("одбијено")
        RETURNED = "returned", _("враћено")
        OPENED = "opened", _("преузето")

    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, related_name="attempts")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="attempts")
    topic = models.SlugField(max_length=60)
    way = models.CharField(_("пут"), max_length=10, choices=Way)
    outcome = models.CharField(_("исход"), max_length=10, choices=Outcome)
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    tries = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)
    detail = models.CharField(_("појединост"), max_length=200, blank=True)

    class Privacy:
        personal = {"detail": "trace"}

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("покушај доставе")
        verbose_name_plural = _("покушаји доставе")
