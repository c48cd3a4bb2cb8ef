"""Pages about municipalities and about the portal itself."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from municipalities import catalogue
from municipalities.accounts.access import municipality_for
from municipalities.accounts.models import User
from municipalities.models import Municipality
from municipalities.public_pages import public_page
from municipalities.safety import remember_language, safe_next
from municipalities.script import fold, to_latin
from municipalities.templatetags.pismo import pismo

QUERY_LENGTH = 100


@require_safe
@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Search for services and municipalities in either script; without a search, all of them in groups."""
    query = request.GET.get("q", "").replace("\x00", "").strip()[:QUERY_LENGTH]
    page = _search_results(query) if query else _overview()
    return render(request, "home.html", {"query": query, **page})


def _overview() -> dict[str, object]:
    return {
        "life_events": catalogue.by_life_event(catalogue.entries()),
        "letters": _by_letter(Municipality.objects.all()),
    }


def _search_results(query: str) -> dict[str, object]:
    """Services that match, and municipalities one of whose words begins as the query does."""
    key = fold(query)
    found = Municipality.objects.filter(search_key__contains=key) if key else Municipality.objects.none()
    return {
        "services": catalogue.search(query),
        "municipalities": [place for place in found if f" {key}" in f" {place.search_key}"],
    }


def _by_letter(places: Iterable[Municipality]) -> list[tuple[str, list[Municipality]]]:
    """Municipalities under the first letter of their name, in the alphabet of the reader's script."""

    def letter(place: Municipality) -> str:
        first = place.name[0]
        return first if translation.get_language() == "sr" else to_latin(first)

    return [(initial, list(group)) for initial, group in groupby(places, key=letter)]


@require_safe
@public_page
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """What a municipality offers, where its counters are and how to reach it."""
    place = municipality_for(slug)
    offered = place.offered.filter(enabled=True, since__lte=timezone.localdate())
    notices = dict(offered.values_list("service", "notice"))
    entries = [entry for entry in catalogue.entries() if entry.slug in notices]
    services = [(entry, entry.url(place.slug), notices[entry.slug]) for entry in entries]
    crumbs = [{"url": reverse("home"), "label": _("Почетна")}, {"url": "", "label": pismo(place.official_name)}]
    page = {"municipality": place, "offices": list(place.offices.all()), "services": services, "crumbs": crumbs}
    return render(request, "municipality.html", page)


@require_safe
@public_page
def service(request: HttpRequest, service: str) -> HttpResponse:
    """Where a service is offered: the reader chooses the municipality and goes on to the start page there."""
    entry = catalogue.find(service)
    if entry is None:
        raise Http404
    offering = Municipality.objects.filter(
        offered__service=service, offered__enabled=True, offered__since__lte=timezone.localdate()
    )
    places = [(place, entry.url(place.slug)) for place in offering]
    crumbs = [{"url": reverse("home"), "label": _("Почетна")}, {"url": "", "label": entry.name}]
    return render(request, "service.html", {"entry": entry, "places": places, "crumbs": crumbs})


@csrf_exempt
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change language and script and stay on the same page.

    Without a security token on purpose: a forged change of script does no harm, and a token would make every public
    page differ from reader to reader.
    """
    response = HttpResponseRedirect(safe_next(request, default="/"))
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        remember_language(response, language)
        _keep_language_of(request, language)
    return response


def _keep_language_of(request: HttpRequest, language: str) -> None:
    """Letters to a signed-in person follow the script chosen on screen."""
    user = request.user
    if user.is_authenticated and user.language != language:
        User.objects.filter(pk=user.pk).update(language=language)


@require_safe
@public_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement (изјава о приступачности)."""
    return render(request, "pages/accessibility.html")


@require_safe
@public_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What data the portal keeps, why, how long, and the rights of the person (ZZPL art. 23)."""
    return render(request, "pages/privacy.html")


@require_safe
@public_page
def cookies(request: HttpRequest) -> HttpResponse:
    """Which cookies the portal sets and why: only necessary ones, so nobody is asked for consent."""
    return render(request, "pages/cookies.html")


@require_safe
@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    """How to file a request, what to do when stuck and whom to call."""
    return render(request, "pages/help.html", {"life_events": catalogue.by_life_event(catalogue.entries())})


@require_safe
@cache_control(public=True, max_age=86_400)
def robots(request: HttpRequest) -> HttpResponse:
    """Which addresses crawlers leave alone: everything personal."""
    closed = ("/admin/", "/nalog/", "/moji-predmeti/", "/predmet/", "/provera/", "/api/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
