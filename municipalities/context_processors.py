"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from municipalities.sessions import seconds_left


def portal(request: HttpRequest) -> dict[str, object]:
    """Language tag of the page, the languages to switch to, the address of the portal and the end of the session."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "html_lang": {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language),
        "languages": settings.LANGUAGES,
        "site_address": settings.SITE_ADDRESS,
        "demo_logins": settings.DEMO_LOGINS,
        "session_seconds_left": seconds_left(request),
    }
