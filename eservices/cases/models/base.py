"""What the tables of cases have in common."""

import secrets

from django.db import models

from eservices.cases.deadlines import ClockKind, Entry
from municipalities.models import Municipality

# Letters and digits that nobody confuses when reading a code aloud or off paper.
CODE_ALPHABET = "23456789abcdefghjkmnpqrstvwxyz"


def new_code(length: int = 14) -> str:
    """A random public code; 14 signs carry 68 bits, so it cannot be guessed."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def tracking_code() -> str:
    """Code of a case that its applicant keeps."""
    return new_code(14)


def draft_code() -> str:
    """Code of an unfinished request in its address."""
    return new_code(20)


def verification_code() -> str:
    """Code printed on a decision, by which anybody can check it."""
    return new_code(16)


class OfMunicipality(models.Model):
    """A row that belongs to one municipality; row-level security keeps it from the others."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+", editable=False)

    class Meta:
        abstract = True


class LedgerLine(OfMunicipality):
    """One line of a legal clock (ток рока): start, pause, resume, restart, extend or stop, with article and reason."""

    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in ClockKind])
    on = models.DateField()
    days = models.PositiveSmallIntegerField(null=True)
    until = models.DateField(null=True)
    article = models.CharField(max_length=300)
    reason = models.CharField(max_length=300)

    class Meta:
        abstract = True

    @property
    def entry(self) -> Entry:
        """The line as the arithmetic reads it."""
        return Entry(ClockKind(self.kind), self.on, self.article, self.reason, self.days, self.until)
