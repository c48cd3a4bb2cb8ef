"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from municipalities.accounts.access import may
from municipalities.accounts.models import User
from municipalities.accounts.roles import Permission
from municipalities.sessions import seconds_left

FIGURES = (Permission.COMPARE_MUNICIPALITIES, Permission.VIEW_FIGURES)


def portal(request: HttpRequest) -> dict[str, object]:
    """Language tag, languages to switch to, address of the portal, end of the session, whether figures may be read."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "html_lang": {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language),
        "languages": settings.LANGUAGES,
        "site_address": settings.SITE_ADDRESS,
        "demo_logins": settings.DEMO_LOGINS,
        "session_seconds_left": seconds_left(request),
        "reads_figures": lambda: _reads_figures(request),
    }


def _reads_figures(request: HttpRequest) -> bool:
    """Whether the menu leads to the dashboards; asked of officials only, whose rights are read anyway."""
    user = getattr(request, "user", None)
    return isinstance(user, User) and user.is_staff and any(may(user, permission) for permission in FIGURES)
