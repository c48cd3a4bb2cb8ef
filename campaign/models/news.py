"""News and actualities (вести) of the campaign."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from campaign.wording import in_language
from municipalities.privacy import Nothing


class NewsItem(models.Model):
    """A piece of news in Serbian Cyrillic and English; Latin is made of the Cyrillic. Without a day it is a draft."""

    slug = models.SlugField(_("адреса"), unique=True, help_text=_("Латинична слова, бројеви и цртице."))
    published_on = models.DateField(
        _("објављено"), null=True, blank=True, db_index=True, help_text=_("Празно: нацрт, који нико не види.")
    )
    title = models.CharField(_("наслов"), max_length=160)
    summary = models.CharField(_("укратко"), max_length=300)
    body = models.TextField(_("текст"), help_text=_("Између пасуса оставите празан ред."))
    title_en = models.CharField(_("наслов на енглеском"), max_length=160)
    summary_en = models.CharField(_("укратко на енглеском"), max_length=300)
    body_en = models.TextField(_("текст на енглеском"))

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-published_on", "-id"]
        verbose_name = _("вест")
        verbose_name_plural = _("вести")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Address of its page."""
        return reverse("campaign:news", args=[self.slug])

    @property
    def said_title(self) -> str:
        """The title in the reader's language and script."""
        return in_language(self.title, self.title_en)

    @property
    def said_summary(self) -> str:
        """The summary in the reader's language and script."""
        return in_language(self.summary, self.summary_en)

    @property
    def said_body(self) -> str:
        """The text in the reader's language and script."""
        return in_language(self.body, self.body_en)
