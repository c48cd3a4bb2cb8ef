"""The prize draw (наградно извлачење) for citizens: entries by choice, winners that anybody can recompute."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models.competition import secret
from campaign.verify_draw import commitment
from campaign.wording import in_language
from eservices.cases.models.base import OfMunicipality, new_code
from municipalities.models import Municipality
from municipalities.privacy import Nothing


def entry_code() -> str:
    """Code of an entry, which says nothing of the person."""
    return new_code(12)


class PrizeDraw(models.Model):
    """A draw: its secret is made with it and stays hidden until the draw; the digest of the secret is public from the start.

    ``outside_source`` names beforehand where the number from outside comes from; ``outside`` is that number.
    """

    slug = models.SlugField(_("адреса"), unique=True)
    title = models.CharField(_("назив"), max_length=120)
    title_en = models.CharField(_("назив на енглеском"), max_length=120)
    prizes = models.TextField(_("награде"), help_text=_("Свака награда у свом реду, прва најпре."))
    prizes_en = models.TextField(_("награде на енглеском"))
    first = models.DateField(_("први дан"))
    last = models.DateField(_("последњи дан"))
    winners = models.PositiveSmallIntegerField(_("број добитника"), validators=[MinValueValidator(1)])
    outside_source = models.CharField(
        _("одакле је спољни број"), max_length=300,
        help_text=_("На пример: бројеви првог извлачења лота после последњег дана. Објављује се унапред."),
    )  # fmt: skip
    outside_source_en = models.CharField(_("одакле је спољни број, на енглеском"), max_length=300)
    secret = models.CharField(max_length=64, default=secret, editable=False)
    outside = models.CharField(_("спољни број"), max_length=100, blank=True, editable=False)
    entries_sha256 = models.CharField(_("отисак учешћа"), max_length=64, blank=True, editable=False)
    drawn_at = models.DateTimeField(_("извучено"), null=True, editable=False)
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    class Privacy:
        personal = {"drawn_by": "identity"}

    class Meta:
        ordering = ["-first"]
        verbose_name = _("наградно извлачење")
        verbose_name_plural = _("наградна извлачења")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Address of its page."""
        return reverse("campaign:draw", args=[self.slug])

    def clean(self) -> None:
        if self.first and self.last and self.last < self.first:
            raise ValidationError({"last": _("Последњи дан мора бити после првог.")})

    @property
    def commitment(self) -> str:
        """Digest of the secret, public from the start."""
        return commitment(self.secret)

    @property
    def is_open(self) -> bool:
        """Whether people may take part today."""
        return self.drawn_at is None and self.first <= timezone.localdate() <= self.last

    @property
    def said_title(self) -> str:
        """The name in the reader's language and script."""
        return in_language(self.title, self.title_en)

    @property
    def said_prizes(self) -> list[str]:
        """The prizes in the reader's language and script, the first one first."""
        return in_language(self.prizes, self.prizes_en).splitlines()

    @property
    def said_source(self) -> str:
        """Where the number from outside comes from, in the reader's language and script."""
        return in_language(self.outside_source, self.outside_source_en)


class DrawCode(models.Model):
    """A code that takes part, without the person; ``place`` is the prize it won, 1 the first."""

    draw = models.ForeignKey(PrizeDraw, models.PROTECT, related_name="codes")
    code = models.CharField(_("шифра"), max_length=12, unique=True, default=entry_code)
    town = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField(_("награда"), null=True)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["code"]
        verbose_name = _("шифра учешћа")
        verbose_name_plural = _("шифре учешћа")


class DrawEntry(OfMunicipality):
    """Who stands behind a code: the person, who chose to take part and sees the own entry."""

    draw = models.ForeignKey(PrizeDraw, models.PROTECT, related_name="entries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    code = models.OneToOneField(DrawCode, models.PROTECT, related_name="entry")
    entered_at = models.DateTimeField(_("када"), default=timezone.now)

    class Privacy:
        personal = {"person": "identity"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("учешће у извлачењу")
        verbose_name_plural = _("учешћа у извлачењу")
        constraints = [models.UniqueConstraint(fields=["draw", "person"], name="one_entry_a_person")]
