"""Pages about municipalities and the portal itself."""

from django.http import HttpRequest, HttpResponse


def home(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer to a form whose security token is missing or old."""
    return HttpResponse(status=403)
