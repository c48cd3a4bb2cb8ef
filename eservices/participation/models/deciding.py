"""Signatures of an initiative, its committee, proposals and answers to choose from, and the ballot."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from eservices.participation.models.process import Process
from municipalities.privacy import Nothing


class CommitteeMember(OfMunicipality):
    """A member of the initiative committee (иницијативни одбор), under the own name, which is published."""

    process = models.ForeignKey(Process, models.PROTECT, related_name="committee")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("име и презиме"), max_length=160)
    joined_at = models.DateTimeField(default=timezone.now)

    class Privacy:
        personal = {"person": "identity", "name": "identity"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("члан иницијативног одбора")
        verbose_name_plural = _("чланови иницијативног одбора")
        constraints = [models.UniqueConstraint(fields=["process", "person"], name="in_the_committee_once")]


class Signature(OfMunicipality):
    """One elector's signature. One a person: by account and by JMBG, which is found by a blind index only.

    ``sealed`` holds name, JMBG, address and the secret of the commitment, encrypted under the key of the process.
    ``commitment_hash`` is the published commitment (see ``verify_signatures.py``); nobody can link it to a person
    without the secret. There is a day and no hour, so that the order of arrival says nothing.
    """

    class Check(models.TextChoices):
        WAITING = "waiting", _("чека проверу")
        COUNTED = "counted", _("важи: уписан у бирачки списак")
        NOT_LISTED = "not_listed", _("не важи: није у бирачком списку ове општине")
        WRONG_DATA = "wrong_data", _("не важи: подаци се не слажу")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, models.PROTECT, related_name="signed")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    elector_hash = models.BinaryField(max_length=32)
    sealed = models.BinaryField()
    commitment_hash = models.BinaryField(max_length=32, unique=True)
    day = models.DateField(default=timezone.localdate)
    check_state = models.CharField(_("провера"), max_length=12, choices=Check, default=Check.WAITING)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Privacy:
        personal = {
            "person": "identity", "elector_hash": "identity", "sealed": "identity", "checked_by": "identity",
            "day": "trace",
        }  # fmt: skip

    class Meta:
        verbose_name = _("потпис")
        verbose_name_plural = _("потписи")
        constraints = [
            models.UniqueConstraint(fields=["process", "person"], name="one_signature_an_account"),
            models.UniqueConstraint(fields=["process", "elector_hash"], name="one_signature_an_elector"),
        ]
        indexes = [models.Index(fields=["process", "check_state", "id"], name="signatures_to_check")]


class SignatureList(OfMunicipality):
    """A published list of commitments, byte by byte as its digest says; cannot be changed."""

    class Stage(models.TextChoices):
        HANDED_OVER = "handed_over", _("предати потписи")
        CHECKED = "checked", _("после провере")

    process = models.ForeignKey(Process, models.PROTECT, related_name="signature_lists")
    stage = models.CharField(max_length=12, choices=Stage)
    content = models.TextField()
    sha256 = models.CharField(max_length=64)
    published_at = models.DateTimeField(default=timezone.now)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["published_at"]
        verbose_name = _("списак потписа")
        verbose_name_plural = _("спискови потписа")
        constraints = [models.UniqueConstraint(fields=["process", "stage"], name="one_list_per_stage")]


class Option(OfMunicipality):
    """An answer of a poll, or a project of a participatory budget with its price in RSD."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("предложен")
        ADMITTED = "admitted", _("на гласању")
        NOT_ADMITTED = "not_admitted", _("није на гласању")

    process = models.ForeignKey(Process, models.CASCADE, related_name="options")
    title = models.CharField(_("назив"), max_length=160)
    text = models.TextField(_("опис"), max_length=2000, blank=True)
    cost = models.DecimalField(
        _("цена, динара"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(1)]
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")
    signed = models.CharField(_("предложио"), max_length=160, blank=True)
    state = models.CharField(_("стање"), max_length=12, choices=State, default=State.ADMITTED)
    reason = models.TextField(_("образложење"), max_length=1000, blank=True)
    votes = models.PositiveIntegerField(_("гласова"), default=0, editable=False)

    class Privacy:
        personal = {"author": "identity", "signed": "identity", "text": "opinion"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("могућност")
        verbose_name_plural = _("могућности")


class Turnout(OfMunicipality):
    """That a person has voted; what was chosen is not here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, models.PROTECT, related_name="turnout")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Privacy:
        personal = {"person": "identity"}

    class Meta:
        verbose_name = _("излазност")
        verbose_name_plural = _("излазност")
        constraints = [models.UniqueConstraint(fields=["process", "person"], name="votes_once")]


class Ballot(OfMunicipality):
    """What somebody chose, without who and when. ``choices`` are ids of options."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.ForeignKey(Process, models.PROTECT, related_name="cast")
    choices = models.JSONField()

    class Privacy(Nothing):
        pass

    class Meta:
        verbose_name = _("гласачки листић")
        verbose_name_plural = _("гласачки листићи")
