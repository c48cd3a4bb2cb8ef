"""Pages of figures: who may read, what was asked for, the page from the cache or made anew, or one table as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from eservices.cases import service as services
from eservices.cases.views.shared import signed_in
from eservices.dashboards import access, periods, reading, tables
from eservices.dashboards.definitions import MEASURES
from eservices.dashboards.models import Freshness
from eservices.dashboards.screens import overview as screens
from eservices.dashboards.screens.municipality import municipality as municipality_screen
from eservices.dashboards.screens.onboarding import onboarding as onboarding_screen
from eservices.dashboards.screens.page import Asked, Page, read_asked
from eservices.dashboards.wording import period_label
from municipalities.accounts.models import User
from municipalities.models import Municipality

KEPT_SECONDS = 3600
QUARTERS_BACK = 18
"""Months back to which reports are offered."""
SLOW_SECONDS = 900
FILES: dict[str, tuple[Callable[[tables.Table], bytes], str]] = {
    "csv": (tables.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (tables.as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
Make = Callable[[Asked], Page]


@require_safe
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """All municipalities; who may read only the own one is taken there."""
    reader = access.reader_of(cast(User, request.user))
    if reader.own is not None:
        return redirect("dashboards:municipality", Municipality.objects.filter(pk__in=reader.own)[0].slug)
    return _page(request, "dashboards:overview", lambda asked: screens.overview(all_places(), asked))


@require_safe
@signed_in
def one_service(request: HttpRequest, service: str) -> HttpResponse:
    """One service everywhere."""
    access.analyst(cast(User, request.user))
    if service not in {one.slug for one in services.all_services()}:
        raise Http404
    return _page(
        request, "dashboards:service", lambda asked: screens.one_service(all_places(), asked), service, service=service
    )


@require_safe
@signed_in
def comparison(request: HttpRequest) -> HttpResponse:
    """Chosen municipalities side by side."""
    access.analyst(cast(User, request.user))
    return _page(request, "dashboards:comparison", lambda asked: screens.comparison(all_places(), asked), chooses=True)


@require_safe
@signed_in
def municipality(request: HttpRequest, slug: str) -> HttpResponse:
    """One municipality, or one service of it."""
    place = access.figures_of(cast(User, request.user), slug)
    return _page(
        request, "dashboards:municipality", lambda asked: municipality_screen(place, asked), slug, quarters=_quarters()
    )


def _quarters() -> list[tuple[str, str]]:
    """The last quarters of which a report can be printed, the present one first."""
    today = timezone.localdate()
    offered = periods.choices(periods.add_months(today.replace(day=1), -QUARTERS_BACK), today)
    return [(one.slug, period_label(one)) for one in offered if one.quarter]


@require_safe
@signed_in
def onboarding(request: HttpRequest) -> HttpResponse:
    """What is still to be set up: in every municipality for the analyst, in the own one for heads and administrators."""
    reader = access.reader_of(cast(User, request.user))
    places = all_places() if reader.own is None else list(Municipality.objects.filter(pk__in=reader.own))
    page, kind = onboarding_screen(places, timezone.localdate()), request.GET.get("oblik", "")
    if kind in FILES:
        return table_file(page, request.GET.get("tabela", ""), kind, str(timezone.localdate()))
    address = reverse("dashboards:onboarding")
    body = render_to_string("dashboards/sections.html", {"page": page, "picker": {"address": address}})
    return framed(request, page.title, body, address, fresh=reading.freshness(), compares=reader.compares)


def all_places() -> list[Municipality]:
    """Every municipality, in alphabetical order."""
    return list(Municipality.objects.all())


def _page(
    request: HttpRequest,
    name: str,
    make: Make,
    *args: str,
    service: str = "",
    chooses: bool = False,
    quarters: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """The screen, or one of its tables as a file."""
    asked = _asked(request, service, with_places=chooses)
    kind = request.GET.get("oblik", "")
    if kind in FILES:
        about = f"{asked.period.slug}{f'-{asked.service}' if asked.service else ''}"
        return table_file(make(asked), request.GET.get("tabela", ""), kind, about)
    fresh = reading.freshness()
    address = reverse(name, args=args)
    body = _kept(
        fresh, address, asked, lambda: _body(make(asked), asked, address, fixed=bool(service), chooses=chooses)
    )
    reads_all = access.compares(cast(User, request.user))
    return framed(
        request, body["title"], body["html"], address, fresh=fresh, compares=reads_all, slug=args and args[0],
        quarters=quarters,
    )  # fmt: skip


def framed(
    request: HttpRequest, title: str, body: str, address: str, *, fresh: Freshness, compares: bool, **more: object
) -> HttpResponse:
    """The frame of every page of figures: ways to the others, freshness, then the body."""
    context = {
        "title": title,
        "body": mark_safe(body),  # noqa: S308 - made by our own template
        "fresh": fresh,
        "is_slow": _is_slow(fresh),
        "compares": compares,
        "here": address,
        "services": services.all_services() if compares else (),
        **more,
    }
    return render(request, "dashboards/page.html", context)


def _asked(request: HttpRequest, service: str, *, with_places: bool) -> Asked:
    given = request.GET
    known = list(Municipality.objects.values_list("slug", flat=True)) if with_places and given.getlist("o") else []
    return read_asked(
        period=given.get("period", ""),
        measure=given.get("mera", ""),
        service=service or given.get("usluga", ""),
        places=given.getlist("o"),
        known=known,
        today=timezone.localdate(),
    )


def _kept(fresh: Freshness, address: str, asked: Asked, make: Callable[[], dict[str, str]]) -> dict[str, str]:
    """The page in the reader's language, made once for each version of the figures and each day."""
    key = f"figures:{fresh.version}:{asked.today}:{get_language()}:{address}?{asked.query}"
    found: dict[str, str] | None = cache.get(key)
    if found is None:
        found = make()
        cache.set(key, found, KEPT_SECONDS)
    return found


def _body(page: Page, asked: Asked, address: str, *, fixed: bool, chooses: bool) -> dict[str, str]:
    context = {
        "page": page,
        "asked": asked,
        "measures": MEASURES,
        "picker": _picker(asked, address, fixed=fixed),
        "choice": _choice(asked) if chooses else [],
        "query": asked.query,
    }
    return {"title": page.title, "html": render_to_string("dashboards/body.html", context)}


def _picker(asked: Asked, address: str, *, fixed: bool) -> dict[str, Any]:
    """The form above every page: period, measure and, unless the page is about one, service."""
    offered = periods.choices(reading.earliest_month(asked.today), asked.today)
    if asked.period.slug not in {one.slug for one in offered}:
        offered.append(asked.period)
    return {
        "address": address,
        "periods": [(one.slug, period_label(one)) for one in offered],
        "measures": [(one.slug, one.label) for one in MEASURES],
        "services": [] if fixed else [(one.slug, one.name) for one in services.all_services()],
    }


def _choice(asked: Asked) -> Sequence[tuple[Municipality, bool]]:
    return [(place, place.slug in asked.places) for place in all_places()]


def _is_slow(fresh: Freshness) -> bool:
    return (timezone.now() - fresh.complete_until).total_seconds() > SLOW_SECONDS


def table_file(page: Page, slug: str, kind: str, about: str) -> HttpResponse:
    """One table of the page as a file, named by what it is about."""
    table = page.table(slug)
    if table is None:
        raise Http404
    make, content_type = FILES[kind]
    headers = {"Content-Disposition": f'attachment; filename="{table.slug}-{about}.{kind}"'}
    return HttpResponse(make(table), content_type=content_type, headers=headers)
