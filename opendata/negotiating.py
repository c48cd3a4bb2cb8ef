"""One address of the catalogue for people and programs: the format is chosen by ``Accept`` and answered in place."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_vary_headers

from municipalities.accounts.access import municipality_for
from opendata import views
from opendata.answers import open_to_all
from opendata.harvest.views import ENDINGS, catalogue_as


@open_to_all
def catalogue(request: HttpRequest, municipality: str = "") -> HttpResponseBase:
    """The catalogue in the format that the reader asks for; people get the page, others Turtle."""
    wanted = request.get_preferred_type([*ENDINGS, "text/html"])
    if wanted == "text/html":
        response = _page(request, municipality)
    else:
        response = catalogue_as(request, ENDINGS.get(wanted or "", "ttl"), municipality)
    patch_vary_headers(response, ["Accept"])
    return response


def _page(request: HttpRequest, municipality: str) -> HttpResponseBase:
    """The page of the catalogue for people, of one municipality where it is named."""
    if municipality:
        chosen = request.GET.copy()
        chosen["opstina"] = municipality_for(municipality).slug
        request.GET = chosen  # type: ignore[assignment]
    return views.index(request)
