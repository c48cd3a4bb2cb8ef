"""Names, in Serbian, of the codes that the tables and rules of this service use."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eservices.services.ivf_costs.rules import Procedure, Reference


class Standing(TextChoices):
    """Where a request stands with the money."""

    ASKED = "asked", _("у поступку")
    WAITING = "waiting", _("на листи чекања")
    GRANTED = "granted", _("одобрено")
    REFUSED = "refused", _("није одобрено")
    REFUND = "refund", _("тражи се повраћај")
    CLOSED = "closed", _("завршено")


STANDINGS = dict(Standing.choices)
COUNTS_AS_FILED = frozenset({Standing.ASKED, Standing.WAITING, Standing.GRANTED, Standing.REFUND, Standing.CLOSED})
"""Standings in which the same couple or the same invoice cannot come again."""
COUNTS_AS_GRANTED = frozenset({Standing.GRANTED, Standing.REFUND, Standing.CLOSED})

REFERENCES: dict[str, str | Promise] = {
    Reference.FILING.value: _("дан подношења захтева"),
    Reference.CALL_OPENED.value: _("дан отварања позива"),
    Reference.CALL_CLOSED.value: _("последњи дан позива"),
    Reference.COMMISSION.value: _("дан седнице комисије"),
}
PROCEDURES: dict[str, str | Promise] = {
    Procedure.STIMULATED: _("Стимулисани поступак"),
    Procedure.CRYO: _("Враћање замрзнутих заметака"),
    Procedure.DONATED: _("Поступак са дарованим ћелијама"),
}


class Entry(TextChoices):
    """Kinds of ledger lines."""

    ALLOCATION = "allocation", _("опредељено")
    RESERVATION = "reservation", _("резервисано предлогом")
    RELEASE = "release", _("ослобођено")
    AWARD = "award", _("додељено")
    REVOCATION = "revocation", _("опозвано")
    REFUND = "refund", _("враћено")


ENTRY_KINDS = dict(Entry.choices)


class Way(TextChoices):
    """How the second partner agreed."""

    ACCOUNT = "account", _("пријавом на портал")
    CODE = "code", _("кодом послатим е-поштом")


CONSENT_WAYS = dict(Way.choices)


class Proposal(TextChoices):
    """What the commission proposes."""

    GRANT = "grant", _("одобрити")
    WAIT = "wait", _("ставити на листу чекања")
    REFUSE = "refuse", _("одбити")


PROPOSALS = dict(Proposal.choices)
