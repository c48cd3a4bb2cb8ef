"""What allauth tells us about second factors within a session."""

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added, authenticator_used
from django.dispatch import receiver
from django.http import HttpRequest

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
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        raise_level(request, user, authenticator.type)
