"""How people are let in: allauth's adapters with the rules of the portal."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import translation

from municipalities.accounts.assurance import Level, level_from_claims, level_of, remember
from municipalities.accounts.models import User
from municipalities.accounts.secrets import open_secret, seal_secret


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address: level of each sign-in, texts in the person's language, officials to their desk."""

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:
        """A new account speaks the language that it was opened in."""
        user.language = translation.get_language() or settings.LANGUAGE_CODE
        return cast(User, super().save_user(request, user, form, commit))

    def post_login(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,
        *,
        signal_kwargs: dict[str, Any] | None = None,
        **hooks: Any,
    ) -> HttpResponse:
        """Note how surely the person was recognised, before anything of the new session is used."""
        person = cast(User, user)
        login = (signal_kwargs or {}).get("sociallogin")
        level, method = recognise(request, person, login)
        provider = login.account.provider if login else ""
        remember(request, user=person, level=level, method=method, provider=provider)
        return super().post_login(request, user, signal_kwargs=signal_kwargs, **hooks)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """An official starts at the desk, everybody else at the own cases."""
        if cast(User, request.user).is_staff:
            return reverse("admin:index")
        return super().get_login_redirect_url(request)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Letters about an account are written in the language of its owner when the owner is known."""
        owner = context.get("user")
        language = owner.language if isinstance(owner, User) else translation.get_language()
        with translation.override(language):
            super().send_mail(template_prefix, email, {**context, "site_address": settings.SITE_ADDRESS})


def recognise(request: HttpRequest, user: User, login: SocialLogin | None) -> tuple[Level, str]:
    """Level and method of the sign-in that just succeeded, from the steps that allauth has recorded for it."""
    steps = get_authentication_records(request, user)
    second = [step["type"] for step in steps if step["method"] == "mfa"]
    if login is not None:
        stated = level_from_claims(login.account.extra_data)
        return (max(stated, Level.SUBSTANTIAL) if second else stated), "eid"
    if second:
        return Level.SUBSTANTIAL, "+".join(dict.fromkeys(step.get("type", step["method"]) for step in steps))
    if settings.DEMO_LOGINS and user.is_demo:
        return Level.SUBSTANTIAL, "demo"
    return Level.BASIC, "+".join(dict.fromkeys(step["method"] for step in steps)) or "password"


def raise_level(request: HttpRequest, user: User, method: str) -> None:
    """Raise the session to substantial after a second factor was shown or set up within it."""
    if level_of(request) < Level.SUBSTANTIAL:
        remember(request, user=user, level=Level.SUBSTANTIAL, method=method)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Accounts of the national eID. An existing account is connected only by its owner, never by an equal address."""

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None) -> User:
        """A new account speaks the language that it was opened in."""
        sociallogin.user.language = translation.get_language() or settings.LANGUAGE_CODE
        return cast(User, super().save_user(request, sociallogin, form))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors whose secrets are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return seal_secret(text)

    def decrypt(self, encrypted_text: str) -> str:
        """The secret; a text that our keys do not open is a fault of the installation and raises."""
        return open_secret(encrypted_text)
