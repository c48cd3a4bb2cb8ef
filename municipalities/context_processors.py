"""What every page knows."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language


def portal(request: HttpRequest) -> dict[str, object]:
    """Language tag of the page, the languages to switch to and the address of the portal."""
    language = get_language() or settings.LANGUAGE_CODE
    return {
        "html_lang": {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language),
        "languages": settings.LANGUAGES,
        "site_address": settings.SITE_ADDRESS,
        "demo_logins": settings.DEMO_LOGINS,
    }
