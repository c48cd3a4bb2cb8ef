"""What allauth tells us about second factors within a session."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.contrib import messages
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext as _

from municipalities.accounts.assurance import RETURN_SESSION_KEY
from municipalities.accounts.models import User
from municipalities.accounts.sign_in import raise_level


@receiver(authenticator_used)
def second_factor_shown(
    request: HttpRequest, user: User, authenticator: Authenticator, reauthenticated: bool, **signal: Any
) -> None:
    """A person who is already signed in showed a second factor."""
    if reauthenticated:
        raise_level(request, user, authenticator.type)


@receiver(authenticator_added)
def second_factor_set_up(request: HttpRequest, user: User, authenticator: Authenticator, **signal: Any) -> None:
    """A person who has just given the password set a second factor up and proved to hold it."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    raise_level(request, user, authenticator.type)
    back = request.session.pop(RETURN_SESSION_KEY, None)
    if back:
        link = '{} <a class="govuk-notification-banner__link" href="{}">{}</a>'
        text = _("Пријава је појачана. Сачувајте резервне кодове, па се вратите тамо где сте стали.")
        messages.success(request, format_html(link, text, back, _("Наставите")))
