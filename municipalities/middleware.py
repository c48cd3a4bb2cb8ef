"""Per request: the reader's script, and the transaction whose rows are limited to what the request may see."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from municipalities.accounts.access import grants_of
from municipalities.accounts.models import User
from municipalities.current import Scope, set_scope
from municipalities.sessions import stay_signed_in

DESK_SESSION_KEY = "desk"
# Probes of the operator answer also while the database is away, so they get no transaction.
WITHOUT_TRANSACTION = frozenset({"/healthz", "/readyz", "/metrics", "/robots.txt"})
Answer = Callable[[HttpRequest], HttpResponse]


class ScriptMiddleware(LocaleMiddleware):
    """Chooses Cyrillic, Latin or English by ``?jezik=``, cookie, then the browser; says which in Content-Language."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        asked = request.GET.get("jezik")
        if asked in dict(settings.LANGUAGES):
            translation.activate(asked)
            request.LANGUAGE_CODE = asked

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        language = translation.get_language() or settings.LANGUAGE_CODE
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        response.headers.setdefault(
            "Content-Language",
            {"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(language, language),
        )
        return response


class TenantMiddleware:
    """Opens one transaction a request and tells the database whose rows it may show.

    A signed-in person sees the own cases; an official at the desk (``/admin/``) sees the municipality chosen there.
    Templates are rendered inside the transaction. An exception rolls everything back.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in WITHOUT_TRANSACTION:
            return self.get_response(request)
        with transaction.atomic():
            self._choose_scope(request)
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "has_failed", False):
                transaction.set_rollback(True)
            return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Nothing of a failed request stays in the database.

        Rolled back only when the answer is ready: other middleware may make a page or a redirect of the exception (allauth
        asks for the password again so), and the page may need the database.
        """
        request.has_failed = True  # type: ignore[attr-defined]

    def _choose_scope(self, request: HttpRequest) -> None:
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if signed_in:
            municipality = desk_municipality(request) if request.path.startswith("/admin/") else None
            set_scope(Scope(person=str(request.user.pk), municipality=str(municipality or "")))
            stay_signed_in(request)
        elif len(connection.savepoint_ids) > 0:
            # Inside an outer transaction (only in tests) the scope of an earlier request could still be in force.
            set_scope(Scope())


def desk_municipality(request: HttpRequest) -> int | None:
    """Id of the municipality at whose desk the official sits: the chosen one while it is permitted, else the first."""
    permitted = [
        grant.municipality_id for grant in grants_of(cast(User, request.user)) if grant.municipality_id is not None
    ]
    chosen = request.session.get(DESK_SESSION_KEY)
    if chosen in permitted:
        return chosen
    return min(permitted) if permitted else None
