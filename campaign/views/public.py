"""The first page of the campaign, its news, and the lists of municipalities of the programme."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from campaign import access
from campaign.views.shared import crumbs, news_card, pages, promotion_card
from municipalities.models import Municipality

ON_FIRST_PAGE = 6
NEWS_A_PAGE = 12


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What the campaign is, what comes next, what is new."""
    coming = access.public_promotions().filter(ends_at__gt=timezone.now(), state="announced")[:ON_FIRST_PAGE]
    context = {
        "crumbs": crumbs("")["crumbs"][:2],
        "coming": [promotion_card(row) for row in coming],
        "news": [news_card(row) for row in access.published_news()[:ON_FIRST_PAGE]],
    }
    return render(request, "campaign/index.html", context)


@require_safe
def all_news(request: HttpRequest) -> HttpResponse:
    """All news, the newest first."""
    page = Paginator(access.published_news(), NEWS_A_PAGE).get_page(request.GET.get("strana"))
    context = {"cards": [news_card(row) for row in page], **pages(page), **crumbs(_("Вести"))}
    return render(request, "campaign/all_news.html", context)


@require_safe
def news(request: HttpRequest, slug: str) -> HttpResponse:
    """One piece of news."""
    item = access.public_news(slug)
    context = {"item": item, **crumbs(item.said_title, (_("Вести"), reverse("campaign:all-news")))}
    return render(request, "campaign/news.html", context)


@require_safe
def programme(request: HttpRequest) -> HttpResponse:
    """The two lists of the programme: municipalities with e-services, and those that open their data."""
    rows = Municipality.objects.only("slug", "name", "kind", "region", "programme", "sort_key")
    lists = [
        {"slug": slug, "title": title, "regions": _by_region([row for row in rows if row.programme == slug])}
        for slug, title in (
            (Municipality.Programme.E_SERVICES, _("Градови и општине са е-услугама")),
            (Municipality.Programme.OPEN_DATA, _("Градови и општине који отварају податке")),
        )
    ]
    return render(request, "campaign/programme.html", {"lists": lists, **crumbs(_("Ко учествује"))})


def _by_region(places: list[Municipality]) -> list[dict[str, Any]]:
    ordered = sorted(places, key=lambda place: (place.region, place.sort_key))
    return [
        {"name": region, "places": list(group)} for region, group in groupby(ordered, key=lambda place: place.region)
    ]
