"""What people say about a process, what officials answer, and how it is moderated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from eservices.cases.models.base import OfMunicipality
from eservices.participation.models.process import Event, Process

TEXT_LENGTH = 2000


class Comment(OfMunicipality):
    """A comment or remark (примедба) on a paragraph or on the whole; a reply stands in the thread of the first one.

    ``text`` is empty while the comment is hidden: the original lies in its moderation. ``answers`` counts visible
    replies. ``version`` is the version of the text that the person had before the eyes.
    """

    class Side(models.TextChoices):
        FOR = "for", _("за")
        AGAINST = "against", _("против")
        NEITHER = "neither", _("ни за ни против, имам предлог или питање")

    process = models.ForeignKey(Process, models.PROTECT, related_name="comments")
    paragraph = models.SlugField(_("пасус"), max_length=12, blank=True)
    version = models.PositiveSmallIntegerField(_("верзија"), default=0)
    thread = models.ForeignKey("self", models.PROTECT, null=True, related_name="replies")
    side = models.CharField(_("став"), max_length=8, choices=Side, default=Side.NEITHER)
    text = models.TextField(_("коментар"), max_length=TEXT_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    signed = models.CharField(_("потписан"), max_length=120)
    by_official = models.BooleanField(_("од општине"), default=False)
    at = models.DateTimeField(_("када"), default=timezone.now)
    hidden = models.BooleanField(_("сакривен"), default=False)
    answers = models.PositiveIntegerField(_("одговора"), default=0)

    class Privacy:
        personal = {"author": "identity", "signed": "identity", "text": "opinion", "at": "trace"}

    class Meta:
        ordering = ["-id"]
        verbose_name = _("коментар")
        verbose_name_plural = _("коментари")
        indexes = [
            models.Index(
                fields=["process", "paragraph", "-id"], name="threads_newest_first",
                condition=models.Q(thread__isnull=True),
            ),
            models.Index(
                fields=["process", "paragraph", "-answers", "-id"], name="threads_most_answered",
                condition=models.Q(thread__isnull=True),
            ),
            models.Index(fields=["thread", "id"], name="replies_of_a_thread"),
            models.Index(fields=["author", "-at"], name="comments_of_a_person"),
        ]  # fmt: skip


class Answer(OfMunicipality):
    """The official answer to a remark (одговор на примедбу); a later one takes its place, the earlier stays."""

    class Stance(models.TextChoices):
        ACCEPTED = "accepted", _("прихваћено")
        PARTLY = "partly", _("делимично прихваћено")
        REFUSED = "refused", _("није прихваћено")
        NOTED = "noted", _("примљено к знању")

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="official_answers")
    stance = models.CharField(_("исход"), max_length=8, choices=Stance)
    text = models.TextField(_("одговор"), max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("када"), default=timezone.now)

    class Privacy:
        personal = {"by": "identity"}

    class Meta:
        ordering = ["-id"]
        verbose_name = _("званичан одговор")
        verbose_name_plural = _("званични одговори")
        indexes = [models.Index(fields=["comment", "-id"], name="answers_to_a_comment")]


class Moderation(OfMunicipality):
    """A comment taken out of sight: rule, reason in words, the original as it was, and the objection against it."""

    class Rule(models.TextChoices):
        INSULT = "insult", _("вређање или претња")
        HATE = "hate", _("говор мржње")
        PERSONAL = "personal", _("туђи лични подаци")
        SPAM = "spam", _("реклама или понављање")
        OFF_TOPIC = "off_topic", _("није о теми")

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="moderations")
    rule = models.CharField(_("правило"), max_length=10, choices=Rule)
    reason = models.TextField(_("образложење"), max_length=1000)
    original = models.TextField(_("изворни текст"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("ко"))
    at = models.DateTimeField(_("када"), default=timezone.now)
    appeal = models.TextField(_("приговор"), max_length=1000, blank=True)
    appealed_at = models.DateTimeField(_("приговор стигао"), null=True)
    upheld = models.BooleanField(_("остаје сакривен"), null=True)
    decision = models.TextField(_("одлука о приговору"), max_length=1000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Privacy:
        personal = {
            "by": "identity", "decided_by": "identity", "original": "opinion", "appeal": "opinion",
        }  # fmt: skip

    class Meta:
        ordering = ["-id"]
        verbose_name = _("модерација")
        verbose_name_plural = _("модерације")
        constraints = [
            models.UniqueConstraint(
                fields=["comment"], condition=models.Q(upheld__isnull=True) | models.Q(upheld=True),
                name="one_moderation_in_force",
            )
        ]  # fmt: skip


class AbuseReport(OfMunicipality):
    """Somebody points at a comment that breaks the rules (пријава коментара)."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="abuse_reports")
    rule = models.CharField(_("правило"), max_length=10, choices=Moderation.Rule)
    note = models.TextField(_("појашњење"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("када"), default=timezone.now)
    settled_at = models.DateTimeField(_("решена"), null=True)

    class Privacy:
        personal = {"by": "identity", "note": "opinion"}

    class Meta:
        ordering = ["id"]
        verbose_name = _("пријава коментара")
        verbose_name_plural = _("пријаве коментара")
        constraints = [models.UniqueConstraint(fields=["comment", "by"], name="one_abuse_report_a_person")]
        indexes = [
            models.Index(
                fields=["municipality", "id"], name="open_abuse_reports", condition=models.Q(settled_at__isnull=True)
            )
        ]


class Follow(OfMunicipality):
    """Somebody wants the daily digest of a process. ``told`` is the last event a digest has spoken of."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="follows")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateTimeField(default=timezone.now)
    told = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")

    class Privacy:
        personal = {"person": "identity", "since": "trace"}

    class Meta:
        verbose_name = _("праћење")
        verbose_name_plural = _("праћења")
        constraints = [models.UniqueConstraint(fields=["process", "person"], name="follow_once")]
