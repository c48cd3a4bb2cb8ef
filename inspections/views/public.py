"""Pages for everybody about all reports of a municipality: map and list, Atom, following an area by e-mail."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eservices.cases.views.shared import MailThrottle, say, too_often
from inspections import access, actions, public_list, sliding
from inspections.forms import AreaForm
from inspections.grid import MILLION
from inspections.models import Category, Report
from inspections.pictures import first_box, middle_of
from inspections.public_list import PublicFilters
from inspections.views.shared import READ_AND_SEND, around, is_offered, not_offered, too_many_letters
from inspections.wording import name_of, public_state
from municipalities import base_map
from municipalities.accounts.access import municipality_for
from municipalities.models import Municipality
from municipalities.templatetags.pismo import pismo

AFTER = "posle"
IN_A_FEED = 50


@base_map.with_tiles
@never_cache
@require_safe
def everything(request: HttpRequest, municipality: str) -> HttpResponse:
    """All public reports of a municipality as a map and a list, both narrowed by the address."""
    place = municipality_for(municipality)
    if not is_offered(place):
        return not_offered(request, place)
    filters = PublicFilters.read(request.GET.dict())
    rows = access.public_reports(place)
    page = public_list.page_of(filters.narrow(rows), after=request.GET.get(AFTER, ""))
    older = f"?{urlencode(filters.as_query() | {AFTER: str(page.older_than)})}" if page.older_than else ""
    context = {
        "filters": filters,
        "lines": [public_list.line_of(report) for report in page.reports],
        "map": public_list.picture(rows, filters, place),
        "sliding": _sliding(place, filters),
        "groups": public_list.GROUPS,
        "categories": public_list.categories(),
        "older_url": older,
        "newer_url": filters.address() if request.GET.get(AFTER) else "",
        "feed_url": _feed_address(place, filters.kategorija),
        "follow_url": reverse("inspections:follow-area", args=[place.slug]) + filters.address(grupa=""),
        "back_url": reverse("inspections:start", args=[place.slug]),
    }
    return render(request, "inspections/public_list.html", around(place) | context)


def _sliding(place: Municipality, filters: PublicFilters) -> dict[str, Any]:
    """What the page tells the script of the sliding map."""
    query = filters.address(okvir="")
    return sliding.list_settings(
        place,
        public_list.GROUPS,
        look="portal",
        box=filters.box,
        marks=reverse("inspections:map-marks", args=[place.slug]) + query,
        page=reverse("inspections:public-list", args=[place.slug]) + query,
    )


@never_cache
@require_safe
def map_marks(request: HttpRequest, municipality: str) -> HttpResponse:
    """Public reports of a rectangle for the sliding map, narrowed as the list is; see `sliding.marks`."""
    place = municipality_for(municipality)
    if not is_offered(place):
        raise Http404
    filters = PublicFilters.read(request.GET.dict())
    found = sliding.marks(
        filters.narrow(access.public_reports(place), on_map=True),
        public_list.drawing_of(place, filters),
        filters.box or first_box(place),
        lambda report: sliding.public_label(public_list.sign_of(report), report),
    )
    return JsonResponse(found, content_type=base_map.GEOJSON)


def _feed_address(place: Municipality, category: str) -> str:
    """The feed of a category, where that is a category, else of everything."""
    if category and Category.objects.filter(code=category).exists():
        return reverse("inspections:feed-of-category", args=[place.slug, category])
    return reverse("inspections:feed", args=[place.slug])


# -- Atom --------------------------------------------------------------------------------------------------------------
@never_cache
@require_safe
def feed(request: HttpRequest, municipality: str, category: str = "") -> HttpResponse:
    """The newest public reports of a municipality, or of one category of it, as Atom (RFC 4287)."""
    place = municipality_for(municipality)
    kind = Category.objects.filter(code=category).first() if category else None
    if not is_offered(place) or (category and kind is None):
        raise Http404
    rows = access.public_reports(place)
    if kind is not None:
        rows = rows.filter(category=kind)
    written = _empty_feed(place, kind, request.path)
    for report in rows.select_related("category").only(*public_list.COLUMNS)[:IN_A_FEED]:
        _add(written, place, report)
    return HttpResponse(written.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


def _empty_feed(place: Municipality, kind: Category | None, path: str) -> Atom1Feed:
    title = _("Пријаве грађана – %(name)s") % {"name": pismo(place.official_name)}
    listed = reverse("inspections:public-list", args=[place.slug])
    return Atom1Feed(
        title=f"{title}: {name_of(kind)}" if kind else title,
        link=settings.SITE_ADDRESS + listed + (f"?kategorija={kind.code}" if kind else ""),
        description=_("Без текста и слика док их службеник не прегледа; места су заокружена."),
        language={"sr": "sr-Cyrl", "sr-latn": "sr-Latn"}.get(get_language() or "sr", "en"),
        feed_url=settings.SITE_ADDRESS + path,
        feed_guid=settings.SITE_ADDRESS + path,
    )


def _add(written: Atom1Feed, place: Municipality, report: Report) -> None:
    address = settings.SITE_ADDRESS + reverse("inspections:public-report", args=[place.slug, report.pk])
    written.add_item(
        title=f"{name_of(report.category)} – {public_state(report)}",
        link=address,
        description=pismo(report.public_text) if report.cleared_at else "",
        unique_id=address,
        pubdate=report.filed_at,
        updateddate=report.updated_at,
        categories=[report.category.code],
    )


# -- Following ---------------------------------------------------------------------------------------------------------
@base_map.with_tiles
@never_cache
@require_http_methods(READ_AND_SEND)
def follow_area(request: HttpRequest, municipality: str) -> HttpResponse:
    """News about new reports of a municipality, of a category or around a place; a letter asks first."""
    place = municipality_for(municipality)
    if not is_offered(place):
        return not_offered(request, place)
    form = AreaForm(place, request.POST if request.method == "POST" else None, initial=_asked(request))
    if form.is_valid():
        if too_often(request, MailThrottle):
            return too_many_letters(request, place)
        access.enter_to_begin(place)
        actions.follow(
            municipality=place, what=form.followed(), email=form.cleaned_data["email"], language=get_language() or "sr"
        )
        say(request, _("Послали смо вам поруку. Отворите везу у њој да потврдите да желите новости."))
        return redirect("inspections:public-list", municipality)
    back = reverse("inspections:public-list", args=[place.slug])
    return render(
        request,
        "inspections/follow_area.html",
        around(place) | {"form": form, "back_url": back, "sliding": sliding.settings_of(place)},
    )


def _asked(request: HttpRequest) -> dict[str, Any]:
    """What the map has chosen already: the category, and the middle of what it shows."""
    filters = PublicFilters.read(request.GET.dict())
    if filters.box is None:
        return {"category": filters.kategorija}
    middle = middle_of(filters.box)
    position = f"{middle.lat / MILLION:.6f} {middle.lon / MILLION:.6f}"
    return {"category": filters.kategorija, "position": position, "radius": "1000"}


@csrf_exempt
@require_POST
def stop_following(request: HttpRequest, code: str) -> HttpResponse:
    """The one press of the mail programme (List-Unsubscribe-Post, RFC 8058). The code in the address is the key."""
    actions.stop_following(follower=access.follower_by_code(code))
    return HttpResponse(status=204)
