"""Public pages that are the same for everybody: kept rendered per language, revalidated by ETag, no query when warm.

Only for readers without session and without waiting messages; everybody else gets a fresh page that nobody keeps. While
the cache is away every page is rendered, which is slower and right.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import add_never_cache_headers, get_conditional_response
from django.utils.crypto import get_random_string

from municipalities.models import Municipality, OfferedService, Office

STAMP_KEY = "public-pages"
# A change that was saved while the cache was away is seen at the latest after this.
KEEP_SECONDS = 300
STAMP_SECONDS = 24 * 3600
Parameters = ParamSpec("Parameters")
View = Callable[Concatenate[HttpRequest, Parameters], HttpResponseBase]


def public_page(view: View[Parameters]) -> View[Parameters]:
    """Keep the answer of a view for anonymous readers of each language, as long as nothing it shows has changed."""

    @wraps(view)
    def kept(request: HttpRequest, /, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponseBase:
        if not _is_anybody(request):
            response = view(request, *args, **kwargs)
            add_never_cache_headers(response)
            return response
        key = _page_key(request)
        found = cache.get_many([STAMP_KEY, key])
        stamp, page = found.get(STAMP_KEY), found.get(key)
        if stamp and page and page["stamp"] == stamp:
            return _answer(request, page["body"], page["etag"])
        response = view(request, *args, **kwargs)
        return _keep(request, key, stamp, response)

    return kept


def stamp() -> str:
    """Changes whenever any public page may have; belongs into the key of whatever else is kept of what they show."""
    return str(cache.get_or_set(STAMP_KEY, lambda: get_random_string(12), STAMP_SECONDS))


def forget(**signal: Any) -> None:
    """Let no page rendered until now be shown again, once the change is in the database."""
    transaction.on_commit(lambda: cache.set(STAMP_KEY, get_random_string(12), STAMP_SECONDS))


for _model in (Municipality, Office, OfferedService):
    post_save.connect(forget, sender=_model, dispatch_uid=f"public-pages-save-{_model.__name__}")
    post_delete.connect(forget, sender=_model, dispatch_uid=f"public-pages-delete-{_model.__name__}")


def _is_anybody(request: HttpRequest) -> bool:
    """A plain reading of a page by somebody the portal does not know: no session, no message, no search."""
    known = settings.SESSION_COOKIE_NAME in request.COOKIES or "messages" in request.COOKIES
    return request.method in ("GET", "HEAD") and not known and not request.GET


def _page_key(request: HttpRequest) -> str:
    path = hashlib.sha256(request.path.encode()).hexdigest()[:24]
    return f"public-page:{request.get_host()}:{translation.get_language()}:{path}"


def _keep(request: HttpRequest, key: str, stamp: str | None, response: HttpResponseBase) -> HttpResponseBase:
    """Store a rendered page; answers other than 200 are left as they are."""
    if response.status_code != 200 or not isinstance(response, HttpResponse):
        return response
    if not stamp:
        stamp = get_random_string(12)
        if not cache.add(STAMP_KEY, stamp, STAMP_SECONDS):
            stamp = cache.get(STAMP_KEY) or stamp
    etag = '"' + hashlib.sha256(response.content).hexdigest()[:32] + '"'
    cache.set(key, {"stamp": stamp, "body": response.content, "etag": etag}, KEEP_SECONDS)
    return _answer(request, response.content, etag)


def _answer(request: HttpRequest, body: bytes, etag: str) -> HttpResponseBase:
    """The page, or 304 when the browser has it. It is asked for each time, because the language is in a cookie."""
    response = HttpResponse(body)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "no-cache"
    return get_conditional_response(request, etag=etag, response=response) or response
