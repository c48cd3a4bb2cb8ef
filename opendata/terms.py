"""The page of terms: what everybody may do with the data, and what is asked in return."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from municipalities.public_pages import public_page
from opendata.codes import LICENCE_DEEDS, Licence


@require_safe
@public_page
def terms(request: HttpRequest) -> HttpResponse:
    """Terms of the national portal in six points (Uslovi korišćenja), and the licences beside them."""
    deeds = [{"label": licence.label, "url": LICENCE_DEEDS[licence]} for licence in Licence]
    return render(request, "opendata/terms.html", {"deeds": deeds})
