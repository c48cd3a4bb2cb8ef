"""What the browser keeps for the time without a connection: the service worker and its one page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe


@require_safe
@cache_control(no_cache=True)
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker; served here because it only rules addresses below its own."""
    return render(request, "inspections/radnik.js", content_type="text/javascript; charset=utf-8")


@require_safe
@cache_control(no_cache=True)
def page(request: HttpRequest) -> HttpResponse:
    """What is shown while there is no connection; holds nothing of anybody."""
    return render(request, "inspections/offline.html")
