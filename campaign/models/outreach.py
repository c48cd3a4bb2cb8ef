"""The newsletter (билтен), and the plan of posts (објаве) in media and social networks."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaign.models.promotions import public_code, ticket_code
from campaign.wording import in_language
from eservices.cases.models.base import OfMunicipality
from municipalities.privacy import Nothing


class Subscriber(OfMunicipality):
    """Somebody who reads the newsletter; deleted, not marked, when the person leaves. Good after the button behind the letter."""

    email = models.EmailField(_("е-пошта"))
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES)
    code = models.CharField(max_length=20, unique=True, default=ticket_code, editable=False)
    asked_at = models.DateTimeField(_("тражено"), default=timezone.now)
    confirmed_at = models.DateTimeField(_("потврђено"), null=True)

    class Privacy:
        personal = {"email": "contact", "code": "trace"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("читалац билтена")
        verbose_name_plural = _("читаоци билтена")
        constraints = [models.UniqueConstraint(fields=["municipality", "email"], name="one_newsletter_an_address")]


class NewsletterIssue(models.Model):
    """One issue (број билтена), written in Serbian and English, sent once."""

    subject = models.CharField(_("наслов"), max_length=120)
    body = models.TextField(_("текст"))
    subject_en = models.CharField(_("наслов на енглеском"), max_length=120)
    body_en = models.TextField(_("текст на енглеском"))
    sent_at = models.DateTimeField(_("послато"), null=True, editable=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+")

    class Privacy:
        personal = {"sent_by": "identity"}

    class Meta:
        ordering = ["-id"]
        verbose_name = _("број билтена")
        verbose_name_plural = _("бројеви билтена")

    def __str__(self) -> str:
        return self.subject

    @property
    def said_subject(self) -> str:
        """The subject in the reader's language and script."""
        return in_language(self.subject, self.subject_en)

    @property
    def said_body(self) -> str:
        """The text in the reader's language and script."""
        return in_language(self.body, self.body_en)


class Post(models.Model):
    """A planned post. Its short address counts visits, of nobody in particular, and marks where a visit came from (UTM)."""

    class Channel(models.TextChoices):
        FACEBOOK = "facebook", _("Фејсбук")
        INSTAGRAM = "instagram", _("Инстаграм")
        VIBER = "viber", _("Вајбер")
        RADIO = "radio", _("радио")
        TELEVISION = "television", _("телевизија")
        PRESS = "press", _("штампа и портали")

    SOCIAL = frozenset({Channel.FACEBOOK, Channel.INSTAGRAM, Channel.VIBER})
    code = models.SlugField(_("шифра"), unique=True, default=public_code, editable=False)
    planned_on = models.DateField(_("планирано"), db_index=True)
    channel = models.CharField(_("где"), max_length=12, choices=Channel)
    text = models.TextField(_("текст"))
    target = models.CharField(
        _("страна портала"), max_length=200, default="/kampanja/", validators=[RegexValidator(r"^/(?!/)[\w/.-]*$")],
        help_text=_("Почиње косом цртом, на пример /kampanja/promocije/."),
    )  # fmt: skip
    published_on = models.DateField(_("објављено"), null=True, blank=True)
    reach = models.PositiveIntegerField(
        _("видело људи"), null=True, blank=True, help_text=_("По подацима мреже или медија.")
    )
    visits = models.PositiveIntegerField(_("посета портала"), default=0, editable=False)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["planned_on", "id"]
        verbose_name = _("објава")
        verbose_name_plural = _("план објава")

    def __str__(self) -> str:
        return f"{self.get_channel_display()}, {self.planned_on:%d.%m.%Y.}"

    def get_absolute_url(self) -> str:
        """The short address to put into the post."""
        return reverse("campaign:post", args=[self.code])

    @property
    def marked_target(self) -> str:
        """The page with the marks by which statistics tell posts apart."""
        medium = "social" if self.channel in self.SOCIAL else "media"
        marks = {"utm_source": self.channel, "utm_medium": medium, "utm_campaign": "da-kliknemo-zajedno",
                 "utm_content": self.code}  # fmt: skip
        return f"{self.target}?{urlencode(marks)}"


class PressKit(models.Model):
    """The press kit of a day (комплет за медије): a ZIP under ``path`` in the storage, its size in bytes and SHA-256."""

    made_on = models.DateField(_("направљен"), unique=True)
    path = models.CharField(_("датотека"), max_length=200)
    size = models.PositiveIntegerField(_("величина"))
    sha256 = models.CharField(_("отисак"), max_length=64)

    class Privacy(Nothing):
        pass

    class Meta:
        ordering = ["-made_on"]
        verbose_name = _("комплет за медије")
        verbose_name_plural = _("комплети за медије")
