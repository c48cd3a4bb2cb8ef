"""People who sign in, what they may do and where, and how surely they were recognised."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from municipalities.accounts.roles import ROLES
from municipalities.models import Municipality


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: citizen, official or both. The name keeps the script it was entered in."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("е-пошта")
        PORTAL = "portal", _("само портал")

    email = models.EmailField(_("е-пошта"), unique=True)
    first_name = models.CharField(_("име"), max_length=80, blank=True)
    last_name = models.CharField(_("презиме"), max_length=80, blank=True)
    phone = PhoneNumberField(_("телефон"), blank=True)
    language = models.CharField(_("језик и писмо"), max_length=10, choices=settings.LANGUAGES, default="sr")
    channel = models.CharField(_("како да вас обавестимо"), max_length=10, choices=Channel, default=Channel.EMAIL)
    is_active = models.BooleanField(_("активан"), default=True)
    is_staff = models.BooleanField(_("службеник"), default=False)
    is_demo = models.BooleanField(_("демо налог"), default=False, editable=False)
    date_joined = models.DateTimeField(_("отворен"), default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    class Privacy:
        personal = {
            "email": "contact", "first_name": "identity", "last_name": "identity", "phone": "contact",
            "last_login": "trace", "date_joined": "trace",
        }  # fmt: skip

    class Meta:
        verbose_name = _("корисник")
        verbose_name_plural = _("корисници")

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email


class Membership(models.Model):
    """A role that a person has in a municipality, or in all of them when none is named (СКГО)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships", verbose_name=_("корисник"))
    municipality = models.ForeignKey(
        Municipality, models.CASCADE, null=True, blank=True, related_name="members", verbose_name=_("општина"),
        help_text=_("Празно само за улоге које виде збирне податке свих општина."),
    )  # fmt: skip
    role = models.SlugField(_("улога"), choices=[(name, role.title) for name, role in ROLES.items()])
    services = models.JSONField(
        _("услуге"), default=list, blank=True, help_text=_("Празно значи: све услуге те општине.")
    )
    since = models.DateField(_("од"), default=timezone.localdate)
    until = models.DateField(_("до"), null=True, blank=True)

    class Privacy:
        personal = {"user": "identity"}

    class Meta:
        verbose_name = _("чланство")
        verbose_name_plural = _("чланства")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "municipality", "role"], nulls_distinct=False, name="one_membership_per_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}: {ROLES[self.role].title}"


class SignIn(models.Model):
    """One sign-in and its assurance level (ниво поузданости); the level of a session is that of its sign-in."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("корисник"))
    at = models.DateTimeField(_("када"), default=timezone.now)
    method = models.CharField(_("начин"), max_length=40)
    level = models.CharField(_("ниво поузданости"), max_length=12)
    provider = models.CharField(_("издавалац"), max_length=80, blank=True)

    class Privacy:
        personal = {"user": "identity", "at": "trace", "method": "trace"}

    class Meta:
        verbose_name = _("пријава")
        verbose_name_plural = _("пријаве")
        indexes = [models.Index(fields=["user", "-at"], name="sign_ins_of_a_person")]

    def __str__(self) -> str:
        return f"{self.at:%d.%m.%Y. %H:%M}"
